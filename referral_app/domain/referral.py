"""A referral: one need to one recipient. Two halves, each written by its own side alone.

The ranks and moves are those of design.md 3; a half's value is its highest live rank, and what is
shown is the higher of the two halves.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from referral_app.domain.facts import Content, Value
from referral_app.domain.fields import Field
from referral_app.domain.identifiers import (
    CaseId,
    CentreId,
    Moment,
    NeedId,
    ReferralId,
    ServiceId,
    StaffId,
    WriteId,
)


class Status(StrEnum):
    """FHIR Task codes, with `received` (domain.md 1.2) and `reinstated` (design.md 3)."""

    REQUESTED = "requested"
    REINSTATED = "reinstated"
    RECEIVED = "received"
    ON_HOLD = "on-hold"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in-progress"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"
    REJECTED = "rejected"
    FAILED = "failed"
    COMPLETED = "completed"


class Side(Enum):
    """Who writes a half."""

    SENDER = "sender"
    RECIPIENT = "recipient"


SENDER_RANK = {
    Status.REQUESTED: 0,
    Status.REINSTATED: 0,
    Status.CANCELLED: 40,
    Status.ENTERED_IN_ERROR: 45,
}
RECIPIENT_RANK = {
    Status.RECEIVED: 10,
    Status.ON_HOLD: 15,
    Status.ACCEPTED: 20,
    Status.IN_PROGRESS: 30,
    Status.REJECTED: 50,
    Status.FAILED: 60,
    Status.COMPLETED: 70,
}
RANK = SENDER_RANK | RECIPIENT_RANK
FINAL_REPORTS = frozenset({Status.REJECTED, Status.FAILED, Status.COMPLETED})
FINAL = FINAL_REPORTS | {Status.CANCELLED, Status.ENTERED_IN_ERROR}

_R, _H, _A, _P = Status.RECEIVED, Status.ON_HOLD, Status.ACCEPTED, Status.IN_PROGRESS
_REJ, _F, _C = Status.REJECTED, Status.FAILED, Status.COMPLETED
RECIPIENT_MOVES: dict[Status, frozenset[Status]] = {
    Status.REQUESTED: frozenset({_R}),
    _R: frozenset({_A, _H, _REJ}),
    _H: frozenset({_A, _P, _REJ, _F}),
    _A: frozenset({_H, _P, _C, _F}),
    _P: frozenset({_C, _F}),
    Status.CANCELLED: frozenset({_C, _F}),
}
"""Forward moves of the recipient, from what is shown."""

_ANY_ANSWER = frozenset({_R, _H, _A, _P, _REJ, _F, _C})
OUTSIDE_MOVES: dict[Status, frozenset[Status]] = RECIPIENT_MOVES | {
    Status.REQUESTED: _ANY_ANSWER,
    _R: _ANY_ANSWER - {_R},
    _H: frozenset({_A, _P, _REJ, _F, _C}),
}
"""Answers of a service without a desk: it may skip steps, for it is asked once and late."""

RECIPIENT_CORRECTIONS: dict[Status, frozenset[Status]] = {
    _H: frozenset({_R}),
    _A: frozenset({_R, _H}),
    _P: frozenset({_R, _H, _A}),
    _REJ: frozenset({_R, _H, _A}),
    _F: frozenset({_R, _H, _A, _P}),
    _C: frozenset({_R, _H, _A, _P}),
}
"""Steps back to an earlier status of its own, as a correction."""

SENDER_MOVES: dict[Status, frozenset[Status]] = {
    Status.REQUESTED: frozenset({Status.CANCELLED, Status.ENTERED_IN_ERROR}),
    _R: frozenset({Status.CANCELLED, Status.ENTERED_IN_ERROR}),
    _H: frozenset({Status.CANCELLED, Status.ENTERED_IN_ERROR}),
    _A: frozenset({Status.CANCELLED, Status.ENTERED_IN_ERROR}),
    _P: frozenset({Status.ENTERED_IN_ERROR}),
    Status.CANCELLED: frozenset({Status.REINSTATED}),
    Status.ENTERED_IN_ERROR: frozenset({Status.REINSTATED}),
}
"""Moves of the sender, from what is shown; reinstating is a supervisor's."""


class Mark(StrEnum):
    """Why a referral stands in the tray "to check"."""

    TWO_VALUES = "two_values"  # two live values in one half
    REPORT_UNDER_CANCELLATION = "report_under_cancellation"
    UNKNOWN_STATUS = "unknown_status"  # a newer desk wrote a status that we do not know
    INCOMPLETE = "incomplete"  # the request itself has not arrived


