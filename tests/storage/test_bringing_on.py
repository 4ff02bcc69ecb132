"""A program killed while it brings an older store on: the next start finds all of it."""

from __future__ import annotations

import os
import random
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from time import monotonic

import pytest

from referral_app.storage import slots
from referral_app.storage.connection import Connection
from referral_app.storage.schema import SCHEMA_VERSION, schema_version
from referral_app.storage.store import open_store
from tests.storage.bringing_on import OLD
from tests.storage.test_old_stores import check
from tests.stores.make_store import PASSPHRASE

KILLS = 30
LONGEST = 1.3
"""The longest life, as a share of what bringing on takes."""
ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no fork there")


class Nursery:
    """Programs by the folders that they open."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().decode().rstrip("\n")

    def life(self, folder: Path, length: float | None) -> bool:
        """Let a program live so many seconds, or until the store is open; whether it was."""
        assert self.process.stdin
        self.process.stdin.write(f"{folder}\n".encode())
        self.process.stdin.flush()
        born = self.line()
        said = [self.line()] if length is None else []
        select.select([], [], [], length or 0)
        os.kill(int(born.removeprefix("born ")), signal.SIGKILL)
        while (line := self.line()) != "dead":
            said.append(line)
        return said == ["open"]


@contextmanager
def nursery(folder: Path) -> Iterator[Nursery]:
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-m", "tests.storage.bringing_on", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        found = Nursery(process)
        assert found.line() == "ready"
        yield found
        assert process.stdin
        process.stdin.close()


def test_killed_while_a_store_is_brought_on_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "_derive", cache(slots._derive))
    chance = random.Random(random.SystemRandom().getrandbits(32))
    states = set()
    with nursery(tmp_path / "first") as started:
        before = monotonic()
        assert started.life(copied(tmp_path / "whole"), None)
        most = LONGEST * (monotonic() - before)
        for number in range(KILLS):
            folder = copied(tmp_path / str(number))
            opened = started.life(folder, chance.uniform(0, most))
            states.add((opened, *sorted(path.name for path in folder.iterdir())))
            assert_whole(folder)
            shutil.rmtree(folder)
    # Else this proves little: some must have been cut before the end.
    assert len(states) > 1, states


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(OLD, folder))


def assert_whole(folder: Path) -> None:
    """Today's form, all that the release saved, and what was there before beside it."""
    with open_store(folder, PASSPHRASE) as files:
        check(folder, files)
        key = files.key
    (copy,) = folder.glob(f"store.db.before-{SCHEMA_VERSION}*")
    former = Connection(copy, key, mode="ro")
    try:
        assert schema_version(former) == 1
        assert former.all("PRAGMA cipher_integrity_check") == []
    finally:
        former.close()
