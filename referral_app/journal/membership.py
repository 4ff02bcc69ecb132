"""A centre's desks and keys, folded from its membership stream (exchange.md 3).

Identifiers certify themselves: a desk is the hash of its keys, a centre the hash of its genesis. A
fact counts when a steward's desk signed it; the genesis desk is the first steward. A retired desk
stays known, so that what it wrote before arrives and counts; nothing is sealed to it any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from referral_app.domain.centre import REAL, TRAINING
from referral_app.domain.facts import EPOCH_OPENED, GENESIS, MEMBER_ADDED, MEMBER_RETIRED, Value
from referral_app.domain.identifiers import CentreId, DeviceId, InvitationId, Moment
from referral_app.errors import ForeignDataError
from referral_app.journal import codec
from referral_app.journal.fact_codec import ID_SIZE, is_bytes, is_moment
from referral_app.journal.register import precedence
from referral_app.journal.sound import sound_facts
from referral_app.journal.write import Write

STEWARD: Final = "steward"
DESK: Final = "desk"
SIGN_KEY_SIZE: Final = 32
KEM_KEY_SIZE: Final = 1216
KID_SIZE: Final = 8
SUITE: Final = 1
"""X-Wing, HKDF-SHA256, AES-256-GCM: the one suite of envelopes."""

_GENESIS_FORMAT: Final = 1
_CENTRE: Final = b"rly/1/centre\0"
_DEVICE: Final = b"rly/1/dev\0"


@dataclass(frozen=True, slots=True)
class Member:
    """A desk of a centre. Keys are raw public bytes: Ed25519 32, X-Wing 1216.

    `invitation` by which it joined; `replaced_by` the desk that took its place, once retired.
    `turn` counts those that let in others in the order in which they came to do so, from 0.
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


@dataclass(frozen=True, slots=True)
class EpochKey:
    """A centre's public encryption key for a time; `wraps` seal its seed to each desk."""

    centre: CentreId
    number: int
    kid: bytes
    public: bytes
    wraps: tuple[tuple[DeviceId, bytes], ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """What a membership stream says; `mode` is real or training.

    `members` the genesis desk first, then as they were added; `epochs` the one to seal to first.
    """

    centre: CentreId
    mode: str
    members: tuple[Member, ...]
    epochs: tuple[EpochKey, ...]

    def member(self, device: DeviceId) -> Member | None:
        """Return the desk, or None when it is not a member."""
        return next((member for member in self.members if member.device == device), None)

    @property
    def active(self) -> tuple[Member, ...]:
        """The desks at work, in the order in which they joined."""
        return tuple(member for member in self.members if member.active)

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


@dataclass(frozen=True, slots=True)
class Genesis:
    """How a centre began: its mode and its first desk."""

    centre: CentreId
    mode: str
    device: DeviceId
    sign_key: bytes
    kem_key: bytes
    label: str
    at: Moment


def device_id(sign_key: bytes, kem_key: bytes) -> DeviceId:
    """Name a desk by both its public keys (exchange.md 3.1)."""
    return DeviceId(sha256(_DEVICE + sign_key + kem_key).digest()[:ID_SIZE])


def centre_id(document: bytes) -> CentreId:
    """Name a centre by its genesis document."""
    return CentreId(centre_proof(document)[:ID_SIZE])


def centre_proof(document: bytes) -> bytes:
    """Return the whole hash (32 bytes) of a genesis document, of which the id is the first half."""
    return sha256(_CENTRE + document).digest()


def key_id(public: bytes) -> bytes:
    """Name an epoch's public key, 8 bytes; covers the suite, so that none can be downgraded."""
    return sha256(SUITE.to_bytes(2, "big") + public).digest()[:KID_SIZE]


def genesis_document(
    mode: str, sign_key: bytes, kem_key: bytes, label: str, chance16: bytes, at: Moment
) -> bytes:
    """Write the document that founds a centre; its hash is the centre's id.

    Raises ValueError when it could not be read back.
    """
    document = codec.encode((_GENESIS_FORMAT, mode, sign_key, kem_key, label, chance16, at))
    try:
        read_genesis(document)
    except ForeignDataError as error:
        raise ValueError("not a genesis") from error
    return document


def read_genesis(document: bytes) -> Genesis:
    """Read the document that founds a centre.

    Raises ForeignDataError when it is none.
    """
    match codec.decode(document):
        case (
            int(form),
            str(mode),
            bytes(sign),
            bytes(kem),
            str(label),
            bytes(chance),
            int(at),
        ) if (
            type(form) is int
            and form == _GENESIS_FORMAT
            and mode in (REAL, TRAINING)
            and _are_keys(sign, kem)
            and len(chance) == ID_SIZE
            and is_moment(at)
        ):
            device = device_id(sign, kem)
            return Genesis(centre_id(document), mode, device, sign, kem, label, Moment(at))
    raise ForeignDataError("membership.bad_genesis")


def _are_keys(sign_key: Value, kem_key: Value) -> bool:
    return is_bytes(sign_key, SIGN_KEY_SIZE) and is_bytes(kem_key, KEM_KEY_SIZE)


def fold_membership(centre: CentreId, writes: Iterable[Write]) -> Membership | None:
    """Return what a centre's membership facts say, in any order; None without its genesis.

    `writes` come from commits whose signature was verified with the key of the desk they name.
    """
    founded, added, retired, opened = sound_facts(
        (write for write in writes if write.centre == centre),
        GENESIS,
        MEMBER_ADDED,
        MEMBER_RETIRED,
        EPOCH_OPENED,
    )
    genesis = _genesis(centre, founded)
    if genesis is None:
        return None
    additions = [read for write in added if (read := _addition(write))]
    first = Member(
        genesis.device, centre, genesis.sign_key, genesis.kem_key, STEWARD, genesis.label, True
    )
    members = _members(first, sorted(additions, key=lambda read: precedence(read[0])))
    stewards = {member.device for member in members if member.role == STEWARD}
    members = _retire(members, [write for write in retired if write.device in stewards])
    keys = [_epoch(centre, write) for write in opened if write.device in stewards]
    return Membership(centre, genesis.mode, members, _merge_epochs(key for key in keys if key))


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
            _are_keys(sign_key, kem_key) and device_id(sign_key, kem_key) == write.fact.record
        ):
            device = DeviceId(write.fact.record)
            added = Member(device, write.centre, sign_key, kem_key, role, label, True)
            by = write.fact.get("invitation")
            if is_bytes(by, ID_SIZE):
                added = replace(added, invitation=InvitationId(by))
            return write, added
    return None


