"""The link of a file to its household, whatever desks write and in whatever order they hear."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.facts import CASE_OPENED, Value
from referral_app.domain.fields import Field
from referral_app.domain.household import ALONE, FIELD, link_of
from referral_app.domain.identifiers import WriteId
from referral_app.journal.fold import fold_case
from referral_app.journal.household import household_values
from referral_app.journal.stream import own
from referral_app.journal.write import Write
from tests.journal.desks import CASE, CODE, YACOUB, FakeDesk, an_id, fact

ONE, TWO = an_id("one household"), an_id("another")
IN_ONE: Value = (ONE, "partner")
IN_TWO: Value = (TWO, "child")


def desks(*skews: int) -> list[FakeDesk]:
    """Desks of one centre that know of the case, with clocks of their own."""
    found = [FakeDesk(YACOUB, f"Y{n}", skew) for n, skew in enumerate(skews)]
    found[0].write(own(YACOUB), fact(CASE_OPENED.name, CASE, code=CODE))
    meet(found)
    return found


def meet(all_desks: list[FakeDesk]) -> None:
    for desk in all_desks:
        desk.learn_from(*all_desks)


def field_at(desk: FakeDesk) -> Field:
    return field_in(desk.writes)


def field_in(writes: list[Write]) -> Field:
    case = fold_case(writes)
    assert case is not None
    return case.fields.by_name.get(FIELD, Field(()))


def put(desk: FakeDesk, value: Value) -> WriteId:
    """Write as the services do: superseding every live value that this desk knows."""
    return desk.set_field(value, *field_at(desk).seen, field=FIELD)


def test_a_later_clock_does_not_undo_a_separation() -> None:
    here, there = desks(0, 9_000_000)
    put(here, IN_ONE)
    meet([here, there])
    put(here, ALONE)
    put(there, (ONE, "other"))
    meet([here, there])
    for desk in (here, there):
        assert field_at(desk).value == ALONE
        assert not field_at(desk).in_conflict


def test_who_knows_of_it_may_link_again() -> None:
    here, there = desks(0, -9_000_000)
    put(here, IN_ONE)
    put(here, ALONE)
    meet([here, there])
    put(there, IN_ONE)
    meet([here, there])
    assert field_at(here).value == IN_ONE


def test_another_household_is_asked_about() -> None:
    here, there = desks(0, 0)
    put(here, IN_ONE)
    meet([here, there])
    put(here, ALONE)
    put(there, IN_TWO)
    meet([here, there])
    assert {written.value for written in field_at(here).live} == {ALONE, IN_TWO}
    put(here, IN_TWO)
    assert field_at(here).value == IN_TWO
    assert not field_at(here).in_conflict


def test_while_what_was_cut_is_not_here_nothing_is_linked() -> None:
    here, there, late = desks(0, 0, 0)
    put(here, IN_ONE)
    meet([here, there])
    put(here, ALONE)
    put(there, (ONE, "other"))
    separation = max(here.known.values(), key=lambda commit: commit.hlc)
    concurrent = max(there.known.values(), key=lambda commit: commit.hlc)
    late.receive(separation, concurrent)
    assert field_at(late).value == ALONE
    assert not field_at(late).in_conflict


def test_what_cannot_be_read_reads_as_alone() -> None:
    (here,) = desks(0)
    for value in ("", b"x" * 16, (b"short", "child"), (ONE, 7), (ONE,), (ONE, "child", "more")):
        put(here, value)
        assert field_at(here).value == ALONE


Act = tuple[int, str]
_ACTS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(("one", "two", "alone", "meet", "hear"))),
    max_size=14,
)
_VALUES: dict[str, Value] = {"one": IN_ONE, "two": IN_TWO, "alone": ALONE}


def play(acts: list[Act], skews: tuple[int, int, int]) -> list[FakeDesk]:
    crew = desks(*skews)
    for at, act in acts:
        if act == "meet":
            meet(crew)
        elif act == "hear":
            crew[at].learn_from(crew[(at + 1) % len(crew)])
        else:
            put(crew[at], _VALUES[act])
    meet(crew)
    return crew


@given(_ACTS, st.tuples(*[st.integers(-10_000_000, 10_000_000)] * 3), st.integers(0, 99))
def test_all_show_the_same_and_nobody_is_brought_together_again(
    acts: list[Act], skews: tuple[int, int, int], seed: int
) -> None:
    crew = play(acts, skews)
    first, *rest = [field_at(desk) for desk in crew]
    assert all(other == first for other in rest)
    shuffled = crew[0].writes * 2
    random.Random(seed).shuffle(shuffled)
    assert field_in(shuffled) == first
    of_field = [w for w in crew[0].writes if w.fact.get("field") == FIELD]
    by_id = {write.id: write for write in of_field}
    for written in first.live:
        link = link_of(written.value)
        if link is None:
            continue
        known = ancestors(written.id, by_id)
        for separation in (w for w in of_field if link_of(w.fact.get("value")) is None):
            cut = {by_id[seen].fact.get("value") for seen in separation.fact.seen}
            if any(found and found.household == link.household for found in map(link_of, cut)):
                assert separation.id in known, "linked without knowing of the separation"


@given(_ACTS, st.tuples(*[st.integers(-10_000_000, 10_000_000)] * 3))
def test_the_row_reads_what_the_record_reads(acts: list[Act], skews: tuple[int, int, int]) -> None:
    desk = play(acts, skews)[0]
    of_field = [w for w in desk.writes if w.fact.get("field") == FIELD]
    assert [(w.id, w.value) for w in field_at(desk).live] == household_values(of_field)


def ancestors(start: WriteId, by_id: dict[WriteId, Write]) -> set[WriteId]:
    found: set[WriteId] = set()
    waiting = [start]
    while waiting:
        for seen in by_id[waiting.pop()].fact.seen:
            if seen not in found:
                found.add(seen)
                waiting.append(seen)
    return found
