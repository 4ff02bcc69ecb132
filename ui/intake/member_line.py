"""Somebody who came along, as a line of the intake page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from referral_app.domain.age import is_minor
from ui.parts.state import sound


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Age band, sex and role, as chosen; a role that was not chosen follows from the age.

    `card` is the code of a card that was printed ahead, as typed.
    """

    age_band: str = ""
    sex: str = ""
    role: str = ""
    card: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was chosen."""
        return self == MemberLine()

    @property
    def minor(self) -> bool:
        """Whether somebody answers for the person."""
        return is_minor(self.age_band)

    def dump(self) -> dict[str, Any]:
        """The line as JSON takes it."""
        return asdict(self)

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> MemberLine:
        """Read what `dump` wrote."""
        return cls(**sound(cls(), data))
