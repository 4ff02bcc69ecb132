"""The file of a registry, and the registry that a centre has taken in from its facts.

    file  = magic ‖ CBOR [1, body, Ed25519 key(32) of the root, its signature(64) of magic ‖ body]
    body  = CBOR [1, commune(16), version, issued ms, not after ms, [entry…], mode]
    entry = [id(16), kind, name in French, name in Arabic, district, active,
             first block, blocks, SHA-256(32) of which the id is the first half]

Who signed it is for `exchange.registry` to prove, before it becomes a fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from referral_app.domain.case_code import BLOCKS
from referral_app.domain.centre import REAL, TRAINING
from referral_app.domain.facts import REGISTRY_ACCEPTED, REGISTRY_ROOT, Value
from referral_app.domain.fields import Field, Fields
from referral_app.domain.identifiers import CentreId, Moment, RecordId
from referral_app.domain.registry import Entry, EntryKind, Registry, overlapping
from referral_app.errors import ForeignDataError
from referral_app.journal import codec
from referral_app.journal.commit import SIGNATURE_SIZE
from referral_app.journal.fact_codec import HASH_SIZE, ID_SIZE, is_moment
from referral_app.journal.genesis import SIGN_KEY_SIZE
from referral_app.journal.register import fields_of
from referral_app.journal.sound import about, sound_facts
from referral_app.journal.write import Write

MAGIC: Final = b"rly/1/registry\0"
VERSION: Final = 1
MAX_FILE: Final = 60 * 1024
"""Bytes: as a fact it has to fit a commit. Some 280 centres."""
ROOT: Final = "root"
"""The field of a register that holds the root's key."""
LARGEST_VERSION: Final = 999_999_999
_NAME: Final = 200
_KINDS: Final = frozenset(EntryKind)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The registry that holds here, the file it came in, and the root to which it is pinned.

    `files` are all that were taken in of this version; `root_field` shows two roots that people of
    the centre took in at once.
    """

    registry: Registry
    file: bytes
    root_field: Field
    files: frozenset[bytes]

    @property
    def forked(self) -> bool:
        """Whether the root signed two of one version."""
        return len(self.files) > 1


@dataclass(frozen=True, slots=True)
class Signed:
    """A registry's file taken apart; the signature is not proved yet."""

    registry: Registry
    body: bytes
    signature: bytes


def read_unproved(file: bytes) -> Signed:
    """Read a registry's file, strictly, but for its signature.

    Raises ForeignDataError("registry.foreign", "registry.damaged", "registry.newer").
    """
    if not file.startswith(MAGIC):
        raise ForeignDataError("registry.foreign")
    if len(file) > MAX_FILE:
        raise ForeignDataError("registry.damaged")
    match _value(file[len(MAGIC) :]):
        case (1, bytes(body), bytes(root), bytes(signature)) if (
            len(root) == SIGN_KEY_SIZE and len(signature) == SIGNATURE_SIZE
        ):
            return Signed(read_body(body, root), body, signature)
    raise ForeignDataError("registry.damaged")


def _value(data: bytes) -> Value:
    """Decode what a version number leads; raises ForeignDataError."""
    try:
        value = codec.decode(data)
    except ForeignDataError as error:
        raise ForeignDataError("registry.damaged") from error
    if isinstance(value, tuple) and value and type(value[0]) is int and value[0] > VERSION:
        raise ForeignDataError("registry.newer")
    return value


def write_body(registry: Registry) -> bytes:
    """Return the bytes that the root signs."""
    entries = tuple(
        (
            entry.id,
            entry.kind.value,
            entry.name_fr,
            entry.name_ar,
            entry.district,
            entry.active,
            entry.first_block,
            entry.blocks,
            entry.proof,
        )
        for entry in registry.entries
    )
    return codec.encode(
        (
            VERSION,
            registry.commune,
            registry.version,
            registry.issued,
            registry.not_after,
            entries,
            registry.mode,
        )
    )


def read_body(body: bytes, root: bytes) -> Registry:
    """Read what `root` signed, strictly.

    Raises ForeignDataError("registry.damaged", "registry.newer").
    """
    match _value(body):
        case (1, bytes(commune), int(version), issued, until, tuple(rows), str(mode)) if (
            type(version) is int and is_moment(issued) and is_moment(until) and issued < until
        ):
            entries = tuple(map(_entry, rows))
            sound = len(commune) == ID_SIZE and 0 < version <= LARGEST_VERSION
            if sound and mode in (REAL, TRAINING) and _stand_together(entries):
                return Registry(
                    CentreId(commune),
                    mode,
                    root,
                    version,
                    Moment(issued),
                    Moment(until),
                    entries,
                )
    raise ForeignDataError("registry.damaged")


def _entry(value: Value) -> Entry:
    match value:
        case (
            bytes(centre),
            str(kind),
            str(french),
            str(arabic),
            str(district),
            bool(active),
            int(first),
            int(blocks),
            bytes(proof),
        ) if kind in _KINDS and _names_one(centre, proof):
            names = _is_name(french) and _is_name(arabic) and _is_name(district)
            counts = type(first) is int and type(blocks) is int and first >= 0 and blocks >= 0
            if names and (french or arabic) and counts and first + blocks <= BLOCKS:
                return Entry(
                    CentreId(centre),
                    EntryKind(kind),
                    french,
                    arabic,
                    district,
                    active,
                    first,
                    blocks,
                    proof,
                )
    raise ForeignDataError("registry.damaged")


def _names_one(centre: bytes, proof: bytes) -> bool:
    return len(proof) == HASH_SIZE and proof[:ID_SIZE] == centre


def _is_name(text: str) -> bool:
    return len(text) <= _NAME and (not text or text.isprintable())


def _stand_together(entries: tuple[Entry, ...]) -> bool:
    return len({entry.id for entry in entries}) == len(entries) and overlapping(entries) is None


def fold_registry(writes: Iterable[Write], record: RecordId, own: CentreId) -> TakenIn | None:
    """Return the registry that holds at a centre: the newest that its pinned root signed.

    Two of one version stand by the lower file, the same one at every desk.
    """
    held = [write for write in about(writes, record) if write.centre == own]
    accepted, pinned = sound_facts(held, REGISTRY_ACCEPTED, REGISTRY_ROOT)
    root = fields_of(pinned).by_name.get(ROOT, Field(()))
    found: dict[bytes, Registry] = {}
    for write in accepted:
        file = write.fact.get("file")
        registry = _read(file) if isinstance(file, bytes) else None
        ours = registry and (registry.root, registry.commune) == (root.value, record)
        if isinstance(file, bytes) and registry and ours:
            found[file] = registry
    if not found:
        return None
    file, registry = min(found.items(), key=lambda item: (-item[1].version, item[0]))
    same = frozenset(name for name, it in found.items() if it.version == registry.version)
    return TakenIn(registry, file, root, same)


def _read(file: bytes) -> Registry | None:
    try:
        return read_unproved(file).registry
    except ForeignDataError:
        return None


def pinned_fields(writes: Iterable[Write], record: RecordId, own: CentreId) -> Fields:
    """Return the register of the pinned root, for the one who writes to it."""
    (pinned,) = sound_facts(writes, REGISTRY_ROOT)
    return fields_of(write for write in about(pinned, record) if write.centre == own)
