"""A desk restored from any old backup heals, whatever it and others wrote before and after."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from referral_app.bootstrap import opening
from referral_app.storage import slots
from tests.simulation.restored import Town

SEEDS = 2
STEPS = 40
TELLING_SEED = 7
_derived_once = cache(slots._derive)
"""Argon2 takes 0.13 s by intention; copies of one slot all give the same key."""


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_derive", _derived_once)


@pytest.fixture
def towns(tmp_path: Path) -> Iterator[list[Town]]:
    opened: list[Town] = []
    yield opened
    for town in opened:
        town.close()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_lives_of_restored_desks_end_well(seed: int, tmp_path: Path, towns: list[Town]) -> None:
    town = Town(tmp_path, seed)
    towns.append(town)
    for _ in range(STEPS):
        town.step()
    town.heal()
    town.check()


def test_the_simulator_notices_codes_that_are_not_given_up(
    tmp_path: Path, towns: list[Town], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault put in on purpose is found in a life that is known to meet it."""
    monkeypatch.setattr(opening, "settle_restore", lambda _desk: None)
    town = Town(tmp_path, TELLING_SEED)
    towns.append(town)
    for _ in range(STEPS):
        town.step()
    town.heal()
    with pytest.raises(AssertionError, match="a code given twice"):
        town.check()
