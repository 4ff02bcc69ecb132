"""Totals of a commune hold the truth in their intervals, whatever was rounded or joined."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from referral_app.statistics.commune import Interval, Published, add_up, interval_of
from referral_app.statistics.cubes import Cube, Place, place_of
from referral_app.statistics.release import Tables
from referral_app.statistics.tally import Act, Merge

SEXES, AGES = ("F", "M"), ("0-4", "5-11", "18-59")
PEOPLE = st.lists(st.tuples(st.sampled_from(AGES), st.sampled_from(SEXES)), max_size=20)
ROUNDING = st.lists(st.booleans(), min_size=64, max_size=64)
WIDE = {"0-4": "0-17", "5-11": "0-17", "18-59": "18+"}


def exact(people: list[tuple[str, str]], *, wide: bool) -> dict[Place, int]:
    counts = Counter((Act.OPENED.value, WIDE[age] if wide else age, sex) for age, sex in people)
    cube = Cube("people", ("act", "age", "sex"), counts)
    return {place_of(cube.name, cell): cube.count(*cell) for cell in cube.cells()}


def published(cells: dict[Place, int], up: list[bool], *, wide: bool) -> Published:
    """Round each cell either way, and leave out what is sent no further: inner zeros."""
    rounded = {
        place: count // 5 * 5 + (5 if count % 5 and up[at % len(up)] else 0)
        for at, (place, count) in enumerate(cells.items())
    }
    kept = {p: n for p, n in rounded.items() if n or not p.cube or "*" in p.cell}
    return Published(Tables(kept), frozenset({Merge.AGES} if wide else ()))


@given(st.lists(st.tuples(PEOPLE, ROUNDING, st.booleans()), max_size=3))
def test_the_truth_lies_in_every_interval(
    centres: list[tuple[list[tuple[str, str]], list[bool], bool]],
) -> None:
    sent = {
        str(at): published(exact(people, wide=wide), up, wide=wide)
        for at, (people, up, wide) in enumerate(centres)
    }
    everybody = [one for people, _, _ in centres for one in people]
    truth = exact(everybody, wide=False) | exact(everybody, wide=True)
    month = add_up(sent, [*sent, "silent"])
    assert month.missing == ("silent",)
    for place, total in month.totals.items():
        low, high = total.interval
        assert low <= truth.get(place, 0) <= high
        assert low <= total.published <= high


@given(st.integers(0, 400), st.booleans())
def test_a_rounded_count_stands_for_all_that_round_to_it(count: int, up: bool) -> None:
    rounded = count // 5 * 5 + (5 if count % 5 and up else 0)
    low, high = interval_of(rounded)
    assert low <= count <= high
    assert low == max(0, rounded - 4)
    assert high == rounded + 4


def test_what_never_occurred_at_a_centre_is_zero_and_not_up_to_four() -> None:
    here = Published(Tables({_total(): 10, _by_age("0-4"): 10}))
    there = Published(Tables({_total(): 5, _by_age("18-59"): 5}))
    month = add_up({"here": here, "there": there}, ["here", "there"])
    assert month.totals[_by_age("0-4")].interval == Interval(6, 14)
    assert month.totals[_total()].interval == Interval(7, 23)


def test_a_small_cell_that_was_left_out_is_up_to_four_and_never_above_its_margin() -> None:
    margins = {_by_age("0-4"): 0, _by_age("18-59"): 10, _by_sex("F"): 10, _by_sex("M"): 0}
    here = Published(Tables({_total(): 10, **margins, _cell("18-59", "F"): 10}))
    month = add_up({"here": here}, ["here"])
    assert month.totals[_cell("0-4", "M")].interval == Interval(0, 4)
    assert month.totals[_cell("0-4", "F")].published == 0
    assert month.totals[_cell("18-59", "F")].interval == Interval(6, 14)


def test_a_centre_that_joined_ages_does_not_say_how_many_were_small_children() -> None:
    here = Published(Tables({_total(): 10, _by_age("0-4"): 10}))
    there = Published(Tables({_total(): 15, _by_age("0-17"): 15}), frozenset({Merge.AGES}))
    month = add_up({"here": here, "there": there}, [])
    assert month.totals[_by_age("0-4")].interval == Interval(6, 14 + 19)
    assert month.totals[_by_age("0-17")].interval == Interval(11, 19 + 14)


def test_nobody_sent_anything() -> None:
    month = add_up({}, ["a", "b"])
    assert (month.totals, month.present, month.missing) == ({}, (), ("a", "b"))


def _total() -> Place:
    return Place("", ("opened",))


def _by_age(age: str) -> Place:
    return Place("people", ("opened", age, "*"))


def _by_sex(sex: str) -> Place:
    return Place("people", ("opened", "*", sex))


def _cell(age: str, sex: str) -> Place:
    return Place("people", ("opened", age, sex))
