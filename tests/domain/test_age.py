"""Age: a band and a year, never a date of birth."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.age import OLDEST, AgeAtIntake, AgeBand, UnhcrBand, band_of, is_minor
from referral_app.errors import InvalidInputError

KNOWN = [band for band in AgeBand if band is not AgeBand.UNKNOWN]
AGES_OF_UNHCR = {
    UnhcrBand.A0_4: range(5),
    UnhcrBand.A5_11: range(5, 12),
    UnhcrBand.A12_17: range(12, 18),
    UnhcrBand.A18_59: range(18, 60),
    UnhcrBand.A60: range(60, OLDEST + 1),
}


def test_bands_are_named_after_their_ages() -> None:
    for band in KNOWN[:-1]:
        assert band.value == f"{band.ages[0]}-{band.ages[-1]}"
    assert AgeBand.A60.value == f"{AgeBand.A60.ages[0]}+"


@given(st.integers(0, OLDEST))
def test_every_age_has_one_band_inside_its_unhcr_band(age: int) -> None:
    band = band_of(age)
    assert [other for other in AgeBand if age in other.ages] == [band]
    assert age in AGES_OF_UNHCR[band.unhcr]
    assert is_minor(band) is (age < 18)


def test_unknown_stays_unknown() -> None:
    assert AgeBand.UNKNOWN.unhcr is UnhcrBand.UNKNOWN
    assert not is_minor("unknown")
    assert not is_minor("a band of a newer desk")
    assert AgeAtIntake(AgeBand.UNKNOWN, 2026).may_be_minor_in(2040)
    assert AgeAtIntake(AgeBand.UNKNOWN, 2026).may_be_adult_in(2026)


@pytest.mark.parametrize("age", [-1, OLDEST + 1, 1985])
def test_what_is_no_age_is_refused(age: int) -> None:
    with pytest.raises(InvalidInputError, match=r"age\.out_of_range"):
        band_of(age)


@given(st.dates(date(1950, 1, 1), date(2026, 12, 31)), st.data())
def test_nobodys_true_age_falls_outside(born: date, data: st.DataObject) -> None:
    def age_on(day: date) -> int:
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    intake = data.draw(st.dates(max(born, date(2026, 1, 1)), date(2027, 12, 31)))
    later = data.draw(st.dates(intake, date(2045, 12, 31)))
    recorded = AgeAtIntake(band_of(age_on(intake)), intake.year)
    assert age_on(later) in recorded.ages_in(later.year)
    if age_on(later) < 18:
        assert recorded.may_be_minor_in(later.year)
    else:
        assert recorded.may_be_adult_in(later.year)


def test_a_child_comes_of_age() -> None:
    child = AgeAtIntake(AgeBand.A15_17, 2026)
    assert is_minor(child.band)
    assert child.may_be_adult_in(2026)
    assert child.may_be_minor_in(2029)
    assert not child.may_be_minor_in(2030)
    assert not AgeAtIntake(AgeBand.A5_11, 2026).may_be_adult_in(2031)
    assert not AgeAtIntake(AgeBand.A18_24, 2026).may_be_minor_in(2026)
