"""Processes that back up or restore and are killed meanwhile.

Run as a program it reads `backup <store> <folder>` or `restore <store> <file>`, says `born <id>`,
and what was done; when it was killed the nursery says `dead`.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path

from referral_app.domain.identifiers import Moment
from referral_app.storage.backup.restoring import restore
from tests.storage.backup.backups import SECRET, back_up
from tests.storage.lives import say
from tests.storage.stores import START, reopened


def backing_up(store: Path, folder: Path) -> None:
    """Save and back up for ever."""
    with reopened(store) as opened:
        for _ in count():
            opened.open_case()
            name = f"{os.getpid()}-{os.urandom(4).hex()}.jbak"
            back_up(opened, folder / name)
            say(name)


def restoring(store: Path, file: Path) -> None:
    """Restore once, then do nothing more."""
    restore(store, file, SECRET, Moment(START + 1000 * os.getpid()))
    say("restored")
    signal.pause()


def main() -> None:
    """Start lives as told, until told no more."""
    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            way, store, other = line.rstrip("\n").split(" ")
            (backing_up if way == "backup" else restoring)(Path(store), Path(other))
        say(f"born {child}")
        os.waitpid(child, 0)
        say("dead")


if __name__ == "__main__":
    main()
