"""Referrals to a service without a desk: what an answer proves, and when the service is asked next.

The sender's centre writes down what the service, the coupon or the person says. How far that is
evidence follows from the way it came (domain.md 1.8), never from the one who types it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import FINAL, Referral, Status, StatusFact

DAY: Final = 86_400_000
"""Milliseconds."""
E0, E1, E2, E3, E4 = "E0", "E1", "E2", "E3", "E4"
EVIDENCE_OF_CHANNEL: Final = {"telephone": E2, "coupon": E3, "letter": E3, "person": E1}
"""The codes of the list `answer_channels`, and what an answer that came this way proves."""

_FIRST_CALL: Final = {"P1": DAY, "P2": 3 * DAY}
_ROUTINE_CALL: Final = 7 * DAY
_CALL_AGAIN: Final = 7 * DAY


def evidence_of(referral: Referral) -> str:
    """Return how well the outcome that is shown is known, E0 to E4; "" where there is none.

    Follow-ups that tell the same outcome count with the answer itself: the service and the person
    in agreement make E4, else the best of what was said stands.
    """
    shown = referral.shown
    outcome = shown.text("outcome") if shown else ""
    if shown is None or not outcome:
        return ""
    levels = {shown.text("evidence") or E0, *_agreeing(referral, outcome)}
    if E4 in levels or (E1 in levels and levels & {E2, E3}):
        return E4
    return max(levels)


def _agreeing(referral: Referral, outcome: str) -> Iterator[str]:
    return (told.evidence for told in referral.follow_ups if told.outcome == outcome)


def call_at(referral: Referral) -> Moment | None:
    """Return when an outside service is to be asked next; None where nothing is awaited.

    The day that was agreed on goes before what follows from the priority; what was noted since then
    puts the next call off.
    """
    request, shown = referral.request, referral.shown
    if request is None or shown is None or referral.status in FINAL:
        return None
    agreed = _agreed(referral, shown)
    if agreed is None:
        agreed = Moment(request.sent_at + _FIRST_CALL.get(request.priority, _ROUTINE_CALL))
    asked = [told.happened for told in referral.follow_ups if told.happened >= agreed]
    return Moment(max(asked) + _CALL_AGAIN) if asked else agreed


def _agreed(referral: Referral, shown: StatusFact) -> Moment | None:
    """The day that somebody named: the review, the day after the appointment, the follow-up."""
    appointment = shown.get("appointment_at")
    review = shown.get("review_at")
    if referral.status is Status.ON_HOLD and isinstance(review, int):
        return Moment(review)
    if referral.status is Status.ACCEPTED and isinstance(appointment, int):
        return Moment(appointment + DAY)
    if referral.status is not Status.REQUESTED:
        return Moment(shown.happened + _CALL_AGAIN)
    follow_up = referral.request.follow_up_on if referral.request else None
    # A day is kept as its last moment; one asks from its first.
    return None if follow_up is None else Moment(follow_up - DAY + 1)
