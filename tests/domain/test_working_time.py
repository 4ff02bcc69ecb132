"""Arithmetic in working time: across weekends, holidays, closures and the clock of Ramadan."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from referral_app.domain.identifiers import Moment
from referral_app.domain.working_time import HOUR, WorkingTime
from tests.domain.calendars import (
    at,
    calendar,
    closed,
    closures,
    counts,
    moments,
    spans,
    times,
    wall,
)

TIME = calendar().time()
DAY_OF_CHANGE = at("2027-02-14 02:30")  # the clock goes back at 03:00


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 5), True),
        (date(2026, 11, 6), False),  # Green March
        (date(2026, 11, 7), False),  # Saturday
        (date(2027, 1, 14), False),  # Amazigh New Year
        (date(2027, 3, 10), False),  # Eid al-Fitr, entered
        (date(2027, 3, 11), False),
        (date(2027, 3, 12), True),
        (date(2028, 3, 10), True),  # not entered for that year
    ],
)
def test_which_days_are_worked(day: date, works: bool) -> None:
    assert TIME.is_working(day) is works


def test_ramadan_has_hours_of_its_own_and_a_clock_of_its_own() -> None:
    ((begins, ends),) = TIME.open_on(date(2027, 2, 10))
    assert (wall(begins), wall(ends)) == ("2027-02-10 09:00", "2027-02-10 15:00")
    # In Ramadan the wall clock of Morocco shows UTC, else an hour more.
    assert datetime.fromtimestamp(begins / 1000, UTC).hour == 9
    ((begins, _ends),) = TIME.open_on(date(2027, 1, 20))
    assert datetime.fromtimestamp(begins / 1000, UTC).hour == 7


def test_the_days_of_the_change_last_as_long_as_they_do() -> None:
    back, on = date(2027, 2, 7), date(2027, 3, 14)
    lengths = {
        day: TIME.start_of(date.fromordinal(day.toordinal() + 1)) - TIME.start_of(day)
        for day in (back, on)
    }
    assert lengths == {back: 25 * HOUR, on: 23 * HOUR}


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2026-11-03 10:00", 0, "2026-11-03 16:30"),
        ("2026-11-03 17:00", 0, "2026-11-04 16:30"),
        ("2026-11-03 10:00", 1, "2026-11-04 16:30"),
        ("2026-11-03 10:00", 3, "2026-11-09 16:30"),  # the 6th is a holiday, then a weekend
        ("2026-11-07 10:00", 0, "2026-11-09 16:30"),
        ("2026-11-07 10:00", 1, "2026-11-09 16:30"),
        ("2027-03-08 10:00", 2, "2027-03-12 16:30"),  # over Eid, out of Ramadan hours
        ("2027-02-08 10:00", 1, "2027-02-09 15:00"),
    ],
)
def test_working_days_end_with_their_closing(start: str, count: int, due: str) -> None:
    assert wall(TIME.add_days(at(start), count)) == due


def test_a_fortnight_counts_its_weekends_and_skips_what_is_lost() -> None:
    assert wall(TIME.add_weekdays(at("2026-10-12 10:00"), 14)) == "2026-10-26 16:30"
    # The 6th and the 18th of November are holidays; the 21st is a Saturday.
    assert wall(TIME.add_weekdays(at("2026-11-05 10:00"), 14)) == "2026-11-23 16:30"


def test_hours_round_the_clock_run_on_working_days_alone() -> None:
    assert wall(TIME.add_round_the_clock(at("2026-11-03 10:00"), 48 * HOUR)) == "2026-11-05 10:00"
    assert wall(TIME.add_round_the_clock(at("2026-11-04 10:00"), 72 * HOUR)) == "2026-11-10 10:00"
    # By night they end with the next opening.
    assert wall(TIME.add_round_the_clock(at("2026-11-02 20:00"), 24 * HOUR)) == "2026-11-04 08:30"


def test_time_between_counts_hours_of_work() -> None:
    assert TIME.time_between(at("2026-11-04 12:30"), at("2026-11-09 10:30")) == 14 * HOUR
    assert TIME.days_between(at("2026-11-04 12:30"), at("2026-11-09 10:30")) == 2
    assert TIME.days_between(at("2026-11-09 12:30"), at("2026-11-04 10:30")) == -2


def test_a_calendar_without_any_work_ends_the_search() -> None:
    never = calendar(closures=(closed(date(1971, 1, 1), 366 * 1000),)).time()
    start = at("2026-11-03 10:00")
    assert never.add_days(start, 2) >= start
    assert never.add_time(start, HOUR) == start
    assert never.subtract_time(start, HOUR) == start
    assert never.add_weekdays(start, 2) >= start
    assert not never.is_working(date(2026, 11, 3))


@pytest.mark.parametrize("moment", [0, -(10**15), 10**18])
def test_far_ends_of_time_are_no_bug(moment: int) -> None:
    assert TIME.add_days(Moment(moment), 1)
    assert TIME.days_between(Moment(at("2026-11-03 10:00")), Moment(at("2026-11-04 10:00"))) == 1


@given(times(), moments, moments, spans, counts)
@example(TIME, DAY_OF_CHANGE, Moment(DAY_OF_CHANGE + HOUR), HOUR, 1)
def test_sums_grow_with_their_start(
    time: WorkingTime, one: Moment, other: Moment, span: int, count: int
) -> None:
    first, second = sorted((one, other))
    assert time.add_days(first, count) <= time.add_days(second, count)
    assert time.add_weekdays(first, count) <= time.add_weekdays(second, count)
    assert time.add_time(first, span) <= time.add_time(second, span)
    assert time.add_round_the_clock(first, span) <= time.add_round_the_clock(second, span)
    assert time.subtract_days(first, count) <= time.subtract_days(second, count)
    assert time.subtract_time(first, span) <= time.subtract_time(second, span)


@given(times(), moments, st.lists(counts, min_size=2))
def test_sums_grow_with_what_is_added(time: WorkingTime, start: Moment, added: list[int]) -> None:
    for less, more in pairwise(sorted(added)):
        assert time.add_days(start, less) <= time.add_days(start, more)
        assert time.add_weekdays(start, less) <= time.add_weekdays(start, more)
        assert time.add_time(start, less * HOUR) <= time.add_time(start, more * HOUR)


@given(closures, closures, moments, spans, counts)
def test_a_closure_more_only_ever_delays(
    few: tuple[object, ...], more: tuple[object, ...], start: Moment, span: int, count: int
) -> None:
    open_time = calendar(closures=few).time()  # type: ignore[arg-type]
    shut = calendar(closures=few + more).time()  # type: ignore[operator]
    assert open_time.add_days(start, count) <= shut.add_days(start, count)
    assert open_time.add_weekdays(start, count) <= shut.add_weekdays(start, count)
    assert open_time.add_time(start, span) <= shut.add_time(start, span)
    assert open_time.add_round_the_clock(start, span) <= shut.add_round_the_clock(start, span)


@given(times(), moments, spans)
def test_what_was_added_lies_between(time: WorkingTime, start: Moment, span: int) -> None:
    end = time.add_time(start, span)
    assert time.time_between(start, end) == span
    assert time.time_between(end, start) == -span
    if span:
        assert time.time_between(time.subtract_time(start, span), start) == span


@given(times(), moments, st.integers(1, 30))
def test_days_that_were_added_lie_between(time: WorkingTime, start: Moment, count: int) -> None:
    assert time.days_between(start, time.add_days(start, count)) == count
    back = time.subtract_days(start, count)
    worked_today = time.is_working(time.day_of(start))
    assert time.days_between(back, start) == count - 1 + worked_today


@given(times(), moments, moments, moments)
def test_stretches_of_time_add_up(
    time: WorkingTime, one: Moment, two: Moment, three: Moment
) -> None:
    first, second, third = sorted((one, two, three))
    whole = time.time_between(first, third)
    assert time.time_between(first, second) + time.time_between(second, third) == whole
    days = time.days_between(first, second) + time.days_between(second, third)
    assert days == time.days_between(first, third)
