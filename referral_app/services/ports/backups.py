"""What is told about backups, and about the store that a restore replaces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from referral_app.domain.identifiers import Moment

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
