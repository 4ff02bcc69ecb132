"""What a benchmark says: our time beside the least that the same work can cost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Ratio:
    """Medians in seconds, of rounds in which both took turns; `limit` is the most allowed."""

    name: str
    ours: float
    floor: float
    ratio: float
    limit: float

    @classmethod
    def of(cls, name: str, ours: list[float], floor: list[float], limit: float) -> Ratio:
        """Compare the medians of two series."""
        mine, least = median(ours), median(floor)
        return cls(name, mine, least, mine / least, limit)

    @property
    def holds(self) -> bool:
        """Whether the limit is kept."""
        return self.ratio <= self.limit

    def __str__(self) -> str:
        verdict = "" if self.holds else "  TOO SLOW"
        return (
            f"{self.name}: {self.ours * 1000:.2f} ms, floor {self.floor * 1000:.2f} ms,"
            f" ratio {self.ratio:.2f} (limit {self.limit:.2f}){verdict}"
        )


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a person waits, in seconds, beside the least it can cost; `limit` is the most
    allowed."""

    name: str
    ours: float
    floor: float
    limit: float

    @property
    def holds(self) -> bool:
        """Whether the limit is kept."""
        return self.ours <= self.limit

    def __str__(self) -> str:
        verdict = "" if self.holds else "  TOO SLOW"
        return (
            f"{self.name}: {self.ours * 1000:.2f} ms, floor {self.floor * 1000:.2f} ms"
            f" (limit {self.limit * 1000:.0f} ms){verdict}"
        )


def quietest(laps: Sequence[Sequence[float]], share: float = 1.0) -> float:
    """What `share` of a lap stayed below (1: all of it), in the lap that others disturbed least."""
    return min(sorted(lap)[math.ceil(share * len(lap)) - 1] for lap in laps)
