"""Rows and pages that lists read: codes and states, nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from referral_app.domain.identifiers import (
    CaseId,
    CentreId,
    Moment,
    NeedId,
    ReferralId,
    StaffId,
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the case list. `last_at` is the latest act in the file."""

    id: CaseId
    code: str
    opened_at: Moment
    last_at: Moment
    sex: str
    age_band: str
    district: str
    open: bool
    needs: int
    open_needs: int
    referrals_waiting: int
    in_conflict: bool


class CaseOrder(StrEnum):
    """How the list of cases is sorted."""

    LAST = "last"  # the latest act first
    OPENED = "opened"  # the newest file first
    CODE = "code"  # as the cards would lie in a box


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases, from where. `text` is matched in codes, notes and need details, folded.

    `open` None takes both. Pages go by key: `after` is (last_at, id) of the last row shown, in the
    order of LAST; whoever jumps or sorts gives the rows to pass over instead, as `offset`.
    `responsible` keeps the files that somebody follows, `closed_since` those closed since then.
    """

    text: str = ""
    open: bool | None = True
    after: tuple[Moment, CaseId] | None = None
    limit: int = 100
    offset: int = 0
    order: CaseOrder = CaseOrder.LAST
    responsible: StaffId | None = None
    closed_since: Moment | None = None


@dataclass(frozen=True, slots=True)
class CasePage:
    """Rows in the order asked for, and how many match in all; `more`: of so many that match, only
    the newest were looked at."""

    rows: tuple[CaseRow, ...]
    total: int
    more: bool = False


class ReferralBox(StrEnum):
    """Which side of the exchange."""

    RECEIVED = "received"
    SENT = "sent"
    TO_CHECK = "to_check"


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One line of a referral list. `peer` is the other centre, whichever side we are on.

    `since` is when it began to wait for somebody here; for what is on hold here, when it will.
    `step` (domain.deadlines) is `due` next, if anything is; the supervisor hears at `escalates`.
    """

    id: ReferralId
    incoming: bool
    peer: CentreId
    case_code: str
    case: CaseId | None
    need: NeedId | None
    category: str
    priority: str
    status: str
    sent_at: Moment
    last_at: Moment
    since: Moment
    loop_closed: bool
    marked: bool
    step: str = ""
    due: Moment | None = None
    escalates: Moment | None = None

    @property
    def ended(self) -> bool:
        """Whether the sender erased its part: no request, and none is on its way."""
        return not self.case_code and not self.marked


@dataclass(frozen=True, slots=True)
class ReferralQuery:
    """Which referrals. `statuses` empty takes all; `waiting` keeps those not final (received box)
    or whose loop is not closed (sent box); `late_at` those that were due before it;
    `outside` those to services without a desk, or the others; `kind` those to services of a kind;
    `priorities` those of one of them."""

    box: ReferralBox
    statuses: tuple[str, ...] = ()
    waiting: bool = False
    text: str = ""
    after: tuple[Moment, ReferralId] | None = None
    limit: int = 100
    offset: int = 0
    late_at: Moment | None = None
    outside: bool | None = None
    kind: str = ""
    priorities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UrgentQuery:
    """Referrals that wait here, of these statuses; all that are to be checked where there are none.

    What is on hold waits only from `now` on, when its day of review has come. `due_by` keeps those
    that are due until then.
    """

    box: ReferralBox
    now: Moment
    statuses: tuple[str, ...] = ()
    limit: int = 50
    due_by: Moment | None = None


@dataclass(frozen=True, slots=True)
class ReferralPage:
    """Rows newest act first, and how many match in all; `more` as for cases."""

    rows: tuple[ReferralRow, ...]
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class EndingConsent:
    """A file whose consent to an open referral ends at `ends`; the referral that ends first."""

    case: CaseId
    code: str
    peer: CentreId
    category: str
    priority: str
    status: str
    ends: Moment


@dataclass(frozen=True, slots=True)
class EndingConsents:
    """Files most urgent first, and how many there are in all."""

    rows: tuple[EndingConsent, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of the home screen and the badges of the rail."""

    to_answer: int
    awaiting_answer: int
    to_close: int
    open_needs: int
    open_cases: int
    to_check: int


@dataclass(frozen=True, slots=True)
class Way:
    """How far a referral's last word of ours has come; None is not yet.

    `saved` here, `deposited` somewhere, `delivered` (the other centre's state vector covers it),
    `opened` by a person (its `received`); `at_hub` where it was deposited at the hub.
    """

    saved: Moment | None
    deposited: Moment | None
    delivered: Moment | None
    opened: Moment | None
    at_hub: Moment | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """What arrived from other centres: a status fact of theirs, newest first."""

    referral: ReferralId
    status: str
    happened: Moment
    arrived_at: Moment
    incoming: bool
    peer: CentreId
    case_code: str
    category: str
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsaved form, kept encrypted in the store. `data` is JSON of the form's own making."""

    form: str
    subject: str
    owner: StaffId
    data: str
    saved_at: Moment
