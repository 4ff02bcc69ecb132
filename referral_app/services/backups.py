"""Backups that roll: which are kept, when the next is due, and when the last is too old."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from referral_app.communes import clock_there
from referral_app.domain.identifiers import Moment
from referral_app.domain.staff import Act
from referral_app.services.checks import DAY
from referral_app.services.desk import Desk
from referral_app.services.ports.backups import BackupFile
from referral_app.settings import (
    BACKUP_CEILING,
    BACKUP_FILE,
    BACKUP_FOLDER,
    BACKUP_MADE,
    for_store,
    of_store,
)

DAILY: Final = 7
WEEKLY: Final = 4
TOO_OLD: Final = 7 * DAY
"""Age in milliseconds from which the window warns."""
ENDING: Final = ".jbak"
MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """Where this desk's backups go and how the last one stands.

    `folder` is None until one was chosen; `made` and `file` are of the last good backup, if any,
    `file` None where it is the one that this store was put back from; `ceiling` is in MB.
    """

    folder: Path | None
    ceiling: int
    made: Moment | None
    file: Path | None

    def is_due(self, now: Moment) -> bool:
        """Whether none was made today; one from the future says nothing."""
        return self.made is None or self.made > now or day_of(self.made) != day_of(now)

    def is_too_old(self, now: Moment) -> bool:
        """Whether the last good one is older than seven days, or there is none."""
        return self.made is None or self.made > now or now - self.made > TOO_OLD


def backup_plan(desk: Desk) -> BackupPlan:
    """Return where backups go and how the last one stands. Raises NotPermittedError."""
    desk.require(Act.BACK_UP)
    read = desk.store.reader.setting
    folder, file = of_store(BACKUP_FOLDER, read), of_store(BACKUP_FILE, read)
    made = of_store(BACKUP_MADE, read)
    put_back = desk.store.reader.restoration(desk.device)
    if put_back is not None and put_back.made > made:
        # A backup is noted after it was written: the note is not in it, and a restore loses it.
        made, file = put_back.made, ""
    return BackupPlan(
        Path(folder) if folder else None,
        of_store(BACKUP_CEILING, read),
        Moment(made) if made else None,
        Path(file) if file else None,
    )


def set_backup_folder(desk: Desk, folder: Path) -> None:
    """Let backups go to `folder`. Raises NotPermittedError."""
    desk.require(Act.BACK_UP)
    with desk.store.begin() as work:
        work.put_setting(*for_store(BACKUP_FOLDER, str(folder)))


def set_backup_ceiling(desk: Desk, megabytes: int) -> None:
    """Set what all backups may take together, in MB. Raises NotPermittedError."""
    desk.require(Act.BACK_UP)
    with desk.store.begin() as work:
        work.put_setting(*for_store(BACKUP_CEILING, megabytes))


def note_backup(desk: Desk, backup: BackupFile) -> None:
    """Remember a backup that was written and checked. Raises NotPermittedError."""
    desk.require(Act.BACK_UP)
    with desk.store.begin() as work:
        work.put_setting(*for_store(BACKUP_MADE, backup.made))
        work.put_setting(*for_store(BACKUP_FILE, str(backup.path)))


def file_name(store: bytes, made: Moment, taken: Iterable[str] = ()) -> str:
    """Return a backup's file name: of which store, and when; `taken` are names in use."""
    base = f"{prefix(store)}{clock_there(made):%Y-%m-%d-%H%M}"
    names = {name.casefold() for name in taken}
    tries = (f"{base}{more}{ENDING}" for more in ("", *(f"-{n}" for n in range(2, 10_000))))
    return next(name for name in tries if name.casefold() not in names)


def prefix(store: bytes) -> str:
    """Return how the names of a store's backups begin: desks may share a folder."""
    return f"jisr-{store.hex()[:8]}-"


def to_drop(backups: Sequence[BackupFile], ceiling: int) -> tuple[BackupFile, ...]:
    """Return which of one store's backups have had their time, oldest first.

    Kept are the newest of each of the last seven days that have one, and of each of the last four
    weeks; of these the oldest go until the rest is within `ceiling` bytes. The newest of all
    always stays.
    """
    newest_first = sorted(backups, key=lambda it: (it.made, it.path.name), reverse=True)
    days: dict[date, BackupFile] = {}
    weeks: dict[tuple[int, int], BackupFile] = {}
    for backup in newest_first:
        day = day_of(backup.made)
        days.setdefault(day, backup)
        weeks.setdefault(day.isocalendar()[:2], backup)
    wanted = {it.path for it in [*days.values()][:DAILY] + [*weeks.values()][:WEEKLY]}
    kept: set[Path] = set()
    total = 0
    for backup in newest_first:
        if backup.path in wanted and (not kept or total + backup.size <= ceiling):
            kept.add(backup.path)
            total += backup.size
        elif backup.path in wanted:
            break  # what is older still does not come before it
    return tuple(it for it in reversed(newest_first) if it.path not in kept)


def day_of(moment: Moment) -> date:
    """The day here on which a moment falls."""
    return clock_there(moment).date()
