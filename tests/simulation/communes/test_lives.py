"""Seeded lives of a whole commune: after whatever happened all desks agree, and nothing is lost.

A failing seed is named; `live(seed, options_of(seed))` lives it again.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.simulation.communes import acts
from tests.simulation.communes.ending import live
from tests.simulation.communes.life import options_of
from tests.simulation.communes.many import lives

SEEDS = 500
PORTION = 50
_happened: Counter[str] = Counter()
"""What happened in the lives that were lived here."""


@pytest.mark.parametrize("first", range(0, SEEDS, PORTION))
def test_lives_end_well(first: int) -> None:
    tally = lives(range(first, first + PORTION))
    assert tally.failed == []
    assert tally.proven == tally.copied
    _happened.update(tally.happened)


def test_a_life_is_told_by_its_seed_alone() -> None:
    one, other = live(3, options_of(3)), live(3, options_of(3))
    assert one.happened == other.happened
    assert [d.store.tables.commits.keys() for d in one.desks] == [
        d.store.tables.commits.keys() for d in other.desks
    ]


def test_every_act_happens() -> None:
    """What never happens proves nothing. Whatever order tests run in, few lives are added here."""
    wanted = {act.__name__ for act in acts.EVERY}
    for first in range(0, SEEDS, PORTION):
        if not wanted <= _happened.keys():
            _happened.update(lives(range(first, first + PORTION, 2)).happened)
    assert wanted <= _happened.keys()
