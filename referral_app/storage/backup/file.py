"""The form of a backup file.

    "JISRBAK\\n"  u32 length ‖ head (JSON)  u32 length ‖ key slots  database  seal(32)  hash(32)

The head says when it was made, of which store and how long the database is; the slots are the
store's `store.keys`, the database is encrypted as it always is. `seal` is HMAC-SHA256 over all
before it, under a key drawn from the database's own: nobody without it can put head, slots and
database of different days together. `hash` is SHA-256 over all before it: anybody can tell a
whole file from a damaged one.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from referral_app.domain.identifiers import Moment
from referral_app.errors import ForeignDataError, NoRoomError, UnavailableError
from referral_app.services.ports.backups import BackupFile
from referral_app.storage.folder import is_full, is_read_only
from referral_app.storage.slot_file import MAX_SIZE as MAX_SLOTS

MAGIC: Final = b"JISRBAK\n"
FORMAT: Final = "referral-app backup"
VERSION: Final = 1
SEAL: Final = 32
HASH: Final = 32
CHUNK: Final = 1024 * 1024

_LENGTH: Final = 4
_MAX_HEAD: Final = 4096
_LATEST: Final = 2**53
Step = Callable[[int], None]
"""Told how many bytes were gone through; may raise to stop."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in front; `database` is its length in bytes, `form` the number of its tables."""

    made: Moment
    store: bytes
    form: int
    database: int

    def encode(self) -> bytes:
        """Return the JSON that stands in the file."""
        return json.dumps(
            {
                "format": FORMAT,
                "version": VERSION,
                "made": self.made,
                "store": self.store.hex(),
                "form": self.form,
                "database": self.database,
            }
        ).encode()


@dataclass(frozen=True, slots=True)
class Outside:
    """What can be read without a passphrase; `start` is where the database begins."""

    head: Head
    slots: bytes
    start: int

    @property
    def size(self) -> int:
        """Length of the whole file in bytes."""
        return self.start + self.head.database + SEAL + HASH

    def told(self, path: Path, labels: tuple[str, ...] = ()) -> BackupFile:
        """Return it as it is told to people."""
        head = self.head
        return BackupFile(path, head.made, self.size, head.store, head.form, labels)


@contextmanager
def place_failures() -> Iterator[None]:
    """Say what the place of backups refused: raises NoRoomError or UnavailableError."""
    try:
        yield
    except FileNotFoundError as error:
        raise UnavailableError("backup.gone") from error
    except OSError as error:
        if is_full(error):
            raise NoRoomError("backup.no_room") from error
        if is_read_only(error):
            raise NoRoomError("backup.read_only") from error
        raise UnavailableError("backup.io") from error


def write(path: Path, head: Head, slots: bytes, database: Path, key: bytes, step: Step) -> None:
    """Write the file and wait until it is on the disk. Raises OSError."""
    whole, seal = sha256(), hmac.new(_seal_key(key), digestmod="sha256")
    with open_new(path) as out, database.open("rb") as source:
        for part in (_front(head, slots), *_chunks(source, head.database)):
            whole.update(part)
            seal.update(part)
            out.write(part)
            step(len(part))
        out.write(seal.digest())
        whole.update(seal.digest())
        out.write(whole.digest())
        out.flush()
        os.fsync(out.fileno())


