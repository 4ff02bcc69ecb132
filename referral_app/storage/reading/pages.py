"""Pages of the lists, by key: a list of any length costs what its page costs."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, select, tuple_

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
from referral_app.storage.sql import any_of, aside, compiled, constant, is_set, is_unset, param
from referral_app.storage.tables.directory import SERVICE_ROW
from referral_app.storage.tables.projections import CASE_ROW, NEED_ROW, REFERRAL_ROW
from referral_app.storage.tables.tallies import CLOSED_CASES, OPEN_CASES, OPEN_NEEDS, TALLY

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
        if query.responsible is not None:
            values["responsible"] = query.responsible
        if query.closed_since is not None:
            values["closed_since"] = query.closed_since
        with self._connection.snapshot():
            found = find_cases(self._ask, words) if words else None
            if found is not None:
                values["rows"] = as_list(found.rows)
            shape = _CaseShape(
                query.open is not None,
                found is not None,
                query.responsible is not None,
                query.closed_since is not None,
            )
            ((total,),) = self._ask(_case_count(shape), values)
            values |= _place(query)
            rows = self._ask(_case_rows(shape, query.order, query.after is not None), values)
        more = found is not None and not found.whole
        return CasePage(tuple(_case_row(row) for row in rows), int(total), more)

    def referral_page(self, query: ReferralQuery) -> ReferralPage:
        """Return one page of referrals, latest act first, and how many match in all."""
        words = words_of(query.text)
        if query.text.strip() and not words:
            return ReferralPage((), 0)
        shape = _ReferralShape(
            query.box,
            len(query.statuses),
            query.waiting,
            query.late_at is not None,
            bool(words),
            query.outside,
            bool(query.kind),
            len(query.priorities),
        )
        values: dict[str, Any] = {}
        if query.late_at is not None:
            values["late_at"] = query.late_at
        if query.kind:
            values["kind"] = query.kind
        values.update({f"k{at}": status for at, status in enumerate(query.statuses)})
        values.update({f"p{at}": priority for at, priority in enumerate(query.priorities)})
        with self._connection.snapshot():
            found = find_referrals(self._ask, words) if words else None
            if found is not None:
                values["rows"] = as_list(found.rows)
            ((total,),) = self._ask(_referral_count(shape), values)
            values |= _place(query)
            rows = self._ask(_referral_rows(shape, query.after is not None), values)
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


class _CaseShape(NamedTuple):
    """What a statement about cases looks for, whatever the values."""

    one_state: bool
    searched: bool = False
    of_one: bool = False
    closed_since: bool = False


def _case_where(shape: _CaseShape) -> ColumnElement[bool]:
    # A file of which only later acts came has no code yet, nor a state, which each index holds.
    state = _CASE.is_open
    parts = [state == param("is_open") if shape.one_state else state.is_not(None)]
    if shape.searched:
        parts.append(_CASE.row.in_(listed("rows")))
    if shape.of_one:
        # Read along the index of the order, which has it: the index by person would make SQLite
        # look every file of theirs up and sort them, before it shows the first.
        owner = func.coalesce(_CASE.responsible, constant(0))
        parts.append(owner == param("responsible"))
    if shape.closed_since:
        # Closing is an act: what was closed since then was touched since then, and that is indexed.
        parts += [_CASE.closed >= param("closed_since"), _CASE.last >= param("closed_since")]
    return and_(*parts)


@lru_cache(maxsize=64)
def _case_count(shape: _CaseShape) -> str:
    if shape == _CaseShape(one_state=shape.one_state):  # which is what most people look at
        return compiled(select(func.sum(TALLY.c.count)).where(_tallied(shape.one_state)))
    return compiled(select(func.count()).select_from(CASE_ROW).where(_case_where(shape)))


def _tallied(one_state: bool) -> ColumnElement[bool]:
    """The tallies of files in a state, or of all."""
    if not one_state:
        return TALLY.c.name.in_([constant(OPEN_CASES), constant(CLOSED_CASES)])
    asked = (param("is_open") == constant(1), constant(OPEN_CASES))
    return TALLY.c.name == case(asked, else_=constant(CLOSED_CASES))


@lru_cache(maxsize=64)
def _case_rows(shape: _CaseShape, order: CaseOrder, goes_on: bool) -> str:
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
    ).where(_case_where(shape))
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


_OF_KIND: Final = select(SERVICE_ROW.c.id).where(SERVICE_ROW.c.kind == param("kind"))


def in_box(box: ReferralBox) -> ColumnElement[bool]:
    """Whether a referral stands in a box."""
    return {
        ReferralBox.RECEIVED: is_set(_REFERRAL.incoming),
        ReferralBox.SENT: is_unset(_REFERRAL.incoming),
        ReferralBox.TO_CHECK: is_set(_REFERRAL.marked),
    }[box]


class _ReferralShape(NamedTuple):
    """What a statement about referrals looks for, whatever the values."""

    box: ReferralBox
    statuses: int
    waiting: bool
    late: bool
    searched: bool
    outside: bool | None
    of_kind: bool
    priorities: int


def _among_few(box: ReferralBox) -> ColumnElement[bool]:
    """Whether a referral stands in a box, asked of the few that hold the words typed."""
    column = aside(_REFERRAL.marked if box is ReferralBox.TO_CHECK else _REFERRAL.incoming)
    return is_unset(column) if box is ReferralBox.SENT else is_set(column)


def _referral_where(shape: _ReferralShape) -> ColumnElement[bool]:
    parts = [_among_few(shape.box) if shape.searched else in_box(shape.box)]
    if shape.statuses:
        parts.append(any_of(_REFERRAL.status, shape.statuses))
    if shape.waiting:
        parts.append(is_set(_REFERRAL.waiting))
    if shape.late:
        parts.append(_REFERRAL.due < param("late_at"))
    if shape.searched:
        parts.append(_REFERRAL.row.in_(listed("rows")))
    if shape.outside is not None:
        parts.append((is_set if shape.outside else is_unset)(_REFERRAL.outside))
    if shape.of_kind:
        parts.append(_REFERRAL.peer.in_(_OF_KIND))
    if shape.priorities:
        parts.append(_REFERRAL.priority.in_([param(f"p{at}") for at in range(shape.priorities)]))
    return and_(*parts)


@lru_cache(maxsize=64)
def _referral_count(shape: _ReferralShape) -> str:
    where = _referral_where(shape)
    return compiled(select(func.count()).select_from(REFERRAL_ROW).where(where))


@lru_cache(maxsize=64)
def _referral_rows(shape: _ReferralShape, goes_on: bool) -> str:
    statement = select(*REFERRAL_COLUMNS).where(_referral_where(shape))
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

    def tally(name: str) -> ColumnElement[int]:
        return select(TALLY.c.count).where(TALLY.c.name == constant(name)).scalar_subquery()

    return compiled(
        select(
            how_many(is_set(_REFERRAL.incoming), waiting, unanswered),
            how_many(is_unset(_REFERRAL.incoming), waiting, unanswered),
            how_many(is_unset(_REFERRAL.incoming), waiting, reports),
            tally(OPEN_NEEDS),
            tally(OPEN_CASES),
            how_many(is_set(_REFERRAL.marked)),
        )
    )
