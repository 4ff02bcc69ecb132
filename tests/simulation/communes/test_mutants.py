"""Each rule of the exchange, left out on purpose, is missed within a few lives."""

from __future__ import annotations

import pytest

from tests.simulation.communes.ending import live
from tests.simulation.communes.mutants import MUTANTS, Mutant

WITHIN = 200
"""Lives within which a fault is noticed; most are in the first few."""


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda it: it.name)
def test_a_rule_left_out_is_noticed(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant.put_in(monkeypatch)
    assert any(fails(seed, mutant) for seed in range(mutant.first, mutant.first + WITHIN))


def fails(seed: int, mutant: Mutant) -> bool:
    try:
        live(seed, mutant.options)
    except AssertionError:
        return True
    return False
