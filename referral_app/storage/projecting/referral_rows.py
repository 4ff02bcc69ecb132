"""Rows of referrals."""

from __future__ import annotations

from typing import Final

from referral_app.domain.deadlines import clock_of
from referral_app.domain.facts import OUTSIDE_STATUS, REFERRAL_STATUS
from referral_app.domain.identifiers import CentreId, RecordId, sent_by
from referral_app.domain.referral import FINAL, Referral, Status
from referral_app.journal.fold import fold_referral
from referral_app.journal.write import Write
from referral_app.storage.dating import clock_columns
from referral_app.storage.projecting.calendar_rows import project_exception
from referral_app.storage.projecting.erasure_rows import project_notices
from referral_app.storage.projecting.rows import Rows, file_under, last_act

_STATUSES: Final = frozenset({REFERRAL_STATUS.name, OUTSIDE_STATUS.name})
_TAKEN_ON: Final = frozenset({Status.ACCEPTED, Status.IN_PROGRESS, Status.COMPLETED})
_WITHDRAWN: Final = frozenset({Status.CANCELLED, Status.ENTERED_IN_ERROR})


def project_referral(
    record: RecordId, writes: list[Write], new: frozenset[str], own: CentreId, out: Rows
) -> None:
    """Make the row of a referral, whole or not."""
    referral = fold_referral(writes)
    writes = project_notices(record, writes, own, out)
    file_under(writes, out)
    if referral is None:
        return
    project_exception(referral, own, out)
    request = referral.request
    incoming = not sent_by(referral.id, own)
    texts = None
    if new & _STATUSES:
        texts = (request.case_code, request.detail, request.services_given) if request else ()
    out.referral(
        {
            "id": record,
            "incoming": incoming,
            "peer": referral.sender if incoming else referral.recipient,
            "case_code": request.case_code if request else "",
            "case": referral.case,
            "need": referral.need,
            "category": request.category if request else "",
            "priority": request.priority if request else "",
            "status": referral.status.value,
            "sent": request.sent_at if request else last_act(writes),
            "last": last_act(writes),
            "since": _since(referral, writes, incoming=incoming),
            "loop_closed": referral.loop_closed,
            "waiting": _is_waiting(referral, incoming=incoming) and not referral.ended,
            "marked": bool(referral.marks),
            "outside": referral.service is not None,
            "consent_ends": None,  # filled in from the consents as they stand
            "received": _received(referral),
            "answer": _answer(referral),
            **clock_columns(clock_of(referral, incoming=incoming)),
        },
        texts,
    )


def _since(referral: Referral, writes: list[Write], *, incoming: bool) -> int:
    """Since when a person here should see to it: a referral on hold with us, from its review on."""
    shown = referral.shown
    if incoming and shown and referral.status is Status.ON_HOLD:
        review = shown.get("review_at")
        return review if isinstance(review, int) else last_act(writes)
    return referral.request.sent_at if incoming and referral.request else last_act(writes)


def _received(referral: Referral) -> int | None:
    """When a person of the recipient opened it."""
    opened = (fact for fact in referral.recipient_half.known if fact.status == Status.RECEIVED)
    return min((fact.happened for fact in opened), default=None)


def _answer(referral: Referral) -> str:
    """What the recipient made of it, for statistics: a correction of a refusal takes it back."""
    theirs = referral.recipient_half
    if theirs.value and theirs.value.status == Status.REJECTED:
        return f"{theirs.value.text('reason')}.{theirs.value.text('decided_by')}"
    if any(fact.status in _TAKEN_ON for fact in theirs.known):
        return "accepted"
    return "ended" if referral.status in FINAL else "undecided"


def _is_waiting(referral: Referral, *, incoming: bool) -> bool:
    """Whether our side has something left to do or to wait for."""
    if incoming:
        return referral.status not in FINAL
    return not referral.loop_closed and referral.status not in _WITHDRAWN
