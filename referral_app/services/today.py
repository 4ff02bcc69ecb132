"""The home screen: what breaks next, what arrived, and how the exchange stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from referral_app.domain.consent import Consent
from referral_app.domain.identifiers import CaseId, CentreId, Moment, ReferralId
from referral_app.domain.referral import FINAL, Status
from referral_app.domain.staff import Act
from referral_app.services.checks import DAY
from referral_app.services.desk import Desk
from referral_app.services.ports import (
    Activity,
    Counts,
    Reader,
    ReferralBox,
    ReferralQuery,
    ReferralRow,
)

_SOON: Final = 30 * DAY
_ARRIVED: Final = 20
_PAGE: Final = 200
_UNANSWERED: Final = (Status.REQUESTED.value, Status.RECEIVED.value)
_NOTHING_CAME: Final = (Status.REJECTED.value, Status.FAILED.value)
_GOING_ON: Final = tuple(
    status.value for status in Status if status not in FINAL and status is not Status.REINSTATED
)


class Todo(StrEnum):
    """What waits for a person, in the order in which it is told among equal priorities."""

    ANSWER = "answer"
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
    """The home screen. For roles without case content only `exchange` is filled."""

    counts: Counts
    to_do: tuple[TodoItem, ...]
    arrived: tuple[Activity, ...]
    exchange: ExchangeState


def today(desk: Desk) -> Today:
    """Return the home screen of the person at the desk; raises NotPermittedError."""
    desk.require(Act.SYNCHRONISE)
    reader = desk.store.reader
    exchange = ExchangeState(
        reader.last_contact(), reader.waiting_to_leave(), reader.missing_commits()
    )
    if not desk.actor.may(Act.READ_CASES):
        return Today(Counts(0, 0, 0, 0, 0, 0), (), (), exchange)
    items = [*_received(desk, reader), *_sent(reader), *_consents(desk, reader)]
    items += _rows(reader, Todo.TO_CHECK, ReferralQuery(ReferralBox.TO_CHECK))
    items += [
        TodoItem(Todo.DRAFT, kept.saved_at, form=kept.form, subject=kept.subject)
        for kept in reader.drafts(desk.actor.id)
    ]
    return Today(
        reader.counts(),
        tuple(sorted(items, key=_urgency)),
        reader.recent_activity(_ARRIVED),
        exchange,
    )


def _urgency(item: TodoItem) -> tuple[str, int, Moment]:
    """P1 before P2 before P3 before what has no priority; then by kind; the oldest first."""
    return (item.priority or "P9", list(Todo).index(item.kind), item.since)


def _received(desk: Desk, reader: Reader) -> Iterator[TodoItem]:
    unanswered = ReferralQuery(ReferralBox.RECEIVED, statuses=_UNANSWERED)
    yield from _rows(reader, Todo.ANSWER, unanswered)
    waiting = ReferralQuery(ReferralBox.RECEIVED, statuses=(Status.ON_HOLD.value,))
    for item in _rows(reader, Todo.ANSWER, waiting):
        review = _review_of(reader, item)
        if review is not None and review <= desk.now():
            yield replace(item, since=review)


def _review_of(reader: Reader, item: TodoItem) -> Moment | None:
    referral = reader.referral(item.referral) if item.referral else None
    shown = referral.shown if referral else None
    review = shown.get("review_at") if shown else None
    return Moment(review) if isinstance(review, int) else None


def _sent(reader: Reader) -> Iterator[TodoItem]:
    for kind, statuses in (
        (Todo.REFER_AGAIN, _NOTHING_CAME),
        (Todo.CLOSE_LOOP, (Status.COMPLETED.value,)),
    ):
        query = ReferralQuery(ReferralBox.SENT, statuses=statuses, waiting=True)
        yield from _rows(reader, kind, query)


def _consents(desk: Desk, reader: Reader) -> Iterator[TodoItem]:
    """Files whose consent to an open referral ends soon, or has ended; one line a file."""
    query = ReferralQuery(ReferralBox.SENT, statuses=_GOING_ON)
    told: set[CaseId] = set()
    for row in _all_rows(reader, query):
        if row.case is None or row.case in told:
            continue
        ends = _covered_until(reader.consents_of(row.case), row.peer)
        if ends is not None and ends <= desk.now() + _SOON:
            told.add(row.case)
            yield replace(_item(Todo.CONSENT_ENDS, row), referral=None, since=ends)


def _covered_until(consents: tuple[Consent, ...], recipient: CentreId) -> Moment | None:
    ends = [
        consent.until if consent.ended_at is None else min(consent.until, consent.ended_at)
        for consent in consents
        if consent.names(recipient)
    ]
    return max(ends, default=None)


def _rows(reader: Reader, kind: Todo, query: ReferralQuery) -> list[TodoItem]:
    return [_item(kind, row) for row in _all_rows(reader, query)]


def _item(kind: Todo, row: ReferralRow) -> TodoItem:
    return TodoItem(
        kind=kind,
        since=row.sent_at if kind is Todo.ANSWER else row.last_at,
        referral=row.id,
        case=row.case,
        code=row.case_code,
        category=row.category,
        peer=row.peer,
        priority=row.priority,
        status=row.status,
    )


def _all_rows(reader: Reader, query: ReferralQuery) -> Iterator[ReferralRow]:
    """Every row: lists page newest first, and it is the oldest that breaks next."""
    query = replace(query, limit=_PAGE)
    while True:
        rows = reader.referral_page(query).rows
        yield from rows
        if len(rows) < _PAGE:
            return
        query = replace(query, after=(rows[-1].last_at, rows[-1].id))