def _members(first: Member, additions: list[tuple[Write, Member]]) -> tuple[Member, ...]:
    """Follow the chain of stewards from the genesis desk until nobody new is reached.

    Once a steward always one: so the result does not hang on the order of arrival.
    """
    stewards: set[DeviceId] = set()
    reached = {first.device}
    counted: list[Member] = []
    while reached != stewards:
        stewards = reached
        counted = [member for write, member in additions if write.device in stewards]
        reached = stewards | {member.device for member in counted if member.role == STEWARD}
    members = {first.device: first}
    named = (member.device for member in counted if member.role == STEWARD)
    turns = {device: turn for turn, device in enumerate(dict.fromkeys((first.device, *named)))}
    for member in counted:  # a later fact renames a desk, which keeps its place
        role = STEWARD if member.device in stewards else member.role
        former = members.get(member.device)
        invitation = (former and former.invitation) or member.invitation
        turn = turns.get(member.device, 0)
        members[member.device] = replace(member, role=role, invitation=invitation, turn=turn)
    return tuple(members.values())


def _retire(members: tuple[Member, ...], retired: list[Write]) -> tuple[Member, ...]:
    """Take desks out of work, whatever order the facts arrive in (exchange.md 3.2).

    Of two stewards that retire each other the senior stays; should nobody be left who may let in
    others, the most senior of them stays.
    """
    place = {member.device: at for at, member in enumerate(members)}
    pairs = {(write.device, write.fact.record) for write in retired}
    first: dict[bytes, Write] = {}
    for write in sorted(retired, key=precedence):
        by, whom = write.device, DeviceId(write.fact.record)
        senior = whom in place and place[whom] < place[by]
        if whom in place and not (senior and (whom, by) in pairs):
            first.setdefault(whom, write)
    stewards = [member.device for member in members if member.role == STEWARD]
    if all(device in first for device in stewards):
        del first[stewards[0]]
    return tuple(
        _out_of_work(member, first[member.device]) if member.device in first else member
        for member in members
    )


def _out_of_work(member: Member, write: Write) -> Member:
    by = write.fact.get("replaced_by")
    newer = DeviceId(by) if is_bytes(by, ID_SIZE) else None
    return replace(member, active=False, replaced_by=newer, retired_at=write.fact.happened)


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
    return EpochKey(centre, number, key_id(public), public, tuple(wraps))


def _items(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()


def _merge_epochs(keys: Iterable[EpochKey]) -> tuple[EpochKey, ...]:
    """Join what several facts say of one key; highest number first, then lowest kid."""
    merged: dict[tuple[int, bytes], EpochKey] = {}
    for key in keys:
        place = (-key.number, key.kid)
        wraps = set(key.wraps) | set(merged[place].wraps if place in merged else ())
        merged[place] = replace(key, wraps=tuple(sorted(wraps)))
    return tuple(merged[place] for place in sorted(merged))
