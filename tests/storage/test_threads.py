"""The window keeps a draft while a save runs: neither may undo what the other knows."""

from __future__ import annotations

import threading
from pathlib import Path

from referral_app.domain import facts
from referral_app.journal.heads import equivocations
from referral_app.services.ports import Draft
from tests.storage.stores import AMINA, START, fact, founded
from tests.storage.tables import writer


class ToldLock:
    """The lock of a connection, which tells when somebody has to wait for it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.is_wanted = threading.Event()

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            self.is_wanted.set()
            self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def test_a_draft_that_waited_for_a_save_splits_no_chain(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        case = opened.open_case()
        writer(opened.files).lock = lock = ToldLock()  # type: ignore[assignment]

        def keep_draft() -> None:
            with opened.store.begin() as work:
                work.save_draft(Draft("intake", "", AMINA, "{}", START))

        waiting = threading.Thread(target=keep_draft)
        with opened.store.begin() as work:
            waiting.start()
            assert lock.is_wanted.wait(10)
            note = fact(facts.NOTE_ADDED, case, text="saved first")
            work.record(opened.stream, [note], AMINA)
        waiting.join(10)
        opened.save(fact(facts.NOTE_ADDED, case, text="saved after"))
        with opened.store.begin() as work:
            # Two commits after the same one would prove that this disk exists twice.
            assert equivocations(work.links(opened.stream)) == ()
            assert len(work.heads(opened.stream)) == 1
        assert opened.store.reader.draft("intake", "", AMINA)


def test_a_save_goes_between_the_steps_of_a_round(tmp_path: Path) -> None:
    """However soon the round comes again, who waited meanwhile goes first."""
    with founded(tmp_path) as opened:
        case = opened.open_case()
        writer(opened.files).lock = lock = ToldLock()  # type: ignore[assignment]

        def save() -> None:
            opened.save(fact(facts.NOTE_ADDED, case, text="between two steps"))

        for _step in range(10):
            lock.is_wanted.clear()
            waiting = threading.Thread(target=save)
            with opened.store.begin() as work:
                before = len(work.links(opened.stream))
                waiting.start()
                assert lock.is_wanted.wait(10)
            with opened.store.begin() as work:
                assert len(work.links(opened.stream)) == before + 1
            waiting.join(10)
