"""After the calendar changed or a desk was removed late: lists follow, a short change a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from referral_app.services.lists import do_next, left_to_do
from ui.changes import CALENDAR, CASES, EXCHANGE, REFERRALS
from ui.screen import ScreenContext


class Redating(QObject):
    """Begins when a window opens, and when the calendar or an exchange may have moved dates.

    Each batch is work of its own on the store's thread: a save never waits for more than one.
    """

    progressed = Signal(int, int)
    """Done, and how many in all; (n, n) is the end."""

    def __init__(self, context: ScreenContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._running = False
        self._done = self._total = 0
        context.changes.changed.connect(self._on_changed)

    def start(self) -> None:
        """Do whatever the lists are owed: dates of an earlier calendar, rows that are to go."""
        if self._running or self._context.ui.background.closed:
            return
        self._running, self._done = True, 0
        desk = self._context.desk
        self._submit(lambda: left_to_do(desk), self._on_counted)

    def _on_counted(self, left: int) -> None:
        self._total = left
        if left:
            self._next()
        else:
            self._running = False

    def _next(self) -> None:
        desk = self._context.desk
        self._submit(lambda: do_next(desk), self._on_batch)

    def _on_batch(self, done: int) -> None:
        self._done += done
        # What a save did meanwhile is nobody's loss.
        self._total = max(self._total, self._done)
        if done:
            self.progressed.emit(self._done, self._total)
            self._next()
            return
        self._running = False
        self.progressed.emit(self._total, self._total)
        self._context.changes.publish(CASES, REFERRALS)

    def _submit(self, work: Callable[[], int], then: Callable[[int], None]) -> None:
        self._context.ui.background.store(self, work, then, self._on_failed)

    def _on_failed(self, _error: Exception) -> None:
        # Rows stay as they are; the next start goes on where this one stopped.
        self._running = False

    def _on_changed(self, kinds: frozenset[str]) -> None:
        if kinds & {CALENDAR, EXCHANGE}:
            self.start()
