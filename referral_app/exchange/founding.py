"""Founding a centre: its genesis, its first desk and its first encryption key (exchange.md 3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from referral_app.clock import Clock, Randomness
from referral_app.domain.facts import EPOCH_OPENED, GENESIS, Fact, content
from referral_app.domain.identifiers import CentreId, DeviceId, Moment, StaffId
from referral_app.errors import ForeignDataError
from referral_app.exchange.keys import SEED, DeskKeys, Identity, kem_public, open_with, seal_to
from referral_app.journal.commit import INCARNATION_SIZE, Commit, CommitDraft, write_commit
from referral_app.journal.genesis import centre_id, genesis_document
from referral_app.journal.hlc import HybridClock
from referral_app.journal.membership import key_id
from referral_app.journal.stream import membership
from referral_app.services.ports import ExchangeWork

_WRAP: Final = b"rly/1/epoch\0"
DESK_ITSELF: Final = StaffId(bytes(16))
"""The author of what no person did: a desk introducing itself or another."""


@dataclass(frozen=True, slots=True)
class Founding:
    """A new centre: its identity, its membership commits, the seed of its first epoch key."""

    identity: Identity
    commits: tuple[Commit, ...]
    kid: bytes
    seed: bytes = field(repr=False)


def wrap_seed(seed: bytes, centre: CentreId, number: int, device: DeviceId, key: bytes) -> bytes:
    """Seal an epoch's seed to one desk's X-Wing key."""
    return seal_to(key, seed, _wrap_info(centre, number, device))


def _wrap_info(centre: CentreId, number: int, device: DeviceId) -> bytes:
    return _WRAP + centre + number.to_bytes(4, "big") + device


def found(
    keys: DeskKeys,
    mode: str,
    label: str,
    clock: Clock,
    chance: Randomness,
    author: StaffId = DESK_ITSELF,
) -> Founding:
    """Found a centre with one desk, its steward; `mode` is real or training, for ever."""
    now = clock.now()
    document = genesis_document(mode, keys.sign_key, keys.kem_key, label, chance(16), now)
    centre, device = centre_id(document), keys.device
    seed = chance(SEED)
    public = kem_public(seed)
    wraps = ((device, wrap_seed(seed, centre, 1, device, keys.kem_key)),)
    opened = content(number=1, public=public, wraps=wraps)
    facts = (
        Fact(GENESIS.name, centre, now, content(document=document)),
        Fact(EPOCH_OPENED.name, centre, now, opened),
    )
    identity = Identity(centre, mode, chance(INCARNATION_SIZE), keys, device)
    commits = _sign(identity, facts, now, chance, author)
    return Founding(identity, commits, key_id(public), seed)


def _sign(
    identity: Identity, facts: tuple[Fact, ...], now: Moment, chance: Randomness, author: StaffId
) -> tuple[Commit, ...]:
    """Write one commit a fact: each act of a steward stands after what made it a steward."""
    time, commits = HybridClock(0), list[Commit]()
    for fact in facts:
        draft = CommitDraft(
            identity.centre,
            identity.device,
            identity.incarnation,
            membership(identity.centre),
            len(commits) + 1,
            tuple(commit.id for commit in commits[-1:]),
            time.tick(now),
            author,
        )
        commits.append(write_commit(draft, (fact,), sign=identity.keys.sign, chance=chance))
    return tuple(commits)


def settle(work: ExchangeWork, founding: Founding) -> None:
    """Store a new centre's membership and the seed of its key."""
    for commit in founding.commits:
        work.accept(commit)
    work.put_epoch_seed(founding.identity.centre, founding.kid, founding.seed)


def open_wraps(work: ExchangeWork, identity: Identity) -> int:
    """Take the seeds of our centre's keys that were sealed to this desk; returns how many."""
    known = work.membership(identity.centre)
    opened = {epoch.kid for epoch in work.epochs(identity.centre) if epoch.seed is not None}
    taken = 0
    for epoch in known.epochs if known else ():
        sealed = dict(epoch.wraps).get(identity.device)
        if sealed is None or epoch.kid in opened or work.is_seed_destroyed(epoch.kid):
            continue
        info = _wrap_info(identity.centre, epoch.number, identity.device)
        try:
            seed = open_with(identity.keys.kem_seed, sealed, info)
        except ForeignDataError:
            continue  # a wrap that is none: the key stays unknown, its envelopes are kept
        if len(seed) == SEED and kem_public(seed) == epoch.public:
            work.put_epoch_seed(identity.centre, epoch.kid, seed)
            taken += 1
    return taken
