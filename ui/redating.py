"""After the calendar changed: what waits is dated anew in the background, a short change a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from referral_app.services.calendar import BATCH, date_next
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
        self._done = 0
        context.changes.changed.connect(self._on_changed)

    def start(self) -> None:
        """Date whatever an earlier calendar has dated."""
        if self._running or self._context.ui.background.closed:
            return
        self._running, self._done = True, 0
        self._next()

    def _next(self) -> None:
        desk = self._context.desk
        self._context.ui.background.store(
            self, lambda: date_next(desk), self._on_batch, self._on_failed
        )

    def _on_batch(self, left: int) -> None:
        if left:
            self._done += BATCH
            self.progressed.emit(self._done, self._done + left)
            self._next()
            return
        self._running = False
        if self._done:
            self.progressed.emit(self._done, self._done)
            self._context.changes.publish(REFERRALS)

    def _on_failed(self, _error: Exception) -> None:
        # Dates stay as they are; the next start goes on where this one stopped.
        self._running = False

    def _on_changed(self, kinds: frozenset[str]) -> None:
        if kinds & {CALENDAR, EXCHANGE}:
            self.start()
