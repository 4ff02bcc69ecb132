"""Putting a backup in the place of a store, killed at any moment: the old stands, or the new.

The backup is unpacked and checked in a folder inside the store's. Then one small file is written
that says so: from that moment the new counts, and whoever comes next to the folder finishes what
is left to do. The store that was there lies in a folder beside the new one and opens as before.
"""

from __future__ import annotations

import json
import shutil
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from referral_app.communes import clock_there
from referral_app.domain.identifiers import Moment
from referral_app.errors import ForeignDataError, ReferralAppError
from referral_app.journal import codec
from referral_app.services.ports.backups import Present, Progress, Restored, Secret
from referral_app.storage import slot_file
from referral_app.storage.backup.held import count_held
from referral_app.storage.backup.here import said_of_backups
from referral_app.storage.backup.opening import unlock, unpack
from referral_app.storage.backup.stamp import STAMP
from referral_app.storage.backup.writing import StoppedError
from referral_app.storage.connection import Connection
from referral_app.storage.folder import (
    DATABASE,
    KEYS,
    RESTORING,
    WRITE_AHEAD,
    disk_failures,
    prepare,
    restore_is_pending,
    sync_folder,
    write_atomically,
)
from referral_app.storage.lock import StoreLock
from referral_app.storage.sql import upsert
from referral_app.storage.tables.desk import IDENTITY

STAGING: Final = "store.restoring"
"""Where a backup is unpacked."""
REPLACED: Final = "store-replaced"

_PUT: Final = upsert(IDENTITY, ["name"])
_ROWS: Final = "SELECT coalesce(max(row), 0) FROM commit_log"


def holds_store(folder: Path) -> bool:
    """Whether a store lies in a folder, or what is left of one."""
    with disk_failures():
        return any((folder / name).exists() for name in (DATABASE, KEYS, RESTORING))


def present_store(folder: Path, secret: Secret) -> Present | None:
    """Look at the store in a folder without changing it; None when there is none."""
    finish_restore(folder)
    database = folder / DATABASE
    with disk_failures():
        if not database.is_file():
            return None
        touched = Moment(int(database.stat().st_mtime * 1000))
    try:
        content = slot_file.read(folder)
        opened = unlock(content, secret)
        for key in filter(None, (opened.next_key, opened.key)):
            with suppress(ForeignDataError), closing(Connection(database, key, mode="ro")) as found:
                return Present(touched, count_held(found, content.store))
    except ReferralAppError:
        pass
    return Present(touched, None)


def restore(
    folder: Path, path: Path, secret: Secret, now: Moment, progress: Progress | None = None
) -> Restored | None:
    """Put a backup into `folder`, in place of what store is there; None when it was stopped.

    Raises StoreInUseError, NoRoomError, UnavailableError, and what `opening.check` raises: the
    store that is there is untouched then.
    """
    with said_of_backups():
        return _restore(folder, path, secret, now, progress)


def _restore(
    folder: Path, path: Path, secret: Secret, now: Moment, progress: Progress | None
) -> Restored | None:
    prepare(folder)
    with closing(_Held(folder)):
        _finish(folder)
        staging = folder / STAGING
        _clear(staging)
        try:
            prepare(staging)
            found = unpack(path, staging, secret, progress)
            kept = _name_for_replaced(folder, now)
            _stamp(staging / DATABASE, found.key, (now, found.outside.head.made, kept))
            _sync(staging)
            write_atomically(folder / RESTORING, json.dumps({"replaced": kept}).encode())
        except StoppedError:
            return None
        finally:
            if not (folder / RESTORING).exists():
                _clear(staging)
        _finish(folder)
    labels = tuple(slot.label for slot in found.content.slots if slot.label)
    return Restored(found.outside.told(path, labels), found.held, folder / kept if kept else None)


def finish_restore(folder: Path) -> None:
    """Finish a restore that was cut short; nothing to do in nearly every case.

    Raises StoreInUseError, NoRoomError, UnavailableError.
    """
    if restore_is_pending(folder):
        with closing(_Held(folder)):
            _finish(folder)


class _Held(StoreLock):
    """The lock of a store's folder as something to close."""

    def close(self) -> None:
        """Give it up."""
        self.release()


def _finish(folder: Path) -> None:
    """Bring a restore to its end, from wherever it was cut; the folder's lock is held."""
    marker, staging = folder / RESTORING, folder / STAGING
    if not marker.is_file():
        return
    kept = _kept(marker)
    with disk_failures():
        if (staging / DATABASE).exists():
            if kept is not None:
                _put_aside(folder, kept)
            (staging / DATABASE).replace(folder / DATABASE)
        if (staging / KEYS).exists():
            # The new keys replace the old in one step: the folder always holds a store's keys.
            (staging / KEYS).replace(folder / KEYS)
        sync_folder(folder)
        _clear(staging)
        marker.unlink()
        sync_folder(folder)


def _put_aside(folder: Path, kept: str) -> None:
    """Move the store that was there into a folder beside; its log goes with it, before it."""
    beside = folder / kept
    prepare(beside)
    if (folder / KEYS).exists() and not (beside / KEYS).exists():
        write_atomically(beside / KEYS, (folder / KEYS).read_bytes())
    for name in (*WRITE_AHEAD, DATABASE):
        if (folder / name).exists():
            (folder / name).replace(beside / name)
    sync_folder(beside)
    sync_folder(folder)


def _kept(marker: Path) -> str | None:
    """Read where the former store goes; raises ForeignDataError for what we did not write."""
    with disk_failures():
        data = marker.read_bytes()
    try:
        kept = json.loads(data)["replaced"]
    except (ValueError, KeyError, TypeError):
        raise ForeignDataError("store.damaged") from None
    if kept is None:
        return None
    if not isinstance(kept, str) or not kept.startswith(REPLACED) or Path(kept).name != kept:
        raise ForeignDataError("store.damaged")
    return kept


def _name_for_replaced(folder: Path, now: Moment) -> str | None:
    if not holds_store(folder):
        return None
    name = f"{REPLACED}-{clock_there(now):%Y-%m-%d-%H%M%S}"
    taken = (f"{name}-{number}" for number in range(2, 1000))
    return next((each for each in (name, *taken) if not (folder / each).exists()), name)


def _stamp(database: Path, key: bytes, told: tuple[int, int, str | None]) -> None:
    """Write into the unpacked store that it was restored, and how far its journal reached."""
    with closing(Connection(database, key, mode="rw")) as connection:
        ((rows,),) = connection.all(_ROWS)
        now, made, kept = told
        value = codec.encode((now, made, rows, kept or ""))
        with connection.change():
            connection.run(_PUT, {"name": STAMP, "value": value})
        connection.all("PRAGMA journal_mode=DELETE")  # one file again, to be moved alone


def _sync(folder: Path) -> None:
    with disk_failures():
        sync_folder(folder)


def _clear(staging: Path) -> None:
    if staging.is_dir():
        shutil.rmtree(staging, ignore_errors=True)
