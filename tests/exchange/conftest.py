"""The stores over which rounds are tested: the one in memory and the real one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_app.clock import Clock, Randomness
from referral_app.exchange.keys import Identity
from tests.exchange.desks import StoreMaker
from tests.exchange.encrypted_store import EncryptedStore
from tests.exchange.memory_store import MemoryStore


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[StoreMaker]:
    """Makes encrypted stores, and closes them after the test."""
    opened: list[EncryptedStore] = []

    def make(identity: Identity, clock: Clock, chance: Randomness) -> EncryptedStore:
        store = EncryptedStore(tmp_path / f"store {len(opened)}", identity, clock, chance)
        opened.append(store)
        return store

    yield make
    for store in opened:
        store.close()


@pytest.fixture(params=["memory", "encrypted"])
def make_store(request: pytest.FixtureRequest) -> StoreMaker:
    """Makes a store for a new desk."""
    if request.param == "memory":
        return MemoryStore
    made: StoreMaker = request.getfixturevalue("encrypted")
    return made
