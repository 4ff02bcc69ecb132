"""Taking a desk out of work: it is named in the membership, and a key is opened without it.

What it wrote before still arrives and counts. It can open nothing sealed from now on, so it is told
by a letter of its own: the membership, and nothing else.
"""

from __future__ import annotations

from referral_app.domain.facts import MEMBER_RETIRED, Fact, content
from referral_app.domain.identifiers import DeviceId
from referral_app.errors import RefusedError
from referral_app.exchange.desk_keys import Steward, open_key
from referral_app.exchange.desk_letters import tell_desks
from referral_app.exchange.keys import Identity
from referral_app.journal.membership import STEWARD
from referral_app.services.ports import ExchangeWork


def is_retired(work: ExchangeWork, identity: Identity) -> bool:
    """Whether this desk was taken out of work."""
    known = work.membership(identity.centre)
    here = known.member(identity.device) if known else None
    return here is not None and not here.active


def retire(
    steward: Steward, device: DeviceId, reason: str, replaced_by: DeviceId | None = None
) -> None:
    """Take a desk out of work; the desk itself may be the one that does so.

    Raises RefusedError("desk.not_steward", "desk.unknown", "desk.last_steward").
    """
    known, _here = steward.standing()
    target = known.member(device)
    if target is None or not target.active:
        raise RefusedError("desk.unknown")
    staying = tuple(member for member in known.active if member.device != device)
    if all(member.role != STEWARD for member in staying):
        raise RefusedError("desk.last_steward")
    told = content(reason=reason, replaced_by=replaced_by)
    retired = Fact(MEMBER_RETIRED.name, device, steward.now, told)
    # In one commit: nobody sees the one without the other.
    steward.record((retired, open_key(steward, known, staying)))
    tell_desks(steward.work, steward.identity, (*staying, target))
