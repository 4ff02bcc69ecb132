"""Taking a desk out of work: it is named in the membership, and a key is opened without it.

What a retired desk wrote before still arrives and counts. Of a revoked one, lost or stolen, only
that counts which is held here by now: the heads of all its histories are named with it
(exchange.md 3.2). Neither can open anything sealed from now on, so it is told by a letter of its
own: the membership, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from referral_app.domain.facts import (
    COMMIT_READOPTED,
    GAP_ACCEPTED,
    MEMBER_RETIRED,
    Content,
    Fact,
    Kind,
    content,
)
from referral_app.domain.identifiers import CommitId, DeviceId
from referral_app.errors import RefusedError
from referral_app.exchange.desk_keys import Steward, open_key
from referral_app.exchange.desk_letters import tell_desks
from referral_app.exchange.keys import Identity
from referral_app.journal.membership import STEWARD, Member, Membership
from referral_app.services.ports import ExchangeWork

_NAMED: Final = 500
"""Commits named by one fact: well below the size of a fact."""


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
    _remove(steward, known, target, content(reason=reason, replaced_by=replaced_by))


def revoke(steward: Steward, device: DeviceId, reason: str) -> None:
    """Take a lost or stolen desk out of work, or one retired before: what is not held here by now
    of all it wrote counts nowhere, until it is readopted.

    Raises RefusedError("desk.not_steward", "desk.unknown", "desk.last_steward",
    "desk.revoke_elsewhere").
    """
    known, here = steward.standing()
    target = known.member(device)
    if target is None or target.revoked:
        raise RefusedError("desk.unknown")
    if target.device == here.device:
        raise RefusedError("desk.revoke_elsewhere")
    told = content(reason=reason, frontier=steward.work.heads_of_desk(device))
    _remove(steward, known, target, told)


def readopt(steward: Steward, commits: Sequence[CommitId]) -> None:
    """Let commits of revoked desks count after all, on every desk that holds them.

    Raises RefusedError("desk.not_steward").
    """
    steward.standing()
    _name(steward, COMMIT_READOPTED, commits)


def accept_gap(steward: Steward, commits: Sequence[CommitId]) -> None:
    """Wait no longer for commits that never left a computer that is gone; they count if they come.

    Raises RefusedError("desk.not_steward").
    """
    steward.standing()
    _name(steward, GAP_ACCEPTED, commits)


def _remove(steward: Steward, known: Membership, target: Member, told: Content) -> None:
    staying = tuple(member for member in known.keyholders if member.device != target.device)
    retired = Fact(MEMBER_RETIRED.name, target.device, steward.now, told)
    # In one commit: nobody sees the one without the other.
    steward.record((retired, open_key(steward, known, staying)))
    tell_desks(steward.work, steward.identity, (*staying, target))


def _name(steward: Steward, kind: Kind, commits: Sequence[CommitId]) -> None:
    centre = steward.identity.centre
    named = sorted(set(commits))
    facts = [
        Fact(kind.name, centre, steward.now, content(commits=tuple(named[at : at + _NAMED])))
        for at in range(0, len(named), _NAMED)
    ]
    if facts:
        steward.record(facts)
        known = steward.work.membership(centre)
        tell_desks(steward.work, steward.identity, known.active if known else ())
