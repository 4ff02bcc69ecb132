"""A second desk of a centre: the same people, a store and a signing key of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from referral_app.clock import seeded_randomness
from referral_app.domain.case_code import KEY_BYTES
from referral_app.domain.facts import BLOCK_GRANTED, Fact, content
from referral_app.exchange.keys import DeskKeys
from referral_app.journal.stream import membership, own
from referral_app.storage.connection import Connection
from referral_app.storage.desk_store import DeskStore
from referral_app.storage.schema import create_tables
from referral_app.storage.work import DeskIdentity
from tests.fakes import Office, committed, give


@contextmanager
def co_desk(
    folder: Path, office: Office, seed: int = 99, *, knows: bool = True
) -> Iterator[Office]:
    """Open a desk that `knows` what `office` knows; `meet` brings the two to the same facts."""
    chance = seeded_randomness(seed)
    keys = DeskKeys.generate(chance)
    identity = DeskIdentity(office.id, keys.device, keys.sign, chance(8), bytes(KEY_BYTES))
    key = chance(32)
    folder.mkdir(parents=True, exist_ok=True)
    writer = Connection(folder / "store.db", key, mode="rwc")
    with writer.change():
        create_tables(writer)
    reader = Connection(folder / "store.db", key, mode="ro")
    store = DeskStore(writer, reader, identity, office.clock, chance, committed=committed)
    desk = replace(office.desk, store=store, chance=chance, device=keys.device)
    granted = Fact(
        BLOCK_GRANTED.name,
        chance(16),
        office.clock.now(),
        content(device=keys.device, number=5000 + seed),
    )
    with office.store.begin() as work:
        work.record(own(office.id), (granted,), office.desk.actor.id)
    other = Office(desk, store, office.clock, office.staff)
    try:
        give(office, other, membership(office.id))
        if knows:
            give(office, other, own(office.id))
        yield other
    finally:
        reader.close()
        writer.close()


def meet(one: Office, other: Office) -> None:
    """Hand over what each wrote in the centre's own stream."""
    give(one, other, own(one.id))
    give(other, one, own(one.id))
