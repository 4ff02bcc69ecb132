"""Desks to test with: the real encrypted store under a manual clock and seeded randomness."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from referral_app import paths
from referral_app.clock import ManualClock, Randomness, seeded_randomness
from referral_app.domain.case_code import KEY_BYTES
from referral_app.domain.facts import (
    BLOCK_GRANTED,
    CENTRE_FIELD,
    CENTRE_INTRODUCED,
    STAFF_FIELD,
    Fact,
    Value,
    content,
)
from referral_app.domain.identifiers import CentreId, Moment, StaffId
from referral_app.domain.staff import Role, Staff
from referral_app.domain.vocabulary import Vocabularies
from referral_app.exchange.founding import DESK_ITSELF, found, settle
from referral_app.exchange.keys import DeskKeys
from referral_app.journal.stream import Stream, link, membership, own
from referral_app.services.desk import Desk
from referral_app.storage.connection import Connection
from referral_app.storage.desk_store import DeskStore
from referral_app.storage.schema import create_tables
from referral_app.storage.work import DeskIdentity

START: Final = Moment(1_793_700_000_000)
"""A working day of November 2026."""
MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


@cache
def vocabularies() -> Vocabularies:
    """The code lists as shipped."""
    texts = {
        name: paths.resource("codes", f"{name}.json").read_text(encoding="utf-8")
        for name in Vocabularies.names()
    }
    return Vocabularies.parse(texts)


def committed() -> None:
    """Nobody keeps count of commits here."""


@dataclass(frozen=True)
class Office:
    """A centre of one desk, with somebody in each role; `desk` has the social worker at it."""

    desk: Desk
    store: DeskStore
    clock: ManualClock
    staff: dict[Role, Staff]

    @property
    def id(self) -> CentreId:
        return self.desk.centre

    def as_(self, role: Role) -> Desk:
        """The same desk with somebody else at it."""
        return self.desk.acting_as(self.staff[role])


@dataclass(frozen=True)
class Neighbours:
    """Two centres that know one another, on one clock; nothing travels but by `relay`."""

    here: Office
    there: Office
    clock: ManualClock

    def relay(self) -> None:
        """Hand over all that each has written in the stream they share."""
        self.carry(self.here, self.there)
        self.carry(self.there, self.here)

    def carry(self, giver: Office, taker: Office) -> None:
        """Hand over one way."""
        give(giver, taker, link(giver.id, taker.id))


def give(giver: Office, taker: Office, stream: Stream) -> None:
    """Pass a stream's commits on, as an envelope would."""
    with giver.store.begin() as work:
        commits = work.commits_of(stream)
    with taker.store.begin() as work:
        for commit in commits:
            work.accept(commit)


@contextmanager
def office(
    folder: Path, name: str, clock: ManualClock, chance: Randomness, *, first_block: int = 0
) -> Iterator[Office]:
    """Found a centre in `folder`; its store is closed at the end."""
    keys = DeskKeys.generate(chance)
    founding = found(keys, "training", "1", clock, chance)
    centre = founding.identity.centre
    identity = DeskIdentity(centre, keys.device, keys.sign, chance(8), bytes(KEY_BYTES))
    key = chance(32)
    folder.mkdir(parents=True, exist_ok=True)
    writer = Connection(folder / "store.db", key, mode="rwc")
    with writer.change():
        create_tables(writer)
    reader = Connection(folder / "store.db", key, mode="ro")
    store = DeskStore(writer, reader, identity, clock, chance, committed=committed)
    staff = {role: Staff(StaffId(chance(16)), role.value[:2].upper(), role) for role in Role}
    with store.begin() as work:
        settle(work, founding)
        facts = [
            *_centre(centre, clock, name, first_block),
            *(fact for person in staff.values() for fact in _person(person, clock)),
            _block(keys, first_block, clock, chance),
        ]
        work.record(own(centre), facts, DESK_ITSELF)
    desk = Desk(
        store=store,
        clock=clock,
        chance=chance,
        vocabularies=vocabularies(),
        centre=centre,
        device=keys.device,
        actor=staff[Role.SOCIAL_WORKER],
        mode="training",
    )
    try:
        yield Office(desk, store, clock, staff)
    finally:
        reader.close()
        writer.close()


@contextmanager
def neighbours(folder: Path, seed: int = 1) -> Iterator[Neighbours]:
    """Found two centres that know one another."""
    clock, chance = ManualClock(START), seeded_randomness(seed)
    with ExitStack() as stack:
        here = stack.enter_context(office(folder / "here", "Yacoub El Mansour", clock, chance))
        there = stack.enter_context(
            office(folder / "there", "Youssoufia", clock, chance, first_block=7000)
        )
        introduce(here, there)
        introduce(there, here)
        clock.advance(HOUR)
        yield Neighbours(here, there, clock)


def introduce(known: Office, to: Office) -> None:
    """Let a centre know another: its members and its name."""
    give(known, to, membership(known.id))
    name = known.store.reader.own_centre().name_fr
    fact = Fact(
        CENTRE_INTRODUCED.name, known.id, to.clock.now(), content(name_fr=name, name_ar=name)
    )
    with to.store.begin() as work:
        work.record(own(to.id), (fact,), DESK_ITSELF)


def _register(kind: str, record: bytes, clock: ManualClock, **values: Value) -> list[Fact]:
    return [
        Fact(kind, record, clock.now(), content(field=name, value=value))
        for name, value in values.items()
    ]


def _centre(centre: CentreId, clock: ManualClock, name: str, first_block: int) -> list[Fact]:
    values: dict[str, Value] = {"name_fr": name, "name_ar": name}
    values |= {"first_block": first_block, "blocks": 900}
    return _register(CENTRE_FIELD.name, centre, clock, **values)


def _person(person: Staff, clock: ManualClock) -> list[Fact]:
    values: dict[str, Value] = {"label": person.label, "role": person.role.value, "active": True}
    return _register(STAFF_FIELD.name, person.id, clock, **values)


def _block(keys: DeskKeys, number: int, clock: ManualClock, chance: Randomness) -> Fact:
    granted = content(device=keys.device, number=number)
    return Fact(BLOCK_GRANTED.name, chance(16), clock.now(), granted)
