"""Before the lights go out: what of this day is still open. It reminds, and forces nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import Status
from referral_app.domain.staff import Act
from referral_app.services.backups import backup_plan
from referral_app.services.desk import Desk
from referral_app.services.information import information_today
from referral_app.services.ports import (
    CaseOrder,
    CaseQuery,
    CaseRow,
    Reader,
    ReferralBox,
    UrgentQuery,
)
from referral_app.services.today import Todo, TodoItem, end_of_today, signatures_waiting, todo_item

_MOST: Final = 20
"""Lines of one kind; the rest is counted."""
_FILES: Final = 200
"""Files opened on one day that are looked at: more than any centre opens."""
_UNOPENED: Final = (Status.REQUESTED.value,)
_PROMISED: Final = (Status.RECEIVED.value, Status.ON_HOLD.value)
_TO_SEE: Final = (Status.ACCEPTED.value,)
_UNDER_WAY: Final = (Status.ACCEPTED.value, Status.IN_PROGRESS.value)


@dataclass(frozen=True, slots=True)
class Left:
    """Lines of one kind that are open, the most urgent first, and how many there are in all."""

    items: tuple[TodoItem, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class FilesLeft:
    """Files opened today that lack something."""

    rows: tuple[CaseRow, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class EndOfDay:
    """What is open at this moment. For roles without case content only the desk's own part.

    `to_leave` are commits that wait to leave; `exchanged` says whether anything came or left
    today; `cards` is how many printed cards have no file yet: some may lie filled in on paper.
    """

    drafts: Left = Left()
    unopened: Left = Left()
    promised: Left = Left()
    calls: Left = Left()
    signatures: Left = Left()
    without_consent: FilesLeft = FilesLeft()
    without_need: FilesLeft = FilesLeft()
    to_leave: int = 0
    exchanged: bool = True
    backup_due: bool = False
    cards: int = 0
    informed: int = 0
    opened: int = 0

    @property
    def is_done(self) -> bool:
        """Whether nothing is left; cards of the drawer count for nothing."""
        lists = (self.drafts, self.unopened, self.promised, self.calls, self.signatures)
        files = (self.without_consent, self.without_need)
        open_lines = sum(left.total for left in lists) + sum(left.total for left in files)
        return not (open_lines or self.to_leave or self.backup_due) and self.exchanged


def end_of_day(desk: Desk) -> EndOfDay:
    """Return what is still open of this day. Raises NotPermittedError."""
    desk.require(Act.SYNCHRONISE)
    reader, may = desk.store.reader, desk.actor.may
    drafts = tuple(
        TodoItem(Todo.DRAFT, kept.saved_at, form=kept.form, subject=kept.subject)
        for kept in reader.drafts(desk.actor.id)
    )
    signatures = signatures_waiting(desk)
    reads = may(Act.READ_CASES)
    ends = end_of_today(desk, reader)
    opened = _opened_today(desk, reader) if reads else []
    without_consent = [row for row in opened if not _agreed(desk, reader, row)]
    without_need = [row for row in opened if not row.needs]
    cards = reader.card_batches() if may(Act.PRINT_CARDS) else ()
    return EndOfDay(
        drafts=_left(drafts, len(drafts)),
        unopened=_received(desk, _UNOPENED, None) if reads else Left(),
        promised=_promised(desk, ends) if reads else Left(),
        calls=_calls(desk, reader, ends) if reads else Left(),
        signatures=_left(tuple(signatures), len(signatures)),
        without_consent=FilesLeft(tuple(without_consent[:_MOST]), len(without_consent)),
        without_need=FilesLeft(tuple(without_need[:_MOST]), len(without_need)),
        to_leave=reader.waiting_to_leave(),
        exchanged=_exchanged(desk, reader),
        backup_due=may(Act.BACK_UP) and backup_plan(desk).is_due(desk.now()),
        cards=sum(len(batch.unused) for batch in cards),
        informed=information_today(desk) if may(Act.GIVE_INFORMATION) else 0,
        opened=len(opened),
    )


def _left(items: tuple[TodoItem, ...], total: int) -> Left:
    return Left(items[:_MOST], total)


def _received(desk: Desk, statuses: tuple[str, ...], due_by: Moment | None) -> Left:
    return _urgent(desk, ReferralBox.RECEIVED, Todo.ANSWER, statuses, due_by)


def _urgent(
    desk: Desk, box: ReferralBox, kind: Todo, statuses: tuple[str, ...], due_by: Moment | None
) -> Left:
    query = UrgentQuery(box, desk.now(), statuses, _MOST, due_by)
    page = desk.store.reader.urgent_referrals(query)
    return Left(tuple(todo_item(desk, kind, row) for row in page.rows), page.total)


def _promised(desk: Desk, ends: Moment) -> Left:
    """Answers of ours that are due by tonight, and people who were to be seen today."""
    answers = _received(desk, _PROMISED, ends)
    to_see = _urgent(desk, ReferralBox.RECEIVED, Todo.SERVE, _TO_SEE, ends)
    return _left(answers.items + to_see.items, answers.total + to_see.total)


def _calls(desk: Desk, reader: Reader, ends: Moment) -> Left:
    """Services without a desk that are to be called today, and people to ask how it went."""
    page = reader.calls_due(ends, _MOST)
    services = tuple(todo_item(desk, Todo.CALL, row) for row in page.rows)
    people = _urgent(desk, ReferralBox.SENT, Todo.CALL_PERSON, _UNDER_WAY, ends)
    called = {item.referral for item in services}
    fresh = tuple(item for item in people.items if item.referral not in called)
    seen_twice = len(people.items) - len(fresh)
    return _left(services + fresh, page.total + people.total - seen_twice)


def _opened_today(desk: Desk, reader: Reader) -> list[CaseRow]:
    """Open files that were opened today at the centre."""
    starts = _start_of_today(desk, reader)
    query = CaseQuery(open=None, limit=_FILES, order=CaseOrder.OPENED)
    return [row for row in reader.case_page(query).rows if row.opened_at >= starts and row.open]


def _agreed(desk: Desk, reader: Reader, row: CaseRow) -> bool:
    """Whether some consent of the person holds."""
    now = desk.now()
    return any(
        consent.until > now and (consent.ended_at is None or consent.ended_at > now)
        for consent in reader.consents_of(row.id)
    )


def _start_of_today(desk: Desk, reader: Reader) -> Moment:
    time = reader.calendar().time()
    return time.start_of(time.day_of(desk.now()))


def _exchanged(desk: Desk, reader: Reader) -> bool:
    """Whether anything came or left today; a centre that knows no other has nothing to exchange."""
    membership = reader.own_membership()
    alone = len(membership.active) < 2 if membership else True
    if alone and all(centre.is_own for centre in reader.centres()):
        return True
    moved = (
        *reader.last_contact().values(),
        *reader.desks_seen().values(),
        reader.last_deposit() or Moment(0),
    )
    return max(moved) >= _start_of_today(desk, reader)
