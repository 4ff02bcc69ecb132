"""Information given to people who asked at the desk and left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from referral_app.domain.identifiers import Moment, RecordId, StaffId


@dataclass(frozen=True, slots=True)
class Given:
    """One answer given at the desk; `district` is empty where it was not asked."""

    id: RecordId
    category: str
    district: str
    happened: Moment
    given_by: StaffId


@dataclass(frozen=True, slots=True)
class InformationCount:
    """How often information of a category was given to people of a district."""

    category: str
    district: str
    count: int


class InformationReader(Protocol):
    """Questions about information given."""

    def information(self, record: RecordId) -> Given | None:
        """Return what was given; None where nothing is known of it, or it was withdrawn."""
        ...

    def information_counted(self, start: Moment, end: Moment) -> tuple[InformationCount, ...]:
        """Count what was given from `start` up to `end`, most often first."""
        ...
