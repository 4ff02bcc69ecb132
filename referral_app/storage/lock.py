"""One program at a time has a store open: the operating system drops the lock with its holder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from referral_app.errors import StoreInUseError
from referral_app.storage.folder import LOCK, disk_failures


class StoreLock:
    """The lock of a store's folder, held until `release` or the end of the process."""

    def __init__(self, folder: Path) -> None:
        """Take the lock: raises StoreInUseError, NoRoomError when the folder cannot be written."""
        with disk_failures():
            self._file = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(self._file)
        except OSError:
            os.close(self._file)
            raise StoreInUseError("store.in_use") from None

    def release(self) -> None:
        """Give the lock up; the file stays, so that no two programs ever lock different files."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    # flock and not lockf: a second opening in the same program must be refused as well.
    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
