"""A store with something in it, and a backup of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from referral_app.services.ports.backups import Checked, Secret
from referral_app.storage.backup.writing import write_backup
from tests.storage.stores import PASSPHRASE, Opened, founded

SECRET = Secret(PASSPHRASE)


@dataclass
class Made:
    """A closed store, a backup of it, and what was in it then."""

    folder: Path
    file: Path
    code: str
    cases: int


def back_up(opened: Opened, file: Path) -> Checked:
    """Write a backup of an open store."""
    file.parent.mkdir(parents=True, exist_ok=True)
    made = write_backup(opened.folder, opened.files.still_key, file, opened.clock)
    assert made is not None
    return made


def make(root: Path, cases: int = 3) -> Made:
    """Make a store in `root`/store and a backup in `root`/stick."""
    with founded(root / "store") as opened:
        for _ in range(cases):
            opened.send(opened.open_case(closure_note="canary words"), "4231900869")
        back_up(opened, root / "stick" / "a.jbak")
        return Made(root / "store", root / "stick" / "a.jbak", opened.recovery_code, cases)


@contextmanager
def limited(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes: a disk that is full, for this process alone."""
    import resource
    import signal

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, former)
