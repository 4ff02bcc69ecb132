"""Referrals to a service without a desk: how well what came of them is known.

The sender's centre writes down what the service, the coupon or the person says. How far that is
evidence follows from the way it came (domain.md 1.8), never from the one who types it.
"""

from __future__ import annotations

from collections.abc import Iterator

from referral_app.domain.referral import Referral

E0, E1, E2, E3, E4 = "E0", "E1", "E2", "E3", "E4"


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
