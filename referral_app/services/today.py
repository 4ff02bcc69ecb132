"""The home screen: what breaks next, what arrived, and how the exchange stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from referral_app.domain.identifiers import CaseId, CentreId, Moment, ReferralId
from referral_app.domain.referral import Status
from referral_app.domain.staff import Act
from referral_app.services.checks import DAY
from referral_app.services.desk import Desk
from referral_app.services.ports import (
    Activity,
    Counts,
    EndingConsent,
    Reader,
    ReferralBox,
    ReferralRow,
    UrgentQuery,
)

_SOON: Final = 30 * DAY
_TODAY: Final = DAY // 2
_ARRIVED: Final = 20
_MOST: Final = 50
_TO_ANSWER: Final = (Status.REQUESTED.value, Status.RECEIVED.value, Status.ON_HOLD.value)
_NOTHING_CAME: Final = (Status.REJECTED.value, Status.FAILED.value)
_DONE: Final = (Status.COMPLETED.value,)


class Todo(StrEnum):
    """What waits for a person, in the order in which it is told among equal priorities."""

    ANSWER = "answer"
    CALL = "call"
    REFER_AGAIN = "refer_again"
    CLOSE_LOOP = "close_loop"
    CONSENT_ENDS = "consent_ends"
    TO_CHECK = "to_check"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class TodoItem:
    """One line of what breaks next; what does not apply is None or empty.

    `since` is when it began to wait; for a consent, when it ends; for a draft, when it was kept.
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


def today(desk: Desk, most: int = _MOST) -> Today:
    """Return the home screen of the person at the desk, of at most `most` lines of work.

    Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    reader = desk.store.reader
    exchange = ExchangeState(
        reader.last_contact(), reader.waiting_to_leave(), reader.missing_commits()
    )
    if not desk.actor.may(Act.READ_CASES):
        return Today(Counts(0, 0, 0, 0, 0, 0), (), 0, (), exchange)
    items, waiting = _referrals(desk, reader, most)
    ending = reader.ending_consents(Moment(desk.now() + _SOON), most)
    calls = reader.calls_due(Moment(desk.now() + _TODAY), most)
    items += [_call_item(row) for row in calls.rows]
    items += [_consent_item(consent) for consent in ending.rows]
    drafts = [
        TodoItem(Todo.DRAFT, kept.saved_at, form=kept.form, subject=kept.subject)
        for kept in reader.drafts(desk.actor.id)
    ]
    return Today(
        reader.counts(),
        tuple(sorted([*items, *drafts], key=_urgency)[:most]),
        waiting + calls.total + ending.total + len(drafts),
        reader.recent_activity(_ARRIVED),
        exchange,
    )


def _urgency(item: TodoItem) -> tuple[str, int, Moment]:
    """P1 before P2 before P3 before what has no priority; then by kind; the oldest first."""
    return (item.priority or "P9", list(Todo).index(item.kind), item.since)


def _referrals(desk: Desk, reader: Reader, most: int) -> tuple[list[TodoItem], int]:
    """The most urgent of each kind, and how many wait in all."""
    items: list[TodoItem] = []
    waiting = 0
    for kind, box, statuses in (
        (Todo.ANSWER, ReferralBox.RECEIVED, _TO_ANSWER),
        (Todo.REFER_AGAIN, ReferralBox.SENT, _NOTHING_CAME),
        (Todo.CLOSE_LOOP, ReferralBox.SENT, _DONE),
        (Todo.TO_CHECK, ReferralBox.TO_CHECK, ()),
    ):
        page = reader.urgent_referrals(UrgentQuery(box, desk.now(), statuses, most))
        items += [_item(kind, row) for row in page.rows]
        waiting += page.total
    return items, waiting


def _item(kind: Todo, row: ReferralRow) -> TodoItem:
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
    )


def _call_item(row: ReferralRow) -> TodoItem:
    """A service without a desk that is to be asked today; `since` is when that is, or was, due."""
    return replace(_item(Todo.CALL, row), since=row.due or row.since)


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
