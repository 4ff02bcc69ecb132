"""A month of the centre's own calendar, and what was frozen of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import NewType, Self

from referral_app.domain.identifiers import DeviceId, Moment, StaffId
from referral_app.errors import InvalidInputError

MonthId = NewType("MonthId", bytes)
"""16 random bytes: one freezing of a month."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; `str()` writes it as 2026-10."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a month written 2026-10.

        Raises InvalidInputError("month.unreadable").
        """
        try:
            day = datetime.strptime(text, "%Y-%m")  # noqa: DTZ007 - a month has no zone yet
        except ValueError as error:
            raise InvalidInputError("month.unreadable", "month") from error
        return cls(day.year, day.month)

    @classmethod
    def of(cls, moment: Moment, zone: tzinfo) -> Self:
        """Return the month in which a moment lies."""
        day = datetime.fromtimestamp(moment / 1000, zone)
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def before(self) -> Month:
        """The month before."""
        return Month(self.year - 1, 12) if self.number == 1 else Month(self.year, self.number - 1)

    @property
    def after(self) -> Month:
        """The month after."""
        return Month(self.year + 1, 1) if self.number == 12 else Month(self.year, self.number + 1)

    def start(self, zone: tzinfo) -> Moment:
        """Return its first moment at the centre; its end is the start of the month after."""
        first = datetime(self.year, self.number, 1, tzinfo=zone)
        return Moment(round(first.timestamp() * 1000))

    def holds(self, moment: Moment | None, zone: tzinfo) -> bool:
        """Whether a moment lies in it."""
        return moment is not None and self.start(zone) <= moment < self.after.start(zone)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A month as one desk froze it. `cubes` exact and `rounded` are tables in a form of their own;
    `covers` is the hash of the commits that were counted; `lacking` desks not heard by then."""

    id: MonthId
    month: str
    revision: int
    cubes: bytes
    rounded: bytes
    covers: bytes
    lacking: tuple[DeviceId, ...]
    replaces: MonthId | None
    reason: str
    frozen_at: Moment
    frozen_by: StaffId


def standing(frozen: Iterable[Frozen]) -> tuple[Frozen, ...]:
    """Return the freezings of the highest revision of one month, the one that stands first.

    More than one means that two desks froze the month without knowing of each other: an alert; the
    lower id stands (design.md 6).
    """
    known = list(frozen)
    latest = max((one.revision for one in known), default=0)
    return tuple(sorted((o for o in known if o.revision == latest), key=lambda one: one.id))
