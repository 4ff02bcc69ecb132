"""SQLite's log is copied beside the writer, and a hub that stops leaves nothing running."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_app.domain.centre import TRAINING
from referral_app.hub.checkpoints import Checkpoints
from referral_app.hub.database import Database
from referral_app.hub.rows import JournalRow, add_rows

_MIB = 1 << 20


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'hub.db'}")
    made.prepare(TRAINING, None)
    yield made
    made.close()


def fill(database: Database, first: int) -> None:
    """Put five MiB into the journal, in one transaction."""
    eids = [os.urandom(32) for _ in range(20)]
    rows = [
        JournalRow(first + at, bytes(16), eid, eid, 0, _MIB // 4, os.urandom(_MIB // 4))
        for at, eid in enumerate(eids)
    ]
    with database.writing() as connection:
        add_rows(connection, rows)


def test_a_long_log_is_copied_and_used_again(database: Database, tmp_path: Path) -> None:
    file, log = tmp_path / "hub.db", tmp_path / "hub.db-wal"
    fill(database, 1)
    size = log.stat().st_size
    assert size > 5 * _MIB
    assert file.stat().st_size < _MIB, "what is written waits in the log"
    database.checkpoint()
    assert file.stat().st_size > 5 * _MIB
    fill(database, 101)
    assert log.stat().st_size < 2 * size, "the log begins anew"


def test_it_happens_by_itself_once_told(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "hub.db"
    copied = threading.Event()
    whole = database.checkpoint

    def checkpoint() -> None:
        whole()
        copied.set()

    database.checkpoint = checkpoint  # type: ignore[method-assign]
    checkpoints = Checkpoints(database)
    checkpoints.written()
    fill(database, 1)
    checkpoints.written()
    assert copied.wait(60)
    assert file.stat().st_size > 5 * _MIB
    checkpoints.close()
    assert not any(thread.name == "checkpoints" for thread in threading.enumerate())
