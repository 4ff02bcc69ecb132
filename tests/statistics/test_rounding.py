"""Rounded tables add up, stay near, follow their keys; the auditor sees what gives away."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_app.statistics.auditor import ENOUGH, SMALL, audit
from referral_app.statistics.cubes import ALL, Cube, Line, Place, System, system_of
from referral_app.statistics.rounding import BASE, round_tables
from referral_app.statistics.tally import PEOPLE, Act, Event, count_events

SECRET = b"\x05" * 32

events_of = st.lists(
    st.builds(
        Event,
        st.sampled_from([Act.NEED, Act.SENT, Act.COHORT]),
        st.sampled_from(["S01", "S02", "S03"]),
        st.sampled_from(["accepted", "D01.service", "D02.service"]),
        st.sampled_from(["0-4", "18-59"]),
        st.sampled_from(["F", "M"]),
        st.binary(min_size=2, max_size=3),
        st.just(True),
    ),
    max_size=120,
)


@given(events_of)
def test_margins_are_sums_and_cubes_agree_on_every_act(events: list[Event]) -> None:
    counted = count_events(events, SECRET)
    system = system_of(counted.cubes)
    for line in system.lines:
        assert sum(system.counts[part] for part in line.parts) == system.counts[line.total]
    expected = Counter(act.value for act, _ in {(event.act, event.record) for event in events})
    for act, count in expected.items():
        assert counted.services.count(act, ALL, ALL) == counted.people.count(act, ALL, ALL) == count


@given(events_of)
def test_keys_of_margins_are_the_sums_of_their_cells(events: list[Event]) -> None:
    counted = count_events(events, SECRET)
    system = system_of(counted.cubes)
    assert set(counted.keys) >= {
        place for place, count in zip(system.places, system.counts, strict=True) if count
    }
    for line in system.lines:
        parts = [counted.keys.get(system.places[part], 0.0) for part in line.parts]
        gap = sum(parts) - counted.keys[system.places[line.total]]
        assert gap == pytest.approx(round(gap), abs=1e-6)


@given(events_of)
@settings(max_examples=60)
def test_rounded_tables_add_up_and_stay_near(events: list[Event]) -> None:
    counted = count_events(events, SECRET)
    system = system_of(counted.cubes)
    rounded = round_tables(system, counted.keys)
    assert rounded == round_tables(system, counted.keys)
    for line in system.lines:
        assert sum(rounded[part] for part in line.parts) == rounded[line.total]
    for true, told in zip(system.counts, rounded, strict=True):
        assert told % BASE == 0
        assert abs(told - true) < BASE


@given(events_of)
@settings(max_examples=40)
def test_what_was_published_before_is_kept_where_it_still_fits(events: list[Event]) -> None:
    counted = count_events(events, SECRET)
    system = system_of(counted.cubes)
    first = dict(zip(system.places, round_tables(system, counted.keys), strict=True))
    other_keys = {place: 1 - key for place, key in counted.keys.items()}
    again = round_tables(system, other_keys, first)
    assert dict(zip(system.places, again, strict=True)) == first


def table(counts: list[list[int]]) -> System:
    """A small table of one act with its margins."""
    cells = {
        ("need", f"S{row}", f"h{column}"): count
        for row, line in enumerate(counts)
        for column, count in enumerate(line)
        if count
    }
    return system_of((Cube("services", ("act", "what", "how"), cells),))


@given(st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2), min_size=2, max_size=2))
@settings(max_examples=30, deadline=None)
def test_the_auditor_agrees_with_trying_everything(counts: list[list[int]]) -> None:
    system = table(counts)
    rounded = round_tables(system, {})
    found = {place: (low, high) for place, low, high in audit(system, rounded).exposed}
    possible = everything(system, rounded)
    for at, count in enumerate(system.counts):
        values = {solution[at] for solution in possible}
        if count in SMALL and len(values) < ENOUGH:
            assert found[system.places[at]] == (min(values), max(values))
        else:
            assert system.places[at] not in found


def everything(system: System, rounded: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Every true table that would be published like this, found by counting them all."""
    totals = {line.total for line in system.lines if line.total not in line.parts}
    inner = [at for at in range(len(rounded)) if at not in totals]
    spans = [range(max(0, rounded[at] - 4), rounded[at] + 5) for at in inner]
    found = []
    for values in product(*spans):
        table = dict(zip(inner, values, strict=True))
        if fill(table, system.lines) and all(
            max(0, rounded[at] - 4) <= table[at] <= rounded[at] + 4 for at in range(len(rounded))
        ):
            found.append(tuple(table[at] for at in range(len(rounded))))
    return found


def fill(table: dict[int, int], lines: tuple[Line, ...]) -> bool:
    """Work out the margins from the inner cells; False when they contradict."""
    left = list(lines)
    while left:
        ready = [line for line in left if all(part in table for part in line.parts)]
        for line in ready:
            if table.setdefault(line.total, sum(table[p] for p in line.parts)) != sum(
                table[p] for p in line.parts
            ):
                return False
        left = [line for line in left if line not in ready]
    return True


def test_a_cell_that_stands_in_clear_is_found() -> None:
    """Rounding by hand, a total left as it is: three people cannot hide in it."""
    places = (
        Place("", ("need",)),
        Place("x", ("need", "S01", ALL)),
        Place("x", ("need", "S02", ALL)),
    )
    system = System(places, (3, 3, 0), (Line((1, 2), 0),))
    assert audit(system, (5, 5, 0)).is_safe
    found = audit(system, (5, 5, 0), before={places[0]: 0, places[1]: 0})
    assert [place for place, _, _ in found.exposed] == [places[0], places[1]]


def test_a_group_that_is_certainly_alike_is_found() -> None:
    system = table([[14, 0], [0, 19]])
    lopsided = audit(system, tuple(system.counts), frozenset({"need"}), base=1)
    assert lopsided.groups
    assert not audit(system, round_tables(system, {}), frozenset({"need"})).groups


def test_rounding_leans_to_no_side() -> None:
    """Over many tables of known seeds the mean error of inner cells is near zero."""
    errors = []
    for seed in range(60):
        events = [
            Event(Act.NEED, f"S{(seed * 7 + n) % 5}", "-", "18-59", "F", bytes([seed, n]), True)
            for n in range(20 + seed)
        ]
        counted = count_events(events, SECRET)
        system = system_of(counted.cubes)
        rounded = round_tables(system, counted.keys)
        errors += [
            told - true
            for place, told, true in zip(system.places, rounded, system.counts, strict=True)
            if ALL not in place.cell and place.cube != PEOPLE and len(place.cell) == 3
        ]
    assert abs(sum(errors) / len(errors)) < 0.3
