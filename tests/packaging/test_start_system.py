"""start.py installs system packages, or prints the one command where it may not."""

from __future__ import annotations

from types import ModuleType

import pytest

from tests.packaging.bare_machine import Machine, equip, go, installs


def test_missing_libraries_are_installed_where_one_is_root(
    start: ModuleType, machine: Machine
) -> None:
    machine.brings = set(start.QT_LIBRARIES)
    assert go(start, "demo") == 0
    [command] = [it for it in machine.ran if it[0] == "apt-get"]
    assert command[:4] == ["apt-get", "install", "-y", "--no-install-recommends"]
    assert command[4:] == list(start.QT_LIBRARIES.values())


def test_the_window_needs_the_libraries_of_a_screen(start: ModuleType, machine: Machine) -> None:
    machine.libraries = set(start.QT_LIBRARIES)
    machine.brings = set(start.SCREEN_LIBRARIES)
    assert go(start) == 0
    [command] = [it for it in machine.ran if it[0] == "apt-get"]
    assert command[4:] == list(start.SCREEN_LIBRARIES.values())


def test_empty_lists_are_filled_first(start: ModuleType, machine: Machine) -> None:
    machine.brings = set(start.QT_LIBRARIES)
    (start.APT_LISTS / "mirror_Packages").unlink()
    assert go(start, "demo") == 0
    assert [it[1] for it in machine.ran if it[0] == "apt-get"] == ["update", "install"]


def test_old_lists_are_read_anew_when_a_package_is_gone(
    start: ModuleType, machine: Machine
) -> None:
    machine.brings = set(start.QT_LIBRARIES)
    packages = start.QT_LIBRARIES.values()
    machine.fails = [["apt-get", "install", "-y", "--no-install-recommends", *packages]]
    assert go(start, "demo") == 0
    assert [it[1] for it in machine.ran if it[0] == "apt-get"] == ["install", "update", "install"]


def test_another_user_is_told_the_one_command(
    start: ModuleType,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(start, "is_root", lambda: False)
    equip(start, machine)
    machine.libraries -= {"libGL.so.1", "libEGL.so.1"}
    assert go(start, "demo") == 3
    assert (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libgl1 libegl1\n"
        in capsys.readouterr().err
    )
    assert machine.ran == []


def test_a_system_without_apt_is_told_the_names(
    start: ModuleType,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    assert go(start, "demo") == 3
    assert "libgl1" in capsys.readouterr().err
    assert machine.ran == []


def test_a_library_that_stays_missing_stops(start: ModuleType, machine: Machine) -> None:
    machine.brings = set(start.QT_LIBRARIES) - {"libGL.so.1"}
    assert go(start, "demo") == 3
    assert installs(machine) == []


def test_windows_needs_no_system_package(
    start: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.sys, "platform", "win32")
    monkeypatch.delenv("DISPLAY")
    assert go(start) == 0
    assert not [it for it in machine.ran if it[0] == "apt-get"]
    assert installs(machine) == ["run"]


@pytest.mark.parametrize(("root", "expected"), [(True, 0), (False, 3)])
def test_in_ci_the_tests_tools_are_installed_or_asked_for(
    start: ModuleType,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    root: bool,
    expected: int,
) -> None:
    equip(start, machine)
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(start, "is_root", lambda: root)
    monkeypatch.setattr(start.shutil, "which", lambda name: "x" if name == "apt-get" else None)
    assert go(start, "test") == expected
    asked = capsys.readouterr().err + str([it for it in machine.ran if it[0] == "apt-get"])
    tools = ("spin", "gcc", "libc6-dev", "poppler-utils", "libreoffice-calc-nogui")
    assert all(name in asked for name in tools)


def test_a_desk_without_the_tests_tools_goes_on(
    start: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    equip(start, machine)
    monkeypatch.setattr(start, "is_root", lambda: False)
    monkeypatch.setattr(start.shutil, "which", lambda name: None)
    assert go(start, "test") == 0
    assert installs(machine) == ["development"]
