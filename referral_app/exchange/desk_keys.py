"""The centre's encryption keys in the hands of its desks: each key wrapped for each desk at work.

A further desk is given every key, so that it reads what was sealed before it came; when a desk is
retired, a new key is opened that it does not get, and every ninety days another. A key that was
replaced is kept for what still lies on sticks, then destroyed (exchange.md 3.2, 3.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from referral_app.clock import Randomness
from referral_app.domain.facts import EPOCH_OPENED, Fact, content
from referral_app.domain.identifiers import DeviceId, Moment, StaffId
from referral_app.errors import RefusedError
from referral_app.exchange.desk_letters import tell_desks
from referral_app.exchange.founding import wrap_seed
from referral_app.exchange.keys import SEED, Identity, kem_public
from referral_app.journal.membership import STEWARD, EpochKey, Member, Membership, key_id
from referral_app.journal.stream import membership
from referral_app.services.ports import ExchangeWork

DAY: Final = 86_400_000
ROTATION: Final = 90 * DAY
"""Milliseconds after which a desk that lets in others opens a new key by itself."""
SEEDS_KEPT: Final = 400 * DAY
"""Milliseconds for which the seed of a replaced key is kept: sticks lie in drawers."""
_FACTS_OF_A_COMMIT: Final = 32


@dataclass(frozen=True, slots=True)
class Steward:
    """A desk that lets in and retires others, a person at it, in one transaction."""

    work: ExchangeWork
    identity: Identity
    chance: Randomness
    now: Moment
    author: StaffId

    def standing(self) -> tuple[Membership, Member]:
        """Return the membership and this desk, when it may let in and retire others.

        Raises RefusedError("desk.not_steward").
        """
        known = self.work.membership(self.identity.centre)
        here = known.member(self.identity.device) if known else None
        if known is None or here is None or not here.active or here.role != STEWARD:
            raise RefusedError("desk.not_steward")
        return known, here

    def record(self, facts: Sequence[Fact]) -> None:
        """Record facts of the membership, in as few commits as their size allows."""
        for start in range(0, len(facts), _FACTS_OF_A_COMMIT):
            some = facts[start : start + _FACTS_OF_A_COMMIT]
            self.work.record(membership(self.identity.centre), some, self.author)


def wraps_for(steward: Steward, member: Member, known: Membership) -> list[Fact]:
    """Return the facts that give a desk every key of the centre whose seed is held here."""
    seeds = {epoch.kid: epoch.seed for epoch in steward.work.epochs(known.centre)}
    return [
        _wrapped(epoch, seed, (member,), steward.now)
        for epoch in known.epochs
        if (seed := seeds.get(epoch.kid)) and member.device not in dict(epoch.wraps)
    ]


def open_key(steward: Steward, known: Membership, members: tuple[Member, ...]) -> Fact:
    """Return the fact that opens a new key, wrapped for `members`; its seed is kept here."""
    number = max((epoch.number for epoch in known.epochs), default=0) + 1
    seed = steward.chance(SEED)
    public = kem_public(seed)
    steward.work.put_epoch_seed(known.centre, key_id(public), seed)
    epoch = EpochKey(known.centre, number, key_id(public), public, ())
    return _wrapped(epoch, seed, members, steward.now)


def keep_keys(steward: Steward) -> bool:
    """Mend what desks did unknown to one another: a desk without a key, a key in retired hands; and
    open another key when the last one is old.

    Only a desk that lets in others can; returns whether it wrote something.
    """
    known = steward.work.membership(steward.identity.centre)
    here = known.member(steward.identity.device) if known else None
    if known is None or here is None or not here.active or here.role != STEWARD:
        return False
    found = {member: wraps_for(steward, member, known) for member in known.keyholders}
    lacking = [member for member, facts in found.items() if facts and member != here]
    facts = [fact for member in lacking for fact in found[member]]
    holders = {member.device for member in known.keyholders}
    astray = known.epoch and not {device for device, _ in known.epoch.wraps} <= holders
    if astray or is_due(known, steward.now):
        facts.append(open_key(steward, known, known.keyholders))
        lacking = list(known.active)
    steward.record(facts)
    tell_desks(steward.work, steward.identity, lacking)
    return bool(facts)


def rotate(steward: Steward) -> None:
    """Open a new key by hand, for everybody who holds the present one.

    Raises RefusedError("desk.not_steward").
    """
    known, _here = steward.standing()
    steward.record((open_key(steward, known, known.keyholders),))
    tell_desks(steward.work, steward.identity, known.active)


def is_due(known: Membership, now: Moment) -> bool:
    """Whether the key to which others seal is to be replaced by its age."""
    return known.epoch is not None and now - known.epoch.opened_at >= ROTATION


def seed_ends(known: Membership) -> dict[bytes, Moment]:
    """Return when the seed of each key that was replaced is to be destroyed, by the key's id."""
    ends: dict[bytes, Moment] = {}
    for epoch in known.epochs:
        later = [other.opened_at for other in known.epochs if other.number > epoch.number]
        if later:
            ends[epoch.kid] = Moment(min(later) + SEEDS_KEPT)
    return ends


def is_over(known: Membership, kid: bytes, now: Moment) -> bool:
    """Whether a key's seed is to be kept no longer.

    The clock of one computer alone does not decide it: the newest key bears witness of the time.
    """
    end = seed_ends(known).get(kid)
    if end is None or known.epoch is None:
        return False
    return min(now, known.epoch.opened_at + ROTATION) >= end


def destroy_seeds(work: ExchangeWork, identity: Identity, now: Moment) -> int:
    """Destroy the seeds of our centre's keys whose time is over; returns how many.

    Of a key that was over before this desk came nothing is here: what comes sealed to it is not
    waited for either.
    """
    known = work.membership(identity.centre)
    if known is None:
        return 0
    kept = work.epoch_seeds()
    destroyed = 0
    for kid in seed_ends(known):
        held = kid in kept
        if (held or not work.is_seed_destroyed(kid)) and is_over(known, kid, now):
            work.drop_epoch_seed(kid)
            destroyed += held
    return destroyed


def _wrapped(epoch: EpochKey, seed: bytes, members: tuple[Member, ...], now: Moment) -> Fact:
    wraps: tuple[tuple[DeviceId, bytes], ...] = tuple(
        (
            member.device,
            wrap_seed(seed, epoch.centre, epoch.number, member.device, member.kem_key),
        )
        for member in members
    )
    told = content(number=epoch.number, public=epoch.public, wraps=wraps)
    return Fact(EPOCH_OPENED.name, epoch.centre, now, told)
