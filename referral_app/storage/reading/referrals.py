"""Questions about referrals: what they say, how far they came, what arrived."""

from __future__ import annotations

from typing import Final

from sqlalchemy import and_, func, select

from referral_app.domain.identifiers import CaseId, CentreId, Moment, ReferralId, sent_by
from referral_app.domain.referral import Referral, Status
from referral_app.journal.fold import fold_referral
from referral_app.services.ports import Activity, Way
from referral_app.storage.commits import select_writes
from referral_app.storage.reading.asking import Asking
from referral_app.storage.reading.cases import folded_all
from referral_app.storage.sql import compiled, constant, param
from referral_app.storage.tables.journal import FACT
from referral_app.storage.tables.projections import ACTIVITY, REFERRAL_ROW
from referral_app.storage.tables.traffic import DEPOSIT, ENVELOPE, HUB_PLACE, QUEUE

_ROW = REFERRAL_ROW.c
_OF_CASE: Final = compiled(
    select_writes().where(FACT.c.record.in_(select(_ROW.id).where(_ROW.case == param("case"))))
)
_WITH_CODE: Final = compiled(
    select_writes().where(FACT.c.record.in_(select(_ROW.id).where(_ROW.case_code == param("code"))))
)
_RECENT: Final = compiled(
    select(
        ACTIVITY.c.referral,
        ACTIVITY.c.status,
        ACTIVITY.c.happened,
        ACTIVITY.c.arrived,
        _ROW.incoming,
        _ROW.peer,
        _ROW.case_code,
        _ROW.category,
        ACTIVITY.c.reason,
    )
    .join_from(ACTIVITY, REFERRAL_ROW, _ROW.id == ACTIVITY.c.referral)
    .order_by(
        ACTIVITY.c.arrived.desc(), ACTIVITY.c.happened.desc(), ACTIVITY.c.hlc.desc(), ACTIVITY.c.cid
    )
    .limit(param("limit"))
    .offset(constant(0))
)
_WAY: Final = compiled(
    select(func.min(ENVELOPE.c.deposited), func.min(QUEUE.c.delivered), func.min(DEPOSIT.c.at))
    .select_from(
        QUEUE.outerjoin(ENVELOPE, ENVELOPE.c.eid == QUEUE.c.eid).outerjoin(
            DEPOSIT,
            and_(
                DEPOSIT.c.eid == QUEUE.c.eid,
                func.length(DEPOSIT.c.place) == constant(HUB_PLACE),
            ),
        )
    )
    .where(QUEUE.c.cid == param("cid"), QUEUE.c.destination == param("destination"))
)


class ReferralQuestions(Asking):
    """Referrals, folded from their facts, and their way to the other centre."""

    def referral(self, referral: ReferralId) -> Referral | None:
        """Return a referral, whole or not."""
        return fold_referral(self.writes_about([referral]))

    def referrals_of(self, case: CaseId) -> tuple[Referral, ...]:
        """Return the referrals filed under a case, oldest first."""
        found = folded_all(self._by_record(_OF_CASE, {"case": case}), fold_referral)
        return tuple(sorted(found, key=_sent))

    def referrals_with_code(self, code: str) -> tuple[Referral, ...]:
        """Return the referrals, sent or received, of the person who holds a code, oldest first."""
        found = folded_all(self._by_record(_WITH_CODE, {"code": code}), fold_referral)
        return tuple(sorted(found, key=_sent))

    def recent_activity(self, limit: int) -> tuple[Activity, ...]:
        """Return what arrived from other centres, newest first."""
        return tuple(
            Activity(
                ReferralId(referral),
                status,
                Moment(happened),
                Moment(arrived),
                bool(incoming),
                CentreId(peer),
                code,
                category,
                reason,
            )
            for referral, status, happened, arrived, incoming, peer, code, category, reason in (
                self._ask(_RECENT, {"limit": limit})
            )
        )

    def way_of(self, referral: ReferralId) -> Way:
        """Return how far our last word in a referral has come."""
        found = self.referral(referral)
        if found is None:
            return Way(None, None, None, None)
        sender = sent_by(referral, self._own)
        half = found.sender_half if sender else found.recipient_half
        if not half.known:
            return Way(None, None, None, None)
        if found.service is not None:
            return Way(half.known[-1].entered, None, None, None)  # it goes on paper
        word = half.known[-1]
        peer = found.recipient if sender else found.sender
        about = {"cid": word.id.commit, "destination": peer}
        ((deposited, delivered, at_hub),) = self._ask(_WAY, about)
        opened = _opened(found) if sender else None
        return Way(word.entered, deposited, delivered, opened, at_hub)


def _opened(referral: Referral) -> Moment | None:
    """Return when a person at the other centre first opened the referral."""
    return next(
        (fact.happened for fact in referral.recipient_half.known if fact.status == Status.RECEIVED),
        None,
    )


def _sent(referral: Referral) -> tuple[int, ReferralId]:
    return (referral.request.sent_at if referral.request else 0, referral.id)
