"""Writing one status in our half of a referral, and the checks that all such writes share."""

from __future__ import annotations

from referral_app.domain.facts import OUTSIDE_STATUS, REFERRAL_STATUS, Fact, Value, content
from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.referral import (
    RANK,
    RECIPIENT_RANK,
    Half,
    Referral,
    Side,
    Status,
    allowed_moves,
)
from referral_app.errors import RefusedError
from referral_app.journal.stream import Stream, link, own
from referral_app.services.checks import date_of, known_referral
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader, Work

UNDONE_BY_REINSTATING = frozenset({Status.CANCELLED, Status.ENTERED_IN_ERROR})


def received_referral(desk: Desk, reader: Reader, referral: ReferralId) -> Referral:
    """Return a referral that this centre answers; raises RefusedError."""
    found = known_referral(reader, referral)
    if found.recipient != desk.centre:
        raise RefusedError("referral.not_received_here")
    if found.request is None:
        raise RefusedError("referral.incomplete")
    return found


def sent_referral(desk: Desk, reader: Reader, referral: ReferralId) -> Referral:
    """Return a referral that this centre sent; raises RefusedError."""
    found = known_referral(reader, referral)
    if found.sender != desk.centre:
        raise RefusedError("referral.not_sent_here")
    return found


def side_of(desk: Desk, referral: Referral, to: Status | None = None) -> Side:
    """Return the half that this centre writes; of a service without a desk, both, by status."""
    if referral.service is not None and to in RECIPIENT_RANK:
        return Side.RECIPIENT
    return Side.SENDER if referral.sender == desk.centre else Side.RECIPIENT


def half_of(referral: Referral, side: Side) -> Half:
    """Return one side's half."""
    return referral.sender_half if side is Side.SENDER else referral.recipient_half


def stream_of(referral: Referral) -> Stream:
    """Return the stream that the two centres share; our own for a service without a desk."""
    if referral.service is not None:
        return own(referral.sender)
    return link(referral.sender, referral.recipient)


def has_unknown_status(referral: Referral, side: Side) -> bool:
    """Whether a newer program wrote a status in this half that this one cannot read."""
    return any(fact.status not in RANK for fact in half_of(referral, side).live)


def moves_of(referral: Referral, side: Side) -> frozenset[Status]:
    """Return the forward moves of a side from what is shown and from its own half.

    A supervisor may always take back our cancellation, so that a final report under it does not
    stay in the tray "to check" for ever. Where our own half holds a status that we cannot read, a
    newer desk of ours answers: we would replace its word without knowing it.
    """
    if has_unknown_status(referral, side):
        return frozenset()
    moves = allowed_moves(referral, side)
    ours = half_of(referral, side).value
    if side is Side.SENDER and ours and ours.status in UNDONE_BY_REINSTATING:
        return moves | {Status.REINSTATED}
    return moves


def check_move(referral: Referral, side: Side, to: Status) -> None:
    """Refuse a move that is not open from what is shown; raises RefusedError naming both."""
    if to in moves_of(referral, side):
        return
    if has_unknown_status(referral, side):
        raise RefusedError("referral.newer_status")
    raise RefusedError("referral.move", status=referral.status.value, to=to.value)


def write_status(
    desk: Desk, work: Work, referral: Referral, to: Status, happened: Moment, **values: Value
) -> None:
    """Write `to` in our half, superseding all that is known of it; raises InvalidInputError."""
    sent_at = referral.request.sent_at if referral.request else None
    at = date_of(desk, happened, sent_at)
    seen = half_of(referral, side_of(desk, referral, to)).seen
    kind = REFERRAL_STATUS if referral.service is None else OUTSIDE_STATUS
    fact = Fact(kind.name, referral.id, at, content(status=to.value, **values), seen)
    work.record(stream_of(referral), (fact,), desk.actor.id)
