"""Many lives of a commune, one after another or in several processes, and what they came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from tests.simulation.communes.ending import at_work, live, proven
from tests.simulation.communes.life import options_of

_PORTION = 10


@dataclass
class Tally:
    """What lives came to; `failed` names each by its seed with what did not hold."""

    lives: int = 0
    commits: int = 0
    copied: int = 0
    proven: int = 0
    failed: list[tuple[int, str]] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        self.lives += other.lives
        self.commits += other.commits
        self.copied += other.copied
        self.proven += other.proven
        self.failed += other.failed
        self.happened += other.happened


def lives(seeds: Sequence[int]) -> Tally:
    """Live through these; nothing is raised, failures are told."""
    tally = Tally()
    for seed in seeds:
        tally.lives += 1
        try:
            life = live(seed, options_of(seed))
        except Exception as error:  # noqa: BLE001 - whatever it is, the seed must be told
            tally.failed.append((seed, f"{type(error).__name__}: {error}"))
            continue
        tally.commits += len({cid for d in life.desks for cid in d.store.tables.commits})
        # One that was taken out of work since needs no proof any more.
        tally.copied += len({desk.device for desk in at_work(life)} & life.copied)
        tally.proven += len(proven(life))
        tally.happened += life.happened
    return tally


def in_portions(seeds: range, jobs: int) -> Iterator[Tally]:
    """Live through many, a portion at a time."""
    portions = [seeds[at : at + _PORTION] for at in range(0, len(seeds), _PORTION)]
    if jobs <= 1:
        yield from map(lives, portions)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(lives, portions)
