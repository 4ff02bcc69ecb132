"""What breaks next: the few most urgent rows of each kind, and how many there are in all."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, LargeBinary, ScalarSelect, and_, func, or_, select

from referral_app.domain.deadlines import EMERGENCY
from referral_app.domain.identifiers import CaseId, CentreId, Moment
from referral_app.domain.referral import FINAL, Status
from referral_app.services.ports import (
    EndingConsent,
    EndingConsents,
    ReferralBox,
    ReferralPage,
    UrgentQuery,
)
from referral_app.storage.reading.asking import Asking
from referral_app.storage.reading.pages import IS_OUTSIDE, REFERRAL_COLUMNS, in_box, referral_row
from referral_app.storage.sql import any_of, compiled, constant, is_set, is_unset, param
from referral_app.storage.tables.projections import CONSENT_SCOPE, REFERRAL_ROW

_REFERRAL = REFERRAL_ROW.c
_LAST_PRIORITY: Final = "P9"
_FINAL: Final = tuple(sorted(status.value for status in FINAL))
_EMERGENCY_FIRST: Final = _REFERRAL.priority != constant(EMERGENCY)
_BREAKS_NEXT: Final = (
    _EMERGENCY_FIRST,
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
        values.update({f"k{at}": status for at, status in enumerate(query.statuses)})
        dated = query.due_by is not None
        if dated:
            values["due_by"] = query.due_by
        rows = self._ask(_urgent(query.box, len(query.statuses), dated), values)
        total = int(rows[0][-1]) if rows else 0
        return ReferralPage(tuple(referral_row(row[:-1]) for row in rows), total)

    def ending_consents(self, before: Moment, limit: int) -> EndingConsents:
        """Return files with a referral of ours under way whose last consent to it ends by then."""
        rows = self._ask(_ending(), {"before": before, "limit": limit})
        found = tuple(
            EndingConsent(
                CaseId(case), code, CentreId(peer), category, priority, status, Moment(ends)
            )
            for case, code, peer, category, priority, status, ends, _ in rows
        )
        return EndingConsents(found, int(rows[0][-1]) if rows else 0)


def _by_priority(priority: ColumnElement[str]) -> ColumnElement[str]:
    return func.coalesce(func.nullif(priority, constant("")), constant(_LAST_PRIORITY))


@lru_cache(maxsize=16)
def _urgent(box: ReferralBox, statuses: int, dated: bool) -> str:
    on_hold = _REFERRAL.status == constant(Status.ON_HOLD.value)
    where = [in_box(box)]
    if box is not ReferralBox.TO_CHECK:
        where += [is_set(_REFERRAL.waiting), or_(~on_hold, _REFERRAL.since <= param("now"))]
    if statuses:
        where.append(any_of(_REFERRAL.status, statuses))
    if dated:
        where.append(_REFERRAL.due <= param("due_by"))
    return compiled(
        select(*REFERRAL_COLUMNS, _IN_ALL)
        .where(and_(*where))
        .order_by(*_BREAKS_NEXT)
        .limit(param("limit"))
        .offset(constant(0))
    )


def _last_consent() -> ScalarSelect[int]:
    """When the last consent to a referral ends; one to every centre covers no outside service."""
    scope = CONSENT_SCOPE.c
    any_centre: ColumnElement[bytes] = func.zeroblob(constant(0), type_=LargeBinary)
    return (
        select(func.max(scope.ends))
        .where(
            scope.case == _REFERRAL.case,
            scope.recipient.in_([_REFERRAL.peer, any_centre]),
            or_(scope.recipient == _REFERRAL.peer, ~IS_OUTSIDE),
        )
        .scalar_subquery()
    )


@lru_cache(maxsize=1)
def _ending() -> str:
    sent = (
        select(
            _REFERRAL.id,
            _REFERRAL.case,
            _REFERRAL.case_code,
            _REFERRAL.peer,
            _REFERRAL.category,
            _REFERRAL.priority,
            _REFERRAL.status,
            _last_consent().label("ends"),
        )
        .where(
            is_unset(_REFERRAL.incoming),
            is_set(_REFERRAL.waiting),
            _REFERRAL.case.is_not(None),
            _REFERRAL.status.not_in([constant(status) for status in _FINAL]),
        )
        .subquery()
    )
    # One consent often covers several referrals: of those that end at once, the most urgent stands
    # for the file, the same one at every desk.
    of_file = (sent.c.ends, _by_priority(sent.c.priority), sent.c.id)
    nth = func.row_number().over(partition_by=sent.c.case, order_by=of_file).label("nth")
    ending = select(sent, nth).where(sent.c.ends <= param("before")).subquery()
    columns = [column for column in ending.c if column.name not in ("id", "nth")]
    return compiled(
        select(*columns, _IN_ALL)
        .where(ending.c.nth == constant(1))
        .order_by(_by_priority(ending.c.priority), ending.c.ends, ending.c.case)
        .limit(param("limit"))
        .offset(constant(0))
    )
