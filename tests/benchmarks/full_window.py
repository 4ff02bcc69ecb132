"""The window of a person at a store of full size, off screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from tests.benchmarks.bulk import PASSPHRASE, full_store

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.session import Session

FOLDER: Final = Path(__file__).resolve().parents[2] / "build" / "bench"
"""Where the store of full size is kept from one run to the next."""


def store() -> Path:
    """Return the folder of the store, which the first run of all builds."""
    return full_store(FOLDER)


@contextmanager
def window_at(store: Path) -> Iterator[tuple[QApplication, Session]]:
    """Open the window at a store, unlocked, on the page that a person meets first."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Off screen, Qt says of each window that it has no size hints.
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
    from PySide6.QtWidgets import QApplication

    from referral_app import bootstrap
    from referral_app.settings import LAST_STORE, WindowSettings
    from ui.application import make_application
    from ui.session import Session

    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else make_application(["bench"])
    with TemporaryDirectory() as home:
        settings = WindowSettings(Path(home) / "settings.json")
        settings.put(LAST_STORE, str(store))
        session = Session(app, settings)
        session.start()
        session.open(bootstrap.open_workspace(store, PASSPHRASE))
        settle(app)
        try:
            yield app, session
        finally:
            session.window.closing.disconnect()
            session.close()
            session.window.close()
            session.window.deleteLater()
            session.deleteLater()
            settle(app)


def settle(app: QApplication) -> None:
    """Let everything that waits be shown."""
    for _ in range(5):
        app.processEvents()