def open_new(path: Path) -> BinaryIO:
    """Open a file for writing from its beginning, for its owner's eyes only. Raises OSError."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | _BINARY, 0o600), "wb")


def read_outside(path: Path) -> Outside:
    """Read what stands in front of the database, and whether the file is as long as it says.

    Raises ForeignDataError("backup.foreign", "backup.cut_short", "backup.damaged",
    "backup.newer"), UnavailableError.
    """
    with place_failures(), path.open("rb") as file:
        return _outside(file, path.stat().st_size)


def check_whole(path: Path, keys: Sequence[bytes], step: Step) -> tuple[Outside, bytes | None]:
    """Read the whole file and compare its hash, and its seal with what each key makes of it.

    Returns what stands outside and the key that sealed it, None without keys. Raises what
    `read_outside` raises, and ForeignDataError("backup.altered") when none of the keys did.
    """
    with place_failures(), path.open("rb") as file:
        _drop_cache(file)
        outside = _outside(file, path.stat().st_size)
        file.seek(0)
        whole = sha256()
        seals = [hmac.new(_seal_key(key), digestmod="sha256") for key in keys]
        for part in _chunks(file, outside.size - SEAL - HASH):
            whole.update(part)
            for seal in seals:
                seal.update(part)
            step(len(part))
        found = file.read(SEAL)
        whole.update(found)
        if file.read(HASH) != whole.digest():
            raise ForeignDataError("backup.damaged")
    for key, seal in zip(keys, seals, strict=True):
        if hmac.compare_digest(found, seal.digest()):
            return outside, key
    if keys:
        raise ForeignDataError("backup.altered")
    return outside, None


def extract(path: Path, outside: Outside, database: Path, step: Step) -> None:
    """Write the database out of a backup, down to the disk. Raises OSError."""
    with path.open("rb") as file, open_new(database) as out:
        file.seek(outside.start)
        for part in _chunks(file, outside.head.database):
            out.write(part)
            step(len(part))
        out.flush()
        os.fsync(out.fileno())


def _front(head: Head, slots: bytes) -> bytes:
    encoded = head.encode()
    return b"".join((MAGIC, _sized(encoded), _sized(slots)))


def _sized(data: bytes) -> bytes:
    return len(data).to_bytes(_LENGTH) + data


def _outside(file: BinaryIO, size: int) -> Outside:
    magic = file.read(len(MAGIC))
    if magic != MAGIC:
        raise ForeignDataError("backup.cut_short" if MAGIC.startswith(magic) else "backup.foreign")
    head = _head(_part(file, _MAX_HEAD))
    slots = _part(file, MAX_SLOTS)
    outside = Outside(head, slots, file.tell())
    if size < outside.size:
        raise ForeignDataError("backup.cut_short")
    if size > outside.size:
        raise ForeignDataError("backup.damaged")
    return outside


def _part(file: BinaryIO, most: int) -> bytes:
    length = int.from_bytes(_exactly(file, _LENGTH))
    if length > most:
        raise ForeignDataError("backup.damaged")
    return _exactly(file, length)


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise ForeignDataError("backup.cut_short")
    return data


def _head(data: bytes) -> Head:
    try:
        document = json.loads(data)
        if document["format"] != FORMAT:
            raise ForeignDataError("backup.foreign")
        version = _whole(document["version"])
        if version > VERSION:
            raise ForeignDataError("backup.newer", found=version, known=VERSION)
        store = bytes.fromhex(document["store"])
        head = Head(
            Moment(_whole(document["made"])),
            store,
            _whole(document["form"]),
            _whole(document["database"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ForeignDataError("backup.damaged") from None
    if len(store) != 16 or min(head.made, head.form, head.database) < 0:
        raise ForeignDataError("backup.damaged")
    return head


def _whole(value: object) -> int:
    if type(value) is not int or abs(value) > _LATEST:
        raise ValueError
    return value


def _chunks(file: BinaryIO, count: int) -> Iterator[bytes]:
    left = count
    while left:
        part = file.read(min(CHUNK, left))
        if not part:
            raise ForeignDataError("backup.cut_short")
        left -= len(part)
        yield part


def _seal_key(key: bytes) -> bytes:
    info = b"referral-app backup seal"
    return HKDF(SHA256(), length=32, salt=None, info=info).derive(key)


def _drop_cache(file: BinaryIO) -> None:
    """Read from the disk itself, as far as the system lets us: memory would agree with anything."""
    advise = getattr(os, "posix_fadvise", None)
    if advise is not None:
        advise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


_BINARY: Final = getattr(os, "O_BINARY", 0)
