"""Pages of the lists, by key: a list of any length costs what its page costs."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_

from referral_app.domain.identifiers import CaseId, CentreId, Moment, NeedId, ReferralId
from referral_app.domain.referral import FINAL_REPORTS, Status
from referral_app.services.ports import (
    CaseOrder,
    CasePage,
    CaseQuery,
    CaseRow,
    Counts,
    ReferralBox,
    ReferralPage,
    ReferralQuery,
    ReferralRow,
)
from referral_app.storage.connection import Row
from referral_app.storage.reading.asking import Asking
from referral_app.storage.reading.look_up import (
    as_list,
    find_cases,
    find_referrals,
    listed,
    words_of,
)
from referral_app.storage.sql import any_of, compiled, constant, is_set, is_unset, param
from referral_app.storage.tables.directory import SERVICE_ROW
from referral_app.storage.tables.projections import CASE_ROW, NEED_ROW, REFERRAL_ROW

_CASE = CASE_ROW.c
_REFERRAL = REFERRAL_ROW.c
REFERRAL_COLUMNS: Final = (
    _REFERRAL.id,
    _REFERRAL.incoming,
    _REFERRAL.peer,
    _REFERRAL.case_code,
    _REFERRAL.case,
    _REFERRAL.need,
    _REFERRAL.category,
    _REFERRAL.priority,
    _REFERRAL.status,
    _REFERRAL.sent,
    _REFERRAL.last,
    _REFERRAL.since,
    _REFERRAL.loop_closed,
    _REFERRAL.marked,
    _REFERRAL.step,
    _REFERRAL.due,
    _REFERRAL.escalates,
)
"""What `referral_row` takes."""
_UNANSWERED: Final = (Status.REQUESTED.value, Status.RECEIVED.value)
_REPORTS: Final = tuple(sorted(status.value for status in FINAL_REPORTS))


class PageQuestions(Asking):
    """Rows of the lists and the figures of the home screen."""

    def case_page(self, query: CaseQuery) -> CasePage:
        """Return one page of cases, latest act first, and how many match in all."""
        words = words_of(query.text)
        if query.text.strip() and not words:
            return CasePage((), 0)
        values: dict[str, Any] = {}
        if query.open is not None:
            values["is_open"] = query.open
        with self._connection.snapshot():
            found = find_cases(self._ask, words) if words else None
            if found is not None:
                values["rows"] = as_list(found.rows)
            shape = (query.open is not None, found is not None)
            ((total,),) = self._ask(_case_count(*shape), values)
            values |= _place(query)
            rows = self._ask(_case_rows(*shape, query.order, query.after is not None), values)
        more = found is not None and not found.whole
        return CasePage(tuple(_case_row(row) for row in rows), int(total), more)

    def referral_page(self, query: ReferralQuery) -> ReferralPage:
        """Return one page of referrals, latest act first, and how many match in all."""
        words = words_of(query.text)
        if query.text.strip() and not words:
            return ReferralPage((), 0)
        late = query.late_at is not None
        kept = (query.box, len(query.statuses), query.waiting, late)
        shape = (*kept, bool(words), query.outside)
        values: dict[str, Any] = {}
        if late:
            values["late_at"] = query.late_at
        values.update({f"k{at}": status for at, status in enumerate(query.statuses)})
        with self._connection.snapshot():
            found = find_referrals(self._ask, words) if words else None
            if found is not None:
                values["rows"] = as_list(found.rows)
            ((total,),) = self._ask(_referral_count(*shape), values)
            values |= _place(query)
            rows = self._ask(_referral_rows(*shape, query.after is not None), values)
        more = found is not None and not found.whole
        return ReferralPage(tuple(referral_row(row) for row in rows), int(total), more)

    def counts(self) -> Counts:
        """Return the figures of the home screen."""
        ((to_answer, awaiting, to_close, needs, cases, to_check),) = self._ask(_counts())
        return Counts(to_answer, awaiting, to_close, needs, cases, to_check)


def _place(query: CaseQuery | ReferralQuery) -> dict[str, Any]:
    """Where a page begins: behind a row, or so many rows from the top."""
    place: dict[str, Any] = {"limit": query.limit, "offset": query.offset}
    if query.after:
        place["last"], place["id"] = query.after
    return place


def _case_where(one_state: bool, searched: bool) -> ColumnElement[bool]:
    state = _CASE.is_open == param("is_open") if one_state else _CASE.code.is_not(None)
    return and_(state, _CASE.row.in_(listed("rows"))) if searched else state


@lru_cache(maxsize=64)
def _case_count(one_state: bool, searched: bool) -> str:
    where = _case_where(one_state, searched)
    return compiled(select(func.count()).select_from(CASE_ROW).where(where))


@lru_cache(maxsize=64)
def _case_rows(one_state: bool, searched: bool, order: CaseOrder, goes_on: bool) -> str:
    needs = select(func.count()).where(NEED_ROW.c.case == _CASE.id)
    waiting = select(func.count()).where(_REFERRAL.case == _CASE.id, is_set(_REFERRAL.waiting))
    doubtful = select(func.max(NEED_ROW.c.in_conflict)).where(NEED_ROW.c.case == _CASE.id)
    statement = select(
        _CASE.id,
        _CASE.code,
        _CASE.opened,
        _CASE.last,
        _CASE.sex,
        _CASE.age_band,
        _CASE.district,
        _CASE.is_open,
        needs.scalar_subquery(),
        needs.where(is_set(NEED_ROW.c.is_open)).scalar_subquery(),
        waiting.scalar_subquery(),
        func.max(_CASE.in_conflict, func.coalesce(doubtful.scalar_subquery(), constant(0))),
    ).where(_case_where(one_state, searched))
    if order is CaseOrder.CODE:
        in_order = statement.order_by(_CASE.code, _CASE.id)
        return compiled(in_order.limit(param("limit")).offset(param("offset")))
    by = _CASE.opened if order is CaseOrder.OPENED else _CASE.last
    return compiled(_paged(statement, by, _CASE.id, goes_on=goes_on))


def _case_row(row: Row) -> CaseRow:
    case, code, opened, last, sex, age_band, district, is_open, needs, waits, sent, doubt = row
    return CaseRow(
        CaseId(case),
        code,
        Moment(opened),
        Moment(last),
        sex,
        age_band,
        district,
        bool(is_open),
        needs,
        waits,
        sent,
        bool(doubt),
    )


IS_OUTSIDE: Final = _REFERRAL.peer.in_(select(SERVICE_ROW.c.id))
"""Whether a referral goes to a service of the directory."""


def in_box(box: ReferralBox) -> ColumnElement[bool]:
    """Whether a referral stands in a box."""
    return {
        ReferralBox.RECEIVED: is_set(_REFERRAL.incoming),
        ReferralBox.SENT: is_unset(_REFERRAL.incoming),
        ReferralBox.TO_CHECK: is_set(_REFERRAL.marked),
    }[box]


def _referral_where(
    box: ReferralBox, statuses: int, waiting: bool, late: bool, searched: bool, outside: bool | None
) -> ColumnElement[bool]:
    parts = [in_box(box)]
    if statuses:
        parts.append(any_of(_REFERRAL.status, statuses))
    if waiting:
        parts.append(is_set(_REFERRAL.waiting))
    if late:
        parts.append(_REFERRAL.due < param("late_at"))
    if searched:
        parts.append(_REFERRAL.row.in_(listed("rows")))
    if outside is not None:
        parts.append(IS_OUTSIDE if outside else ~IS_OUTSIDE)
    return and_(*parts)


@lru_cache(maxsize=64)
def _referral_count(
    box: ReferralBox, statuses: int, waiting: bool, late: bool, searched: bool, outside: bool | None
) -> str:
    where = _referral_where(box, statuses, waiting, late, searched, outside)
    return compiled(select(func.count()).select_from(REFERRAL_ROW).where(where))


@lru_cache(maxsize=64)
def _referral_rows(  # noqa: PLR0913, PLR0917 - the shape of a statement
    box: ReferralBox,
    statuses: int,
    waiting: bool,
    late: bool,
    searched: bool,
    outside: bool | None,
    goes_on: bool,
) -> str:
    where = _referral_where(box, statuses, waiting, late, searched, outside)
    statement = select(*REFERRAL_COLUMNS).where(where)
    return compiled(_paged(statement, _REFERRAL.last, _REFERRAL.id, goes_on=goes_on))


def referral_row(row: Row) -> ReferralRow:
    """Return a row of REFERRAL_COLUMNS as a line of a list."""
    (referral, incoming, peer, code, case, need, category, priority, status, *rest) = row
    sent, last, since, closed, marked, step, due, escalates = rest
    return ReferralRow(
        ReferralId(referral),
        bool(incoming),
        CentreId(peer),
        code,
        None if case is None else CaseId(case),
        None if need is None else NeedId(need),
        category,
        priority,
        status,
        Moment(sent),
        Moment(last),
        Moment(since),
        bool(closed),
        bool(marked),
        step,
        None if due is None else Moment(due),
        None if escalates is None else Moment(escalates),
    )


def _paged(
    statement: Select[Any],
    last: ColumnElement[int],
    record: ColumnElement[bytes],
    *,
    goes_on: bool,
) -> Select[Any]:
    if goes_on:
        statement = statement.where(tuple_(last, record) < tuple_(param("last"), param("id")))
    return (
        statement.order_by(last.desc(), record.desc()).limit(param("limit")).offset(param("offset"))
    )


@lru_cache(maxsize=1)
def _counts() -> str:
    waiting = is_set(_REFERRAL.waiting)
    unanswered = _REFERRAL.status.in_([constant(status) for status in _UNANSWERED])
    reports = _REFERRAL.status.in_([constant(status) for status in _REPORTS])

    def how_many(*where: ColumnElement[bool]) -> ColumnElement[int]:
        return select(func.count()).where(*where).scalar_subquery()

    return compiled(
        select(
            how_many(is_set(_REFERRAL.incoming), waiting, unanswered),
            how_many(is_unset(_REFERRAL.incoming), waiting, unanswered),
            how_many(is_unset(_REFERRAL.incoming), waiting, reports),
            how_many(is_set(NEED_ROW.c.is_open)),
            how_many(is_set(_CASE.is_open)),
            how_many(is_set(_REFERRAL.marked)),
        )
    )
