"""Desks that are killed while they take in envelopes and write exports.

Run as a program it reads `import <store> <stick>`, `export <file> <unused>` or
`replace <file> <unused>`, starts such a process and says `born <process id>`. The first takes in
what lies on the stick and saves between rounds, the second writes ever new exports, the third
writes each over the last; each says `saved <what>` after what is
durable, and when it was killed the nursery says `dead`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path
from typing import Final

from referral_app import bootstrap
from referral_app.bootstrap import Parts
from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.identifiers import Moment
from referral_app.exports.writing import write_export
from referral_app.services.cards import print_cards
from referral_app.storage import slots
from tests.storage.lives import say

PASSPHRASE: Final = "cinq tortues sur la plage"
START: Final = Moment(1_793_700_000_000)


def parts() -> Parts:
    """Another start of the program."""
    seed = int.from_bytes(os.urandom(6))
    return Parts(ManualClock(START), seeded_randomness(seed))


def take_in(store: Path, stick: Path, is_born: Callable[[], None]) -> None:
    """Save, and take in what lies there, for ever."""
    workspace = bootstrap.open_workspace(store, PASSPHRASE, parts=parts())
    is_born()
    for _ in count():
        for code in print_cards(workspace.desk, 1):
            say(f"saved {code.encode().hex()}")
        workspace.synchronise(stick)


def sheet(number: int) -> bytes:
    """An export: what it is, so often that a piece of it is not whole."""
    return number.to_bytes(4, "big") * 50_000


def export(file: Path, is_born: Callable[[], None]) -> None:
    """Write one export after another, each under its own name."""
    is_born()
    for number in count():
        write_export(file.with_name(f"{file.name}-{os.getpid()}-{number}"), sheet(number))
        say(f"saved {number.to_bytes(4, 'big').hex()}")


def export_over(file: Path, is_born: Callable[[], None]) -> None:
    """Write one export after another over the same file."""
    is_born()
    for number in count():
        write_export(file, sheet(number), replace=True)
        say(f"saved {number.to_bytes(4, 'big').hex()}")


def main() -> None:
    """Start lives as told, until told no more."""
    # Argon2 takes 0.13 s by intention; here every process opens one and the same slot.
    slots._derive = cache(slots._derive)
    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if not child:

            def is_born() -> None:
                say(f"born {os.getpid()}")

            way, one, other = line.rstrip("\n").split(" ")
            if way == "export":
                export(Path(one), is_born)
            if way == "replace":
                export_over(Path(one), is_born)
            take_in(Path(one), Path(other), is_born)
        os.waitpid(child, 0)
        say("dead")


if __name__ == "__main__":
    main()
