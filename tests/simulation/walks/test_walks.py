"""Random walks over the services: what desks that know the same show, and what is never lost.

A failing walk is shrunk, and printed with the command that takes it again. WALKS=200 takes so many.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.simulation.walks.walk import WalkError, live, plan, shrunk

SEEDS = int(os.environ.get("WALKS", "5"))
STEPS = 80
SHRINKING = 60.0
"""Seconds for which a failing walk is shrunk."""


@pytest.mark.parametrize("seed", range(SEEDS))
def test_desks_that_know_the_same_show_the_same(seed: int, template: Path) -> None:
    try:
        live(seed, plan(seed, STEPS), template)
    except WalkError as error:
        raise shrunk(error, template, SHRINKING) from None


def test_a_walk_can_be_taken_again(template: Path) -> None:
    one, other = (live(SEEDS, plan(SEEDS, STEPS // 2), template) for _ in range(2))
    assert (one.taken, one.happened) == (other.taken, other.happened)
    assert one.town.acknowledged == other.town.acknowledged
