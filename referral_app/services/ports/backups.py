"""What is told about backups, and about the store that a restore replaces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from referral_app.domain.identifiers import DeviceId, Moment

Progress = Callable[[int, int], bool]
"""Told (done, total); False stops the work there, leaving nothing half-made."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What opens a backup: a passphrase of its day, or the printed code; `user` names the slot."""

    words: str = field(repr=False)
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What a store holds: coded files, referrals, when the last thing was written; None if never.

    `store` is the store's id, 16 bytes: the same in all backups of one desk.
    """

    store: bytes
    cases: int
    referrals: int
    last_entry: Moment | None


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup by what stands on its outside: when it was made, of which store, its size in bytes.

    `form` is the number of the store's form, `labels` are the initials of those who may open it.
    """

    path: Path
    made: Moment
    size: int
    store: bytes
    form: int
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that was read whole; `held` is None where nobody unlocked it."""

    file: BackupFile
    held: Held | None


@dataclass(frozen=True, slots=True)
class Present:
    """The store that a restore would replace; `held` is None when the secret does not open it.

    `touched` is when its file was last written to.
    """

    touched: Moment
    held: Held | None


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """What a restore would do: the backup, and the store in whose place it would come, if any."""

    backup: Checked
    present: Present | None


@dataclass(frozen=True, slots=True)
class Restored:
    """A restore that was done; `kept` is where the store lies that was there, None if none was."""

    backup: BackupFile
    held: Held
    kept: Path | None


@dataclass(frozen=True, slots=True)
class Restoration:
    """The last restore of a desk's store, and what became of what was lacking then.

    `made` is the day of the backup, `kept` the name of the folder in which the store lies that was
    there before, "" if none was. `came_back` counts saves of this desk that others brought back,
    `lacking` saves of this desk that others name and nobody brought, `without_file` referrals of
    this centre whose file did not come back.
    """

    at: Moment
    made: Moment
    kept: str
    came_back: int
    lacking: int
    without_file: int


class RestoreReader(Protocol):
    """What a restore has left to tell."""

    def restoration(self, device: DeviceId) -> Restoration | None:
        """Return the last restore of this desk's store; None if it never was restored."""
        ...
