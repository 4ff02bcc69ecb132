"""The home screen: what breaks next, what arrived, and how the exchange stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from referral_app.domain.deadlines import EMERGENCY
from referral_app.domain.identifiers import CaseId, CentreId, Moment, ReferralId
from referral_app.domain.referral import Status
from referral_app.domain.staff import Act
from referral_app.services.checks import DAY
from referral_app.services.desk import Desk
from referral_app.services.emergency import to_countersign
from referral_app.services.ports import (
    Activity,
    Counts,
    EndingConsent,
    Reader,
    ReferralBox,
    ReferralRow,
    UrgentQuery,
)
from referral_app.services.retention import count_over

_SOON: Final = 30 * DAY
_ARRIVED: Final = 20
_MOST: Final = 50
_TO_ANSWER: Final = (Status.REQUESTED.value, Status.RECEIVED.value, Status.ON_HOLD.value)
_NOTHING_CAME: Final = (Status.REJECTED.value, Status.FAILED.value)
_ACCEPTED: Final = (Status.ACCEPTED.value,)
_UNDER_WAY: Final = (Status.ACCEPTED.value, Status.IN_PROGRESS.value)
_DONE: Final = (Status.COMPLETED.value,)


class Todo(StrEnum):
    """What waits for a person, in the order in which it is told among what breaks at once."""

    COUNTERSIGN = "countersign"

    ANSWER = "answer"
    SERVE = "serve"
    CALL = "call"
    CALL_PERSON = "call_person"
    AWAITED = "awaited"
    REFER_AGAIN = "refer_again"
    CLOSE_LOOP = "close_loop"
    CONSENT_ENDS = "consent_ends"
    TO_CHECK = "to_check"
    DRAFT = "draft"
    TERM_OVER = "term_over"


@dataclass(frozen=True, slots=True)
class TodoItem:
    """One line of what breaks next; what does not apply is None or empty.

    `since` is when it began to wait; for a consent, when it ends; for a draft, when it was kept.
    `step` (domain.deadlines) is `due` next; `escalated`: so late that the supervisor who reads must
    see to it. `count` is of files past their term, told in one line.
    """

    kind: Todo
    since: Moment
    referral: ReferralId | None = None
    case: CaseId | None = None
    code: str = ""
    category: str = ""
    peer: CentreId | None = None
    priority: str = ""
    status: str = ""
    form: str = ""
    subject: str = ""
    step: str = ""
    due: Moment | None = None
    escalated: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class ExchangeState:
    """When each other centre was last heard, and how many commits wait to leave or never came."""

    last_contact: dict[CentreId, Moment]
    waiting_to_leave: int
    missing: int


@dataclass(frozen=True, slots=True)
class Today:
    """The home screen. For roles without case content only `exchange` is filled.

    `to_do` holds the most urgent lines, `waiting` says how many there are in all.
    """

    counts: Counts
    to_do: tuple[TodoItem, ...]
    waiting: int
    arrived: tuple[Activity, ...]
    exchange: ExchangeState


def exchange_state(desk: Desk) -> ExchangeState:
    """Return when others were last heard, and what waits. Raises NotPermittedError."""
    desk.require(Act.SYNCHRONISE)
    reader = desk.store.reader
    return ExchangeState(reader.last_contact(), reader.waiting_to_leave(), reader.missing_commits())


def today(desk: Desk, most: int = _MOST) -> Today:
    """Return the home screen of the person at the desk, of at most `most` lines of work.

    Raises NotPermittedError.
    """
    exchange = exchange_state(desk)
    reader = desk.store.reader
    if not desk.actor.may(Act.READ_CASES):
        return Today(Counts(0, 0, 0, 0, 0, 0), (), 0, (), exchange)
    ends_today = end_of_today(desk, reader)
    items, waiting = _referrals(desk, reader, ends_today, most)
    ending = reader.ending_consents(Moment(desk.now() + _SOON), most)
    items += [_consent_item(consent) for consent in ending.rows]
    drafts = [
        TodoItem(Todo.DRAFT, kept.saved_at, form=kept.form, subject=kept.subject)
        for kept in reader.drafts(desk.actor.id)
    ]
    signatures = signatures_waiting(desk)
    over = _terms_over(desk)
    ordered = sorted(
        [*signatures, *items, *drafts, *over], key=lambda item: _urgency(item, ends_today)
    )
    return Today(
        reader.counts(),
        tuple(ordered[:most]),
        waiting + len(signatures) + ending.total + len(drafts) + len(over),
        reader.recent_activity(_ARRIVED),
        exchange,
    )


def end_of_today(desk: Desk, reader: Reader) -> Moment:
    """The last minute of this day at the centre."""
    time = reader.calendar().time()
    return time.end_of(time.day_of(desk.now()))


def _urgency(item: TodoItem, ends_today: Moment) -> tuple[bool, bool, Moment, int, Moment]:
    """What the supervisor must see to, then emergencies, then what breaks next.

    A draft is to be finished today; what has no limit counts from when it began to wait.
    """
    breaks = item.due or (ends_today if item.kind is Todo.DRAFT else item.since)
    kind = list(Todo).index(item.kind)
    return (not item.escalated, item.priority != EMERGENCY, breaks, kind, item.since)


def _referrals(
    desk: Desk, reader: Reader, ends_today: Moment, most: int
) -> tuple[list[TodoItem], int]:
    """The most urgent of each kind, and how many wait in all; each referral once."""
    calls = reader.calls_due(ends_today, most)
    found = {row.id: todo_item(desk, Todo.CALL, row) for row in calls.rows}
    waiting = calls.total
    for kind, box, statuses, due_by in (
        (Todo.TO_CHECK, ReferralBox.TO_CHECK, (), None),
        (Todo.ANSWER, ReferralBox.RECEIVED, _TO_ANSWER, None),
        (Todo.SERVE, ReferralBox.RECEIVED, _ACCEPTED, ends_today),
        (Todo.REFER_AGAIN, ReferralBox.SENT, _NOTHING_CAME, None),
        (Todo.CLOSE_LOOP, ReferralBox.SENT, _DONE, None),
        (Todo.CALL_PERSON, ReferralBox.SENT, _UNDER_WAY, ends_today),
        (Todo.AWAITED, ReferralBox.SENT, _TO_ANSWER, ends_today),
    ):
        page = reader.urgent_referrals(UrgentQuery(box, desk.now(), statuses, most, due_by))
        fresh = [row for row in page.rows if row.id not in found]
        found.update({row.id: todo_item(desk, kind, row) for row in fresh})
        waiting += page.total - len(page.rows) + len(fresh)
    return list(found.values()), waiting


def signatures_waiting(desk: Desk) -> list[TodoItem]:
    """What left because of a danger and waits for the supervisor who reads."""
    if not desk.actor.may(Act.COUNTERSIGN):
        return []
    return [
        TodoItem(
            kind=Todo.COUNTERSIGN,
            since=waits.row.sent_at,
            referral=waits.row.referral,
            case=waits.row.case,
            code=waits.row.case_code,
            category=waits.row.category,
            peer=waits.row.peer,
            due=waits.due,
        )
        for waits in to_countersign(desk)
    ]


def todo_item(desk: Desk, kind: Todo, row: ReferralRow) -> TodoItem:
    """Return the line of a referral that waits."""
    now = desk.now()
    told = row.escalates is not None and row.escalates <= now and (row.due or now) < now
    return TodoItem(
        kind=kind,
        since=row.since,
        referral=row.id,
        case=row.case,
        code=row.case_code,
        category=row.category,
        peer=row.peer,
        priority=row.priority,
        status=row.status,
        step=row.step,
        due=row.due,
        escalated=told and desk.actor.may(Act.COUNTERSIGN),
    )


def _terms_over(desk: Desk) -> list[TodoItem]:
    """One line for whoever erases, while something is past its term: after all that breaks."""
    if not desk.actor.may(Act.ERASE):
        return []
    count = count_over(desk)
    return [TodoItem(Todo.TERM_OVER, desk.now(), count=count)] if count else []


def _consent_item(consent: EndingConsent) -> TodoItem:
    """A file whose consent to an open referral ends soon, or has ended; one line a file."""
    return TodoItem(
        kind=Todo.CONSENT_ENDS,
        since=consent.ends,
        case=consent.case,
        code=consent.code,
        category=consent.category,
        peer=consent.peer,
        priority=consent.priority,
        status=consent.status,
    )
