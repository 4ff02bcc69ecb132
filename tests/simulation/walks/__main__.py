"""Longer walks: `--seeds 100`; one again, or some of its steps: `--seed 3 --only 1,5`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.simulation.walks.walk import STEPS, Step, WalkError, ground, live, plan, shrunk

_SHRINKING = 120.0


def main() -> int:
    """Walk; returns 1 when something did not hold."""
    parser = argparse.ArgumentParser(prog="walks")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    seeds = (
        [asked.seed] if asked.seed is not None else range(asked.first, asked.first + asked.seeds)
    )
    failed = 0
    with tempfile.TemporaryDirectory() as folder, ground(Path(folder)) as template:
        for seed in seeds:
            try:
                walk = live(seed, _chosen(seed, asked.steps, asked.only), template)
                say(f"seed {seed}: well, {sum(walk.happened.values())} acts")
            except WalkError as error:
                failed += 1
                say(f"seed {seed}: {shrunk(error, template, _SHRINKING)}")
    return 1 if failed else 0


def say(line: str) -> None:
    """Tell how a walk went."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _chosen(seed: int, count: int, only: str) -> tuple[Step, ...]:
    wanted = {int(number) for number in only.split(",") if number}
    steps = plan(seed, max({count, *(number + 1 for number in wanted)}))
    return tuple(step for step in steps if step.number in wanted) if wanted else steps


if __name__ == "__main__":
    sys.exit(main())
