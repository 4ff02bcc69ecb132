"""Longer walks: `--seeds 100`; one again, or some of its steps: `--seed 3 --only 1,5`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.simulation.walks.walk import STEPS, Step, WalkError, ground, live, plan, shrunk

_SHRINKING = 120.0
"""Seconds."""


def main() -> int:
    """Walk; returns 1 when something did not hold."""
    parser = argparse.ArgumentParser(prog="walks")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    if asked.seed is None:
        seeds: Iterable[int] = range(asked.first, asked.first + asked.seeds)
    else:
        seeds = (asked.seed,)
    return 1 if walks(seeds, asked.steps, asked.only) else 0


def walks(seeds: Iterable[int], steps: int = STEPS, only: str = "") -> int:
    """Take the walks of these seeds; return how many failed."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder, ground(Path(folder)) as template:
        for seed in seeds:
            try:
                walk = live(seed, _chosen(seed, steps, only), template)
                say(f"walk {seed}: well, {sum(walk.happened.values())} acts")
            except WalkError as error:
                failed += 1
                say(f"walk {seed}: {shrunk(error, template, _SHRINKING)}")
    return failed


def say(line: str) -> None:
    """Tell how it went."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _chosen(seed: int, count: int, only: str) -> tuple[Step, ...]:
    wanted = {int(number) for number in only.split(",") if number}
    steps = plan(seed, max({count, *(number + 1 for number in wanted)}))
    return tuple(step for step in steps if step.number in wanted) if wanted else steps


if __name__ == "__main__":
    sys.exit(main())
