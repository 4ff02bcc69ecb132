"""start.py brings .venv to what the locks say, and does nothing the second time."""

from __future__ import annotations

import hashlib
import json
import sys
from types import ModuleType

import pytest

from tests.packaging.bare_machine import Machine, equip, go, installs


def test_the_second_start_installs_nothing(start: ModuleType, machine: Machine) -> None:
    equip(start, machine)
    assert go(start, "setup") == 0
    assert go(start, "setup") == 0
    assert installs(machine) == ["run"]
    assert machine.ran.count(["venv"]) == 1


def test_development_comes_on_top_of_the_run_time(start: ModuleType, machine: Machine) -> None:
    equip(start, machine)
    for command in ("setup", "test", "demo", "check"):
        assert go(start, command) == 0
    assert installs(machine) == ["run", "development"]
    assert machine.ran.count(["venv"]) == 1


def test_a_server_installs_what_a_hub_needs_alone(start: ModuleType, machine: Machine) -> None:
    assert go(start, "hub") == 0  # no library of a window is there, none is asked for
    assert installs(machine) == ["hub"]
    assert [it for it in machine.ran if it[0] == "apt-get"] == []
    equip(start, machine)
    for command in ("demo", "hub", "test", "hub", "demo"):
        assert go(start, command) == 0
    assert installs(machine) == ["hub", "run", "development"]
    assert machine.ran.count(["venv"]) == 1


def test_the_story_needs_the_hub_too(start: ModuleType, machine: Machine) -> None:
    equip(start, machine)
    assert go(start, "demo") == 0
    assert installs(machine) == ["run", "hub"]


def test_pip_works_on_the_environment_from_outside(start: ModuleType, machine: Machine) -> None:
    equip(start, machine)
    go(start, "setup")
    [pip] = [it for it in machine.ran if "--require-hashes" in it]
    assert pip[:6] == [sys.executable, "-m", "pip", "--python", str(start.PYTHON), "install"]


def test_without_a_pip_of_its_own_python_brings_one(start: ModuleType, machine: Machine) -> None:
    equip(start, machine)
    machine.modules = {"ensurepip"}
    go(start, "setup")
    [pip] = [it for it in machine.ran if "--require-hashes" in it]
    assert pip[:4] == [str(start.PYTHON), "-m", "pip", "install"]


def test_without_either_pip_is_a_system_package(start: ModuleType, machine: Machine) -> None:
    equip(start, machine)
    machine.modules = set()
    go(start, "setup")
    assert ["apt-get", "install", "-y", "--no-install-recommends", "python3-pip"] in machine.ran


@pytest.mark.parametrize("lock", ["run", "hub", "development"])
def test_a_changed_lock_starts_afresh(start: ModuleType, machine: Machine, lock: str) -> None:
    equip(start, machine)
    go(start, "test")
    start.lock_file(lock).write_text("changed", encoding="utf-8")
    go(start, "test")
    assert installs(machine) == ["development", "development"]
    assert machine.ran.count(["venv"]) == 2


def test_a_set_up_for_another_python_starts_afresh(start: ModuleType, machine: Machine) -> None:
    equip(start, machine)
    go(start, "setup")
    stamp = json.loads(start.STAMP.read_text())
    start.STAMP.write_text(json.dumps({**stamp, "python": "3.9"}))
    go(start, "setup")
    assert machine.ran.count(["venv"]) == 2


@pytest.mark.parametrize("left", ["", "{", "[]"])
def test_a_set_up_that_was_cut_short_starts_afresh(
    start: ModuleType, machine: Machine, left: str
) -> None:
    equip(start, machine)
    go(start, "setup")
    start.STAMP.write_text(left)
    go(start, "setup")
    assert installs(machine) == ["run", "run"]


def test_a_failed_installation_is_tried_again(start: ModuleType, machine: Machine) -> None:
    equip(start, machine)
    go(start, "setup")
    [pip] = [it for it in machine.ran if "--require-hashes" in it]
    start.STAMP.unlink()
    machine.fails = [pip]
    assert go(start, "setup") == 3
    assert not start.STAMP.exists()
    assert go(start, "setup") == 0


def test_catalogs_are_compiled_when_their_text_changes(start: ModuleType, machine: Machine) -> None:
    equip(start, machine)
    po = start.ROOT / "locale" / "fr" / "LC_MESSAGES" / "referral_app.po"
    po.parent.mkdir(parents=True)
    po.write_text("one")
    compile_line = [str(start.PYTHON), str(start.ROOT / "packaging" / "catalogs.py"), "compile"]
    counts = []
    for act in (
        lambda: None,
        po.with_suffix(".mo").touch,
        lambda: None,
        lambda: po.write_text("2"),
    ):
        act()
        go(start, "setup")
        counts.append(machine.ran.count(compile_line))
    assert counts == [1, 1, 1, 2]


def test_a_digest_depends_on_the_text(start: ModuleType) -> None:
    assert start.digest([start.lock_file("run")]) == hashlib.sha256(b"run").hexdigest()
