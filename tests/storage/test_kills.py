"""Killed at any moment, a desk loses nothing that it had acknowledged, and nothing is torn."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from tests.storage.lives import IMPORTS, peer_commits
from tests.storage.stores import OWN, PEER, Opened, founded, reopened
from tests.storage.tables import projections, refolded, writer

ROOT: Final = Path(__file__).resolve().parents[2]
KILLS: Final = 200
LONGEST_LIFE: Final = 0.12
PACES: Final = 8
"""A life lasts at most so many times as long as a desk takes to its first save."""
CHECKED_EVERY: Final = 20
COMMITS: Final = peer_commits(IMPORTS)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no fork there")


@dataclass
class Tally:
    """What all lives together acknowledged."""

    saved: list[bytes] = field(default_factory=list)
    barren: int = 0


@dataclass
class Nursery:
    """Starts lives and ends them."""

    process: subprocess.Popen[bytes]
    left: bytes = b""

    def say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def line(self, within: float | None = None) -> str | None:
        """The next line, or None when none came in time."""
        assert self.process.stdout
        while b"\n" not in self.left:
            ready, _, _ = select.select([self.process.stdout], [], [], within)
            if not ready:
                return None
            heard = os.read(self.process.stdout.fileno(), 65536)
            assert heard, "the nursery has died"
            self.left += heard
        line, self.left = self.left.split(b"\n", 1)
        return line.decode()

    def life(self, where: object, length: float, way: str = "work") -> list[bytes]:
        """Let a desk live for so many seconds and kill it; returns what it acknowledged."""
        self.say(f"{way} {where}")
        born = self.line()
        assert born
        assert born.startswith("born ")
        # The kill comes when time is up, whatever the desk is doing then.
        select.select([], [], [], length)
        os.kill(int(born.split()[1]), signal.SIGKILL)
        return list(self._last_words())

    def pace(self, where: object, way: str = "work") -> tuple[float, list[bytes]]:
        """Let a desk live until it acknowledges something; returns the seconds it took, and what.

        How long lives have to be depends on the machine, and on what else runs there.
        """
        began = time.monotonic()
        self.say(f"{way} {where}")
        born, first = self.line(), self.line()
        seconds = time.monotonic() - began
        assert born
        assert first
        with suppress(ProcessLookupError):  # it may have ended by itself
            os.kill(int(born.split()[1]), signal.SIGKILL)
        return seconds, [bytes.fromhex(first.split()[1]), *self._last_words()]

    def _last_words(self) -> Iterator[bytes]:
        while (line := self.line()) != "dead":
            assert line
            assert line.startswith("saved ")
            yield bytes.fromhex(line.split()[1])


@contextmanager
def nursery(module: str = "tests.storage.lives") -> Iterator[Nursery]:
    with subprocess.Popen(  # noqa: S603 - a module of ours
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        started = Nursery(process)
        assert started.line() == "ready"
        yield started
        assert process.stdin
        process.stdin.close()


def test_nothing_acknowledged_is_lost_and_nothing_is_torn(tmp_path: Path) -> None:
    tally = kill_saves(tmp_path, KILLS)
    # Most lives must have been cut in the middle of work, else this proves little.
    assert len(tally.saved) > 5 * KILLS
    assert tally.barren < KILLS // 2


def kill_saves(tmp_path: Path, kills: int) -> Tally:
    """Kill a desk that saves and imports so many times; nothing that it acknowledged is lost."""
    seed = random.SystemRandom().getrandbits(32)
    chance, tally = random.Random(seed), Tally()
    with founded(tmp_path):
        pass
    with nursery() as started:
        pace, tally.saved = started.pace(tmp_path)
        longest = max(LONGEST_LIFE, PACES * pace)
        for number in range(1, kills + 1):
            saved = started.life(tmp_path, chance.uniform(0, longest))
            tally.saved += saved
            tally.barren += not saved
            with reopened(tmp_path) as opened:
                assert_held(opened, saved, seed)
                assert_whole(opened)
                if number % CHECKED_EVERY == 0:
                    assert_sound(opened, tally.saved, seed)
    return tally


def assert_held(opened: Opened, saved: list[bytes], seed: int) -> None:
    held = {write.fact.record for write in opened.store.reader.writes_about(saved)}
    assert set(saved) <= held, f"acknowledged and lost (seed {seed})"


def assert_whole(opened: Opened) -> None:
    """All of an import or none of it: the place reached, the commits and the queue agree."""
    with opened.store.begin() as work:
        at = int(work.note("imported") or b"0")
        held = [work.has_commit(commit.id) for commit in COMMITS[: at + 10]]
    assert held == [True] * at + [False] * (len(held) - at)
    sql = "SELECT count(*) FROM queue WHERE cid IN (SELECT cid FROM commit_log WHERE centre = ?)"
    assert writer(opened.files).all(sql, [PEER]) == [(at,)]
    assert opened.store.reader.missing_commits() == 0


def assert_sound(opened: Opened, saved: list[bytes], seed: int) -> None:
    """Every page is whole, every row follows from the facts, every fact from its commit."""
    assert opened.files.integrity() == ()
    assert_held(opened, saved, seed)
    assert refolded(opened.files, OWN) == projections(opened.files), f"torn (seed {seed})"
    drafts = writer(opened.files).all("SELECT count(*) FROM draft")[0][0]
    assert drafts <= 1
    with opened.store.begin() as work:
        for stream in work.streams():
            # Reading a commit checks the hash of each of its facts.
            assert len(work.commits_of(stream)) > 0


def test_a_founding_is_whole_or_nothing(tmp_path: Path) -> None:
    chance = random.Random(8)
    kept = 0
    with nursery() as started:
        longest = max(0.15, 2 * started.pace(tmp_path / "first", "found")[0])
        for number in range(20):
            folder = tmp_path / str(number)
            acknowledged = started.life(folder, chance.uniform(0, longest), "found")
            if (folder / "store.keys").exists():
                with reopened(folder) as opened:
                    assert opened.store.reader.own_centre().name_fr == "Yacoub El Mansour"
                    assert opened.files.integrity() == ()
                kept += 1
            else:
                assert not acknowledged
                with founded(folder) as opened:
                    assert opened.open_case()
    assert kept
