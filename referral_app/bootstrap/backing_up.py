"""Backups of an open store, by hand and by themselves; reading them and putting them back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from referral_app.clock import Clock
from referral_app.domain.centre import TRAINING
from referral_app.domain.staff import Act
from referral_app.errors import (
    ForeignDataError,
    InvalidInputError,
    RefusedError,
    UnavailableError,
)
from referral_app.services import backups as rules
from referral_app.services.ports.backups import (
    BackupFile,
    Checked,
    Progress,
    Restored,
    RestorePreview,
    Secret,
)
from referral_app.storage import slot_file
from referral_app.storage.backup import opening, restoring, writing
from referral_app.storage.backup.file import place_failures, read_outside

if TYPE_CHECKING:
    from referral_app.services.desk import Desk
    from referral_app.storage.store import OpenStore

BESIDE: Final = "-backups"
"""Until a folder is chosen, backups lie beside the store's, under its name with this ending."""


class Backups:
    """The backups of one open store; `make` may be called from any thread."""

    def __init__(
        self, folder: Path, opened: OpenStore, desk: Callable[[], Desk], clock: Clock
    ) -> None:
        """`desk` gives the desk with whoever sits at it."""
        self._folder = folder
        self._opened = opened
        self._at = desk
        self._clock = clock
        self._one = threading.Lock()
        self._stopping = threading.Event()

    @property
    def _desk(self) -> Desk:
        return self._at()

    def plan(self) -> rules.BackupPlan:
        """Return where backups go and how the last one stands. Raises NotPermittedError."""
        return rules.backup_plan(self._desk)

    @property
    def folder(self) -> Path:
        """Where backups go: what was chosen, else a folder beside the store."""
        return self.plan().folder or self._folder.with_name(self._folder.name + BESIDE)

    def choose(self, folder: Path) -> None:
        """Let backups go to `folder`; one inside the store's own would be lost with it.

        Raises NotPermittedError, InvalidInputError("backup.no_folder", "backup.inside_store").
        """
        self._desk.require(Act.BACK_UP)
        with place_failures():
            chosen, own = folder.resolve(), self._folder.resolve()
            if not chosen.is_dir():
                raise InvalidInputError("backup.no_folder", "folder")
        if chosen == own or own in chosen.parents:
            raise InvalidInputError("backup.inside_store", "folder")
        rules.set_backup_folder(self._desk, folder)

    def limit(self, megabytes: int) -> None:
        """Set what all backups may take together, in MB. Raises NotPermittedError."""
        rules.set_backup_ceiling(self._desk, megabytes)

    def is_wanted(self) -> bool:
        """Whether a backup should be made by itself now: one a day, fictional people excepted."""
        if not self._desk.actor.may(Act.BACK_UP):
            return False
        plan = self.plan()
        return self._cared_for(plan) and plan.is_due(self._clock.now())

    def is_too_old(self) -> bool:
        """Whether the last good backup is older than seven days, fictional people excepted."""
        if not self._desk.actor.may(Act.BACK_UP):
            return False
        plan = self.plan()
        return self._cared_for(plan) and plan.is_too_old(self._clock.now())

    def make(self, progress: Progress | None = None, file: Path | None = None) -> Checked | None:
        """Write a backup, to `file` or into the folder, where old ones then go; None if stopped.

        Raises NotPermittedError, RefusedError("backup.running"), NoRoomError, UnavailableError.
        """
        self._desk.require(Act.BACK_UP)
        if not self._one.acquire(blocking=False):
            raise RefusedError("backup.running")
        try:
            return self._make(progress, file)
        finally:
            self._one.release()

    def check(self, file: Path, progress: Progress | None = None) -> Checked | None:
        """Read a backup whole; one of this store, under its key of today, page by page.

        Raises NotPermittedError, ForeignDataError, UnavailableError. None when stopped.
        """
        self._desk.require(Act.BACK_UP)
        return opening.check_known(file, self._opened.key, progress)

    def wind_up(self) -> None:
        """Let what is being written stop at its next step; returns at once."""
        self._stopping.set()

    def stop(self) -> None:
        """Stop what is being written and wait until it is; the store is about to close."""
        self.wind_up()
        with self._one:
            pass

    def list_files(self) -> tuple[BackupFile, ...]:
        """Return this store's backups in the folder, newest first; none when it cannot be read."""
        try:
            found = tuple(_of_store(self.folder, self._store_id()))
        except OSError:
            return ()
        return tuple(sorted(found, key=lambda it: (it.made, it.path.name), reverse=True))

    def paths(self) -> tuple[Path, ...]:
        """Return the files that bear the name of this store's backups, good or not.

        Raises UnavailableError when the folder is not there.
        """
        start = rules.prefix(self._store_id())
        with place_failures():
            return tuple(sorted(self.folder.glob(f"{start}*{rules.ENDING}")))

    def _make(self, progress: Progress | None, file: Path | None) -> Checked | None:
        def advance(done: int, total: int) -> bool:
            if self._stopping.is_set():
                return False
            return progress is None or progress(done, total)

        target = file or self._next_file()
        with place_failures():
            if not target.parent.is_dir():
                raise UnavailableError("backup.folder_missing")
        made = writing.write_backup(
            self._folder, self._opened.still_key, target, self._clock, advance
        )
        if made is None:
            return None
        rules.note_backup(self._desk, made.file)
        if file is None:
            self._roll()
        return made

    def _next_file(self) -> Path:
        folder = self.folder
        with place_failures():
            if self.plan().folder is None:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            elif not folder.is_dir():
                raise UnavailableError("backup.folder_missing")
            taken = [path.name for path in folder.iterdir()]
        return folder / rules.file_name(self._store_id(), self._clock.now(), taken)

    def _roll(self) -> None:
        """Remove what has had its time, and what was cut short; the new one stands by now."""
        own, store = self.list_files(), self._store_id()
        ceiling = self.plan().ceiling * rules.MEGABYTE
        with place_failures():
            for backup in rules.to_drop(own, ceiling):
                backup.path.unlink(missing_ok=True)
            for part in self.folder.glob(f"{rules.prefix(store)}*{writing.PART}"):
                part.unlink(missing_ok=True)

    def _store_id(self) -> bytes:
        return slot_file.read(self._folder).store

    def _cared_for(self, plan: rules.BackupPlan) -> bool:
        return plan.folder is not None or self._desk.mode != TRAINING


