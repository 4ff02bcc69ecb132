"""The registry over a folder: three centres, invited in a chain, come to know each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from referral_app.bootstrap import Workspace
from referral_app.domain.identifiers import CentreId
from referral_app.domain.registry import SHARE
from referral_app.errors import NotPermittedError, RefusedError, WrongPassphraseError
from referral_app.exchange import registry_root
from referral_app.services.intake import Intake, NeedEntry, open_case
from tests.bootstrap.chain import MINUTE, PASSPHRASE, Commune, cheap_root
from tests.bootstrap.conftest import Founder

__all__ = ["cheap_root"]


@pytest.fixture
def commune(founder: Founder, cheap_keys: None, cheap_root: None) -> Commune:
    return Commune(founder)


def known(workspace: Workspace) -> set[CentreId]:
    return {centre.id for centre in workspace.desk.store.reader.centres()}


def is_reachable(workspace: Workspace, other: Workspace) -> bool:
    store = workspace._store
    with store.begin() as work:
        return bool(work.epochs(other.desk.centre))


def test_centres_of_a_chain_come_to_know_each_other(commune: Commune) -> None:
    a, b, c = commune.a, commune.b, commune.c
    everybody = {it.desk.centre for it in (a, b, c)}
    assert known(a) == everybody - {c.desk.centre}
    commune.settle()
    assert known(a) == known(b) == known(c) == everybody
    assert is_reachable(a, c)
    assert is_reachable(c, a)
    state = a.registry()
    assert state is not None
    assert (state.version, state.forked, state.unlisted) == (1, False, ())
    assert {line.entry.id for line in state.lines} == everybody
    assert all(line.known for line in state.lines)
    assert state.root == c.registry().root  # type: ignore[union-attr]


def test_a_first_registry_is_asked_about(commune: Commune) -> None:
    commune.b.found_registry(commune.root, PASSPHRASE)
    commune.sync(commune.b, commune.a)
    assert commune.a.registry() is None
    question = commune.a.registry_question()
    assert question is not None
    assert (question.version, question.centres, question.pinned) == (1, 3, "")
    assert question.root == commune.b.registry().root  # type: ignore[union-attr]
    commune.a.answer_registry(agreed=False)
    assert commune.a.registry_question() is None
    commune.sync(commune.a)
    assert commune.a.registry_question() == question


def test_a_newer_one_comes_by_itself_and_an_older_never(commune: Commune, tmp_path: Path) -> None:
    commune.settle()
    old = tmp_path / "old.rdir"
    commune.a.export_registry(old)
    commune.b.sign_registry(commune.root, PASSPHRASE)
    commune.sync(commune.b, commune.a, commune.c)
    assert [it.registry().version for it in (commune.a, commune.b, commune.c)] == [2, 2, 2]  # type: ignore[union-attr]
    assert [told.key for told in commune.a.take_told()] == ["registry.taken_in"]
    with pytest.raises(RefusedError, match=r"registry\.older"):
        commune.a.import_registry(old)


def test_an_inactive_centre_is_sealed_nothing(commune: Commune) -> None:
    commune.settle()
    gone = commune.c.desk.centre
    entries = [replace(entry, active=entry.id != gone) for entry in commune.b.registry_proposal()]
    commune.b.sign_registry(commune.root, PASSPHRASE, entries)
    commune.sync(commune.b, commune.a)
    (centre,) = [it for it in commune.a.desk.store.reader.centres() if it.id == gone]
    assert not centre.active
    box = commune.folder / "RELAIS" / "v1" / "m" / gone.hex()
    before = set(box.iterdir())
    commune.all_round(2)
    assert set(box.iterdir()) == before


def test_codes_of_the_registry_win(commune: Commune) -> None:
    intake = Intake(commune.c.desk.now(), {}, (NeedEntry("S01"),), None)
    before = open_case(commune.c.desk, intake)
    commune.settle()
    line = commune.c.registry().line(commune.c.desk.centre)  # type: ignore[union-attr]
    assert line is not None
    assert line.entry.blocks == SHARE
    entry = line.entry
    held = [
        block.number
        for block in commune.c.desk.store.reader.blocks()
        if block.device == commune.c.desk.device and not block.returned
    ]
    assert held
    assert all(
        number is not None and entry.first_block <= number < entry.first_block + SHARE
        for number in held
    )
    after = open_case(commune.c.desk, intake)
    assert after.code != before.code
    assert commune.c.desk.store.reader.case(before.case) is not None


def test_another_range_is_moved_into(commune: Commune) -> None:
    commune.settle()
    ours = commune.c.desk.centre
    entries = [
        replace(entry, first_block=4000) if entry.id == ours else entry
        for entry in commune.b.registry_proposal()
    ]
    commune.b.sign_registry(commune.root, PASSPHRASE, entries)
    commune.all_round()
    held = [
        (block.number, block.returned)
        for block in commune.c.desk.store.reader.blocks()
        if block.device == commune.c.desk.device
    ]
    assert [number for number, returned in held if not returned] == [4000]
    assert len(held) > 1
    intake = Intake(commune.c.desk.now(), {}, (NeedEntry("S01"),), None)
    assert open_case(commune.c.desk, intake).code


def test_the_next_invited_comes_with_the_registry(commune: Commune) -> None:
    commune.settle()
    d = commune.invited(commune.c, "d", 4)
    assert known(d) == known(commune.c) | {d.desk.centre}
    assert d.registry() is not None
    commune.sync(d, commune.c, d, commune.c, d)
    assert is_reachable(d, commune.a)


def test_a_known_name_under_another_id_waits_for_a_person(commune: Commune) -> None:
    commune.settle()
    by_id = {entry.id: entry for entry in commune.b.registry_proposal()}
    c, a = by_id[commune.c.desk.centre], by_id[commune.a.desk.centre]
    swapped = [
        replace(entry, name_fr={"a": "c", "c": "a"}.get(entry.name_fr, entry.name_fr))
        for entry in by_id.values()
    ]
    commune.b.sign_registry(commune.root, PASSPHRASE, swapped)
    commune.sync(commune.b, commune.a)
    assert commune.a.registry().version == 1  # type: ignore[union-attr]
    question = commune.a.registry_question()
    assert question is not None
    pairs = {(it.known, it.listed) for it in question.moved}
    prints = {it: commune.a.fingerprint(it) for it in (a.id, c.id)}
    assert (prints[a.id], prints[c.id]) in pairs
    commune.a.answer_registry(agreed=True)
    assert commune.a.registry().version == 2  # type: ignore[union-attr]


def test_two_of_one_version_are_told_and_everybody_keeps_the_same(
    commune: Commune, tmp_path: Path
) -> None:
    commune.settle()
    commune.a.sign_registry(commune.root, PASSPHRASE)
    commune.founder.clock.advance(MINUTE)
    commune.c.sign_registry(commune.root, PASSPHRASE)
    ones = tmp_path / "a.rdir", tmp_path / "c.rdir"
    commune.a.export_registry(ones[0])
    commune.c.export_registry(ones[1])
    for workspace in (commune.a, commune.c):
        for file in ones:
            assert workspace.import_registry(file) is None
    states = [it.registry() for it in (commune.a, commune.c)]
    assert states[0] == replace(states[1], lines=states[0].lines)  # type: ignore[union-attr, type-var]
    assert all(state and state.forked for state in states)


def test_another_root_is_refused_where_one_holds(commune: Commune, tmp_path: Path) -> None:
    commune.settle()
    with pytest.raises(RefusedError, match=r"registry\.exists"):
        commune.a.found_registry(tmp_path / "other.rroot", PASSPHRASE)
    assert not (tmp_path / "other.rroot").exists()


def test_the_roots_file_is_never_written_over(commune: Commune) -> None:
    commune.root.write_bytes(b"an older root")
    with pytest.raises(RefusedError, match=r"registry\.root_file_exists"):
        commune.b.found_registry(commune.root, PASSPHRASE)
    assert commune.root.read_bytes() == b"an older root"
    assert commune.b.registry() is None


def test_a_second_root_waits_for_a_person(commune: Commune, tmp_path: Path) -> None:
    """Two administrators found one each before they hear of one another."""
    commune.b.found_registry(commune.root, PASSPHRASE)
    commune.a.found_registry(tmp_path / "other.rroot", PASSPHRASE)
    commune.b.sign_registry(commune.root, PASSPHRASE)
    commune.sync(commune.b, commune.a)
    ours = commune.a.registry()
    question = commune.a.registry_question()
    assert ours is not None
    assert question is not None
    assert question.pinned == ours.root != question.root
    commune.a.answer_registry(agreed=True)
    state = commune.a.registry()
    assert state is not None
    assert (state.root, state.version, state.roots) == (question.root, 2, ())


def test_who_signs_needs_the_file_and_its_passphrase(commune: Commune) -> None:
    commune.settle()
    with pytest.raises(WrongPassphraseError):
        commune.a.sign_registry(commune.root, PASSPHRASE + "!")
    with pytest.raises(RefusedError, match=r"registry\.root_foreign"):
        commune.a.sign_registry(commune.folder / "RELAIS" / "v1" / "LISEZMOI.txt", PASSPHRASE)


def test_the_roles_that_may(commune: Commune) -> None:
    from referral_app.domain.staff import Role, Staff

    worker = Staff(commune.a.desk.actor.id, "FA", Role.SOCIAL_WORKER)
    commune.a.desk = commune.a.desk.acting_as(worker)
    for act in (
        lambda: commune.a.found_registry(commune.root, PASSPHRASE),
        lambda: commune.a.sign_registry(commune.root, PASSPHRASE),
        commune.a.registry_proposal,
        lambda: commune.a.answer_registry(agreed=True),
    ):
        with pytest.raises(NotPermittedError):
            act()
    assert commune.a.registry() is None


def test_the_root_is_nowhere_in_the_store(commune: Commune) -> None:
    commune.settle()
    seed = registry_root.open_root(commune.root.read_bytes(), PASSPHRASE).seed
    with commune.b._store.begin() as work:
        rows = [
            value
            for (table,) in work._ask("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not str(table).startswith("sqlite")
            for row in work._ask(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our tables
            for value in row
        ]
    assert rows
    assert all(seed not in value for value in rows if isinstance(value, bytes))
