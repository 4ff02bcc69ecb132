"""Questions for statistics: what happened in a span, and what was frozen before."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.sql import ColumnElement

from referral_app.domain.identifiers import CaseId, Moment, NeedId, RecordId, ReferralId
from referral_app.domain.month import Frozen
from referral_app.domain.referral import Status
from referral_app.journal.months import fold_frozen
from referral_app.services.ports.counting import CaseCount, NeedCount, ReferralCount
from referral_app.storage.reading.asking import Asking
from referral_app.storage.sql import compiled, constant, is_set, is_unset, param
from referral_app.storage.tables.households import HOUSEHOLD_MEMBER
from referral_app.storage.tables.journal import COMMIT_LOG
from referral_app.storage.tables.months import MONTH_ROW, STATISTICS_KEY_ROW
from referral_app.storage.tables.projections import (
    CASE_ROW,
    CENTRE_ROW,
    CONSENT_ROW,
    NEED_ROW,
    REFERRAL_ROW,
)
from referral_app.storage.tables.registry import LISTED_ROW

_CASE, _NEED, _REFERRAL = CASE_ROW.c, NEED_ROW.c, REFERRAL_ROW.c
_BATCH: Final = 10_000


def _within(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(moment >= param("start"), moment < param("end"))


def _agreed(of: ColumnElement[Any]) -> ColumnElement[Any]:
    """Whether the newest consent of a file says yes to statistics; none says no."""
    newest = (
        select(CONSENT_ROW.c.statistics)
        .where(CONSENT_ROW.c.case == of)
        .order_by(CONSENT_ROW.c.given.desc(), CONSENT_ROW.c.id.desc())
        .limit(constant(1))
        .offset(constant(0))
        .scalar_subquery()
    )
    return func.coalesce(newest, constant(0))


def _first() -> ColumnElement[Any]:
    """When the first file of the household was opened."""
    other, member = CASE_ROW.alias("other"), HOUSEHOLD_MEMBER.alias("fellow")
    earliest = (
        select(func.min(other.c.opened))
        .join_from(member, other, other.c.id == member.c.case)
        .where(member.c.household == HOUSEHOLD_MEMBER.c.household)
        .scalar_subquery()
    )
    return func.coalesce(earliest, _CASE.opened)


_CASES: Final = compiled(
    select(
        _CASE.id,
        _CASE.opened,
        _CASE.closed,
        _CASE.closure,
        _CASE.age_band,
        _CASE.sex,
        HOUSEHOLD_MEMBER.c.household,
        _first(),
        _agreed(_CASE.id),
    )
    .select_from(CASE_ROW.outerjoin(HOUSEHOLD_MEMBER, HOUSEHOLD_MEMBER.c.case == _CASE.id))
    .where(_CASE.code.is_not(None), or_(_within(_CASE.opened), _within(_CASE.closed)))
)
_NEEDS: Final = compiled(
    select(_NEED.id, _NEED.case, _NEED.category, _CASE.age_band, _CASE.sex, _agreed(_NEED.case))
    .join_from(NEED_ROW, CASE_ROW, _CASE.id == _NEED.case)
    .where(_CASE.code.is_not(None), _within(_NEED.recorded))
)


def _referrals() -> Select[Any]:
    columns = select(
        _REFERRAL.id,
        _REFERRAL.incoming,
        and_(CENTRE_ROW.c.id.is_(None), LISTED_ROW.c.id.is_(None)),
        _REFERRAL.category,
        _REFERRAL.sent,
        _REFERRAL.received,
        _REFERRAL.answer,
        func.coalesce(_CASE.age_band, constant("")),
        func.coalesce(_CASE.sex, constant("")),
        case((is_set(_REFERRAL.incoming), constant(1)), else_=_agreed(_REFERRAL.case)),
    )
    joined = (
        REFERRAL_ROW.outerjoin(CASE_ROW, _CASE.id == _REFERRAL.case)
        .outerjoin(CENTRE_ROW, CENTRE_ROW.c.id == _REFERRAL.peer)
        .outerjoin(LISTED_ROW, LISTED_ROW.c.id == _REFERRAL.peer)
    )
    ours = and_(is_unset(_REFERRAL.incoming), _within(_REFERRAL.sent))
    theirs = and_(is_set(_REFERRAL.incoming), _within(_REFERRAL.received))
    counts = _REFERRAL.status != constant(Status.ENTERED_IN_ERROR.value)
    return columns.select_from(joined).where(counts, or_(ours, theirs))


_REFERRALS: Final = compiled(_referrals())
_MONTHS: Final = compiled(select(MONTH_ROW.c.month).distinct().order_by(MONTH_ROW.c.month.desc()))
_OF_MONTH: Final = compiled(select(MONTH_ROW.c.id).where(MONTH_ROW.c.month == param("month")))
_KEY: Final = compiled(
    select(STATISTICS_KEY_ROW.c.key)
    .order_by(STATISTICS_KEY_ROW.c.id)
    .limit(constant(1))
    .offset(constant(0))
)
_COMMITS: Final = compiled(
    select(COMMIT_LOG.c.cid)
    .where(COMMIT_LOG.c.cid > param("after"))
    .order_by(COMMIT_LOG.c.cid)
    .limit(param("limit"))
    .offset(constant(0))
)


class CountingQuestions(Asking):
    """The port `CountingReader`."""

    def cases_counted(self, start: Moment, end: Moment) -> Iterator[CaseCount]:
        """Yield files opened or closed in the span."""
        for row in self._ask(_CASES, {"start": start, "end": end}):
            id_, opened, closed, closure, age, sex, household, first, agreed = row
            yield CaseCount(
                CaseId(id_),
                Moment(opened),
                None if closed is None else Moment(closed),
                closure or "",
                age,
                sex,
                household,
                Moment(first),
                bool(agreed),
            )

    def needs_counted(self, start: Moment, end: Moment) -> Iterator[NeedCount]:
        """Yield needs recorded in the span."""
        for need, of, category, age, sex, agreed in self._ask(_NEEDS, {"start": start, "end": end}):
            yield NeedCount(NeedId(need), CaseId(of), category, age, sex, bool(agreed))

    def referrals_counted(self, start: Moment, end: Moment) -> Iterator[ReferralCount]:
        """Yield referrals sent in the span, and received ones opened here in it; no errors."""
        for row in self._ask(_REFERRALS, {"start": start, "end": end}):
            id_, incoming, outside, category, sent, received, answer, age, sex, agreed = row
            yield ReferralCount(
                ReferralId(id_),
                bool(incoming),
                bool(outside),
                category,
                Moment(sent),
                None if received is None else Moment(received),
                answer,
                age,
                sex,
                bool(agreed),
            )

    def frozen_months(self) -> tuple[str, ...]:
        """Return the months of which something is frozen, latest first."""
        return tuple(month for (month,) in self._ask(_MONTHS))

    def frozen(self, month: str) -> tuple[Frozen, ...]:
        """Return every freezing of a month."""
        ids = [RecordId(id_) for (id_,) in self._ask(_OF_MONTH, {"month": month})]
        found = (fold_frozen(self.writes_about([id_])) for id_ in sorted(ids))
        return tuple(one for one in found if one is not None)

    def statistics_key(self) -> bytes | None:
        """Return the centre's key for rounding; of several, that of the lowest id."""
        rows = self._ask(_KEY)
        return rows[0][0] if rows else None

    def journal_digest(self) -> bytes:
        """Return SHA-256 over the ids of all commits held, in the order of the ids."""
        digest, after = sha256(), b""
        while rows := self._ask(_COMMITS, {"after": after, "limit": _BATCH}):
            for (cid,) in rows:
                digest.update(cid)
            after = rows[-1][0]
        return digest.digest()
