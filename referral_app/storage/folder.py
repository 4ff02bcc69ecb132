"""The files of a store's folder, and how they are written so that a power cut leaves old or new."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from referral_app.errors import NoRoomError, UnavailableError

DATABASE: Final = "store.db"
KEYS: Final = "store.keys"
LOCK: Final = "store.lock"
FOUNDING: Final = "store.founding"
"""Stands until a new store has finished its first transaction: before that it is no store."""
RESTORING: Final = "store.restore"
"""Stands while a checked backup is moved into the place of a store: the new one counts by then."""
WRITE_AHEAD: Final = ("store.db-wal", "store.db-shm", "store.db-journal")

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


def is_full(error: OSError) -> bool:
    """Whether the disk has no room left."""
    return error.errno in _FULL


def is_read_only(error: OSError) -> bool:
    """Whether nothing may be written there."""
    return error.errno in _READ_ONLY


@contextmanager
def disk_failures() -> Iterator[None]:
    """Say what the disk refused: raises NoRoomError (full, read-only) or UnavailableError."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise NoRoomError("store.no_room") from error
        if is_read_only(error):
            raise NoRoomError("store.read_only") from error
        raise UnavailableError("store.io") from error


def restore_is_pending(folder: Path) -> bool:
    """Whether a restore was cut short after the new store began to count."""
    try:
        return (folder / RESTORING).is_file()
    except OSError:
        return False  # a folder that may not be looked into: said by whoever opens it


def prepare(folder: Path) -> None:
    """Make the folder, for its owner's eyes only."""
    with disk_failures():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file whole: after a power cut it holds the old bytes or the new ones."""
    new = path.with_name(path.name + ".new")
    with disk_failures():
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        sync_folder(path.parent)


def create_empty(path: Path) -> None:
    """Create a file that nobody else may read: raises NoRoomError, UnavailableError."""
    with disk_failures():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a file if it is there."""
    with disk_failures():
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable; Windows does so by itself."""
    if sys.platform == "win32":
        return
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
