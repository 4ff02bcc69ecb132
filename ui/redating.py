"""After the calendar changed: what waits is dated anew in the background, a short change a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from referral_app.services.calendar import date_next, left_to_date
from ui.changes import CALENDAR, EXCHANGE, REFERRALS
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
        """Date whatever an earlier calendar has dated."""
        if self._running or self._context.ui.background.closed:
            return
        self._running, self._done = True, 0
        desk = self._context.desk
        self._submit(lambda: left_to_date(desk), self._on_counted)

    def _on_counted(self, left: int) -> None:
        self._total = left
        if left:
            self._next()
        else:
            self._running = False

    def _next(self) -> None:
        desk = self._context.desk
        self._submit(lambda: date_next(desk), self._on_batch)

    def _on_batch(self, dated: int) -> None:
        self._done += dated
        # What a save dated meanwhile is nobody's loss.
        self._total = max(self._total, self._done)
        if dated:
            self.progressed.emit(self._done, self._total)
            self._next()
            return
        self._running = False
        self.progressed.emit(self._total, self._total)
        self._context.changes.publish(REFERRALS)

    def _submit(self, work: Callable[[], int], then: Callable[[int], None]) -> None:
        self._context.ui.background.store(self, work, then, self._on_failed)

    def _on_failed(self, _error: Exception) -> None:
        # Dates stay as they are; the next start goes on where this one stopped.
        self._running = False

    def _on_changed(self, kinds: frozenset[str]) -> None:
        if kinds & {CALENDAR, EXCHANGE}:
            self.start()
