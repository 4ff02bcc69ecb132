"""What an act of a referral is: words, fields, and the service that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from referral_app.domain.identifiers import ReferralId
from referral_app.language import N_
from referral_app.services.desk import Desk
from ui.answering.fields import FieldSpec, Values, note

Work = Callable[[Desk, ReferralId, Values], Any]


@dataclass(frozen=True, slots=True)
class ActSpec:
    """An act: words are marked for translation; `done` is said when it is saved here.

    The first `primary` one of those that are open stands out; a `quiet` one does not.
    """

    key: str
    label: str
    icon: str
    done: str
    fields: tuple[FieldSpec, ...]
    work: Work
    primary: bool = False
    quiet: bool = False


NOTE: Final = FieldSpec("text", N_("Note"), note(), span=4)
WHY: Final = FieldSpec("text", N_("Why"), note(), required=True, span=4)
