"""A centre's desks and keys, folded from its membership stream (exchange.md 3).

Identifiers certify themselves: a desk is the hash of its keys, a centre the hash of its genesis. A
fact counts when one who may let in others signed it (`standing`); the genesis desk is the first.
A retired desk stays known, so that what it wrote before arrives and counts; nothing is sealed to it
any more. Of a revoked one only that counts which its revoker knew, and what was readopted since.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from referral_app.domain.facts import (
    COMMIT_READOPTED,
    EPOCH_OPENED,
    GAP_ACCEPTED,
    GENESIS,
    MEMBER_ADDED,
    MEMBER_RETIRED,
    Value,
)
from referral_app.domain.identifiers import CentreId, CommitId, DeviceId, InvitationId, Moment
from referral_app.errors import ForeignDataError
from referral_app.journal.fact_codec import HASH_SIZE, ID_SIZE, is_bytes
from referral_app.journal.genesis import (
    KEM_KEY_SIZE,
    Genesis,
    are_keys,
    centre_id,
    device_id,
    read_genesis,
)
from referral_app.journal.heads import Known
from referral_app.journal.register import precedence
from referral_app.journal.sound import sound_facts
from referral_app.journal.standing import (
    DESK,
    RECOVERY,
    STEWARD,
    Standing,
    frontier_of,
    stand,
)
from referral_app.journal.write import Write

__all__ = ["DESK", "RECOVERY", "STEWARD"]

KID_SIZE: Final = 8
SUITE: Final = 1
"""X-Wing, HKDF-SHA256, AES-256-GCM: the one suite of envelopes."""

_UNKNOWN: Final = Moment(0)


@dataclass(frozen=True, slots=True)
class Member:
    """A desk of a centre. Keys are raw public bytes: Ed25519 32, X-Wing 1216.

    `invitation` by which it joined; `replaced_by` the desk that took its place, once retired.
    `turn` counts those that let in others in the order in which they came to do so, from 0.
    `cuts`: of a revoked desk, the commits up to which it counts, once for each that revoked it.
    A recovery kit (role RECOVERY) is at work nowhere; it holds while `retired_at` is None.
    """

    device: DeviceId
    centre: CentreId
    sign_key: bytes
    kem_key: bytes
    role: str
    label: str
    active: bool
    invitation: InvitationId | None = None
    replaced_by: DeviceId | None = None
    retired_at: Moment | None = None
    turn: int = 0
    cuts: tuple[tuple[CommitId, ...], ...] = ()

    @property
    def revoked(self) -> bool:
        """Whether only what its revoker knew of it counts."""
        return bool(self.cuts)


@dataclass(frozen=True, slots=True)
class EpochKey:
    """A centre's public encryption key for a time; `wraps` seal its seed to each desk.

    `opened_at` by the clock of who opened it, in ms.
    """

    centre: CentreId
    number: int
    kid: bytes
    public: bytes
    wraps: tuple[tuple[DeviceId, bytes], ...]
    opened_at: Moment = _UNKNOWN


@dataclass(frozen=True, slots=True)
class Membership:
    """What a membership stream says; `mode` is real or training.

    `members` the genesis desk first, then as they were added; `epochs` the one to seal to first.
    `readopted` are commits of revoked desks that count after all; `accepted` commits that never
    came and that nobody waits for any more. `founded_at` by the clock of who founded it, in ms.
    """

    centre: CentreId
    mode: str
    founded_at: Moment
    members: tuple[Member, ...]
    epochs: tuple[EpochKey, ...]
    readopted: frozenset[CommitId] = frozenset()
    accepted: frozenset[CommitId] = frozenset()

    def member(self, device: DeviceId) -> Member | None:
        """Return the desk, or None when it is not a member."""
        return next((member for member in self.members if member.device == device), None)

    @property
    def active(self) -> tuple[Member, ...]:
        """The desks at work, in the order in which they joined."""
        return tuple(member for member in self.members if member.active)

    @property
    def kits(self) -> tuple[Member, ...]:
        """The recovery kits that hold."""
        return tuple(m for m in self.members if m.role == RECOVERY and m.retired_at is None)

    @property
    def keyholders(self) -> tuple[Member, ...]:
        """To whom every key of the centre is sealed: desks at work and recovery kits."""
        return (*self.active, *self.kits)

    @property
    def stewards(self) -> tuple[Member, ...]:
        """Every desk that lets in others or once did, in the order in which they came to do so.

        What each may grant hangs on its place here: one that comes to it later moves no other.
        """
        found = (member for member in self.members if member.role == STEWARD)
        return tuple(sorted(found, key=lambda member: member.turn))

    @property
    def epoch(self) -> EpochKey | None:
        """The key to which others seal."""
        return self.epochs[0] if self.epochs else None


def key_id(public: bytes) -> bytes:
    """Name an epoch's public key, 8 bytes; covers the suite, so that none can be downgraded."""
    return sha256(SUITE.to_bytes(2, "big") + public).digest()[:KID_SIZE]


def fold_membership(
    centre: CentreId, writes: Iterable[Write], follows: Known | None = None
) -> Membership | None:
    """Return what a centre's membership facts say, in any order; None without its genesis.

    `writes` come from commits whose signature was verified with the key of the desk they name;
    `follows` gives for each of these commits the ones that it follows.
    """
    founded, added, retired, opened, adopted, accepted = sound_facts(
        (write for write in writes if write.centre == centre),
        GENESIS,
        MEMBER_ADDED,
        MEMBER_RETIRED,
        EPOCH_OPENED,
        COMMIT_READOPTED,
        GAP_ACCEPTED,
    )
    genesis = _genesis(centre, founded)
    if genesis is None:
        return None
    additions = [read for write in added if (read := _addition(write))]
    first = Member(
        genesis.device, centre, genesis.sign_key, genesis.kem_key, STEWARD, genesis.label, True
    )
    standing = stand(first.device, (write for write, _ in additions), retired, follows or {})
    counted = [read for read in additions if standing.counts(read[0])]
    members = _members(first, sorted(counted, key=lambda read: precedence(read[0])), standing)
    keys = [_epoch(centre, write) for write in opened if standing.counts(write)]
    return Membership(
        centre,
        genesis.mode,
        genesis.at,
        (*_retire(members, standing), *_let_in_by_void_acts(members, additions, standing)),
        _merge_epochs(key for key in keys if key),
        _commits(adopted, standing),
        _commits(accepted, standing),
    )


