"""Attacking our own tables before anybody else does (privacy.md 2.5, 8; design.md 6).

The attacker knows the rule (base 5, never off by 5 or more), every published cell and every
equation. A true count of 1 to 4 is protected when at least five whole values are possible for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from referral_app.statistics.cubes import Line, Place, System
from referral_app.statistics.rounding import BASE
from referral_app.statistics.solver import Problem, Solver

SMALL: Final = range(1, 5)
"""Counts that could point at a person (threshold 5)."""
ENOUGH: Final = 5
"""Values that must be possible for a small count."""
_GROUP_TOTAL: Final = 20
_GROUP_SHARE: Final = (9, 10)


@dataclass(frozen=True, slots=True)
class Findings:
    """What an attacker could learn: `exposed` small cells with their possible values (first, last),
    and `groups`: lines of which one cell certainly holds nine tenths (privacy.md 2.5, rule 4)."""

    exposed: tuple[tuple[Place, int, int], ...] = ()
    groups: tuple[Place, ...] = ()

    @property
    def is_safe(self) -> bool:
        """Whether nothing was found."""
        return not self.exposed and not self.groups


def audit(
    system: System,
    rounded: Sequence[int],
    sensitive: frozenset[str] = frozenset(),
    before: Mapping[Place, int] | None = None,
    base: int = BASE,
) -> Findings:
    """Attack the published figures; `sensitive` names acts whose reasons could shame a group.

    `before` is an earlier release of the same month: where a cell says the same again, nothing is
    gained; the attacker is given both.
    """
    attacker = _Attacker(system, rounded, before or {}, base)
    exposed = []
    for at, count in enumerate(system.counts):
        if count in SMALL:
            low, high = attacker.span(at)
            if high - low + 1 < ENOUGH:
                exposed.append((system.places[at], low, high))
    groups = [
        system.places[part]
        for line, part in _lopsided(system, sensitive)
        if attacker.is_certain_of_share(line.total, part)
    ]
    return Findings(tuple(exposed), tuple(groups))


def _lopsided(system: System, sensitive: frozenset[str]) -> Iterator[tuple[Line, int]]:
    share, whole = _GROUP_SHARE
    for line in system.lines:
        total = system.counts[line.total]
        if len(line.parts) < 2 or not 0 < total < _GROUP_TOTAL:
            continue
        if system.places[line.total].cell[0] not in sensitive:
            continue
        for part in line.parts:
            if system.counts[part] * whole >= total * share:
                yield line, part


class _Attacker:
    """Knows what is published. Every solution found serves all cells: few questions are asked."""

    def __init__(
        self, system: System, rounded: Sequence[int], before: Mapping[Place, int], base: int
    ) -> None:
        off = base - 1
        said = [
            {value, before.get(place, value)}
            for place, value in zip(system.places, rounded, strict=True)
        ]
        lower = [max(0, *(value - off for value in values)) for values in said]
        upper = [min(value + off for value in values) for values in said]
        for at, (low, high) in enumerate(zip(lower, upper, strict=True)):
            if low > high:  # the count itself was corrected: only the later word holds
                lower[at], upper[at] = max(0, rounded[at] - off), rounded[at] + off
        self._size = len(rounded)
        self._solver = Solver(Problem(lower, upper, system.lines))
        self._low = list(system.counts)
        self._high = list(system.counts)

    def span(self, at: int) -> tuple[int, int]:
        """Return the lowest and highest value possible for a cell, or a span that is enough."""
        for sign in (-1.0, 1.0):
            if self._high[at] - self._low[at] + 1 >= ENOUGH:
                break
            self._ask({at: sign})
        return self._low[at], self._high[at]

    def is_certain_of_share(self, total: int, part: int) -> bool:
        """Whether `part` is nine tenths of `total` in everything that is possible."""
        share, whole = _GROUP_SHARE
        found = self._ask({total: -float(share), part: float(whole)})
        return found is None or share * found[total] <= whole * found[part]

    def _ask(self, costs: Mapping[int, float]) -> list[int] | None:
        found = self._solver.smallest([costs.get(at, 0.0) for at in range(self._size)])
        if found is not None:
            self._low = [min(pair) for pair in zip(self._low, found, strict=True)]
            self._high = [max(pair) for pair in zip(self._high, found, strict=True)]
        return found
