from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.identifiers import Moment
from referral_app.journal.hlc import COUNTER_BITS, LATEST, HybridClock
from tests.journal.desks import DAY, TODAY

YEARS = 365 * DAY


def logical(milliseconds: int, counter: int = 0) -> int:
    return (milliseconds << COUNTER_BITS) + counter


def test_it_follows_the_wall_clock() -> None:
    clock = HybridClock(0)
    assert clock.tick(TODAY) == logical(TODAY)
    assert clock.tick(Moment(TODAY + 5)) == logical(TODAY + 5)
    assert clock.last == logical(TODAY + 5)


def test_it_counts_on_when_the_wall_clock_stands_or_runs_back() -> None:
    clock = HybridClock(0)
    clock.tick(TODAY)
    assert clock.tick(TODAY) == logical(TODAY, 1)
    assert clock.tick(Moment(TODAY - 5 * YEARS)) == logical(TODAY, 2)


def test_it_goes_on_where_the_store_left_it() -> None:
    assert HybridClock(logical(TODAY, 9)).tick(Moment(TODAY - 1)) == logical(TODAY, 10)


def test_a_commit_is_followed() -> None:
    clock = HybridClock(0)
    clock.absorb(logical(TODAY + 1000, 7), TODAY)
    assert clock.tick(TODAY) == logical(TODAY + 1000, 8)


def test_a_stranger_drags_it_a_day_ahead_at_most() -> None:
    clock = HybridClock(0)
    clock.absorb(logical(TODAY + 5 * YEARS), TODAY)
    assert clock.last == logical(TODAY + DAY)
    clock.absorb((1 << 63) - 1, TODAY)
    assert clock.last == logical(TODAY + DAY)


def test_what_lies_behind_changes_nothing() -> None:
    clock = HybridClock(logical(TODAY))
    clock.absorb(logical(TODAY - YEARS), TODAY)
    assert clock.last == logical(TODAY)


@given(st.lists(st.tuples(st.booleans(), st.integers(-(10**15), 10**15)), max_size=30))
def test_it_never_stands_nor_leaves_the_calendar(steps: list[tuple[bool, int]]) -> None:
    """Whatever battery is dead and whatever arrives, commits stay in order and readable."""
    clock = HybridClock(0)
    given_out = [clock.tick(Moment(0))]
    for is_tick, moment in steps:
        if is_tick:
            given_out.append(clock.tick(Moment(moment)))
        else:
            clock.absorb(logical(abs(moment)), Moment(moment))
    assert all(a < b for a, b in pairwise(given_out))
    assert all(0 <= time < logical(LATEST) for time in given_out)
