"""Envelopes that a hub takes in a second, beside bare inserts into the same table.

The hub is a process of its own that speaks HTTP on the loopback; eight desks post 100 envelopes of
2 KiB at a time, signed and written before the clock runs: what desks cost is not the hub's, though
they share a machine here. The floor puts the same rows into the same table,
100 a transaction, with the same durability, straight through the driver. Both take turns.
"""

from __future__ import annotations

import base64
import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psycopg

from referral_app.clock import SystemClock
from referral_app.domain.centre import TRAINING
from referral_app.domain.identifiers import CentreId
from referral_app.exchange.envelope import Header
from referral_app.exchange.founding import found
from referral_app.exchange.keys import DeskKeys
from referral_app.exchange.request_signing import Target, sign_request
from referral_app.exchange.sequence import MEDIA_TYPE, write_sequence
from referral_app.hub.database import Database
from tests.hub.postgresql import Server, find_programs, free_port

_DESKS: Final = 8
_REQUESTS: Final = 40
"""In each round, of all desks together."""
_BATCH: Final = 100
_BYTES: Final = 2_161
_MAILBOXES: Final = [os.urandom(16) for _ in range(20)]
_ROUNDS: Final = 21
_TAKEN: Final = b"200"
_LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_LEAST: Final = {"SQLite": 0.55, "PostgreSQL": 0.60}
_SERVER: Final = "tests.benchmarks.hub_server"
_COLUMNS: Final = ("seq", "mailbox", "eid", "chain", "hour", "size", "body")


@dataclass(frozen=True, slots=True)
class Share:
    """Envelopes a second, ours and bare; `least` is the share of the floor that must be kept."""

    name: str
    ours: float
    floor: float
    least: float

    @property
    def holds(self) -> bool:
        """Whether it is kept."""
        return self.ours >= self.least * self.floor

    def __str__(self) -> str:
        verdict = "" if self.holds else "  TOO SLOW"
        return (
            f"{self.name}: {self.ours:.0f} envelopes/s, floor {self.floor:.0f} envelopes/s,"
            f" share {self.ours / self.floor:.2f} (least {self.least:.2f}){verdict}"
        )


