"""start.py hands over to what was asked, with the words that follow."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.bare_machine import Machine, ended, equip, go


def test_words_are_handed_on(start: ModuleType, machine: Machine) -> None:
    equip(start, machine)
    go(start, "test", "tests/journal", "-q")
    line, environment = ended(machine)
    assert line == [str(start.PYTHON), "-P", "-m", "pytest", "tests/journal", "-q"]
    assert environment["QT_QPA_PLATFORM"] == "offscreen"
    assert environment["PYTHONPATH"] == str(start.ROOT)
    assert Path.cwd() == start.ROOT


@pytest.mark.parametrize(
    ("given", "handed"),
    [
        ([], ["--output", "{root}/demo"]),
        (["--seed", "3"], ["--output", "{root}/demo", "--seed", "3"]),
        (["--output", "x"], ["--output", "x"]),
        (["--output=x"], ["--output=x"]),
    ],
)
def test_the_story_has_a_place(
    start: ModuleType, machine: Machine, tmp_path: Path, given: list[str], handed: list[str]
) -> None:
    equip(start, machine)
    go(start, "demo", *given)
    line, environment = ended(machine)
    assert line[2:5] == ["-m", "ui", "demo"]
    assert line[5:] == [word.format(root=start.ROOT) for word in handed]
    assert environment["QT_QPA_PLATFORM"] == "offscreen"
    assert Path.cwd() == tmp_path


def test_the_window_keeps_the_screen(start: ModuleType, machine: Machine) -> None:
    equip(start, machine)
    go(start)
    line, environment = ended(machine)
    assert line[1:] == ["-P", "-m", "ui"]
    assert "QT_QPA_PLATFORM" not in environment


def test_without_a_screen_the_window_says_so(
    start: ModuleType,
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("DISPLAY")
    assert go(start) == 3
    assert "start.py demo" in capsys.readouterr().err
    assert machine.ran == []


def test_an_unknown_command_is_refused_with_the_known_ones(
    start: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert go(start, "tset") == 2
    said = capsys.readouterr().err
    assert "“tset”" in said
    assert all(f"start.py {name}" in said for name in start.COMMANDS)
    assert machine.ran == []


def test_another_python_is_refused(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start.sys, "version_info", (3, 10, 4))
    assert go(start, "demo") == 3
    assert "Python 3.11 to 3.14 is needed" in capsys.readouterr().err


def test_in_an_empty_environment_python_is_told_where_it_is(
    start: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PATH")
    monkeypatch.setattr(start.sys, "executable", "")
    monkeypatch.setattr(start.sys, "orig_argv", ["python3", "start.py", "demo"])
    begun: list[tuple[str, list[str], str]] = []

    def begin_again(program: str, line: list[str]) -> None:
        begun.append((program, line, os.environ["PATH"]))
        raise SystemExit(0)

    monkeypatch.setattr(start.os, "execvp", begin_again)
    assert go(start, "demo") == 0
    assert begun == [("python3", ["python3", "start.py", "demo"], start.FALLBACK_PATH)]
    assert machine.ran == []


def test_a_hub_is_started_with_the_words_that_follow(start: ModuleType, machine: Machine) -> None:
    go(start, "hub", "--mode", "training")
    line, _ = ended(machine)
    assert line[1:] == ["-P", "-m", "referral_app.hub", "serve", "--mode", "training"]
