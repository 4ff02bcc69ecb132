"""Lock and sleep of a Linux session, heard over D-Bus.

Where a bus or a service is missing (a bare desktop, a container) nothing is heard, and the idle
minutes alone lock the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection

_LOGIN: Final = "org.freedesktop.login1"
# The stubs ask for bytes, PySide takes what SLOT gives: text.
_ON_ACTIVE: Final[Any] = SLOT("on_active(bool)")
_ON_LOCK: Final[Any] = SLOT("on_lock()")
_SAVERS: Final = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.kde.screensaver")


class LinuxSession(QObject):
    """Calls `ended` when the session is locked or the machine is about to sleep."""

    def __init__(
        self,
        parent: QObject,
        ended: Callable[[], None],
        system: QDBusConnection | None = None,
        session: QDBusConnection | None = None,
    ) -> None:
        super().__init__(parent)
        self._ended = ended
        self.heard: tuple[str, ...] = (
            *_subscribe_login(system or QDBusConnection.systemBus(), self),
            *_subscribe_savers(session or QDBusConnection.sessionBus(), self),
        )
        """The signals that the buses have promised to bring."""

    @Slot(bool)
    def on_active(self, active: bool) -> None:
        """Sleep is near, or the screen saver is on."""
        if active:
            self._ended()

    @Slot()
    def on_lock(self) -> None:
        """logind asks sessions to lock."""
        self._ended()


def _subscribe_login(bus: QDBusConnection, receiver: LinuxSession) -> list[str]:
    # No sender and no path are asked for: whoever sends these can only lock a desk once too often.
    manager, session = f"{_LOGIN}.Manager", f"{_LOGIN}.Session"
    wanted = (
        (manager, "PrepareForSleep", _ON_ACTIVE),
        (session, "Lock", _ON_LOCK),
    )
    return [
        name
        for interface, name, slot in wanted
        if bus.isConnected() and bus.connect("", "", interface, name, receiver, slot)
    ]


def _subscribe_savers(bus: QDBusConnection, receiver: LinuxSession) -> list[str]:
    return [
        saver
        for saver in _SAVERS
        if bus.isConnected() and bus.connect("", "", saver, "ActiveChanged", receiver, _ON_ACTIVE)
    ]