def measure() -> Iterator[Share]:
    """Measure on both databases; PostgreSQL where it is installed."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        yield _share("SQLite", f"sqlite:///{place / 'hub.db'}", _sqlite_floor(place / "bare.db"))
        programs = find_programs()
        if programs is None:
            sys.stdout.write("hub on PostgreSQL: not measured, PostgreSQL is not installed\n")
            return
        with Server(programs) as server:
            bare = server.new_database()
            yield _share("PostgreSQL", server.new_database(), _postgresql_floor(bare))


def _share(name: str, url: str, floor: Callable[[list[tuple[object, ...]]], float]) -> Share:
    ours, bare = list[float](), list[float]()
    with _Running(url) as hub:
        for lap in range(_ROUNDS + 1):
            bare.append(floor(_rows(lap)))
            ours.append(hub.post_all())
    count = _REQUESTS * _BATCH
    # The lap that others disturbed least: each has the machine's processes against it.
    rates = [count / min(laps[1:]) for laps in (ours, bare)]
    return Share(f"hub on {name}, batches of {_BATCH}", rates[0], rates[1], _LEAST[name])


def _rows(lap: int) -> list[tuple[object, ...]]:
    first = lap * _REQUESTS * _BATCH
    rows = list[tuple[object, ...]]()
    for seq in range(first + 1, first + _REQUESTS * _BATCH + 1):
        body = _envelope(_MAILBOXES[seq % len(_MAILBOXES)])
        eid = sha256(body).digest()
        rows.append((seq, body[4:20], eid, sha256(eid).digest(), 498_000, len(body), body))
    return rows


def _envelope(mailbox: bytes) -> bytes:
    header = Header(TRAINING, CentreId(mailbox), bytes(8)).encode()
    return header + os.urandom(_BYTES - len(header))


def _sqlite_floor(file: Path) -> Callable[[list[tuple[object, ...]]], float]:
    database = Database(f"sqlite:///{file}")
    database.prepare(TRAINING, None)
    database.close()

    def insert(rows: list[tuple[object, ...]]) -> float:
        marks = ", ".join("?" * len(_COLUMNS))
        raw = sqlite3.connect(file, isolation_level=None)
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA secure_delete = FAST")
        start = time.perf_counter()
        for at in range(0, len(rows), _BATCH):
            raw.execute("BEGIN IMMEDIATE")
            # The names of the columns are ours.
            line = f"INSERT INTO envelope ({', '.join(_COLUMNS)}) VALUES ({marks})"  # noqa: S608
            raw.executemany(line, rows[at : at + _BATCH])
            raw.execute("COMMIT")
        took = time.perf_counter() - start
        raw.close()
        return took

    return insert


def _postgresql_floor(url: str) -> Callable[[list[tuple[object, ...]]], float]:
    database = Database(url)
    database.prepare(TRAINING, None)
    database.close()

    def insert(rows: list[tuple[object, ...]]) -> float:
        marks = ", ".join(["%s"] * len(_COLUMNS))
        line = f"INSERT INTO envelope ({', '.join(_COLUMNS)}) VALUES ({marks})"  # noqa: S608
        with psycopg.connect(url) as raw:
            start = time.perf_counter()
            for at in range(0, len(rows), _BATCH):
                with raw.cursor() as cursor:
                    cursor.executemany(line.encode(), rows[at : at + _BATCH])
                raw.commit()
            return time.perf_counter() - start

    return insert


class _Running:
    """A hub as a process, and desks of an admitted centre that post to it."""

    def __init__(self, url: str) -> None:
        self._port = free_port()
        self._keys = DeskKeys.generate(os.urandom)
        founding = found(self._keys, TRAINING, "1", SystemClock(), os.urandom)
        self._centre = founding.identity.centre
        raws = write_sequence(commit.raw for commit in founding.commits)
        line = [sys.executable, "-m", _SERVER, url, str(self._port), self._centre.hex(), raws.hex()]
        self._process = subprocess.Popen(line, stdout=subprocess.PIPE)  # noqa: S603

    def __enter__(self) -> _Running:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def post_all(self) -> float:
        """Post a round's envelopes; returns the seconds that it took."""
        requests = [self._signed() for _ in range(_REQUESTS)]
        failed = list[int]()
        lines = [socket.create_connection(("127.0.0.1", self._port)) for _ in range(_DESKS)]

        def post(which: int) -> None:
            for request in requests[which::_DESKS]:
                lines[which].sendall(request)
                status = _status(lines[which])
                if status != _TAKEN:
                    failed.append(status)

        threads = [threading.Thread(target=post, args=(which,)) for which in range(_DESKS)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - start
        for line in lines:
            line.close()
        assert failed == []
        return took

    def _signed(self) -> bytes:
        """A request as it goes over the line."""
        body = write_sequence(_envelope(_MAILBOXES[at % len(_MAILBOXES)]) for at in range(_BATCH))
        target = Target("POST", f"127.0.0.1:{self._port}", "/v1/envelopes", "")
        headers = sign_request(self._keys, target, None, body, int(time.time()), os.urandom(16))
        both = self._keys.sign_key + self._keys.kem_key
        key = base64.b64encode(both).decode()
        headers |= {"content-type": MEDIA_TYPE, "relais-key": key, "content-length": str(len(body))}
        told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        first = f"POST /v1/envelopes HTTP/1.1\r\nhost: {target.authority}\r\n{told}\r\n"
        return first.encode() + body


def _status(line: socket.socket) -> bytes:
    """Read an answer to its end; return its status."""
    head = b""
    while (end := head.find(b"\r\n\r\n")) < 0:
        head += _more(line)
    length = int(_LENGTH.search(head[:end])[1])  # type: ignore[index]
    left = end + 4 + length - len(head)
    while left > 0:
        left -= len(_more(line))
    return head.split(b" ", 2)[1]


def _more(line: socket.socket) -> bytes:
    part = line.recv(1 << 16)
    if not part:
        raise ConnectionError
    return part
