"""Backups and restores ended with SIGKILL at random: whole or nothing, and no store is hurt."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Final

import pytest

from referral_app.domain.identifiers import Moment
from referral_app.services.ports import CaseQuery
from referral_app.storage.backup.opening import check
from referral_app.storage.backup.restoring import restore
from tests.storage.backup.backups import SECRET, make
from tests.storage.stores import START, reopened

ROOT: Final = Path(__file__).resolve().parents[3]
KILLS: Final = 40
LONGEST: Final = 1.6
"""The longest life, as a share of what one backup or restore takes."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no fork there")


@contextmanager
def nursery() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.storage.backup.lives"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        yield process
        assert process.stdin
        process.stdin.close()


def kill_after(process: subprocess.Popen[bytes], words: str, length: float | None) -> list[str]:
    """Let a life go on for so many seconds, or until it did one thing; return what it said."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(words.encode() + b"\n")
    process.stdin.flush()
    born = process.stdout.readline().decode()
    assert born.startswith("born ")
    said = []
    if length is None:
        said.append(process.stdout.readline().decode().rstrip("\n"))
    else:
        select.select([], [], [], length)
    os.kill(int(born.split()[1]), signal.SIGKILL)
    while (line := process.stdout.readline().decode().rstrip("\n")) != "dead":
        said.append(line)
    return said


def longest(process: subprocess.Popen[bytes], words: str) -> float:
    """How long lives may last, so that on this machine, as busy as it is, most end half-way."""
    before = monotonic()
    assert kill_after(process, words, None)
    return LONGEST * (monotonic() - before)


def test_backups_that_were_acknowledged_are_whole(tmp_path: Path) -> None:
    chance = random.Random(5)
    made = make(tmp_path, cases=20)
    finished = 0
    stick = tmp_path / "stick"
    words = f"backup {made.folder} {stick}"
    with nursery() as process:
        most = longest(process, words)
        for _ in range(KILLS):
            said = kill_after(process, words, chance.uniform(0, most))
            finished += len(said)
            assert set(said) <= {file.name for file in stick.glob("*.jbak")}
            for file in set(stick.glob("*.jbak")) - {made.file}:
                assert check(file, SECRET), "a name is given to what is whole alone"
                file.unlink()
            with reopened(made.folder) as opened:
                assert len(opened.store.reader.case_page(CaseQuery()).rows) >= made.cases
    assert finished > 0
    assert list(tmp_path.rglob("*.part")) or finished < KILLS, "some must have been cut"


def test_a_restore_is_the_old_or_the_new(tmp_path: Path) -> None:
    chance = random.Random(6)
    made = make(tmp_path, cases=20)
    with reopened(made.folder) as opened:
        opened.open_case()
    seen = set()
    words = f"restore {made.folder} {made.file}"
    with nursery() as process:
        most = longest(process, f"restore {tmp_path / 'measured'} {made.file}")
        for _ in range(KILLS):
            done = kill_after(process, words, chance.uniform(0, most))
            with reopened(made.folder) as opened:
                assert opened.files.integrity() == ()
                held = len(opened.store.reader.case_page(CaseQuery()).rows)
                assert held in (made.cases, made.cases + 1)
                if done:
                    assert held == made.cases
                seen.add(held == made.cases)
                if held == made.cases:
                    opened.open_case()  # the old one, for the next
    for kept in made.folder.glob("store-replaced-*"):
        with reopened(kept) as opened:
            assert opened.files.integrity() == ()
            assert len(opened.store.reader.case_page(CaseQuery()).rows) == made.cases + 1
    assert seen == {True, False}
    restore(made.folder, made.file, SECRET, Moment(START))
    assert not {"store.restoring", "store.restore"} & {it.name for it in made.folder.iterdir()}
