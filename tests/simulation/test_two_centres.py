"""Seeded lives of two centres: after whatever happened, both show the same and nothing is lost.

A failing seed is named; `live(seed)` lives it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from referral_app.clock import Clock, Randomness
from referral_app.exchange import replies, vectors
from referral_app.exchange import round as round_module
from referral_app.exchange.keys import Identity
from referral_app.exchange.reading import Reading
from referral_app.services.ports import OutgoingEnvelope
from tests.exchange.desks import StoreMaker
from tests.exchange.encrypted_store import EncryptedStore
from tests.exchange.memory_store import MemoryStore, MemoryWork
from tests.simulation.world import live

SEEDS = 100
"""Whole communes live longer lives beside these, see `communes`."""
PORTION = 50
QUIET = 40
FAULTY = 300
"""Lives within which a fault is noticed; most are in the first few."""
FEW = 5


def lives(
    seeds: range, make_store: StoreMaker = MemoryStore, steps: int = 60, **options: bool
) -> None:
    for seed in seeds:
        try:
            live(seed, make_store, steps, **options)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}") from error


@pytest.mark.parametrize("first", range(0, SEEDS, PORTION))
def test_lives_end_well(first: int) -> None:
    lives(range(first, first + PORTION))


@pytest.fixture
def _without_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Healing hides faults: without it, what is kept and laid down again must be enough."""
    monkeypatch.setattr(round_module, "send_vectors", lambda *_, **__: False)


@pytest.mark.usefixtures("_without_vectors")
def test_lives_without_healing_end_well() -> None:
    lives(range(QUIET), may_restore=False)


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[StoreMaker]:
    opened: list[EncryptedStore] = []

    def make(identity: Identity, clock: Clock, chance: Randomness) -> EncryptedStore:
        opened.append(EncryptedStore(tmp_path / str(len(opened)), identity, clock, chance))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.mark.parametrize("seed", range(FEW))
def test_a_life_over_the_encrypted_store_is_the_same(seed: int, encrypted: StoreMaker) -> None:
    """The store in memory says what the real one must do, step by step."""
    real: list[list[tuple[object, ...]]] = []
    in_memory: list[list[tuple[object, ...]]] = []
    live(seed, encrypted, told=real)
    live(seed, told=in_memory)
    assert real == in_memory


def no_answers(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(replies, "answer", lambda *_: False)


def no_missing_in_vectors(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MemoryWork, "missing", lambda *_: ())


def heads_of_what_is_not_held(patch: pytest.MonkeyPatch) -> None:
    """Everything we hold counts as held by whoever sends a vector."""
    patch.setattr(vectors, "closure", lambda known, *_: frozenset(known))


def seen_before_it_is_stored(patch: pytest.MonkeyPatch) -> None:
    whole = Reading._commits

    def hasty(self: Reading, arrival: Any, items: Any) -> None:
        with self._store.begin() as work:
            work.see_envelope(arrival.eid, self._clock.now())
        whole(self, arrival, items)

    patch.setattr(Reading, "_commits", hasty)


def laid_down_once(patch: pytest.MonkeyPatch) -> None:
    whole = MemoryWork.envelopes_to_deposit

    def once(self: MemoryWork) -> tuple[OutgoingEnvelope, ...]:
        laid = {eid for eid, _ in self._t.deposits}
        return tuple(envelope for envelope in whole(self) if envelope.eid not in laid)

    patch.setattr(MemoryWork, "envelopes_to_deposit", once)


@pytest.mark.parametrize("fault", [no_answers, heads_of_what_is_not_held, no_missing_in_vectors])
def test_the_simulator_notices(
    fault: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault put in on purpose does not live long."""
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        lives(range(FAULTY))


@pytest.mark.usefixtures("_without_vectors")
@pytest.mark.parametrize("fault", [seen_before_it_is_stored, laid_down_once])
def test_the_simulator_notices_without_healing(
    fault: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        lives(range(FAULTY), may_restore=False)
