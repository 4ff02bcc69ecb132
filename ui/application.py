"""The application object and the first window."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QApplication

from referral_app.settings import WindowSettings
from ui import fonts
from ui.session import Session
from ui.theme import choose_fusion
from ui.tokens import PRODUCT_LATIN


def make_application(arguments: Sequence[str]) -> QApplication:
    """Make the one application object, with our fonts."""
    choose_fusion()
    app = QApplication(list(arguments))
    app.setApplicationName(PRODUCT_LATIN)
    app.setDesktopFileName("referral-app")
    fonts.load()
    return app


def after_paint(session: Session) -> None:
    """Do what the first paint did not need; until now a crash spoke on standard error."""
    from referral_app import log

    gc.enable()
    log.start()
    log.watch_crashes(session.crashed.emit)


def run(
    arguments: Sequence[str],
    settings: WindowSettings,
    then: Callable[[Session], None] = after_paint,
) -> int:
    """Open the window, do `then` once it is painted, and work until it is closed.

    Returns the exit code.
    """
    app = make_application(arguments)
    session = Session(app, settings)
    session.window.painted.connect(partial(then, session))
    session.start()
    code = app.exec()
    # Qt's own teardown order and Python's differ: leave before they meet.
    sys.stdout.flush()
    del session
    return code
