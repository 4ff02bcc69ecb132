"""Questions about terms, and about what was erased."""

from __future__ import annotations

from typing import Final

from sqlalchemy import and_, exists, func, or_, select, union_all

from referral_app.domain.erasure import (
    ERROR_CLOSING,
    WITHDRAWN_CLOSING,
    Term,
    code_mark,
)
from referral_app.domain.identifiers import CaseId, CentreId, Moment, RecordId, ReferralId, StaffId
from referral_app.domain.referral import FINAL, Status
from referral_app.services.ports.erasure import Counted, Erasure, Limits, Notice, OverTerm
from referral_app.storage.connection import Row
from referral_app.storage.reading.asking import Asking
from referral_app.storage.sql import compiled, constant, is_set, is_unset, param
from referral_app.storage.tables.erasing import ERASED, ERASURE_ROW
from referral_app.storage.tables.projections import CASE_ROW, NEED_ROW, REFERRAL_ROW

_CASE: Final = CASE_ROW.c
_REFERRAL: Final = REFERRAL_ROW.c
_ENDED: Final = _REFERRAL.status.in_([constant(status.value) for status in sorted(FINAL)])
_CASE_OVER: Final = and_(
    _CASE.code.is_not(None),
    or_(
        and_(is_set(_CASE.is_open), _CASE.last < param("open")),
        and_(is_unset(_CASE.is_open), _CASE.last < param("closed")),
        and_(_CASE.closure == constant(WITHDRAWN_CLOSING), _CASE.closed < param("withdrawn")),
        and_(_CASE.closure == constant(ERROR_CLOSING), _CASE.closed < param("in_error")),
    ),
)
_WAITING: Final = (
    select(func.count())
    .select_from(REFERRAL_ROW)
    .where(_REFERRAL.case == _CASE.id, ~_ENDED)
    .scalar_subquery()
)
_CASES: Final = compiled(
    select(_CASE.id, _CASE.code, _CASE.last, _CASE.closed, _CASE.closure, _CASE.is_open, _CASE.held)
    .add_columns(_WAITING)
    .where(_CASE_OVER)
    .order_by(_CASE.last, _CASE.id)
    .limit(param("limit"))
    .offset(constant(0))
)
_REFERRAL_OVER: Final = and_(
    is_set(_REFERRAL.incoming),
    _REFERRAL.case.is_(None),
    _ENDED,
    _REFERRAL.last < param("received"),
)
_REFERRALS: Final = compiled(
    select(_REFERRAL.id, _REFERRAL.case_code, _REFERRAL.peer, _REFERRAL.last)
    .where(_REFERRAL_OVER)
    .order_by(_REFERRAL.last, _REFERRAL.id)
    .limit(param("limit"))
    .offset(constant(0))
)
_CASES_IN_ALL: Final = compiled(
    select(func.count()).select_from(CASE_ROW).where(_CASE_OVER, is_unset(_CASE.held))
)
_IS_OVER: Final = compiled(select(exists().where(_CASE_OVER, _CASE.id == param("case"))))
_REFERRALS_IN_ALL: Final = compiled(
    select(func.count()).select_from(REFERRAL_ROW).where(_REFERRAL_OVER)
)
_NEITHER: Final = constant(0)
_IS_COUNTED: Final = _REFERRAL.status != constant(Status.ENTERED_IN_ERROR.value)
_RECEIVED: Final = select(_REFERRAL.received, _NEITHER).where(
    is_set(_REFERRAL.incoming), _REFERRAL.received.is_not(None), _IS_COUNTED
)
# As `counting` counts; each part by an index of its own.
_COUNTED: Final = compiled(
    union_all(
        select(_CASE.opened, _NEITHER).where(_CASE.id == param("record"), _CASE.code.is_not(None)),
        select(_CASE.closed, _NEITHER).where(
            _CASE.id == param("record"), _CASE.code.is_not(None), _CASE.closed.is_not(None)
        ),
        select(NEED_ROW.c.recorded, _NEITHER).where(NEED_ROW.c.case == param("record")),
        select(_REFERRAL.sent, constant(1)).where(
            _REFERRAL.case == param("record"), is_unset(_REFERRAL.incoming), _IS_COUNTED
        ),
        _RECEIVED.where(_REFERRAL.case == param("record")),
        _RECEIVED.where(_REFERRAL.id == param("record")),
    )
)
_ERASURE: Final = compiled(
    select(
        ERASURE_ROW.c.record,
        ERASURE_ROW.c.centre,
        ERASURE_ROW.c.reason,
        ERASURE_ROW.c.author,
        ERASURE_ROW.c.happened,
    ).where(ERASURE_ROW.c.record == param("record"), ERASURE_ROW.c.centre == param("own"))
)
_NOTICES: Final = compiled(
    select(
        ERASURE_ROW.c.record,
        ERASURE_ROW.c.centre,
        ERASURE_ROW.c.happened,
        _REFERRAL.incoming,
        _CASE.id,
        _CASE.code,
    )
    .select_from(
        ERASURE_ROW.join(REFERRAL_ROW, _REFERRAL.id == ERASURE_ROW.c.record).outerjoin(
            CASE_ROW, and_(_CASE.id == _REFERRAL.case, _CASE.code.is_not(None))
        )
    )
    .where(ERASURE_ROW.c.centre != param("own"))
    .order_by(ERASURE_ROW.c.happened.desc(), ERASURE_ROW.c.record)
    .limit(param("limit"))
    .offset(constant(0))
)
_ELSEWHERE: Final = compiled(
    select(func.min(ERASURE_ROW.c.happened)).where(
        ERASURE_ROW.c.record == param("record"), ERASURE_ROW.c.centre != param("own")
    )
)
_ERASURES: Final = compiled(
    select(func.count()).select_from(ERASURE_ROW).where(ERASURE_ROW.c.centre == param("own"))
)
_LATE: Final = compiled(select(func.coalesce(func.sum(ERASED.c.late), constant(0))))
_SPENT: Final = compiled(select(exists().where(ERASURE_ROW.c.code == param("code"))))


