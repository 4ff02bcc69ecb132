"""The stores over which rounds are tested."""

from __future__ import annotations

import pytest

from tests.exchange.desks import StoreMaker
from tests.exchange.memory_store import MemoryStore


@pytest.fixture(params=["memory"])
def make_store(request: pytest.FixtureRequest) -> StoreMaker:
    """Makes a store for a new desk."""
    return MemoryStore
