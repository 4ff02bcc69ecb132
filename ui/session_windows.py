"""Lock and sleep of a Windows session, heard as window messages.

WM_WTSSESSION_CHANGE and WM_POWERBROADCAST as documented for the Win32 API (Remote Desktop Services;
Power Management). Reading them needs no window of ours beyond a hidden one that Qt makes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

WM_POWERBROADCAST: Final = 0x0218
WM_WTSSESSION_CHANGE: Final = 0x02B1
PBT_APMSUSPEND: Final = 0x0004
WTS_CONSOLE_DISCONNECT: Final = 0x2
WTS_REMOTE_DISCONNECT: Final = 0x4
WTS_SESSION_LOGOFF: Final = 0x6
WTS_SESSION_LOCK: Final = 0x7
_ENDS: Final = {WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK}


def ends_session(message: int, reason: int) -> bool:
    """Whether a message (its number and wParam) means that nobody sees the desk any more."""
    if message == WM_POWERBROADCAST:
        return reason == PBT_APMSUSPEND
    return message == WM_WTSSESSION_CHANGE and reason in _ENDS


class _Filter(QAbstractNativeEventFilter):
    def __init__(self, ended: Callable[[], None]) -> None:
        super().__init__()
        self._ended = ended

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        if sys.platform == "win32" and bytes(kind) == b"windows_generic_MSG":
            from ctypes import wintypes

            found = wintypes.MSG.from_address(int(message))
            if ends_session(found.message, found.wParam):
                self._ended()
        return False, 0


class WindowsSession(QObject):
    """Calls `ended` when the session is locked or left, or the machine is about to sleep."""

    def __init__(self, parent: QObject, ended: Callable[[], None]) -> None:
        super().__init__(parent)
        self._filter = _Filter(ended)
        self._window = QWidget()
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self._filter)
        if sys.platform == "win32":
            import ctypes

            this_session = 0
            handle = int(self._window.winId())
            ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification(handle, this_session)
