"""What a month is counted from: rows of events, and what was frozen of months before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from referral_app.domain.identifiers import CaseId, Moment, NeedId, ReferralId
from referral_app.domain.month import Frozen


class CaseCount(NamedTuple):
    """A file opened or closed in a span. `first` is when the first file of its household was
    opened; `agreed`: the last consent lets the person into published statistics."""

    case: CaseId
    opened: Moment
    closed: Moment | None
    closure: str
    age_band: str
    sex: str
    household: bytes | None
    first: Moment
    agreed: bool


class NeedCount(NamedTuple):
    """A need recorded in a span, with whose it is."""

    need: NeedId
    case: CaseId
    category: str
    age_band: str
    sex: str
    agreed: bool


class ReferralCount(NamedTuple):
    """A referral sent or opened here in a span. `outside`: to a service that has no desk. `answer`
    is `accepted` (ever), `undecided`, `ended`, or a refusal as `reason.decider`."""

    referral: ReferralId
    incoming: bool
    outside: bool
    category: str
    sent: Moment
    received: Moment | None
    answer: str
    age_band: str
    sex: str
    agreed: bool


class CountingReader(Protocol):
    """Questions for statistics; spans are [start, end) of when things happened."""

    def cases_counted(self, start: Moment, end: Moment) -> Iterator[CaseCount]: ...
    def needs_counted(self, start: Moment, end: Moment) -> Iterator[NeedCount]: ...
    def referrals_counted(self, start: Moment, end: Moment) -> Iterator[ReferralCount]:
        """Yield referrals sent in the span, and received ones opened here in it; no errors."""
        ...

    def frozen_months(self) -> tuple[str, ...]:
        """Return the months of which something is frozen, latest first."""
        ...

    def frozen(self, month: str) -> tuple[Frozen, ...]:
        """Return every freezing of a month."""
        ...

    def statistics_key(self) -> bytes | None:
        """Return the centre's key for rounding, 32 bytes; of several, that of the lowest id."""
        ...

    def journal_digest(self) -> bytes:
        """Return SHA-256 over the ids of all commits held, in the order of the ids."""
        ...
