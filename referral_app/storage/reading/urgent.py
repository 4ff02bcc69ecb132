"""What breaks next: the few most urgent rows of each kind, and how many there are in all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select

from referral_app.domain.deadlines import EMERGENCY
from referral_app.domain.identifiers import CaseId, CentreId, Moment
from referral_app.domain.referral import Status
from referral_app.services.ports import (
    EndingConsent,
    EndingConsents,
    ReferralBox,
    ReferralPage,
    ReferralRow,
    UrgentQuery,
)
from referral_app.storage.reading.asking import Asking
from referral_app.storage.reading.pages import REFERRAL_COLUMNS, in_box, referral_row
from referral_app.storage.sql import aside, compiled, constant, is_set, param
from referral_app.storage.tables.projections import REFERRAL_ROW

_REFERRAL = REFERRAL_ROW.c
_LAST_PRIORITY: Final = "P9"
# As the index `referral_urgent` has it: SQLite walks along it and sorts nothing.
_BREAKS_NEXT: Final = (
    _REFERRAL.priority != constant(EMERGENCY),
    _REFERRAL.due.is_(None),
    _REFERRAL.due,
    _REFERRAL.since,
    _REFERRAL.id,
)
_IN_ALL: Final[ColumnElement[int]] = func.count().over()


class UrgentQuestions(Asking):
    """Bounded answers for the home screen, however much waits."""

    def urgent_referrals(self, query: UrgentQuery) -> ReferralPage:
        """Return what waits here: emergencies first, then what is due first."""
        values: dict[str, Any] = {"now": query.now, "limit": query.limit}
        dated = query.due_by is not None
        if dated:
            values["due_by"] = query.due_by
        rows: list[ReferralRow] = []
        total = 0
        with self._connection.snapshot():
            # Each status is a stretch of the index, in order; together they would be sorted.
            for status in query.statuses or (None,):
                sql = _urgent(query.box, status is not None, dated)
                found = self._ask(sql, values if status is None else {**values, "status": status})
                rows += [referral_row(row[:-1]) for row in found]
                total += int(found[0][-1]) if found else 0
        if len(query.statuses) > 1:
            rows.sort(key=_breaks_next)
        return ReferralPage(tuple(rows[: query.limit]), total)

    def ending_consents(self, before: Moment, limit: int) -> EndingConsents:
        """Return files with a referral of ours under way whose last consent to it ends by then."""
        rows = self._ask(_ENDING, {"before": before, "limit": limit})
        return EndingConsents(
            tuple(_ending_consent(row[:-1]) for row in rows), int(rows[0][-1]) if rows else 0
        )


def _breaks_next(row: ReferralRow) -> tuple[bool, bool, int, int, bytes]:
    return (row.priority != EMERGENCY, row.due is None, row.due or 0, row.since, row.id)


def _ending_consent(row: Sequence[Any]) -> EndingConsent:
    case, code, peer, category, priority, status, ends = row
    return EndingConsent(
        CaseId(case), code, CentreId(peer), category, priority, status, Moment(ends)
    )


@lru_cache(maxsize=16)
def _urgent(box: ReferralBox, of_status: bool, dated: bool) -> str:
    on_hold = _REFERRAL.status == constant(Status.ON_HOLD.value)
    where = [in_box(box)]
    if box is not ReferralBox.TO_CHECK:
        where += [is_set(_REFERRAL.waiting), or_(~on_hold, _REFERRAL.since <= param("now"))]
    if of_status:
        where.append(_REFERRAL.status == param("status"))
    if dated:
        where.append(aside(_REFERRAL.due) <= param("due_by"))  # the order needs its own index
    total = select(func.count()).select_from(REFERRAL_ROW).where(*where).scalar_subquery()
    return compiled(
        select(*REFERRAL_COLUMNS, total)
        .where(*where)
        .order_by(*_BREAKS_NEXT)
        .limit(param("limit"))
        .offset(constant(0))
    )


def _by_priority(priority: ColumnElement[str]) -> ColumnElement[str]:
    return func.coalesce(func.nullif(priority, constant("")), constant(_LAST_PRIORITY))


def _ending() -> Select[Any]:
    # One consent often covers several referrals: of those that end at once, the most urgent stands
    # for the file, the same one at every desk.
    of_file = (_REFERRAL.consent_ends, _by_priority(_REFERRAL.priority), _REFERRAL.id)
    nth = func.row_number().over(partition_by=_REFERRAL.case, order_by=of_file).label("nth")
    # The index has all this; the rest is looked up for the few that are told.
    soon = (
        select(
            _REFERRAL.row,
            _REFERRAL.case,
            _REFERRAL.consent_ends.label("ends"),
            _by_priority(_REFERRAL.priority).label("rank"),
            nth,
        )
        .where(_REFERRAL.consent_ends <= param("before"), _REFERRAL.case.is_not(None))
        .subquery()
    )
    first = (
        select(soon.c.row, soon.c.rank, soon.c.ends, soon.c.case, _IN_ALL.label("in_all"))
        .where(soon.c.nth == constant(1))
        .order_by(soon.c.rank, soon.c.ends, soon.c.case)
        .limit(param("limit"))
        .offset(constant(0))
        .subquery()
    )
    return (
        select(
            _REFERRAL.case,
            _REFERRAL.case_code,
            _REFERRAL.peer,
            _REFERRAL.category,
            _REFERRAL.priority,
            _REFERRAL.status,
            first.c.ends,
            first.c.in_all,
        )
        .join_from(first, REFERRAL_ROW, _REFERRAL.row == first.c.row)
        .order_by(first.c.rank, first.c.ends, first.c.case)
    )


_ENDING: Final = compiled(_ending())