def _genesis(centre: CentreId, founded: Iterable[Write]) -> Genesis | None:
    for write in founded:
        document = write.fact.get("document")
        if isinstance(document, bytes) and centre_id(document) == centre == write.fact.record:
            try:
                genesis = read_genesis(document)
            except ForeignDataError:
                return None  # the id names this document and no other
            if genesis.device == write.device:
                return genesis
    return None


def _addition(write: Write) -> tuple[Write, Member] | None:
    match [write.fact.get(name) for name in ("sign_key", "kem_key", "role", "label")]:
        case [bytes(sign_key), bytes(kem_key), str(role), str(label)] if (
            are_keys(sign_key, kem_key) and device_id(sign_key, kem_key) == write.fact.record
        ):
            device = DeviceId(write.fact.record)
            added = Member(device, write.centre, sign_key, kem_key, role, label, True)
            by = write.fact.get("invitation")
            if is_bytes(by, ID_SIZE):
                added = replace(added, invitation=InvitationId(by))
            return write, added
    return None


def _members(
    first: Member, counted: list[tuple[Write, Member]], standing: Standing
) -> tuple[Member, ...]:
    """Return whoever was named; once a steward always one."""
    members = {first.device: first}
    named = (m.device for _, m in counted if m.role == STEWARD and m.device in standing.stewards)
    turns = {device: turn for turn, device in enumerate(dict.fromkeys((first.device, *named)))}
    for _write, member in counted:  # a later fact renames a desk, which keeps its place
        device = member.device
        former = members.get(device)
        kit = RECOVERY if device in standing.kits else member.role
        members[device] = replace(
            member,
            role=STEWARD if device in standing.stewards else kit,
            invitation=(former and former.invitation) or member.invitation,
            turn=turns.get(device, 0),
            active=device in standing.stewards or device not in standing.kits,
        )
    return tuple(members.values())


def _let_in_by_void_acts(
    members: tuple[Member, ...], additions: list[tuple[Write, Member]], standing: Standing
) -> tuple[Member, ...]:
    """Return desks that a removed desk let in when it might no more: nothing of them counts.

    They stay known: some of us took them in before the removal came, and all must judge them alike.
    """
    known = {member.device for member in members}
    found: dict[DeviceId, Member] = {}
    for write, member in sorted(additions, key=lambda read: precedence(read[0])):
        if write.device in standing.ever and member.device not in known:
            void = replace(member, role=DESK, active=False, retired_at=write.fact.happened)
            found.setdefault(member.device, replace(void, cuts=((),)))
    return tuple(found.values())


def _retire(members: tuple[Member, ...], standing: Standing) -> tuple[Member, ...]:
    """Take desks out of work whose removal stands; the earliest says when, and what came after."""
    removed: dict[bytes, list[Write]] = {}
    for removal in standing.removals:
        removed.setdefault(removal.fact.record, []).append(removal)
    return tuple(
        _out_of_work(member, removed[member.device]) if member.device in removed else member
        for member in members
    )


def _out_of_work(member: Member, removals: list[Write]) -> Member:
    fact = removals[0].fact
    by = fact.get("replaced_by")
    newer = DeviceId(by) if is_bytes(by, ID_SIZE) else None
    cuts = {cut for removal in removals if (cut := frontier_of(removal)) is not None}
    return replace(
        member,
        active=False,
        replaced_by=newer,
        retired_at=fact.happened,
        cuts=tuple(sorted(cuts)),
    )


def _commits(told: Iterable[Write], standing: Standing) -> frozenset[CommitId]:
    return frozenset(
        CommitId(cid)
        for write in told
        if standing.counts(write)
        for cid in _items(write.fact.get("commits"))
        if is_bytes(cid, HASH_SIZE)
    )


def _epoch(centre: CentreId, write: Write) -> EpochKey | None:
    number, public = write.fact.get("number"), write.fact.get("public")
    if not isinstance(number, int) or not is_bytes(public, KEM_KEY_SIZE):
        return None
    if write.fact.record != centre:
        return None
    wraps = []
    for pair in _items(write.fact.get("wraps")):
        match pair:
            case (bytes(device), bytes(sealed)) if len(device) == ID_SIZE:
                wraps.append((DeviceId(device), sealed))
            case _:
                return None
    at = write.fact.happened
    return EpochKey(centre, number, key_id(public), public, tuple(wraps), at)


def _items(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()


def _merge_epochs(keys: Iterable[EpochKey]) -> tuple[EpochKey, ...]:
    """Join what several facts say of one key; highest number first, then lowest kid.

    Wraps for desks that came later are facts of their own: the earliest says when it was opened.
    """
    merged: dict[tuple[int, bytes], EpochKey] = {}
    for key in keys:
        place = (-key.number, key.kid)
        former = merged.get(place, key)
        wraps = set(key.wraps) | set(former.wraps)
        opened_at = min(key.opened_at, former.opened_at)
        merged[place] = replace(key, wraps=tuple(sorted(wraps)), opened_at=opened_at)
    return tuple(merged[place] for place in sorted(merged))
