"""Controlled rounding to base 5, guided by cell keys (privacy.md 2.4, 8.6; design.md 6).

Each count goes up or down to a multiple of the base, never by the base or more, and all tables
still add up. Which way is decided by the cell's key, so that the same records round the same way
each time and many releases cannot be averaged. HiGHS finds the roundings that follow the keys best.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import product
from typing import Final

from referral_app.statistics.cubes import ALL, Cell, Place, System, place_of
from referral_app.statistics.solver import Problem, solve

BASE: Final = 5
_WHOLE: Final = 1 << 64
_KEPT: Final = 100.0
"""Weight of leaving a cell as the release before had it, against following its key."""


class NotRoundableError(Exception):
    """No rounding of these tables adds up: categories have to be merged."""


def record_key(secret: bytes, record: bytes) -> int:
    """Return the key of a record: 64 bits of HMAC-SHA256, the same in every release."""
    return int.from_bytes(hmac.digest(secret, record, sha256)[:8], "big")


def cell_keys(records: Mapping[str, Iterable[tuple[Cell, int]]]) -> dict[Place, float]:
    """Return the key of every cell and margin, 0 to 1: the sum of its records' keys, modulo 1.

    `records` gives for each cube the inner cell and the key of every record in it.
    """
    sums: dict[Place, int] = {}
    for cube, found in records.items():
        own: dict[Place, int] = {}
        for cell, key in found:
            for codes in product(*((code, ALL) for code in cell[1:])):
                place = place_of(cube, (cell[0], *codes))
                own[place] = (own.get(place, 0) + key) % _WHOLE
        sums |= own  # the total of an act comes out the same in every cube
    return {place: key / _WHOLE for place, key in sums.items()}


def round_tables(
    system: System,
    keys: Mapping[Place, float],
    before: Mapping[Place, int] | None = None,
    base: int = BASE,
) -> tuple[int, ...]:
    """Return a rounded count for every cell of `system`, in its order.

    `before` holds what an earlier release of the same month said: what still fits is kept. The
    same input gives the same figures. Raises NotRoundableError.
    """
    down = [count // base for count in system.counts]
    rest = [count % base for count in system.counts]
    costs = [
        _cost(rest[at], keys.get(place, 0.0), down[at], (before or {}).get(place), base)
        for at, place in enumerate(system.places)
    ]
    problem = Problem(
        lower=[float(value) for value in down],
        upper=[float(value + (left > 0)) for value, left in zip(down, rest, strict=True)],
        lines=system.lines,
    )
    found = solve(problem, _told_apart(costs, system.places))
    if found is None:
        raise NotRoundableError
    return tuple(value * base for value in found)


def _cost(rest: int, key: float, down: int, before: int | None, base: int) -> float:
    """What it costs to round up instead of down: below zero where up is wanted.

    The coin that was closest to fair is the cheapest to break (privacy.md 8.6).
    """
    if before is not None and before in (down * base, (down + 1) * base):
        return -_KEPT if before > down * base else _KEPT
    share = rest / base
    weight = 1.0 + 0.2 * abs(share - 0.5)
    return -weight if key < share else weight


def _told_apart(costs: Sequence[float], places: Sequence[Place]) -> list[float]:
    """Break ties by the names of the cells, so that every machine finds the same rounding."""
    ranks = {place: rank for rank, place in enumerate(sorted(places))}
    step = 1e-3 / max(len(costs), 1)
    return [cost + step * ranks[place] for cost, place in zip(costs, places, strict=True)]
