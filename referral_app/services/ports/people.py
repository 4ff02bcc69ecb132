"""The store as those who keep the team see it: what somebody has in hand, and who read what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from referral_app.domain.identifiers import CaseId, Moment, RecordId, ReferralId, StaffId


@dataclass(frozen=True, slots=True)
class InHand:
    """Open files that somebody follows, and the referrals of these whose loop is open."""

    cases: tuple[CaseId, ...]
    referrals: tuple[ReferralId, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of the log of who read what; `number` counts from 1 without a gap.

    `what` is the kind of page. `hash` (32 bytes) is over the line and the hash before.
    """

    number: int
    at: Moment
    staff: StaffId
    what: str
    record: RecordId
    hash: bytes


class PeopleReader(Protocol):
    """Questions about people."""

    def in_hand(self, staff: StaffId) -> InHand: ...
    def reading_seal(self) -> tuple[int, bytes]:
        """Return the number and the hash of the last line as they were sealed: (0, b"") at first.

        The lines are beside it: what was cut off their end shows.
        """
        ...

    def readings(self, after: int, limit: int) -> tuple[Reading, ...]:
        """Return lines of numbers above `after`, oldest first."""
        ...

    def latest_readings(self, before: int, limit: int) -> tuple[Reading, ...]:
        """Return lines of numbers below `before`, newest first."""
        ...

    def codes_of(self, records: tuple[RecordId, ...]) -> dict[RecordId, str]:
        """Return the case codes of files and referrals, as far as they are known here."""
        ...


class PeopleWork(Protocol):
    """What is written about people beside the facts."""

    def hand_drafts(self, owner: StaffId, to: StaffId) -> int:
        """Give unsaved forms to another; returns how many.

        Where the other one has the same form open, theirs stays and this one waits.
        """
        ...

    def add_reading(self, reading: Reading) -> None:
        """Add a line to the log, and seal it."""
        ...
