"""Lives of two centres by seed: the exchange alone, and walks over the services on real stores."""

from __future__ import annotations

import argparse
import sys

from tests.simulation.walks.__main__ import say, walks
from tests.simulation.world import live

_LIVES_A_WALK = 20
"""A walk takes as long as so many lives of the exchange alone, about."""


def main() -> int:
    """Live through them; returns 1 when something did not hold, each named by its seed."""
    parser = argparse.ArgumentParser(prog="simulate")
    parser.add_argument("--seeds", type=int, default=200, help="lives of the exchange")
    parser.add_argument("--first", type=int, default=0, help="the seed to begin with")
    parser.add_argument("--walks", type=int, help="walks over the services; a 20th of the lives")
    asked = parser.parse_args()
    seeds = range(asked.first, asked.first + asked.seeds)
    failed = [seed for seed in seeds if not _ends_well(seed)]
    say(f"{len(seeds)} lives, {len(failed)} failed")
    count = len(seeds) // _LIVES_A_WALK if asked.walks is None else asked.walks
    lost = walks(range(asked.first, asked.first + count))
    say(f"{count} walks, {lost} failed")
    return 1 if failed or lost else 0


def _ends_well(seed: int) -> bool:
    try:
        live(seed)
    except AssertionError as error:
        say(f"life {seed}: {error}")
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
