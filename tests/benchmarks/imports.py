"""An import into a store of full size: the longest time that the window's events waited meanwhile.

What another centre wrote lies in a folder, and the window reads it as a person has it done. The
floor is the same window while a bare connection writes as many rows on a thread beside it.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from referral_app import bootstrap
from referral_app.domain.facts import REFERRAL_STATUS, Fact, content
from referral_app.domain.identifiers import referral_id
from referral_app.exchange.folder import Folder
from referral_app.exchange.mail import pack_one
from referral_app.journal.stream import link
from referral_app.storage.store import open_store
from tests.benchmarks.bare import bare
from tests.benchmarks.bulk import PASSPHRASE, USER
from tests.benchmarks.full_window import FOLDER, settle, store, window_at
from tests.benchmarks.ratio import Wait

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.exchange.view import ExchangeScreen
    from ui.session import Session

LIMIT: Final = 0.050
_ROUNDS: Final = 5
_COMMITS: Final = 500
"""In each round; 2,500 in all."""
_IN_ONE: Final = 24
_BEAT: Final = 2
_ROW: Final = "CREATE TABLE held (id INTEGER PRIMARY KEY, raw BLOB NOT NULL)"
_BYTES: Final = 400


def measure() -> Iterator[Wait]:
    """Import so many commits in rounds; seconds of the longest wait in the quietest round."""
    full = store()
    with TemporaryDirectory(dir=FOLDER) as folder:
        here, there, mail = (Path(folder) / name for name in ("yem", "youss", "mail"))
        shutil.copytree(full, here)
        shutil.copytree(full.with_name("youss"), there)
        mail.mkdir()
        _send_all_before(here)
        peer = bootstrap.open_workspace(there, PASSPHRASE)
        try:
            with window_at(here) as (app, session):
                bench = _Bench(app, session, peer, mail)
                bench.open_page()
                ours = [bench.import_some() for _ in range(_ROUNDS + 1)][1:]
                floor = [bench.write_some(Path(folder) / f"bare{n}") for n in range(_ROUNDS)]
        finally:
            peer.close()
    yield Wait("longest wait of the window in an import", min(ours), min(floor), LIMIT)


def _send_all_before(here: Path) -> None:
    """Take everything off the queue, as if it had left long ago: what comes in is measured."""
    with open_store(here, PASSPHRASE, USER) as opened, opened._writer.change():
        opened._writer.run("UPDATE queue SET delivered = 1 WHERE delivered IS NULL")


@dataclass
class _Bench:
    app: QApplication
    session: Session
    peer: bootstrap.Workspace
    mail: Path

    def open_page(self) -> None:
        """Show the page of the exchange, which knows its folder."""
        from referral_app.settings import LAST_FOLDER

        self.session.settings.put(LAST_FOLDER, str(self.mail))
        self.session.go("exchange")
        settle(self.app)

    def import_some(self) -> float:
        """Have a round read what the peer wrote; the longest wait until all pages show it."""
        self._write_there()
        workspace = self.session.workspace
        assert workspace is not None
        before = workspace.desk.store.reader.counts().to_answer
        with _Pulse(self.app) as pulse:
            self._page()._exchange()
            self._turn(lambda: not self._page()._saving)
        settle(self.app)
        assert workspace.desk.store.reader.counts().to_answer == before + _COMMITS
        return pulse.longest

    def write_some(self, file: Path) -> float:
        """Write as many rows on a bare connection, on a thread beside the window."""
        done = threading.Event()
        body = bytes(_BYTES)

        def write() -> None:
            with bare(file, [_ROW]) as raw:
                for start in range(0, _COMMITS, _IN_ONE):
                    raw.execute("BEGIN IMMEDIATE")
                    rows = [(start + at, body) for at in range(_IN_ONE)]
                    raw.executemany("INSERT INTO held VALUES (?, ?)", rows)
                    raw.execute("COMMIT")
            done.set()

        thread = threading.Thread(target=write)
        with _Pulse(self.app) as pulse:
            thread.start()
            self._turn(done.is_set)
        thread.join()
        return pulse.longest

    def _page(self) -> ExchangeScreen:
        from ui.exchange.view import ExchangeScreen

        shell = self.session.window.shell
        assert shell is not None
        (page,) = [built for built in shell.built_pages if isinstance(built, ExchangeScreen)]
        return page

    def _turn(self, is_done: Callable[[], bool]) -> None:
        from PySide6.QtCore import QEventLoop

        while not is_done():
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def _write_there(self) -> None:
        """Write referrals to this centre, a commit each, and lay them into the folder."""
        desk, known, kept = self.peer.desk, self.peer._known.exchange, self.peer._store
        assert self.session.workspace is not None
        ours = self.session.workspace.desk.centre
        stream = link(known.centre, ours)
        for _ in range(_COMMITS // 100):
            with kept.begin() as work:
                for _ in range(100):
                    asked = content(
                        status="requested", case_code="4231900869", category="S10", priority="P3",
                        detail="Un toit dès ce soir",
                    )  # fmt: skip
                    record = referral_id(known.centre, desk.chance(8))
                    fact = Fact(REFERRAL_STATUS.name, record, desk.now(), asked)
                    work.record(stream, [fact], desk.actor.id)
        folder = Folder(self.mail)
        while True:
            with kept.begin() as work:
                if not pack_one(work, known, desk.clock):
                    break
        with kept.begin() as work:
            for envelope in work.envelopes_to_deposit():
                folder.write(envelope.destination, envelope.eid, envelope.data)


class _Pulse:
    """The longest time between two beats of the window's event loop, beyond what a beat takes."""

    def __init__(self, app: QApplication) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(app)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def __enter__(self) -> _Pulse:
        self._last = time.perf_counter()
        self._timer.start(_BEAT)
        return self

    def __exit__(self, *_: object) -> None:
        self._beat()
        self._timer.stop()
        self._timer.deleteLater()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last - _BEAT / 1000)
        self._last = now
