"""Killed while it takes in envelopes or writes exports, a desk loses nothing acknowledged."""

from __future__ import annotations

import random
import shutil
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from referral_app import bootstrap
from referral_app.bootstrap import CentreDetails, Person, Workspace
from referral_app.domain.staff import Role
from referral_app.journal.stream import link
from referral_app.services.intake import open_case
from tests.simulation.restored import page
from tests.storage.import_lives import PASSPHRASE, parts, sheet
from tests.storage.test_kills import nursery

KILLS: Final = 8
REFERRALS: Final = 40

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no fork there")


def two_centres(root: Path) -> tuple[Workspace, Path, Path]:
    """A sender, the closed store of a recipient, and a stick on which much lies for it."""
    stick = root / "stick"
    stick.mkdir(parents=True)
    sender = bootstrap.create_centre(root / "a", details("Yacoub"), person("NB"), parts()).workspace
    sender.invite(root / "b.rinv")
    file = (root / "b.rinv").read_bytes()
    other = bootstrap.accept_invitation(
        root / "b", file, details("Youssoufia"), person("SK"), parts()
    ).workspace
    for workspace in (other, sender, other, sender):
        workspace.synchronise(stick)
    for _ in range(REFERRALS):
        open_case(sender.desk, page(sender.desk, other.desk.centre))
        sender.synchronise(stick)  # so that each lies in an envelope of its own
    other.close()
    return sender, root / "b", stick


def details(name: str) -> CentreDetails:
    return CentreDetails(name, "مركز", "yacoub_el_mansour", "real")


def person(label: str) -> Person:
    return Person(label, Role.SUPERVISOR, PASSPHRASE)


def kill_imports(root: Path, kills: int) -> tuple[int, int]:
    """Kill a desk that takes in and saves so many times.

    Returns how many saves it acknowledged, and how many lives ended in the middle of an import.
    """
    sender, store, stick = two_centres(root)
    pristine = root / "pristine"
    shutil.copytree(store, pristine)
    longest = whole_import(root / "whole", pristine, stick)
    chance, cut, told = random.Random(5), 0, 0
    saved: set[str] = set()
    with nursery("tests.storage.import_lives") as started:
        for _ in range(kills):
            done = started.life(f"{store} {stick}", chance.uniform(0, longest), "import")
            saved |= {code.decode() for code in done}
            told += len(done)
            held = look(store, saved, sender.desk.centre)
            if held == REFERRALS:
                shutil.rmtree(store)
                shutil.copytree(pristine, store)
                saved = set()
            cut += 0 < held < REFERRALS
    other = bootstrap.open_workspace(store, PASSPHRASE, parts=parts())
    other.synchronise(stick)
    assert len(shared(other, sender.desk.centre)) == REFERRALS, "the next round completes it"
    other.close()
    sender.close()
    return told, cut


def whole_import(copy: Path, pristine: Path, stick: Path) -> float:
    """Seconds that taking everything in takes when nobody kills it: it depends on the machine."""
    shutil.copytree(pristine, copy)
    workspace = bootstrap.open_workspace(copy, PASSPHRASE, parts=parts())
    ends: list[float] = []

    def progress(done: int, total: int) -> bool:
        if done == total:
            ends.append(time.monotonic())
        return True

    began = time.monotonic()
    workspace.synchronise(stick, progress)
    workspace.close()
    shutil.rmtree(copy)
    return ends[0] - began


def look(store: Path, saved: set[str], sender: object) -> int:
    """How many referrals are held; what was acknowledged is, and every page is whole."""
    workspace = bootstrap.open_workspace(store, PASSPHRASE, parts=parts())
    try:
        reader = workspace.desk.store.reader
        lost = [code for code in saved if not reader.card_is_printed(code)]
        assert not lost, "acknowledged and lost"
        assert workspace._opened.integrity() == ()
        return len(shared(workspace, sender))
    finally:
        workspace.close()


def shared(workspace: Workspace, sender: object) -> set[bytes]:
    """Requests of the sender that are held."""
    with workspace.desk.store.begin() as work:
        found = work.commits_of(link(workspace.desk.centre, sender))  # type: ignore[attr-defined,arg-type]
    return {commit.id for commit in found if commit.centre == sender}


def kill_exports(root: Path, kills: int) -> int:
    """Kill a desk that writes exports; returns how many it acknowledged, all of them whole."""
    chance, told = random.Random(6), 0
    with nursery("tests.storage.import_lives") as started:
        for number in range(kills):
            folder = root / str(number)
            folder.mkdir(parents=True)
            done = started.life(f"{folder / 'month'} -", chance.uniform(0, 0.1), "export")
            for name in done:
                at = int.from_bytes(name, "big")
                (file,) = folder.glob(f"month-*-{at}")
                assert file.read_bytes() == sheet(at), "acknowledged and torn"
            torn = [f for f in folder.iterdir() if f.stat().st_size != len(sheet(0))]
            assert len(torn) <= 1, "more than the last is torn"
            told += len(done)
            shutil.rmtree(folder)
    return told


def kill_replacing(root: Path, kills: int) -> tuple[int, int]:
    """Kill a desk that writes an export over the last one.

    Returns how many it acknowledged, and how many lives left a draft behind.
    """
    chance, told, drafts = random.Random(7), 0, 0
    file = root / "month.csv"
    file.write_bytes(sheet(0))
    with nursery("tests.storage.import_lives") as started:
        for _ in range(kills):
            done = started.life(f"{file} -", chance.uniform(0, 0.05), "replace")
            acknowledged = {int.from_bytes(name, "big") for name in done}
            standing = int.from_bytes(file.read_bytes()[:4], "big")
            assert file.read_bytes() == sheet(standing), "neither the former nor the new one"
            assert standing >= max(acknowledged, default=0)
            beside = [it for it in root.iterdir() if it != file]
            assert all(it.name[0] == "." and it.suffix == ".part" for it in beside)
            assert len(beside) <= 1
            told += len(done)
            drafts += len(beside)
            file.write_bytes(sheet(0))
    return told, drafts


def test_an_export_that_is_replaced_is_there_at_any_moment(tmp_path: Path) -> None:
    told, drafts = kill_replacing(tmp_path, 4 * KILLS)
    assert told
    assert drafts, "no life ended while it wrote"


def test_an_import_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    told, cut = kill_imports(tmp_path, KILLS)
    assert told
    assert cut


def test_an_export_that_is_acknowledged_is_whole(tmp_path: Path) -> None:
    assert kill_exports(tmp_path, KILLS)
