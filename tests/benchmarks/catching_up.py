"""Taking in what others wrote: the time it takes beside the least that the same work can cost.

Import: envelopes of a peer are opened, proved, folded and stored; the floor opens the same
envelopes, verifies the same signatures and inserts the very same rows with `executemany`, as many
transactions as there are envelopes. Catch-up: a desk that was away for three weeks takes in what
its four co-desks wrote, over a hub in this process, while the window's events go on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from referral_app import bootstrap
from referral_app.bootstrap import Parts, Workspace
from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain.facts import CASE_OPENED, NOTE_ADDED, REFERRAL_STATUS, Fact, content
from referral_app.domain.identifiers import CaseId, StaffId, referral_id
from referral_app.domain.staff import Role
from referral_app.exchange.envelope import open_envelope
from referral_app.exchange.imports import read
from referral_app.exchange.keys import Identity
from referral_app.journal.commit import verify
from referral_app.journal.stream import link
from tests.benchmarks.bare import Change, Watched, bare, write
from tests.benchmarks.ratio import Ratio, Wait
from tests.exchange.desks import START, WORKER, Desk, MemoryPlace, make_pair
from tests.exchange.encrypted_store import EncryptedStore
from tests.exchange.fake_hub import FakeHub

COMMITS: Final = 1200
MOST: Final = 1 / 0.7
_LAPS: Final = 5
AWAY: Final = 4800
"""Commits of four desks in three weeks (exchange.md 10)."""
_DESKS: Final = 4
PATIENCE: Final = 10.0
BLOCKED: Final = 0.100
_PASSPHRASE: Final = "cinq tortues sur la plage"
_URL: Final = "http://127.0.0.1"
_IN_ONE: Final = 100


def measure() -> Iterator[Ratio | Wait]:
    """The ratio of an import, then how long a catch-up takes and keeps the window waiting."""
    yield _import()
    yield from _catch_up()


def _import() -> Ratio:
    ours: list[float] = []
    floor: list[float] = []
    with TemporaryDirectory() as folder, ExitStack() as stack:
        pair = _Pair(Path(folder), stack)
        for lap in range(_LAPS + 1):
            mine, least = pair.lap(lap)
            if lap:  # the first one warms up
                ours.append(mine)
                floor.append(least)
    return Ratio.of(f"import of {COMMITS} commits", ours, floor, MOST)


class _Pair:
    """Two centres; what one writes the other takes in, and a bare connection after it."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._made = 0

        def make(identity: Identity, clock: Any, chance: Any) -> EncryptedStore:
            self._made += 1
            store = EncryptedStore(folder / f"store {self._made}", identity, clock, chance)
            stack.callback(store.close)
            return store

        self.a, self.b, self.place = make_pair(make_store=make)
        raw = self.b.store._desk._writer._raw
        self._watched = Watched(raw)
        self._bare = stack.enter_context(bare(folder / "bare.db", self._watched.ddl))
        write(self._bare, self._watched.all())
        self._seeds = _seeds(self.b)
        self._key = self.a.identity.keys.sign_key

    def lap(self, number: int) -> tuple[float, float]:
        """Seconds of one import, and of its floor."""
        _refer(self.a, self.b, number)
        self.a.sync(_Lost())  # packs; nothing lies anywhere yet
        place = MemoryPlace()
        before = {*self._kept()}
        self.a.sync(place)
        envelopes = [data for eid, data in place.boxes[self.b.centre].items() if eid in before]
        quiet = MemoryPlace()
        self.b.sync(quiet)  # its own vectors are out of the way
        self._watched.change()
        start = time.perf_counter()
        report = self.b.sync(place)
        ours = time.perf_counter() - start
        assert report.commits_received == COMMITS
        return ours, self._floor(envelopes, self._watched.change())

    def _kept(self) -> list[bytes]:
        with self.a.store.begin() as work:
            return [kept.eid for kept in work.kept_envelopes()]

    def _floor(self, envelopes: list[bytes], change: Change) -> float:
        identity = self.b.identity
        start = time.perf_counter()
        commits = []
        for data in envelopes:
            letter = open_envelope(data, identity.centre, identity.mode, self._seeds.get)
            commits += [read(item) for item in letter.items]
        assert all(verify(commit, self._key) for commit in commits)
        parts = len(envelopes)
        for at in range(parts):
            write(self._bare, [(sql, rows[at::parts]) for sql, rows in change])
        return time.perf_counter() - start


