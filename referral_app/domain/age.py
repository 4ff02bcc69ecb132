"""Age: a band at intake and the year of intake, never a date of birth (domain.md 2.8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from referral_app.errors import InvalidInputError

MAJORITY = 18
"""Age of majority in years."""
OLDEST = 120


class UnhcrBand(StrEnum):
    """The bands that leave a desk in exchange and summaries: those of UNHCR's reporting."""

    A0_4 = "0-4"
    A5_11 = "5-11"
    A12_17 = "12-17"
    A18_59 = "18-59"
    A60 = "60+"
    UNKNOWN = "unknown"


class AgeBand(StrEnum):
    """The bands that a case stores, whole years; codes of the list `age_bands`."""

    A0_4 = "0-4"
    A5_11 = "5-11"
    A12_14 = "12-14"
    A15_17 = "15-17"
    A18_24 = "18-24"
    A25_34 = "25-34"
    A35_49 = "35-49"
    A50_59 = "50-59"
    A60 = "60+"
    UNKNOWN = "unknown"

    @property
    def ages(self) -> range:
        """The whole years in the band; empty when unknown."""
        return _AGES[self]

    @property
    def unhcr(self) -> UnhcrBand:
        """The UNHCR band that holds this one."""
        return _UNHCR[self]


_AGES = {
    AgeBand.A0_4: range(5),
    AgeBand.A5_11: range(5, 12),
    AgeBand.A12_14: range(12, 15),
    AgeBand.A15_17: range(15, 18),
    AgeBand.A18_24: range(18, 25),
    AgeBand.A25_34: range(25, 35),
    AgeBand.A35_49: range(35, 50),
    AgeBand.A50_59: range(50, 60),
    AgeBand.A60: range(60, OLDEST + 1),
    AgeBand.UNKNOWN: range(0),
}
_UNHCR = {
    AgeBand.A0_4: UnhcrBand.A0_4,
    AgeBand.A5_11: UnhcrBand.A5_11,
    AgeBand.A12_14: UnhcrBand.A12_17,
    AgeBand.A15_17: UnhcrBand.A12_17,
    AgeBand.A18_24: UnhcrBand.A18_59,
    AgeBand.A25_34: UnhcrBand.A18_59,
    AgeBand.A35_49: UnhcrBand.A18_59,
    AgeBand.A50_59: UnhcrBand.A18_59,
    AgeBand.A60: UnhcrBand.A60,
    AgeBand.UNKNOWN: UnhcrBand.UNKNOWN,
}


def band_of(age: int) -> AgeBand:
    """Return the band of an age in whole years; the age itself is not kept.

    Raises InvalidInputError outside 0 to 120.
    """
    for band, ages in _AGES.items():
        if age in ages:
            return band
    raise InvalidInputError("age.out_of_range", "age", oldest=OLDEST)


def is_minor(band: str) -> bool:
    """Whether everyone in the band is under 18; an unknown band or code is not said to be."""
    return band in _MINORS


_MINORS = frozenset(band.value for band, ages in _AGES.items() if ages and ages[-1] < MAJORITY)


@dataclass(frozen=True, slots=True)
class AgeAtIntake:
    """The band that was recorded and the year in which it was."""

    band: AgeBand
    year: int

    def ages_in(self, year: int) -> range:
        """Return every age that the person can have during `year`; empty when unknown.

        The birthday is not known: someone recorded at 17 in January may be 18 the same month, and
        someone recorded at 15 in December is 15 for most of the next year.
        """
        if not self.band.ages:
            return range(0)
        passed = max(0, year - self.year)
        youngest = self.band.ages[0] + max(0, passed - 1)
        return range(youngest, self.band.ages[-1] + passed + 2)

    def may_be_minor_in(self, year: int) -> bool:
        """Whether the person can still be under 18 at some time in `year`; unknown ages can."""
        ages = self.ages_in(year)
        return not ages or ages[0] < MAJORITY

    def may_be_adult_in(self, year: int) -> bool:
        """Whether the person can have come of age by the end of `year`; unknown ages can."""
        ages = self.ages_in(year)
        return not ages or ages[-1] >= MAJORITY
