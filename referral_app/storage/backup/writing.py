"""Writing a backup of a store that is open: copied, checked, written, read back, then named."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Final

from referral_app.clock import Clock
from referral_app.domain.identifiers import Moment
from referral_app.errors import ReferralAppError
from referral_app.services.ports.backups import Checked, Progress
from referral_app.storage import slot_file
from referral_app.storage.backup import file as form
from referral_app.storage.backup.copying import clear, copy_database
from referral_app.storage.backup.file import Head, place_failures
from referral_app.storage.backup.held import check_database
from referral_app.storage.folder import DATABASE, KEYS, disk_failures, sync_folder
from referral_app.storage.schema import SCHEMA_VERSION

COPY: Final = "store.db.copy"
"""The copy from which a backup is being written; encrypted as the store is."""
PART: Final = ".part"

_PHASES: Final = 3
_SCALE: Final = 1000

StillKey = Callable[[], AbstractContextManager[bytes]]


class StoppedError(Exception):
    """The person stopped it, or the desk is being locked."""


class Steps:
    """Tells how far the work is, in thousandths; each phase counts the same."""

    def __init__(self, phases: int, told: Progress | None) -> None:
        self._phases = phases
        self._told = told
        self._phase = -1
        self._done = 0
        self._size = 1

    def begin(self, size: int) -> None:
        """The next phase goes through so many bytes."""
        self._phase += 1
        self._done, self._size = 0, max(size, 1)
        self.advance(0)

    def advance(self, count: int) -> None:
        """So many more are done: raises StoppedError when it is to end here."""
        self.reach(self._done + count, self._size)

    def reach(self, done: int, size: int) -> None:
        """So many of `size` are done: raises StoppedError when it is to end here."""
        self._done, self._size = done, max(size, 1)
        share = (self._phase + min(done / self._size, 1.0)) / self._phases
        if self._told is not None and not self._told(int(share * _SCALE), _SCALE):
            raise StoppedError


def write_backup(
    folder: Path,
    key: StillKey,
    target: Path,
    clock: Clock,
    progress: Progress | None = None,
) -> Checked | None:
    """Write a backup of the open store in `folder` to `target`; None when it was stopped.

    Another thread may go on saving: what it saves meanwhile is in the next backup. `key` holds the
    database's key still while it is copied. Until all was read back, `target` keeps what it holds.
    Raises NoRoomError, UnavailableError, ForeignDataError("store.damaged").
    """
    steps = Steps(_PHASES, progress)
    copy, part = folder / COPY, target.with_name(target.name + PART)
    try:
        made, slots, used = _copy(folder, key, copy, clock, steps)
        store = slot_file.read(folder).store
        held = check_database(copy, used, store)
        head = Head(made, store, SCHEMA_VERSION, copy.stat().st_size)
        with place_failures():
            steps.begin(head.database)
            form.write(part, head, slots, copy, used, steps.advance)
        steps.begin(head.database)
        outside, _ = form.check_whole(part, [used], steps.advance)
        with place_failures():
            part.replace(target)
            _sync(target.parent)
    except StoppedError:
        return None
    finally:
        with suppress(ReferralAppError):
            clear(copy)
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Checked(outside.told(target), held)


def _copy(
    folder: Path, key: StillKey, copy: Path, clock: Clock, steps: Steps
) -> tuple[Moment, bytes, bytes]:
    """Copy the database; return the moment, the key slots and the key that belong to the copy."""
    steps.begin(1)
    with key() as used:
        made, slots = clock.now(), _slots(folder)
        copy_database(folder / DATABASE, copy, used, steps.reach)
    return made, slots, used


def _slots(folder: Path) -> bytes:
    with disk_failures():
        return (folder / KEYS).read_bytes()


def _sync(folder: Path) -> None:
    # Some network folders cannot; the file itself is on the disk already.
    with suppress(OSError):
        sync_folder(folder)
