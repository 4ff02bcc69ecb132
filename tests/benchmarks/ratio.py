"""What a benchmark says: our time beside the least that the same work can cost."""

from __future__ import annotations

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
