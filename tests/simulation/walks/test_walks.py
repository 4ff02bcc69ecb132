"""Random walks over the services: what desks that know the same show, and what is never lost.

A failing walk is shrunk, and printed with the command that takes it again. WALKS=200 takes so many.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.walks.walk import WalkError, ground, live, plan, shrunk

SEEDS = int(os.environ.get("WALKS", "4"))
STEPS = 90
SHRINKING = 60.0
"""Seconds for which a failing walk is shrunk."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with ground(tmp_path_factory.mktemp("walks")) as stores:
        yield stores


@pytest.mark.parametrize("seed", range(SEEDS))
def test_desks_that_know_the_same_show_the_same(seed: int, template: Path) -> None:
    try:
        live(seed, plan(seed, STEPS), template)
    except WalkError as error:
        raise shrunk(error, template, SHRINKING) from None
