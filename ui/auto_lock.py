"""When the desk locks by itself: after idle minutes, and when the system locks or sleeps.

Idle means: no key, click, wheel or touch reached our windows. How long the whole system has been
idle cannot be asked of Qt; where the session's own lock comes earlier, we hear of it: on Linux from
logind and the screen saver over D-Bus, on Windows from session and power messages. None of this
asks anything, and nothing is lost: the application keeps drafts before it closes the store.
"""

from __future__ import annotations

import sys
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from referral_app.clock import Clock

IDLE_MINUTES: Final = 15
_TICK_MS: Final = 5_000
_INPUT: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)


class AutoLock(QObject):
    """Says when to lock; works between `start` and `stop`."""

    lock_wanted = Signal()

    def __init__(self, app: QApplication, clock: Clock, minutes: int = IDLE_MINUTES) -> None:
        super().__init__(app)
        self._app, self._clock = app, clock
        self._limit = minutes * 60_000
        self._last = clock.now()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.check)
        self._session: QObject | None = None

    def start(self) -> None:
        """Count idle time from now; listen to the system from the first time on."""
        self._last = self._clock.now()
        self._app.installEventFilter(self)
        self._timer.start()
        if self._session is None:
            self._session = _listen_to_session(self)

    def stop(self) -> None:
        """Count no more: there is nothing open to lock."""
        self._timer.stop()
        self._app.removeEventFilter(self)

    @property
    def running(self) -> bool:
        """Whether idle time is being counted."""
        return self._timer.isActive()

    def check(self) -> None:
        """Lock if the time is up.

        The clock on the wall goes on while the machine sleeps, so a desk that wakes after the
        limit locks even where nobody told us of the sleep. A clock turned back starts anew.
        """
        now = self._clock.now()
        if now < self._last:
            self._last = now
        if now - self._last >= self._limit:
            self.session_ended()

    def session_ended(self) -> None:
        """The session was locked, or the machine goes to sleep: lock now."""
        if self.running:
            self.stop()
            self.lock_wanted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Remember when the last input came; stop none."""
        if event.type() in _INPUT:
            self._last = self._clock.now()
        return False


def _listen_to_session(lock: AutoLock) -> QObject | None:
    session: QObject | None = None
    if sys.platform == "win32":
        from ui.session_windows import WindowsSession

        session = WindowsSession(lock, lock.session_ended)
    elif sys.platform == "linux":
        from ui.session_linux import LinuxSession

        session = LinuxSession(lock, lock.session_ended)
    return session
