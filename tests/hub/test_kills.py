"""A hub that is killed has everything that it acknowledged, and a journal without a tear.

`HUB_KILLS=1000` kills as often on each database; the tests do so a few times.
"""

from __future__ import annotations

import os
import subprocess
import sys

from sqlalchemy import select

from referral_app.domain.centre import TRAINING
from referral_app.hub.backing import check
from referral_app.hub.database import Database
from referral_app.hub.tables import ENVELOPE
from tests.architecture.source_tree import ROOT

KILLS = int(os.environ.get("HUB_KILLS", "3"))


def acknowledged(url: str, seed: int) -> dict[int, str]:
    """Run a process that deposits, kill it in the middle, and return what it was promised."""
    line = [sys.executable, "-m", "tests.hub.inserting", url, str(seed)]
    promised: dict[int, str] = {}
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        for _ in range(2 + seed % 5):
            for told in process.stdout.readline().split():
                seq, eid = told.split(":")
                promised[int(seq)] = eid
        process.kill()
        # What was told before the kill and not read yet was promised too; a last line may be torn.
        for rest in process.stdout.read().splitlines(keepends=True):
            if rest.endswith("\n"):
                promised |= {int(told.split(":")[0]): told.split(":")[1] for told in rest.split()}
    return promised


def test_what_was_acknowledged_survives_a_kill(database_url: str) -> None:
    database = Database(database_url)
    database.prepare(TRAINING, None)
    promised: dict[int, str] = {}
    for seed in range(KILLS):
        fresh = acknowledged(database_url, seed)
        assert fresh
        assert promised.keys().isdisjoint(fresh)
        promised |= fresh
        check(database)
        with database.reading() as connection:
            rows = connection.execute(select(ENVELOPE.c.seq, ENVELOPE.c.eid)).all()
        held = {seq: bytes(eid).hex() for seq, eid in rows}
        assert promised.items() <= held.items()
        assert sorted(held) == list(range(1, len(held) + 1))
    database.close()
