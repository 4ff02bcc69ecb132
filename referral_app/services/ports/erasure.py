"""What was erased, and what is to be: questions of the list of terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from referral_app.domain.erasure import Term
from referral_app.domain.identifiers import (
    CaseId,
    CentreId,
    Moment,
    RecordId,
    ReferralId,
    StaffId,
)
from referral_app.domain.month import Month


@dataclass(frozen=True, slots=True)
class Erasure:
    """That a centre erased a record, why and when; nothing of what it was."""

    record: RecordId
    centre: CentreId
    reason: str
    author: StaffId
    happened: Moment


@dataclass(frozen=True, slots=True)
class Notice:
    """What another centre erased of a referral of which something is left here.

    `case` and `code` are of our own file that it is filed in, if any.
    """

    referral: ReferralId
    centre: CentreId
    happened: Moment
    incoming: bool
    case: CaseId | None
    code: str


@dataclass(frozen=True, slots=True)
class OverTerm:
    """A file, or a referral received that is in no file, whose term is over since `since`.

    One of `case` and `referral` is given; `held`: a reason keeps it; `unfrozen` are the months that
    it waits for: they count it, and are not frozen yet.
    """

    term: Term
    since: Moment
    last_at: Moment
    case: CaseId | None = None
    referral: ReferralId | None = None
    code: str = ""
    peer: CentreId | None = None
    held: bool = False
    waiting: int = 0
    unfrozen: tuple[Month, ...] = ()


class Counted(NamedTuple):
    """When something of a file or referral happened that a month counts; `again`: so does the
    month after, which asks what came of it."""

    at: Moment
    again: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """Moments before which the last act (for two, the closing) of a state is past its term."""

    open: Moment
    closed: Moment
    withdrawn: Moment
    in_error: Moment
    received: Moment


class ErasureReader(Protocol):
    """Questions about terms and erasures."""

    def erasure(self, record: RecordId) -> Erasure | None:
        """Return what this centre itself said when it erased a record."""
        ...

    def over_term(self, limits: Limits, limit: int) -> tuple[OverTerm, ...]:
        """Return what is past its term, the oldest first; `since` is the last act or closing."""
        ...

    def is_over_term(self, case: CaseId, limits: Limits) -> bool:
        """Whether a file is past its term, held or not."""
        ...

    def count_over_term(self, limits: Limits) -> int:
        """Return how many are past their term and not held."""
        ...

    def counted_of(self, record: RecordId) -> tuple[Counted, ...]:
        """Return what months count of a file with all in it, or of a referral, in no order."""
        ...

    def erasure_notices(self, limit: int) -> tuple[Notice, ...]:
        """Return what other centres erased and of which something is left here, newest first."""
        ...

    def erased_elsewhere(self, record: RecordId) -> Moment | None:
        """Return when another centre erased a record, or None where none did."""
        ...

    def erasures(self) -> int:
        """Return how many records this centre ever erased by name."""
        ...

    def late_facts(self) -> int:
        """Return how many facts about erased files came later and were dropped here."""
        ...

    def code_is_spent(self, code: str) -> bool:
        """Whether a file bore this code that was erased since."""
        ...
