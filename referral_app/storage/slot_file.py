"""`store.keys`: who may open the store. Plain JSON, read before anything heavy is imported.

Everything secret in it is encrypted (see `slots`); labels are initials.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from referral_app.errors import ForeignDataError, RefusedError
from referral_app.storage.folder import KEYS, disk_failures, write_atomically

FORMAT: Final = "referral-app store keys"
VERSION: Final = 1
MAX_SIZE: Final = 4 * 1024 * 1024
MAX_MEMORY_KIB: Final = 1024 * 1024
MAX_PASSES: Final = 10
MAX_LANES: Final = 16


class SlotKind(StrEnum):
    """A person's slot, or the one that the printed recovery code opens."""

    PERSON = "person"
    RECOVERY = "recovery"


class _Numbers(NamedTuple):
    memory: int
    passes: int
    lanes: int


class Cost(_Numbers):
    """What one try of a passphrase costs: Argon2id memory in KiB, passes, lanes.

    The default is the second choice of RFC 9106. Bounds hold what a hostile file may ask of us.
    """

    __slots__ = ()

    def __new__(cls, memory: int = 64 * 1024, passes: int = 3, lanes: int = 4) -> Self:
        """Check the bounds: raises ForeignDataError."""
        if not (
            1 <= lanes <= MAX_LANES
            and 1 <= passes <= MAX_PASSES
            and 8 * lanes <= memory <= MAX_MEMORY_KIB
        ):
            raise ForeignDataError("store.slots_damaged")
        return super().__new__(cls, memory, passes, lanes)


class Slot(NamedTuple):
    """One way to open the store.

    `seed` is the private seed under the passphrase (AES-256-GCM), `database_key` the database's
    key sealed to `public` (HPKE), `next_key` the key that it is being given, while a re-key is
    under way: the database is under one of the two. `staff` is empty in the recovery slot.
    """

    id: bytes
    kind: SlotKind
    label: str
    staff: bytes
    cost: Cost
    salt: bytes
    nonce: bytes
    seed: bytes
    public: bytes
    database_key: bytes
    next_key: bytes = b""


class SlotFile(NamedTuple):
    """The whole file; `store` is the store's id, 16 bytes."""

    store: bytes
    slots: tuple[Slot, ...]


def slot_labels(folder: Path) -> tuple[str, ...]:
    """Return the initials of those who may open the store, in order of joining.

    Raises RefusedError when there is no store, ForeignDataError when the file is damaged or newer.
    """
    return tuple(slot.label for slot in read(folder).slots if slot.kind is SlotKind.PERSON)


def exists(folder: Path) -> bool:
    """Whether the folder holds a store; one that may not be looked into is taken to."""
    try:
        return (folder / KEYS).is_file()
    except OSError:
        return True


def read(folder: Path) -> SlotFile:
    """Read and check the file.

    Raises RefusedError("store.none"), ForeignDataError("store.slots_damaged" or "store.newer").
    """
    if not exists(folder):
        raise RefusedError("store.none")
    with disk_failures(), (folder / KEYS).open("rb") as file:
        data = file.read(MAX_SIZE + 1)
    try:
        return _parse(data)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ForeignDataError("store.slots_damaged") from None


def write(folder: Path, content: SlotFile) -> None:
    """Replace the file, whole or not at all: raises NoRoomError, UnavailableError."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "store": content.store.hex(),
        "slots": [_document(slot) for slot in content.slots],
    }
    write_atomically(folder / KEYS, json.dumps(document, indent=1).encode() + b"\n")


def _document(slot: Slot) -> dict[str, Any]:
    coming = {"next_key": slot.next_key.hex()} if slot.next_key else {}
    return coming | {
        "id": slot.id.hex(),
        "kind": slot.kind.value,
        "label": slot.label,
        "staff": slot.staff.hex(),
        "kdf": {
            "name": "argon2id",
            "memory": slot.cost.memory,
            "passes": slot.cost.passes,
            "lanes": slot.cost.lanes,
        },
        "salt": slot.salt.hex(),
        "nonce": slot.nonce.hex(),
        "seed": slot.seed.hex(),
        "public": slot.public.hex(),
        "database_key": slot.database_key.hex(),
    }


def _parse(data: bytes) -> SlotFile:
    if len(data) > MAX_SIZE:
        raise ValueError
    document = json.loads(data)
    if document["format"] != FORMAT:
        raise ValueError
    version = _whole(document["version"])
    if version > VERSION:
        raise ForeignDataError("store.newer", found=version, known=VERSION)
    if not isinstance(document["slots"], list):
        raise ValueError
    slots = tuple(_slot(entry) for entry in document["slots"])
    if len({slot.id for slot in slots}) != len(slots):
        raise ValueError
    return SlotFile(_bytes(document["store"], 16), slots)


def _slot(entry: dict[str, Any]) -> Slot:
    kdf = entry["kdf"]
    if kdf["name"] != "argon2id" or not isinstance(entry["label"], str):
        raise ValueError
    return Slot(
        id=_bytes(entry["id"], 16),
        kind=SlotKind(entry["kind"]),
        label=entry["label"],
        staff=bytes.fromhex(entry["staff"]),
        cost=Cost(_whole(kdf["memory"]), _whole(kdf["passes"]), _whole(kdf["lanes"])),
        salt=_bytes(entry["salt"], 16),
        nonce=_bytes(entry["nonce"], 12),
        seed=_bytes(entry["seed"], 48),
        public=bytes.fromhex(entry["public"]),
        database_key=bytes.fromhex(entry["database_key"]),
        next_key=bytes.fromhex(entry.get("next_key", "")),
    )


def _bytes(text: str, size: int) -> bytes:
    value = bytes.fromhex(text)
    if len(value) != size:
        raise ValueError
    return value


def _whole(value: object) -> int:
    if type(value) is not int:
        raise ValueError
    return value
