"""Several processes write to one PostgreSQL, and a reader misses nothing that appears behind it."""

from __future__ import annotations

import subprocess
import sys

from referral_app.domain.centre import TRAINING
from referral_app.hub.backing import check
from referral_app.hub.database import Database
from referral_app.hub.journal import read_mailbox
from tests.architecture.source_tree import ROOT
from tests.hub.postgresql import Server

WORKERS = 4
ENOUGH = 400


def test_no_position_is_lost_or_given_twice(postgresql: Server) -> None:
    url = postgresql.new_database()
    database = Database(url)
    database.prepare(TRAINING, None)
    lines = [
        [sys.executable, "-m", "tests.hub.inserting", url, str(seed)] for seed in range(WORKERS)
    ]
    workers = [
        subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
        for line in lines
    ]
    try:
        found, cursor = list[int](), 0
        while len(found) < ENOUGH:
            with database.reading() as connection:
                page = read_mailbox(connection, b"m" * 16, cursor, 50, 1 << 22)
            found += [placed.seq for placed in page.envelopes]
            cursor = page.cursor
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    assert found == list(range(1, len(found) + 1))
    assert check(database).seq >= len(found)
    database.close()