@dataclass(frozen=True, slots=True)
class StatusFact:
    """One status, as written; `status` may be one that this program does not know."""

    id: WriteId
    status: str
    side: Side
    happened: Moment
    entered: Moment
    author: StaffId
    content: Content

    def get(self, name: str) -> Value:
        """Return a value of the fact's content, such as `reason`, or None."""
        return next((value for key, value in self.content if key == name), None)

    def text(self, name: str) -> str:
        """Return a value when it is text, else an empty string."""
        value = self.get(name)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Half:
    """One side's facts: `live` best first, `known` all of them, oldest first."""

    live: tuple[StatusFact, ...] = ()
    known: tuple[StatusFact, ...] = ()

    @property
    def value(self) -> StatusFact | None:
        """The highest live rank."""
        return self.live[0] if self.live else None

    @property
    def seen(self) -> tuple[WriteId, ...]:
        """What the next fact of this half supersedes: all that is known of it."""
        return tuple(fact.id for fact in self.known)


@dataclass(frozen=True, slots=True)
class Request:
    """What the sender asked; `person` holds only the fields that the consent names.

    Requests to one recipient that bear the same `slip` (16 bytes) stand on one slip.
    `delivery` is how it reached a service without a desk (a code of `delivery_means`).
    """

    case_code: str
    category: str
    priority: str
    priority_reason: str
    detail: str
    person: tuple[tuple[str, Value], ...]
    consent_form: str
    consent_until: Moment
    restrictions: str
    services_given: str
    follow_up_on: Moment | None
    follow_up_means: str
    replaces: ReferralId | None
    sent_at: Moment
    sent_by: StaffId
    slip: bytes | None = None
    exception: str = ""
    exception_reason: str = ""
    delivery: str = ""


@dataclass(frozen=True, slots=True)
class Countersignature:
    """A supervisor's word on a referral that left because of a danger."""

    id: WriteId
    happened: Moment
    entered: Moment
    author: StaffId
    text: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the sender learned outside the exchange; never the recipient's status."""

    id: WriteId
    happened: Moment
    entered: Moment
    author: StaffId
    means: str
    evidence: str
    outcome: str
    text: str


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral as this desk can show it.

    `case` and `need` are this centre's own records that it is filed under (None at a recipient
    that has opened no file of its own). `loop` is the register of the sender's closing: its value
    is ("closed", status) or ("reopened", status). `service` is set where the recipient has no desk:
    `recipient` holds its id, too, and the sender's centre writes both halves. `ended` when the
    sender erased its part: the request is gone, and nothing of it can be checked any more.
    """

    id: ReferralId
    sender: CentreId
    recipient: CentreId
    request: Request | None
    sender_half: Half
    recipient_half: Half
    loop: Field
    follow_ups: tuple[FollowUp, ...] = ()
    case: CaseId | None = None
    need: NeedId | None = None
    service: ServiceId | None = None
    countersigned: Countersignature | None = None
    ended: bool = False

    @property
    def shown(self) -> StatusFact | None:
        """The status fact that is shown: the higher of the two halves."""
        values = [half.value for half in (self.sender_half, self.recipient_half) if half.value]
        return max(values, key=lambda fact: RANK.get(_status(fact), -1), default=None)

    @property
    def status(self) -> Status:
        """The status that is shown; REINSTATED reads as REQUESTED."""
        fact = self.shown
        status = _status(fact) if fact else Status.REQUESTED
        return Status.REQUESTED if status is Status.REINSTATED else status

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Why a person should look at it; empty for most."""
        if self.ended:
            return ()
        found = []
        if self.request is None:
            found.append(Mark.INCOMPLETE)
        halves = (self.sender_half, self.recipient_half)
        if any(len({fact.status for fact in half.live}) > 1 for half in halves):
            found.append(Mark.TWO_VALUES)
        if any(fact.status not in RANK for half in halves for fact in half.live):
            found.append(Mark.UNKNOWN_STATUS)
        theirs, ours = self.recipient_half.value, self.sender_half.value
        if (
            theirs
            and ours
            and theirs.status in FINAL_REPORTS
            and ours.status in (Status.CANCELLED, Status.ENTERED_IN_ERROR)
        ):
            found.append(Mark.REPORT_UNDER_CANCELLATION)
        return tuple(found)

    @property
    def loop_closed(self) -> bool:
        """Whether the sender closed the loop on the status that is shown now."""
        return self.loop.value == ("closed", self.status.value)


def _status(fact: StatusFact) -> Status:
    return Status(fact.status) if fact.status in RANK else Status.REQUESTED


def allowed_moves(referral: Referral, side: Side) -> frozenset[Status]:
    """Return the forward moves open to `side` from what is shown."""
    answers = RECIPIENT_MOVES if referral.service is None else OUTSIDE_MOVES
    moves = SENDER_MOVES if side is Side.SENDER else answers
    return moves.get(referral.status, frozenset())


def allowed_corrections(referral: Referral) -> frozenset[Status]:
    """Return the earlier statuses to which the recipient may step back."""
    value = referral.recipient_half.value
    return RECIPIENT_CORRECTIONS.get(_status(value), frozenset()) if value else frozenset()
