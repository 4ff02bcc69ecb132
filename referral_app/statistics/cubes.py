"""Cubes: counts by codes, with their margins and the equations between them.

The first dimension of a cube is the act that is counted. Acts have different units (files, needs,
referrals), so no margin is taken over it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple, TypeAlias

Cell: TypeAlias = tuple[str, ...]
"""One code for each dimension; ALL for a margin."""

ALL: Final = "*"


class Place(NamedTuple):
    """A cell of a cube; the total of an act is one and the same in every cube: cube is empty."""

    cube: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Cube:
    """Counts by act and two more dimensions; `counts` holds inner cells that are not zero."""

    name: str
    dimensions: tuple[str, ...]
    counts: Mapping[Cell, int]

    def count(self, *codes: str) -> int:
        """Return the count of a cell or of a margin; zero where nothing was counted."""
        return sum(
            count
            for cell, count in self.counts.items()
            if all(code in (ALL, own) for code, own in zip(codes, cell, strict=True))
        )

    def codes(self, dimension: int, act: str | None = None) -> tuple[str, ...]:
        """Return the codes that occur in a dimension, for one act or for all, sorted."""
        return tuple(
            sorted({cell[dimension] for cell in self.counts if act is None or cell[0] == act})
        )

    def cells(self) -> Iterator[Cell]:
        """Yield every inner cell and margin over the codes that occur with each act."""
        for act in self.codes(0):
            spans = [(*self.codes(at, act), ALL) for at in range(1, len(self.dimensions))]
            for codes in product(*spans):
                yield (act, *codes)


class Line(NamedTuple):
    """An equation: the cells at `parts` add up to the cell at `total` (positions in `System`)."""

    parts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class System:
    """All cells of several cubes with the equations between them; shared margins stand once."""

    places: tuple[Place, ...]
    counts: tuple[int, ...]
    lines: tuple[Line, ...]

    def at(self, cube: str, cell: Cell) -> int | None:
        """Return the position of a cell, or None where its codes never occur together."""
        wanted = place_of(cube, cell)
        return next((at for at, place in enumerate(self.places) if place == wanted), None)


def place_of(cube: str, cell: Cell) -> Place:
    """Name a cell; the total of an act belongs to no cube, so that all of them share it."""
    shared = all(code == ALL for code in cell[1:])
    return Place("" if shared else cube, cell[:1] if shared else cell)


def system_of(cubes: tuple[Cube, ...]) -> System:
    """Lay out the cells of all cubes and every equation that a reader can write down.

    Cells of codes that occur with an act, though not together, are in it with a zero: to a reader
    they are unknowns. Raises ValueError when cubes disagree on the total of an act.
    """
    counts: dict[Place, int] = {}
    for cube in cubes:
        for cell in cube.cells():
            place, count = place_of(cube.name, cell), cube.count(*cell)
            if counts.setdefault(place, count) != count:
                raise ValueError(f"cubes disagree on {place}")
    position = {place: at for at, place in enumerate(counts)}
    lines = [
        Line(
            tuple(position[place_of(cube.name, part)] for part in parts),
            position[place_of(cube.name, total)],
        )
        for cube in cubes
        for parts, total in _equations(cube)
    ]
    return System(tuple(counts), tuple(counts.values()), tuple(lines))


def _equations(cube: Cube) -> Iterator[tuple[list[Cell], Cell]]:
    for cell in cube.cells():
        for at in range(1, len(cell)):
            if cell[at] == ALL:
                codes = cube.codes(at, cell[0])
                yield [(*cell[:at], code, *cell[at + 1 :]) for code in codes], cell
