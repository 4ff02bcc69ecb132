"""Lock and sleep of a Linux session, heard over D-Bus.

Where a bus or a service is missing (a bare desktop, a container) nothing is heard, and the idle
minutes alone lock the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection

_LOGIN: Final = "org.freedesktop.login1"
_ON_ACTIVE: Final = SLOT("on_active(bool)").encode()
_ON_LOCK: Final = SLOT("on_lock()").encode()
_SAVERS: Final = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.kde.screensaver")


class LinuxSession(QObject):
    """Calls `ended` when the session is locked or the machine is about to sleep."""

    def __init__(self, parent: QObject, ended: Callable[[], None]) -> None:
        super().__init__(parent)
        self._ended = ended
        self.heard: tuple[str, ...] = (
            *_subscribe_login(QDBusConnection.systemBus(), self),
            *_subscribe_savers(QDBusConnection.sessionBus(), self),
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
    if not bus.isConnected():
        return []
    heard = []
    manager = f"{_LOGIN}.Manager"
    if bus.connect(
        _LOGIN,
        "/org/freedesktop/login1",
        manager,
        "PrepareForSleep",
        receiver,
        _ON_ACTIVE,
    ):
        heard.append("PrepareForSleep")
    # The path is left open: logind tells a session's own Lock only to that session's bus names.
    if bus.connect(_LOGIN, "", f"{_LOGIN}.Session", "Lock", receiver, _ON_LOCK):
        heard.append("Lock")
    return heard


def _subscribe_savers(bus: QDBusConnection, receiver: LinuxSession) -> list[str]:
    if not bus.isConnected():
        return []
    return [
        saver
        for saver in _SAVERS
        if bus.connect("", "", saver, "ActiveChanged", receiver, _ON_ACTIVE)
    ]