class _Lost(MemoryPlace):
    place = "lost"


def _seeds(desk: Desk) -> dict[bytes, bytes]:
    with desk.store.begin() as work:
        epochs = work.epochs(desk.centre)
    return {epoch.kid: epoch.seed for epoch in epochs if epoch.seed}


def _refer(a: Desk, b: Desk, number: int) -> None:
    stream = link(a.centre, b.centre)
    for _ in range(COMMITS // _IN_ONE):
        with a.store.begin() as work:
            for _ in range(_IN_ONE):
                asked = content(
                    status="requested", case_code="4231900869", category="S10", priority="P3",
                    detail=f"Un toit dès ce soir, {number}",
                )  # fmt: skip
                record = referral_id(a.centre, a.chance(8))
                fact = Fact(REFERRAL_STATUS.name, record, a.clock.now(), asked)
                work.record(stream, (fact,), WORKER)


def _catch_up() -> Iterator[Wait]:
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with TemporaryDirectory() as folder:
        town = _Town(Path(folder))
        try:
            town.write()
            took, blocked = town.catch_up(app)
        finally:
            town.close()
    yield Wait(f"catching up with {AWAY} commits over a hub", took, took, PATIENCE)
    yield Wait("longest wait of the window meanwhile", blocked, 0.0, BLOCKED)


@dataclass
class _Town:
    """A centre of five desks at one hub."""

    folder: Path

    def __post_init__(self) -> None:
        self.clock = ManualClock(START)
        self.hub = FakeHub(self.clock)
        details = bootstrap.CentreDetails("Centre", "مركز", "youssoufia", "training")
        person = bootstrap.Person("FA", Role.SUPERVISOR, _PASSPHRASE)
        created = bootstrap.create_centre(self.folder / "one", details, person, self._parts(1))
        self.first = created.workspace
        self.first.join_hub(_URL, "first")
        self.others = [self._let_in(2 + number) for number in range(_DESKS)]
        for desk in (*self.others, self.first):
            desk.synchronise_hub()

    def write(self) -> None:
        """What the others write while the first is away: files, and notes in them."""
        for desk in self.others:
            self._write(desk, AWAY // _DESKS)
            desk.synchronise_hub()

    def catch_up(self, app: Any) -> tuple[float, float]:
        """Seconds until the first knows all, and the longest that the window's events waited."""
        from tests.benchmarks.imports import _Pulse

        self.clock.advance(21 * 86_400_000)
        done = threading.Event()
        reports = []

        def work() -> None:
            reports.append(self.first.synchronise_hub())
            done.set()

        thread = threading.Thread(target=work)
        start = time.perf_counter()
        with _Pulse(app) as pulse:
            thread.start()
            while not done.is_set():
                app.processEvents()
                done.wait(0.001)
        took = time.perf_counter() - start
        thread.join()
        assert reports[0].commits_received >= AWAY
        return took, pulse.longest

    def close(self) -> None:
        for desk in (self.first, *self.others):
            desk.close()

    def _parts(self, seed: int) -> Parts:
        return Parts(self.clock, seeded_randomness(seed), wire=lambda _: self.hub)

    def _let_in(self, seed: int) -> Workspace:
        file = self.folder / f"{seed}.rinv"
        self.first.invite_desk(file, StaffId(self.first.desk.actor.id))
        data = bootstrap.invitation_bytes(file)
        created = bootstrap.join_centre(
            self.folder / str(seed), data, _PASSPHRASE, self._parts(seed)
        )
        desk = created.workspace
        desk.synchronise_hub()
        self.first.synchronise_hub()
        (joining,) = self.first.joining()
        self.first.confirm_desk(joining.device)
        self.first.synchronise_hub()
        desk.synchronise_hub()
        assert not desk.is_waiting
        return desk

    def _write(self, workspace: Workspace, count: int) -> None:
        desk, store = workspace.desk, workspace._store
        cases: list[CaseId] = []
        for at in range(0, count, _IN_ONE):
            with store.begin() as work:
                for number in range(at, at + _IN_ONE):
                    if number % 4 == 0:
                        cases.append(CaseId(desk.chance(16)))
                        code = f"{number:010d}"
                        facts = [Fact(CASE_OPENED.name, cases[-1], desk.now(), content(code=code))]
                    else:
                        text = content(text="Appelée, rappellera lundi matin")
                        facts = [Fact(NOTE_ADDED.name, cases[-1], desk.now(), text)]
                    work.record(desk.stream, facts, desk.actor.id)
