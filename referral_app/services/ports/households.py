"""What a household shows of its members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from referral_app.domain.household import HouseholdId
from referral_app.domain.identifiers import CaseId


@dataclass(frozen=True, slots=True)
class HouseholdMember:
    """A file in a household: its code, and who the person is in a few codes, "" if not recorded."""

    case: CaseId
    code: str
    role: str
    sex: str
    age_band: str
    open: bool


class HouseholdReader(Protocol):
    """Questions about households."""

    def household_members(self, household: HouseholdId) -> tuple[HouseholdMember, ...]:
        """Return the files that stand in a household, closed ones too, first opened first."""
        ...

    def persons_and_households(self) -> tuple[int, int]:
        """Return how many files are open, and in how many households; one alone is one."""
        ...
