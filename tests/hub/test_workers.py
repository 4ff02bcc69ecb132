"""Several processes write to one PostgreSQL, and a reader misses nothing that appears behind it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Thread

from urllib3.exceptions import HTTPError

from referral_app.clock import SystemClock
from referral_app.domain.centre import TRAINING
from referral_app.hub.backing import check
from referral_app.hub.database import Database
from referral_app.hub.mailboxes import read_mailbox
from tests.architecture.source_tree import ROOT
from tests.hub.desks import Desk, HubAtWork
from tests.hub.postgresql import Server, free_port
from tests.hub.serving import Address, Serving

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


def test_several_workers_answer_as_one(postgresql: Server, tmp_path: Path) -> None:
    url, port = postgresql.new_database(), free_port()
    with HubAtWork(url) as hub:
        hub.clock.advance(SystemClock().now() - hub.clock.now())
        keys = tmp_path / "hub.keys"
        keys.write_text(hub.keys.encode().hex(), encoding="ascii")
        desks = [hub.admitted() for _ in range(3)]
        words = ["serve", "--database", url, "--keys", str(keys), "--mode", hub.mode]
        words += ["--workers", "2", "--listen", f"127.0.0.1:{port}"]
        line = [sys.executable, "-m", "referral_app.hub", *words]
        with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.DEVNULL) as process:  # noqa: S603
            own, hub.serving = hub.serving, Address(port)  # type: ignore[assignment]
            try:
                wait_for(hub.serving)
                threads = [Thread(target=deposit_some, args=(desk,)) for desk in desks]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                for desk in desks:
                    desk.fetch()
            finally:
                process.terminate()
                process.wait()
                hub.serving.close()  # type: ignore[attr-defined]
                hub.serving = own
        assert check(hub.hub.database).seq == 3 * 10 * 4
        seqs = sorted(placed.seq for desk in desks for placed in desk.received)
        assert seqs == list(range(1, 3 * 10 * 4 + 1))


def wait_for(address: Serving) -> None:
    """Ask until somebody answers."""
    while True:
        try:
            assert address.request("GET", "/v1/hello").status == 200
        except HTTPError:
            continue
        return


def deposit_some(desk: Desk) -> None:
    for _ in range(10):
        items = desk.deposit(*(desk.seal_to(desk) for _ in range(4)))
        assert all("seq" in item for item in items)