def look_at(file: Path) -> Checked:
    """Return what stands on the outside of a backup; see `bootstrap.look_at_backup`."""
    return opening.look_at(file)


def verify(
    file: Path, secret: Secret | None = None, progress: Progress | None = None
) -> Checked | None:
    """Read a backup whole; see `bootstrap.verify_backup`."""
    return opening.check(file, secret, progress)


def preview(
    folder: Path, file: Path, secret: Secret, progress: Progress | None = None
) -> RestorePreview | None:
    """Say what a restore would do; see `bootstrap.preview_restore`."""
    checked = opening.check(file, secret, progress)
    if checked is None:
        return None
    return RestorePreview(checked, restoring.present_store(folder, secret))


def restore(
    folder: Path,
    file: Path,
    secret: Secret,
    clock: Clock,
    *,
    replace: bool,
    progress: Progress | None = None,
) -> Restored | None:
    """Put a backup in place; see `bootstrap.restore_backup`."""
    if not replace and restoring.holds_store(folder):
        raise RefusedError("backup.store_exists")
    return restoring.restore(folder, file, secret, clock.now(), progress)


def _of_store(folder: Path, store: bytes) -> Iterator[BackupFile]:
    for path in folder.glob(f"{rules.prefix(store)}*{rules.ENDING}"):
        try:
            outside = read_outside(path)
        except (ForeignDataError, UnavailableError):
            continue  # damaged: left where it lies, for somebody to look at
        if outside.head.store == store:
            yield outside.told(path)
