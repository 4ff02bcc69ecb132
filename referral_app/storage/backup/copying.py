"""A copy of a database that is in use, as of one moment, under the same key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn

import sqlcipher3

from referral_app.errors import ForeignDataError, NoRoomError, UnavailableError
from referral_app.storage.backup.here import said_of_backups
from referral_app.storage.connection import Connection
from referral_app.storage.folder import create_empty, remove

_PAGES: Final = 512
"""Pages copied between two looks at whether to go on: 2 MB."""
# https://sqlite.org/rescode.html, primary codes
_CORRUPT, _FULL, _NOT_A_DATABASE = 11, 13, 26
Copied = Callable[[int, int], None]
"""Told (pages done, pages in all); may raise to stop."""


def copy_database(source: Path, target: Path, key: bytes, told: Copied) -> None:
    """Copy `source` to a new file; what others write meanwhile is not in it and waits for nobody.

    The copy has no write-ahead log: it is one file. Raises NoRoomError, UnavailableError,
    ForeignDataError, and what `told` raises.
    """
    with said_of_backups():
        _copy(source, target, key, told)


def clear(target: Path) -> None:
    """Remove a copy, whole or half-made."""
    for ending in ("", "-wal", "-shm", "-journal"):
        remove(target.with_name(target.name + ending))


def _copy(source: Path, target: Path, key: bytes, told: Copied) -> None:
    clear(target)
    create_empty(target)
    reader = _Source(source, key, mode="ro")
    try:
        copy = _Copy(target, key, mode="rw")
        try:
            # Nobody relies on the copy before it was checked and written into the backup.
            for pragma in ("journal_mode=OFF", "synchronous=OFF"):
                copy.all(f"PRAGMA {pragma}")
            reader.copy_to(copy, told)
            copy.all("PRAGMA journal_mode=DELETE")
        finally:
            copy.close()
    finally:
        reader.close()


class _Copy(Connection):
    """The connection that is copied into."""

    def fill_from(self, source: sqlcipher3.Connection, told: Copied) -> None:
        """Take over every page of `source`."""

        def advance(_status: int, remaining: int, total: int) -> None:
            told(total - remaining, total)

        try:
            source.backup(self._raw, pages=_PAGES, progress=advance)
        except sqlcipher3.Error as error:
            _raise(error)


class _Source(Connection):
    """A connection of the backup's own, so that no question of a window waits for it."""

    def copy_to(self, copy: _Copy, told: Copied) -> None:
        """Copy page by page inside one reading transaction: all pages are of one moment."""
        with self.snapshot():
            self.all("SELECT count(*) FROM sqlite_master")
            copy.fill_from(self._raw, told)


def _raise(error: sqlcipher3.Error) -> NoReturn:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == _FULL:
        raise NoRoomError("backup.no_room_here") from error
    if code in (_CORRUPT, _NOT_A_DATABASE):
        raise ForeignDataError("store.damaged") from error
    raise UnavailableError("backup.io_here") from error
