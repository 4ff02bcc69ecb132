"""A machine on which start.py is tried: nothing is really installed."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType


class Machine:
    """A machine as start.py sees it: commands are noted, and succeed unless told otherwise."""

    def __init__(self) -> None:
        self.ran: list[list[str]] = []
        self.libraries: set[str] = set()
        self.modules = {"pip"}
        self.brings: set[str] = set()
        self.fails: list[list[str]] = []
        self.ended: tuple[list[str], dict[str, str]] | None = None

    def library(self, name: str) -> None:
        if name not in self.libraries:
            raise OSError(name)

    def module(self, name: str) -> object | None:
        return name if name in self.modules else None

    def run(self, command: Sequence[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(command, self.call(command), b"said")

    def call(self, command: Sequence[str], **_: object) -> int:
        words = list(command)
        self.ran.append(words)
        if words in self.fails:
            self.fails.remove(words)
            return 1
        if words[:2] == ["apt-get", "install"]:
            self.libraries |= self.brings
        return 0

    def end(self, program: str, line: list[str], environment: dict[str, str]) -> None:
        assert program == line[0]
        self.ended = (line, environment)
        raise SystemExit(0)


def make_environment(checkout: Path, machine: Machine) -> None:
    machine.ran.append(["venv"])
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True, exist_ok=True)
    python.touch()


def equip(start: ModuleType, machine: Machine) -> None:
    """Give the machine every library."""
    machine.libraries = {*start.QT_LIBRARIES, *start.SCREEN_LIBRARIES}


def installs(machine: Machine) -> list[str]:
    """The locks that were installed, in order."""
    return [Path(it[-1]).stem for it in machine.ran if "--require-hashes" in it]


def ended(machine: Machine) -> tuple[list[str], dict[str, str]]:
    assert machine.ended is not None
    return machine.ended


def go(start: ModuleType, *arguments: str) -> int:
    """The exit status of `start.py ARGUMENTS`."""
    try:
        status: int = start.main(list(arguments))
    except SystemExit as end:
        return int(end.code or 0)
    return status
