"""A month of a commune: what centres published, added up with the intervals that rounding leaves.

A rounded count stands for every count less than the base away from it, and none below zero
(`rounding`). What a centre did not send is missing and is named; it is never taken for zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

from referral_app.statistics.cubes import ALL, Place, place_of
from referral_app.statistics.release import Tables
from referral_app.statistics.rounding import BASE
from referral_app.statistics.tally import PEOPLE, SERVICES, Merge

Centre = TypeVar("Centre")
_TOUCHING: Final = {
    SERVICES: frozenset({Merge.REASONS, Merge.SERVICES}),
    PEOPLE: frozenset({Merge.AGES, Merge.SEXES}),
}
"""Which joining changes the codes of which cube."""

_INNER: Final = 3
"""An act and two codes."""


class Interval(NamedTuple):
    """What a figure may truly be, both ends included."""

    low: int
    high: int

    def plus(self, other: Interval) -> Interval:
        """Add a figure that does not hang on this one."""
        return Interval(self.low + other.low, self.high + other.high)


NOTHING: Final = Interval(0, 0)


class Total(NamedTuple):
    """A sum over centres: as their published figures add up, and what it may truly be."""

    published: int
    interval: Interval


@dataclass(frozen=True, slots=True)
class CommuneMonth(Generic[Centre]):
    """Totals of every cell that any centre published or left out as small.

    `missing` centres are in none of them.
    """

    totals: Mapping[Place, Total]
    present: tuple[Centre, ...]
    missing: tuple[Centre, ...]


def interval_of(rounded: int) -> Interval:
    """Return what a rounded count may truly be."""
    return Interval(max(0, rounded - BASE + 1), rounded + BASE - 1)


@dataclass(frozen=True, slots=True)
class Published:
    """What a centre published of a month, and the categories that it joined for that."""

    tables: Tables
    merges: frozenset[Merge] = frozenset()


def add_up(
    published: Mapping[Centre, Published], expected: Iterable[Centre]
) -> CommuneMonth[Centre]:
    """Add the centres up; `expected` are those that should be there."""
    places = sorted({place for one in published.values() for place in _places(one.tables.cells)})
    alike = {
        cube: len({one.merges & touching for one in published.values()}) <= 1
        for cube, touching in _TOUCHING.items()
    }
    totals: dict[Place, Total] = {}
    for place in places:
        interval, together = NOTHING, 0
        for one in published.values():
            counts = one.tables.cells
            interval = interval.plus(
                _interval_at(counts, place, same_codes=alike.get(place.cube, True))
            )
            together += counts.get(place, 0)
        totals[place] = Total(together, interval)
    missing = tuple(centre for centre in expected if centre not in published)
    return CommuneMonth(totals, tuple(published), missing)


def _places(counts: Mapping[Place, int]) -> Iterator[Place]:
    """Return what a centre printed, and the inner cells under its margins: small ones it left out.

    Those count nowhere and are no zeros: who adds up a line of a table needs their intervals.
    """
    yield from counts
    down, across = defaultdict[tuple[str, str], list[str]](list), list[Place]()
    for place in counts:
        if place.cube and len(place.cell) == _INNER:
            act, first, second = place.cell
            if first == ALL and second != ALL:
                across.append(place)
            elif second == ALL and first != ALL:
                down[place.cube, act].append(first)
    for cube, (act, _, second) in across:
        yield from (place_of(cube, (act, first, second)) for first in down[cube, act])


def _interval_at(counts: Mapping[Place, int], place: Place, *, same_codes: bool) -> Interval:
    """What a centre's count may be at a cell, also where it printed none.

    Inner cells that were rounded to zero are left out of what is sent, margins never: where a
    margin over the cell is not there, none of its codes occurred, and the count is zero; unless
    this centre joined other categories than others did, so that it has no such code to print. A
    cell is never more than a margin over it.
    """
    if place in counts:
        return interval_of(counts[place])
    margins = [counts[margin] for margin in _margins(place) if margin in counts]
    if place.cube and ALL not in place.cell and len(margins) == len(_margins(place)):
        most = min(interval_of(margin).high for margin in margins)
        return Interval(0, min(BASE - 1, most))
    total = counts.get(place_of("", (place.cell[0], ALL, ALL)))
    if same_codes or total is None:
        return NOTHING
    return Interval(0, min(interval_of(count).high for count in (*margins, total)))


def _margins(place: Place) -> list[Place]:
    """The margins next above a cell; the total of an act has none."""
    cell = place.cell
    spots = [at for at in range(1, len(cell)) if cell[at] != ALL]
    return [place_of(place.cube, (*cell[:at], ALL, *cell[at + 1 :])) for at in spots]
