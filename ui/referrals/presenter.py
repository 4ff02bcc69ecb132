"""What the lists of referrals show, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from referral_app.domain.case_code import CaseCode
from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.referral import FINAL, FINAL_REPORTS, Status
from referral_app.services.desk import Desk
from referral_app.services.ports import ReferralBox, ReferralQuery, ReferralRow
from referral_app.services.views import referral_page
from ui.parts.due_words import due_pill
from ui.parts.names import Names
from ui.parts.status import PillWords, priority_pill, status_pill
from ui.tokens import Kind
from ui.widgets.rows import Row, Way

PAGE: Final = 25
_URGENT: Final = ("P1", "P2")
_UNANSWERED: Final = (Status.REQUESTED.value, Status.RECEIVED.value, Status.ON_HOLD.value)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which list, and what of it; what goes to whom counts among those sent."""

    box: ReferralBox = ReferralBox.RECEIVED
    waiting: bool = True
    unanswered: bool = False
    late: bool = False
    urgent: bool = False
    outside: bool | None = None
    kind: str = ""
    text: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether something beside the list and its state was asked for."""
        return bool(self.text or self.urgent or self.kind)

    def query(self, now: Moment) -> ReferralQuery:
        """What to ask the store."""
        waiting = self.waiting and self.box is not ReferralBox.TO_CHECK
        sent = self.box is ReferralBox.SENT
        return ReferralQuery(
            self.box,
            waiting=waiting,
            text=self.text,
            limit=PAGE,
            late_at=now if self.late and waiting else None,
            outside=self.outside if sent else None,
            kind=self.kind if sent and self.outside else "",
            statuses=_UNANSWERED if self.unanswered and waiting else (),
            priorities=_URGENT if self.urgent else (),
        )


@dataclass(slots=True)
class Lists:
    """The rows of one list that were read so far."""

    desk: Desk
    wanted: Wanted = Wanted()
    rows: list[ReferralRow] = field(default_factory=list)
    total: int = 0

    def read(self) -> None:
        """Read the first page anew, or as much as was in sight."""
        limit = max(len(self.rows), PAGE)
        page = referral_page(self.desk, replace(self._query(), limit=limit))
        self.rows, self.total = list(page.rows), page.total

    def start(self, wanted: Wanted) -> None:
        """Turn to another list or filter."""
        self.wanted = wanted
        self.rows = []
        self.read()

    def under_way(self) -> dict[ReferralBox, int]:
        """How many each list holds that is not at its end."""
        found = {}
        for box in ReferralBox:
            waiting = box is not ReferralBox.TO_CHECK
            query = ReferralQuery(box, waiting=waiting, limit=1)
            found[box] = referral_page(self.desk, query).total
        return found

    def more(self) -> None:
        """Read the next page."""
        if self.rows:
            last = self.rows[-1]
            page = referral_page(self.desk, replace(self._query(), after=(last.last_at, last.id)))
            self.rows += page.rows

    @property
    def has_more(self) -> bool:
        """Whether rows are left that were not read yet."""
        return len(self.rows) < self.total

    def _query(self) -> ReferralQuery:
        return self.wanted.query(self.desk.now())


def rows_of(names: Names, rows: Sequence[ReferralRow]) -> list[Row]:
    """The rows in words; each says its next act at its end."""
    return [_row(names, row) for row in rows]


def id_of(key: str) -> ReferralId:
    """The referral that a row is about."""
    return ReferralId(bytes.fromhex(key))


def _row(names: Names, row: ReferralRow) -> Row:
    _ = names.ui.gettext
    ago = names.ui.language.format_ago(row.last_at, names.now())
    pill = _pill(names, row)
    return Row(
        key=row.id.hex(),
        icon=names.category_icon(row.category),
        title=_("Erased by the centre that sent it") if row.ended else names.category(row.category),
        code=str(CaseCode(row.case_code)) if row.case_code else "",
        way=Way.IN if row.incoming else Way.OUT,
        other=f"{names.centre(row.peer)} · {ago}",
        pill=pill.text,
        kind=pill.kind,
        act=_act(names, row),
    )


def _pill(names: Names, row: ReferralRow) -> PillWords:
    _ = names.ui.gettext
    if row.marked:
        return PillWords(_("To check"), Kind.SOON)
    status = status_pill(names, row.status)
    if row.incoming and row.status == Status.REQUESTED.value:
        status = PillWords(_("Not opened yet"), status.kind)
    if row.loop_closed:
        return PillWords(_("{status} · checked").format(status=status.text), status.kind)
    if row.due is not None and row.due < names.now():
        return due_pill(names, row.due, row.priority)
    urgent = priority_pill(names, row.priority)
    if urgent and row.status in _UNANSWERED:
        return PillWords(f"{urgent.text} · {status.text}", urgent.kind)
    return status


_ENDED: Final = frozenset(status.value for status in FINAL)


def calls(names: Names, row: ReferralRow) -> bool:
    """Whether a service without a desk is to be asked about a referral."""
    waits = not row.incoming and not row.marked and row.status not in _ENDED
    return waits and names.service(row.peer) is not None


def _act(names: Names, row: ReferralRow) -> str:
    _ = names.ui.gettext
    if row.marked:
        return _("Check")
    asks = row.incoming and not row.ended
    if asks and row.status == Status.REQUESTED.value:
        return _("Open")
    if asks and row.status in _UNANSWERED:
        return _("Answer")
    if calls(names, row):
        return _("Call the service")
    final = row.status in {status.value for status in FINAL_REPORTS}
    if not row.incoming and final and not row.loop_closed:
        return _("Close the loop") if row.status == Status.COMPLETED.value else _("Follow up")
    return _("See")
