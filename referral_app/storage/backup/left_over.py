"""What a cut has left in a store's folder: the next start says so, and clears it away."""

from __future__ import annotations

import shutil
from pathlib import Path

from referral_app.storage.backup.copying import clear
from referral_app.storage.backup.restoring import STAGING
from referral_app.storage.backup.writing import COPY
from referral_app.storage.folder import KEYS, RESTORING, WRITE_AHEAD, remove

BACKUP_CUT = "backup.was_cut"
RESTORE_CUT = "restore.was_cut"
STORE_CUT = "store.was_cut"


def left_over(folder: Path) -> tuple[str, ...]:
    """Return the keys of what was cut short here, before the store is opened."""
    found = []
    try:
        if _is_filled(folder / WRITE_AHEAD[0]):
            found.append(STORE_CUT)  # closing folds the log into the database
        if (folder / COPY).exists():
            found.append(BACKUP_CUT)
        if (folder / STAGING).exists():
            found.append(RESTORE_CUT)
    except OSError:
        return ()
    return tuple(found)


def clear_left_over(folder: Path) -> None:
    """Remove half-made copies; the store is open, so that nobody is making one."""
    clear(folder / COPY)
    for name in (KEYS, RESTORING):
        remove(folder / f"{name}.new")
    if (folder / STAGING).is_dir():
        shutil.rmtree(folder / STAGING, ignore_errors=True)


def _is_filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
