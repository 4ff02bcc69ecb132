"""A process that deposits for ever and says what was acknowledged: `python -m … URL SEED BOX`."""

from __future__ import annotations

import sys
from hashlib import sha256

from referral_app.clock import seeded_randomness
from referral_app.hub.database import Database
from referral_app.hub.journal import Batch, Entry, deposit
from referral_app.hub.limits import Limits
from referral_app.hub.writer import Writer


def main(url: str, seed: str) -> None:
    """Print the ids of each batch once it is on the disk."""
    chance = seeded_randomness(int(seed))
    database = Database(url)
    writer = Writer(lambda batches: deposit(database, Limits(), batches), lambda _boxes: None)
    while True:
        bodies = [chance(300) for _ in range(5)]
        entries = tuple(Entry(b"m" * 16, sha256(body).digest(), body) for body in bodies)
        done = [writer.submit(Batch((entry,), None, False, 0)) for entry in entries]
        told = [
            f"{outcome.seq}:{outcome.eid.hex()}" for it in done for outcome in it.result().outcomes
        ]
        sys.stdout.write(f"{' '.join(told)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
