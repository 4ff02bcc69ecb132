"""A frozen month as it is exported: for one audience, with the figures of that audience alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum

from referral_app.domain.identifiers import Moment
from referral_app.domain.month import Month
from referral_app.services.ports.paper import Party
from referral_app.statistics.cubes import Place
from referral_app.statistics.release import Tables
from referral_app.statistics.tally import Merge


class Audience(StrEnum):
    """Who reads an export."""

    INTERNAL = "internal"
    PUBLICATION = "publication"


@dataclass(frozen=True, slots=True)
class MonthReport:
    """What an export says. For publication all counts are rounded ones, and what would say more
    is not in it: `left_out` is None, `purpose`, `word` and `frozen_by` are empty.

    `changes` are the cells in which a revision differs from the one before, with both counts.
    `lacking` counts desks not heard when it was frozen; `covers` is the hash of what was counted.
    """

    month: Month
    audience: Audience
    tables: Tables
    centre: Party
    revision: int
    changes: Mapping[Place, tuple[int, int]]
    merges: tuple[Merge, ...]
    left_out: int | None
    lacking: int
    purpose: str
    word: str
    frozen_at: Moment
    frozen_by: str
    covers: bytes
    zone: tzinfo
    training: bool

    @property
    def is_internal(self) -> bool:
        """Whether the figures are exact and stay inside."""
        return self.audience is Audience.INTERNAL
