"""Whole sessions for tests: a window, its settings and its store, closed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from referral_app.settings import LAST_STORE, WindowSettings
from ui.context import Services
from ui.session import Session


@contextmanager
def session_at(app: QApplication, services: Services, home: Path, store: Path) -> Iterator[Session]:
    """Start the program of a person whose settings lie in `home` and whose store in `store`."""
    settings = WindowSettings(home / "settings.json")
    settings.put(LAST_STORE, str(store))
    session = Session(app, settings, services)
    session.start()
    come_to(session)
    try:
        yield session
    finally:
        if session.workspace is not None:
            session.lock()
        services.background.wait_idle()
        session.window.closing.disconnect()
        session.window.close()
        session.window.deleteLater()
        session.deleteLater()
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def come_to(session: Session) -> None:
    """Sit down before a session's window: it has the keyboard."""
    session.window.activateWindow()
    QTest.qWaitForWindowActive(session.window)
    QApplication.processEvents()
