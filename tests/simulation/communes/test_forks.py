"""Two halves of a forked line, each known elsewhere, come together though its desk is gone."""

from __future__ import annotations

import random

import pytest

from referral_app.domain.facts import REFERRAL_STATUS, Fact, content
from referral_app.domain.identifiers import CommitId, referral_id
from referral_app.journal.stream import link
from tests.exchange.desks import WORKER, MemoryPlace
from tests.simulation.communes.commune import Desk, Time, copy_of, first_day
from tests.simulation.communes.glass import glass


def refer(desk: Desk, other: Desk) -> CommitId:
    told = content(status="requested", case_code="4231900869", category="S01")
    record = referral_id(desk.centre, desk.chance(8))
    fact = Fact(REFERRAL_STATUS.name, record, desk.clock.now(), told)
    with desk.store.begin() as work:
        commit: CommitId = work.record(link(desk.centre, other.centre), (fact,), WORKER)
    return commit


def exchange(*desks: Desk) -> None:
    """Carry a stick of their own round these, so often that all is told that is told at all."""
    place = MemoryPlace()
    for _ in range(6):
        for desk in desks:
            desk.sync(place)


@pytest.mark.parametrize("lengths", [(1, 1), (1, 5), (4, 1)])
def test_halves_come_together(lengths: tuple[int, int]) -> None:
    time, chance = Time(), random.Random(7).randbytes
    with glass(chance):
        desks = {desk.name: desk for desk in first_day(time, chance)}
        one, beside, other = desks["A1"], desks["A2"], desks["B1"]
        twin = copy_of(one, time, chance)
        for desk in (one, twin):
            desk.restart(chance(8))
        first = [refer(one, other) for _ in range(lengths[0])]
        exchange(one, other)
        second = [refer(twin, other) for _ in range(lengths[1])]
        exchange(twin, beside)
        for desk in (other, beside):
            assert not {*first, *second} <= desk.store.tables.commits.keys()
        exchange(other, beside)
        for desk in (other, beside):
            assert {*first, *second} <= desk.store.tables.commits.keys()
