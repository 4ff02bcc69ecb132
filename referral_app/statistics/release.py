"""What is published of a month: rounded cubes that the auditor let pass, or the reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from referral_app.statistics.auditor import Findings, audit
from referral_app.statistics.cubes import Cube, Place, System, place_of, system_of
from referral_app.statistics.rounding import NotRoundableError, round_tables
from referral_app.statistics.tally import Act, Counted, Event, Merge, count_events, merged

SENSITIVE: Final = frozenset({Act.COHORT.value, Act.CLOSED.value})
"""Acts whose reasons could say something of everybody in a group."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Counts by cube and cell, margins among them: exact, or rounded as published."""

    cells: Mapping[Place, int]

    def count(self, cube: str, *cell: str) -> int:
        """Return the count of a cell or margin; zero where nothing was counted."""
        return self.cells.get(place_of(cube, cell), 0)

    def codes(self, cube: str, act: str, dimension: int) -> tuple[str, ...]:
        """Return the codes that occur with an act in dimension 1 or 2, sorted; no margins."""
        found = {
            place.cell[dimension]
            for place in self.cells
            if place.cube == cube and place.cell[0] == act
        }
        return tuple(sorted(found - {"*"}))


@dataclass(frozen=True, slots=True)
class Publication:
    """Tables that may leave the centre, and the categories that were joined for it."""

    tables: Tables
    merges: tuple[Merge, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why nothing may be published, and the joining of categories that would pass, if any.

    `findings` is None when no rounding adds up.
    """

    findings: Findings | None
    would_pass: tuple[Merge, ...] | None


def exact_tables(counted: Counted) -> Tables:
    """Return the counts as they are: for the supervisor of the centre."""
    return Tables(dict(_cells(counted.cubes)))


def _cells(cubes: Iterable[Cube]) -> Iterator[tuple[Place, int]]:
    for cube in cubes:
        for cell in cube.cells():
            yield place_of(cube.name, cell), cube.count(*cell)


def publish(
    events: Sequence[Event],
    secret: bytes,
    programmes: Mapping[str, str],
    merges: Sequence[Merge] = (),
    before: Mapping[Place, int] | None = None,
) -> Publication | Withheld:
    """Round and audit the events of those who agreed, with `merges` applied.

    `before` holds the cells of the release that this one replaces. Where the auditor objects, the
    smallest joining of categories that passes is looked for.
    """
    agreed = [event for event in events if event.agreed]
    found = _attempt(agreed, secret, programmes, merges, before)
    if isinstance(found, Publication):
        return found
    return Withheld(found, _would_pass(agreed, secret, programmes, merges, before))


def _attempt(
    events: Sequence[Event],
    secret: bytes,
    programmes: Mapping[str, str],
    merges: Sequence[Merge],
    before: Mapping[Place, int] | None,
) -> Publication | Findings | None:
    counted = count_events(merged(events, merges, programmes), secret)
    system = system_of(counted.cubes)
    try:
        rounded = round_tables(system, counted.keys, before)
    except NotRoundableError:
        return None
    findings = audit(system, rounded, SENSITIVE, before)
    if not findings.is_safe:
        return findings
    return Publication(_tables(system, rounded), tuple(merges))


def _tables(system: System, rounded: Sequence[int]) -> Tables:
    return Tables(dict(zip(system.places, rounded, strict=True)))


def _would_pass(
    events: Sequence[Event],
    secret: bytes,
    programmes: Mapping[str, str],
    merges: Sequence[Merge],
    before: Mapping[Place, int] | None,
) -> tuple[Merge, ...] | None:
    left = [merge for merge in Merge if merge not in merges]
    for count in range(1, len(left) + 1):
        for more in combinations(left, count):
            wanted = (*merges, *more)
            tried = _attempt(events, secret, programmes, wanted, before)
            if isinstance(tried, Publication):
                return wanted
    return None
