"""The journal against a model in memory: positions, chains, doubles, and going back in time."""

from __future__ import annotations

import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from referral_app.domain.centre import TRAINING
from referral_app.hub.backing import back_up, check
from referral_app.hub.database import Database, End, end_of
from referral_app.hub.journal import Batch, Entry, deposit
from referral_app.hub.limits import Limits
from referral_app.hub.mailboxes import holds, read_mailbox
from tests.hub.postgresql import Server

BOXES = (b"a" * 16, b"b" * 16)
ITEMS = st.lists(st.tuples(st.sampled_from(BOXES), st.integers(0, 30)), min_size=1, max_size=6)
Known = list[tuple[bytes, bytes]]


class Journal(RuleBasedStateMachine):
    """Batches in groups, as the writer hands them over."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.known: Known = []
        self.chains = [bytes(32)]
        self.seen = [End(0, bytes(32))]
        self.copies: list[tuple[Path, Known, list[bytes]]] = []

    @initialize()
    def start(self) -> None:
        self.database = self.make()

    def make(self) -> Database:
        database = Database(f"sqlite:///{self.place / 'hub.db'}")
        database.prepare(TRAINING, None)
        return database

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.place)

    @rule(groups=st.lists(ITEMS, min_size=1, max_size=3))
    def deposit(self, groups: list[list[tuple[bytes, int]]]) -> None:
        batches = [Batch(tuple(_entry(*it) for it in group), None, False, 0) for group in groups]
        results = deposit(self.database, Limits(), batches)
        for batch, result in zip(batches, results, strict=True):
            for entry, outcome in zip(batch.entries, result.outcomes, strict=True):
                place = next((n for n, it in enumerate(self.known, 1) if it[1] == entry.data), 0)
                if not place:
                    self.known.append((entry.mailbox, entry.data))
                    self.chains.append(sha256(self.chains[-1] + entry.eid).digest())
                assert outcome == (entry.eid, place or len(self.known), bool(place), "")
        assert {result.end for result in results} == {self.end}
        self.seen.append(self.end)

    @property
    def end(self) -> End:
        return End(len(self.known), self.chains[-1])

    @rule(box=st.sampled_from(BOXES), after=st.integers(0, 40), most=st.integers(1, 5))
    def read(self, box: bytes, after: int, most: int) -> None:
        with self.database.reading() as connection:
            page = read_mailbox(connection, box, after, most, 1 << 20)
        behind = [
            (seq, data) for seq, (to, data) in enumerate(self.known, 1) if to == box and seq > after
        ]
        assert list(page.envelopes) == behind[:most]
        assert page.more == (len(behind) > most)
        assert page.cursor == (behind[most - 1][0] if page.more else max(after, len(self.known)))

    @rule()
    def copy(self) -> None:
        file = self.place / f"copy{len(self.copies)}"
        back_up(self.database, file)
        self.copies.append((file, list(self.known), list(self.chains)))

    @rule(which=st.integers(0, 10))
    def go_back(self, which: int) -> None:
        if not self.copies:
            return
        file, known, chains = self.copies[which % len(self.copies)]
        self.database.close()
        for old in self.place.glob("hub.db*"):
            old.unlink()
        shutil.copy(file, self.place / "hub.db")
        self.database = self.make()
        self.known, self.chains = list(known), list(chains)

    @invariant()
    def every_past_is_known_or_noticed(self) -> None:
        with self.database.reading() as connection:
            assert end_of(connection) == self.end
            for seen in self.seen:
                stands = seen.seq < len(self.chains) and self.chains[seen.seq] == seen.chain
                assert holds(connection, seen) == stands

    @invariant()
    def the_journal_is_whole(self) -> None:
        assert check(self.database) == self.end


class OnServer(Journal):
    """The same on PostgreSQL; its server is not put back, and has its own way of copying."""

    server: Server

    def make(self) -> Database:
        database = Database(self.server.new_database())
        database.prepare(TRAINING, None)
        return database

    def copy(self) -> None:
        """Nothing: see above."""

    def go_back(self, which: int) -> None:
        """Nothing: see above."""


def _entry(box: bytes, number: int) -> Entry:
    data = box + bytes([number])
    return Entry(box, sha256(data).digest(), data)


def test_sqlite_keeps_the_journal() -> None:
    run_state_machine_as_test(Journal, settings=settings(max_examples=15, stateful_step_count=12))


def test_postgresql_keeps_the_journal(postgresql: Server) -> None:
    OnServer.server = postgresql
    run_state_machine_as_test(OnServer, settings=settings(max_examples=5, stateful_step_count=12))
