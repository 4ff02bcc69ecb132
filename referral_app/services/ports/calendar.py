"""Rows about working time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from referral_app.domain.calendar import Calendar
from referral_app.domain.commune_days import CommuneDay
from referral_app.domain.identifiers import CaseId, CentreId, Moment, ReferralId


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """A referral of ours that left because of a danger; `exception` is a code of its list."""

    referral: ReferralId
    case: CaseId | None
    case_code: str
    category: str
    peer: CentreId
    exception: str
    sent_at: Moment
    countersigned_at: Moment | None


class CalendarReader(Protocol):
    """Questions about working time."""

    def calendar(self) -> Calendar:
        """Return our centre's calendar with its closures."""
        ...

    def commune_days(self) -> tuple[CommuneDay, ...]:
        """Return what centres of the commune, ours among them, told of its days."""
        ...

    def left_to_date(self) -> int:
        """Return how many referrals are still dated by an earlier calendar."""
        ...

    def exceptions(self, start: Moment, end: Moment) -> tuple[ExceptionRow, ...]:
        """Return what left because of a danger from `start` to before `end`, oldest first."""
        ...

    def not_countersigned(self) -> tuple[ExceptionRow, ...]:
        """Return what left because of a danger and waits for the supervisor, oldest first."""
        ...


class CalendarWork(Protocol):
    """What a change of the calendar leaves to be done."""

    def date_again(self, limit: int) -> int:
        """Date up to `limit` waiting referrals by the calendar that holds now.

        Returns how many were; 0 once all are.
        """
        ...
