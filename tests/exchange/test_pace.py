"""When the next round is due, and how many commits go into one transaction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.identifiers import Moment
from referral_app.exchange import batches
from referral_app.exchange.pace import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    PULL,
    PUSH,
    next_round,
    pause,
)

chances = st.binary(min_size=4, max_size=4)
times = st.integers(0, 2**47).map(Moment)


@given(st.integers(1, 10_000), chances)
def test_a_pause_lies_between_half_and_the_whole_of_its_step(failures: int, chance: bytes) -> None:
    step = min(FIRST_PAUSE * 2 ** min(failures - 1, 30), LONGEST_PAUSE)
    assert step // 2 <= pause(failures, chance) <= step


@given(st.integers(1, 10_000), chances)
def test_more_failures_never_shorten_the_pause(failures: int, chance: bytes) -> None:
    assert pause(failures, chance) <= pause(failures + 1, chance)


@given(st.integers(1, 40), chances, chances)
def test_chance_alone_sets_desks_apart(failures: int, one: bytes, other: bytes) -> None:
    assert (pause(failures, one) <= pause(failures, other)) or one > other


@given(times, st.none() | times)
def test_a_round_comes_within_a_minute_and_never_before_the_last_ended(
    ended: Moment, saved: Moment | None
) -> None:
    due = next_round(ended, saved)
    assert ended <= due <= ended + PULL
    if saved is not None and saved >= ended:
        assert due == min(saved + PUSH, ended + PULL)


@given(times, st.none() | times, st.integers(1, LONGEST_PAUSE))
def test_a_save_does_not_cut_a_pause_short(ended: Moment, saved: Moment | None, rest: int) -> None:
    assert next_round(ended, saved, rest) == ended + rest


@given(st.integers(batches.LEAST, batches.MOST), st.floats(0, 10))
def test_a_batch_grows_and_shrinks_with_the_time_it_takes(size: int, seconds: float) -> None:
    after = batches.next_size(size, seconds)
    assert batches.LEAST <= after <= batches.MOST
    if seconds > batches.AIM:
        assert after <= max(size, batches.LEAST)
    elif seconds > 0:
        assert after >= min(size, batches.MOST)
