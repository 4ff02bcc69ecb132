"""Lives by seed: communes and two centres over the exchange alone, walks over the services."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.simulation.communes.many import Tally, in_portions
from tests.simulation.walks.__main__ import say, walks
from tests.simulation.world import live
from tests.storage.test_import_kills import kill_exports, kill_imports
from tests.storage.test_kills import kill_saves

_LIVES_A_WALK = 20
"""A walk takes as long as so many lives of the exchange alone, about."""


def main() -> int:
    """Live through them; returns 1 when something did not hold, each named by its seed."""
    parser = argparse.ArgumentParser(prog="simulate")
    parser.add_argument("--seeds", type=int, default=200, help="lives of a commune")
    parser.add_argument("--first", type=int, default=0, help="the seed to begin with")
    parser.add_argument("--jobs", type=int, default=1, help="processes for the communes")
    parser.add_argument("--pairs", type=int, help="lives of two centres; a 10th of the lives")
    parser.add_argument("--walks", type=int, help="walks over the services; a 20th of the lives")
    parser.add_argument("--kills", type=int, default=0, help="desks killed at work, besides")
    asked = parser.parse_args()
    if asked.kills:
        _kill(asked.kills)
    failed = _communes(range(asked.first, asked.first + asked.seeds), asked.jobs)
    pairs = asked.seeds // 10 if asked.pairs is None else asked.pairs
    torn = [seed for seed in range(asked.first, asked.first + pairs) if not _ends_well(seed)]
    say(f"{pairs} lives of two centres, {len(torn)} failed")
    count = asked.seeds // _LIVES_A_WALK if asked.walks is None else asked.walks
    lost = walks(range(asked.first, asked.first + count))
    say(f"{count} walks, {lost} failed")
    return 1 if failed or torn or lost else 0


def _communes(seeds: range, jobs: int) -> int:
    whole, begun = Tally(), time.monotonic()
    for part in in_portions(seeds, jobs):
        for seed, why in part.failed:
            say(f"commune {seed}: {why}")
        whole.add(part)
    spent = max(time.monotonic() - begun, 0.001)
    say(
        f"{whole.lives} lives of a commune, {len(whole.failed)} failed, "
        f"{whole.commits} commits, {whole.copied} disks copied, {whole.proven} of them proven, "
        f"{whole.lives / spent:.1f} lives a second"
    )
    say(", ".join(f"{name} {many}" for name, many in sorted(whole.happened.items())))
    return len(whole.failed)


def _kill(many: int) -> None:
    """Kill desks while they save, take in envelopes and write exports; raises at the first loss."""
    imports = exports = many // 5
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        saved = len(kill_saves(root / "saves", many - imports - exports).saved)
        told, cut = kill_imports(root / "imports", imports)
        whole = kill_exports(root / "exports", exports)
    say(
        f"{many} kills, nothing acknowledged was lost; {cut} of {imports} imports were cut short, "
        f"{saved + told} saves and {whole} exports were acknowledged"
    )


def _ends_well(seed: int) -> bool:
    try:
        live(seed)
    except AssertionError as error:
        say(f"life {seed}: {error}")
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
