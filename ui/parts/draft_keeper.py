"""Typing that is not saved yet, kept encrypted: after a pause, and at once before a lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QTimer, Signal

from referral_app.services.drafts import discard_draft, keep_draft
from ui.changes import DRAFTS
from ui.screen import Screen

PAUSE_MS: Final = 2_000
_PATIENCE: Final = 10.0
"""Seconds that a lock waits for the store's thread, which may be in the middle of a save."""


class DraftKeeper(QTimer):
    """Keeps what `dump` gives under a form's name and `subject`; None is nothing to keep."""

    kept = Signal()

    def __init__(self, screen: Screen, form: str, dump: Callable[[], str | None]) -> None:
        super().__init__(screen)
        self._screen, self._form, self._dump = screen, form, dump
        self.subject = ""
        self._last: str | None = None
        self.setSingleShot(True)
        self.setInterval(PAUSE_MS)
        self.timeout.connect(self.keep)

    def touch(self) -> None:
        """Something was typed: keep it at the next pause."""
        self.start()

    def continue_with(self, subject: str, data: str | None = None) -> None:
        """Go on under this subject; `data` is what is kept of it already."""
        self.stop()
        self.subject, self._last = subject, data

    def keep(self) -> None:
        """Keep what is typed, in the store's queue; at the program's end `keep_now` has done so."""
        if not self._screen.context.ui.background.closed:
            self._submit(lambda: None)

    def keep_now(self) -> None:
        """Keep what is typed before this returns."""
        done = threading.Event()
        if self._submit(done.set):
            done.wait(_PATIENCE)

    def discard(self) -> None:
        """Drop what was kept: it was saved or given up."""
        self.stop()
        kept, subject, desk = self._last, self.subject, self._screen.context.desk
        self._last = None
        if kept is not None:
            self._run(lambda: discard_draft(desk, self._form, subject))

    def _submit(self, after: Callable[[], None]) -> bool:
        self.stop()
        data = self._dump()
        if data is None or data == self._last:
            return False
        self._last = data
        desk, form, subject = self._screen.context.desk, self._form, self.subject

        def work() -> None:
            try:
                keep_draft(desk, form, subject, data)
            finally:
                after()

        self._run(work)
        return True

    def _run(self, work: Callable[[], None]) -> None:
        def then(_none: None) -> None:
            self.kept.emit()
            self._screen.context.changes.publish(DRAFTS)

        self._screen.context.ui.background.store(self._screen, work, then)
