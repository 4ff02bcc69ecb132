"""What is shown is dated by the clock of the commune, whatever zone the computer is set to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.communes import clock_there, moment_there
from referral_app.domain.identifiers import Moment
from referral_app.errors import RefusedError
from referral_app.language import Language
from referral_app.sentences import sentence
from referral_app.services.backups import day_of, file_name
from ui.parts import dates

_LATE = Moment(int(datetime(2026, 11, 24, 23, 30, tzinfo=UTC).timestamp() * 1000))
"""Half past midnight of the 25th in Rabat."""
_ZONES = ["Pacific/Auckland", "America/Los_Angeles", "UTC"]


@pytest.fixture(params=_ZONES)
def elsewhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A computer whose clock is set to another zone."""
    if not hasattr(time, "tzset"):  # Windows has one zone for all programs
        pytest.skip("the zone of a process cannot be set here")
    with monkeypatch.context() as changed:
        changed.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@pytest.mark.usefixtures("elsewhere")
class TestElsewhere:
    """The same on every computer."""

    def test_moments_are_worded_by_the_clock_of_the_commune(self) -> None:
        english = Language("en")
        assert english.format_moment(_LATE) == "25/11/2026 00:30"
        assert english.format_time(_LATE) == "00:30"
        assert english.format_when(_LATE, Moment(_LATE + 3_600_000)) == "Today 00:30"

    def test_days_are_those_of_the_commune(self) -> None:
        day = date(2026, 11, 25)
        assert dates.day_of(_LATE) == day
        assert day_of(_LATE) == day
        assert dates.moment_of(day, _LATE) == _LATE, "today is now"
        before = date(2026, 11, 24)
        noon = dates.moment_of(before, _LATE)
        assert clock_there(noon).replace(tzinfo=None) == datetime(2026, 11, 24, 12)  # noqa: DTZ001
        assert dates.day_of(dates.end_of(before)) == before
        assert dates.day_of(Moment(dates.end_of(before) + 1)) == day

    def test_files_are_named_by_its_clock(self) -> None:
        assert "2026-11-25-0030" in file_name(b"store", _LATE)

    def test_refusals_name_its_days(self, tmp_path: Path) -> None:
        refused = RefusedError("consent.already_ended", date=_LATE)
        assert "25/11/2026" in sentence(Language("fr", tmp_path), refused)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 - no zone is meant
def test_a_day_and_hour_come_back(shown: datetime) -> None:
    """To the millisecond; where the clock leaps, an hour that never was becomes its neighbour."""
    shown = shown.replace(microsecond=shown.microsecond // 1000 * 1000)
    again = clock_there(moment_there(shown)).replace(tzinfo=None)
    assert again == shown or abs(again - shown) == timedelta(hours=1)
