"""A desk at work comes to let in and to retire others, as the desk that says so does."""

from __future__ import annotations

from referral_app.domain.desks import MOST_STEWARDS
from referral_app.domain.facts import MEMBER_ADDED, Fact, content
from referral_app.domain.identifiers import DeviceId
from referral_app.errors import RefusedError
from referral_app.exchange.desk_keys import Steward
from referral_app.exchange.desk_letters import tell_desks
from referral_app.journal.membership import STEWARD


def make_steward(steward: Steward, device: DeviceId) -> None:
    """Let a desk let in others from now on: it is named once more, in its new role.

    Raises RefusedError("desk.not_steward", "desk.unknown", "desk.lets_in_already",
    "desk.enough_stewards").
    """
    known, _here = steward.standing()
    target = known.member(device)
    if target is None or not target.active:
        raise RefusedError("desk.unknown")
    if target.role == STEWARD:
        raise RefusedError("desk.lets_in_already")
    if sum(member.role == STEWARD for member in known.active) >= MOST_STEWARDS:
        raise RefusedError("desk.enough_stewards", most=MOST_STEWARDS)
    told = content(
        sign_key=target.sign_key,
        kem_key=target.kem_key,
        role=STEWARD,
        label=target.label,
        invitation=target.invitation,
    )
    steward.record((Fact(MEMBER_ADDED.name, device, steward.now, told),))
    tell_desks(steward.work, steward.identity, known.active)
