"""Programs that open a store of the first release, and are killed while they bring it on.

Run as a program, with a folder to itself, it reads folders, opens the store of each in a process of
its own, says `born <id>` and `open` once it is; when it was killed the nursery says `dead`.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from functools import cache
from pathlib import Path
from typing import Final

from referral_app.clock import ManualClock, seeded_randomness
from referral_app.storage import slots
from referral_app.storage.store import open_store
from tests.storage.lives import say
from tests.storage.stores import START, at_desk
from tests.stores.make_store import PASSPHRASE

OLD: Final = Path(__file__).resolve().parents[1] / "stores" / "v1"


def bring_on(folder: Path) -> None:
    """Open a store, its lists folded by today's rules."""
    with open_store(folder, PASSPHRASE) as files:
        at_desk(folder, files, ManualClock(START), seeded_randomness(5))


def main() -> None:
    """Start programs as told, until told no more."""
    # All copies have one slot: its key is derived once, so that kills meet what follows.
    slots._derive = cache(slots._derive)
    bring_on(Path(shutil.copytree(OLD, sys.argv[1])))
    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            bring_on(Path(line.rstrip("\n")))
            say("open")
            signal.pause()
        say(f"born {child}")
        os.waitpid(child, 0)
        say("dead")


if __name__ == "__main__":
    main()
