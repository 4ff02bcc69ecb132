"""The commune's stream over rounds: told to all, held from strangers, sealed to nobody inactive."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from referral_app.domain.facts import GENESIS, SHARED_SERVICE, Fact, field_content
from referral_app.domain.identifiers import CommitId, commune_record
from referral_app.domain.registry import Entry, EntryKind
from referral_app.errors import RefusedError
from referral_app.exchange.desk_keys import Steward, rotate
from referral_app.exchange.fingerprint import fingerprint
from referral_app.exchange.registry_round import follow, lay, take_in, waiting
from referral_app.journal.genesis import centre_proof
from referral_app.journal.stream import commune, membership
from tests.exchange.desks import B_NAMES, WORKER, Desk, MemoryPlace, make_desk, make_pair
from tests.exchange.registries import COMMUNE, SEED, a_registry, sign_registry, signed


def tell(desk: Desk, name: str = "École") -> CommitId:
    record = commune_record(desk.centre, b"a record")
    fact = Fact(SHARED_SERVICE.name, record, desk.clock.now(), field_content("name_fr", name))
    with desk.store.begin() as work:
        commit: CommitId = work.record(commune(COMMUNE), (fact,), WORKER)
    return commit


def holds(desk: Desk, commit: CommitId) -> bool:
    with desk.store.begin() as work:
        return bool(work.has_commit(commit))


def entry_of(desk: Desk, *, active: bool = True) -> Entry:
    with desk.store.begin() as work:
        commits = work.commits_of(membership(desk.centre))
    document = next(
        fact.get("document")
        for commit in commits
        for fact in commit.facts
        if fact and fact.kind == GENESIS.name
    )
    proof = centre_proof(document)
    name = fingerprint(desk.centre)[:30]
    return Entry(desk.centre, EntryKind.CENTRE, name, "", "", active, 0, 0, proof)


def registered(*desks: Desk, inactive: Desk | None = None, version: int = 1) -> bytes:
    entries = [entry_of(desk, active=desk is not inactive) for desk in desks]
    return sign_registry(a_registry(version, *entries), SEED)


def accept(desk: Desk, file: bytes) -> None:
    with desk.store.begin() as work:
        take_in(work, desk.identity, file, desk.clock.now(), WORKER)


def name_to_all(desks: tuple[Desk, ...], place: MemoryPlace, rounds: int) -> None:
    """Let all take in a registry that names them all, and exchange."""
    file = registered(*desks)
    for desk in desks:
        accept(desk, file)
    for desk in desks * rounds:
        desk.sync(place)


@pytest.fixture
def chain() -> tuple[Desk, Desk, Desk, MemoryPlace]:
    """B knows A and C, who have never heard of each other."""
    a, b, place = make_pair()
    c = make_desk(77, replace(B_NAMES, french="Centre social Agdal"))
    c.join(b.invite())
    for desk in (c, b, c, b):
        desk.sync(place)
    return a, b, c, place


def test_what_is_told_reaches_everybody_once_the_registry_names_them(
    chain: tuple[Desk, Desk, Desk, MemoryPlace],
) -> None:
    a, b, c, place = chain
    commit = tell(a)
    for desk in (a, b, c) * 3:
        desk.sync(place)
    assert holds(b, commit)
    assert not holds(c, commit), "nobody has named A to C yet: it is held"
    name_to_all((a, b, c), place, rounds=4)
    assert holds(c, commit)
    mine = tell(c, "Dispensaire")
    for desk in (c, a, b):
        desk.sync(place)
    assert holds(a, mine)
    assert holds(b, mine)


def test_who_is_no_longer_active_is_sealed_nothing(
    chain: tuple[Desk, Desk, Desk, MemoryPlace],
) -> None:
    a, b, c, place = chain
    file = registered(a, b, c, inactive=c)
    for desk in (a, b):
        accept(desk, file)
    for desk in (a, b):
        desk.sync(place)
    before = set(place.boxes[c.centre])
    commit = tell(b)
    b.refer(c.centre)
    for desk in (b, a) * 2:
        desk.sync(place)
    assert holds(a, commit)
    assert set(place.boxes[c.centre]) == before
    accept(b, registered(a, b, c, version=2))
    b.sync(place)
    assert set(place.boxes[c.centre]) > before, "what waited leaves once it is active again"


def test_what_a_centre_told_that_has_left_reaches_who_never_met_it(
    chain: tuple[Desk, Desk, Desk, MemoryPlace],
) -> None:
    a, b, c, place = chain
    commit = tell(a)
    for desk in (a, b):
        desk.sync(place)
    file = registered(a, b, c, inactive=a)
    for desk in (b, c):
        accept(desk, file)
    for desk in (b, c) * 4:
        desk.sync(place)
    assert holds(c, commit)


def test_who_has_left_is_known_alike_to_all_others(
    chain: tuple[Desk, Desk, Desk, MemoryPlace],
) -> None:
    """Which of its desks count decides over what it told, and it tells nobody any more."""
    a, b, c, place = chain
    name_to_all((a, b, c), place, rounds=4)
    lying = set(place.boxes[c.centre])
    with a.store.begin() as work:
        before = set(work.heads(membership(a.centre)))
        rotate(Steward(work, a.identity, a.chance, a.clock.now(), WORKER))
        (last,) = set(work.heads(membership(a.centre))) - before
    for desk in (a, b) * 3:
        desk.sync(place)
    for eid in set(place.boxes[c.centre]) - lying:
        del place.boxes[c.centre][eid]
    file = registered(a, b, c, inactive=a, version=2)
    for desk in (b, c):
        accept(desk, file)
    for desk in (c, b) * 3:
        desk.sync(place)
    assert holds(b, last)
    assert holds(c, last)


def test_a_change_is_told_in_as_many_letters_as_there_are_centres(
    chain: tuple[Desk, Desk, Desk, MemoryPlace],
) -> None:
    a, b, c, place = chain
    name_to_all((a, b, c), place, rounds=5)
    written = sum(desk.sync(place).envelopes_written for desk in (a, b, c))
    assert written == 0
    tell(a)
    written = sum(desk.sync(place).envelopes_written for desk in (a, b, c) * 3)
    assert written == 2


class Shelf:
    """A place in memory where registries lie."""

    def __init__(self, *files: bytes) -> None:
        self.files = list(files)
        self.laid: dict[int, bytes] = {}

    def registries(self) -> list[bytes]:
        return self.files

    def lay_registry(self, version: int, file: bytes) -> bool:
        self.laid[version] = file
        return True


def followed(desk: Desk, *files: bytes) -> int:
    found = follow(desk.store, desk.identity, Shelf(*files), desk.clock.now(), WORKER)
    return found.version if found else 0


def test_a_place_is_followed_by_what_may_be_taken_in_alone() -> None:
    desk = make_desk(1)
    first = registered(desk)
    assert followed(desk, b"garbage", first) == 0
    with desk.store.begin() as work:
        asked = waiting(work, desk.identity)
    assert asked is not None
    assert asked[1] == first
    accept(desk, first)
    assert followed(desk, first) == 0
    assert followed(desk, b"", signed(9, seed=bytes(32)), registered(desk, version=3)) == 3
    assert followed(desk, registered(desk, version=2)) == 0
    shelf = Shelf()
    lay(desk.store, shelf)
    assert list(shelf.laid) == [3]
    assert sha256(shelf.laid[3]).digest() == sha256(registered(desk, version=3)).digest()


def test_other_communes_and_modes_are_refused() -> None:
    desk = make_desk(1)
    other = replace(a_registry(1), commune=commune_record(desk.centre, bytes(8)))
    for registry, key in (
        (other, "registry.other_commune"),
        (replace(a_registry(1), mode="real"), "registry.other_mode"),
    ):
        file = sign_registry(registry, SEED)  # type: ignore[arg-type]
        assert followed(desk, file) == 0
        with pytest.raises(RefusedError) as refused:
            accept(desk, file)
        assert refused.value.key == key