class ErasureQuestions(Asking):
    """What is past its term, and what is gone."""

    def erasure(self, record: RecordId) -> Erasure | None:
        """Return what this centre itself said when it erased a record."""
        rows = self._ask(_ERASURE, {"record": record, "own": self._own})
        if not rows:
            return None
        gone, centre, reason, author, happened = rows[0]
        return Erasure(gone, CentreId(centre), reason, StaffId(author), Moment(happened))

    def over_term(self, limits: Limits, limit: int) -> tuple[OverTerm, ...]:
        """Return what is past its term, the oldest first."""
        cases = self._ask(_CASES, {**_of_cases(limits), "limit": limit})
        referrals = self._ask(_REFERRALS, {"received": limits.received, "limit": limit})
        found = [_over_case(row) for row in cases]
        found += [
            OverTerm(
                Term.RECEIVED,
                Moment(last),
                Moment(last),
                referral=ReferralId(referral),
                code=code,
                peer=CentreId(peer),
            )
            for referral, code, peer, last in referrals
        ]
        return tuple(sorted(found, key=lambda over: over.since)[:limit])

    def is_over_term(self, case: CaseId, limits: Limits) -> bool:
        """Whether a file is past its term, held or not."""
        return bool(self._ask(_IS_OVER, {**_of_cases(limits), "case": case})[0][0])

    def count_over_term(self, limits: Limits) -> int:
        """Return how many are past their term and not held."""
        ((cases,),) = self._ask(_CASES_IN_ALL, _of_cases(limits))
        ((referrals,),) = self._ask(_REFERRALS_IN_ALL, {"received": limits.received})
        return int(cases) + int(referrals)

    def counted_of(self, record: RecordId) -> tuple[Counted, ...]:
        """Return what months count of a file with all in it, or of a referral, in no order."""
        rows = self._ask(_COUNTED, {"record": record})
        return tuple(Counted(Moment(at), bool(again)) for at, again in rows)

    def erasure_notices(self, limit: int) -> tuple[Notice, ...]:
        """Return what other centres erased and of which something is left here, newest first."""
        return tuple(
            Notice(
                ReferralId(referral),
                CentreId(centre),
                Moment(happened),
                bool(incoming),
                CaseId(case) if case else None,
                code or "",
            )
            for referral, centre, happened, incoming, case, code in self._ask(
                _NOTICES, {"own": self._own, "limit": limit}
            )
        )

    def erased_elsewhere(self, record: RecordId) -> Moment | None:
        """Return when another centre erased a record, or None where none did."""
        ((happened,),) = self._ask(_ELSEWHERE, {"record": record, "own": self._own})
        return None if happened is None else Moment(happened)

    def erasures(self) -> int:
        """Return how many records this centre ever erased by name."""
        return int(self._ask(_ERASURES, {"own": self._own})[0][0])

    def late_facts(self) -> int:
        """Return how many facts about erased files came later and were dropped here."""
        return int(self._ask(_LATE)[0][0])

    def code_is_spent(self, code: str) -> bool:
        """Whether a file bore this code that was erased since."""
        return bool(self._ask(_SPENT, {"code": code_mark(code)})[0][0])


def _of_cases(limits: Limits) -> dict[str, int]:
    return {
        "open": limits.open,
        "closed": limits.closed,
        "withdrawn": limits.withdrawn,
        "in_error": limits.in_error,
    }


def _over_case(row: Row) -> OverTerm:
    case, code, last, closed, closure, is_open, held, waiting = row
    term = {WITHDRAWN_CLOSING: Term.WITHDRAWN, ERROR_CLOSING: Term.IN_ERROR}.get(
        closure, Term.OPEN if is_open else Term.CLOSED
    )
    since = closed if term in (Term.WITHDRAWN, Term.IN_ERROR) and closed is not None else last
    return OverTerm(
        term,
        Moment(since),
        Moment(last),
        case=CaseId(case),
        code=code,
        held=bool(held),
        waiting=waiting,
    )
