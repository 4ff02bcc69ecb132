"""Pictures of the real screens, without a display: for the story and the handbook."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from referral_app.errors import NoRoomError
from referral_app.services.ports.painter import Scene

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication, QWidget

    from referral_app.bootstrap import Workspace
    from ui.context import Services
    from ui.painting.devices import PagePainter

WIDTH: Final = 1366
HEIGHT: Final = 768
_TURNS: Final = 8
_PAGES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "today": ("today", {}),
    "cases": ("cases", {}),
    "case": ("case", {}),
    "received": ("referrals", {"box": "received"}),
    "sent": ("referrals", {"box": "sent"}),
    "referral": ("referral", {}),
    "intake": ("intake", {}),
    "exchange": ("exchange", {}),
    "end_of_day": ("end_of_day", {}),
    "slip": ("slip", {}),
    "directory": ("directory", {}),
    "telephone": ("telephone", {}),
    "coupon": ("coupon", {}),
    "paper": ("paper", {}),
    "statistics": ("statistics", {}),
    "team": ("team", {}),
    "backup": ("backup", {}),
    "calendar": ("calendar", {}),
}
_ABOUT_REFERRAL: Final = frozenset({"referral", "slip", "telephone", "coupon"})
"""Screens whose record is a referral."""


class WindowPainter:
    """Opens each scene's store once and grabs its screens from the window itself."""

    @property
    def pages(self) -> PagePainter:
        """What draws the papers of the story."""
        from ui.painting.devices import PagePainter

        _application()
        return PagePainter()

    def paint(self, scenes: Sequence[Scene]) -> None:
        """Write every scene's picture; raises NoRoomError when a file cannot be written."""
        if not scenes:
            return
        from ui.context import Services

        app = _application()
        services = Services.of(app)
        failures: list[Exception] = []
        services.background.failed.connect(failures.append)
        key = lambda scene: (scene.store, scene.at)  # noqa: E731
        try:
            with _platform_silent():
                for _store, group in groupby(scenes, key=key):
                    self._paint_store(app, services, list(group))
        finally:
            services.background.close()
        if failures:
            raise failures[0]  # a bug in a page: its picture shows half of it

    def _paint_store(self, app: QApplication, services: Services, scenes: Sequence[Scene]) -> None:
        from referral_app import bootstrap
        from referral_app.clock import ManualClock

        first = scenes[0]
        parts = bootstrap.Parts(clock=ManualClock(first.at))
        workspace = bootstrap.open_workspace(
            first.store, first.passphrase, user=first.user, parts=parts
        )
        try:
            for scene in scenes:
                grab(app, services, workspace, scene)
        finally:
            workspace.close()


def _application() -> QApplication:
    # A story is told without a screen; a display that is there is not disturbed.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from ui.application import make_application

    running = QApplication.instance()
    return running if isinstance(running, QApplication) else make_application(["referral-app"])


@contextmanager
def _platform_silent() -> Iterator[None]:
    """Drop what the offscreen platform says of itself; all else is passed on."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    def pass_on(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if message.startswith("This plugin does not support"):
            return
        if before is not None:
            before(kind, context, message)
        else:
            sys.stderr.write(f"{message}\n")

    before = qInstallMessageHandler(pass_on)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def grab(app: QApplication, services: Services, workspace: Workspace, scene: Scene) -> None:
    """Build the window for a scene, let it settle, write the picture."""
    from PySide6.QtCore import QEvent

    from referral_app.language import Language
    from referral_app.settings import WindowSettings
    from ui.context import Look, dress
    from ui.shell import shell_of
    from ui.tokens import Scheme

    zone = workspace.desk.store.reader.calendar().commune.zone
    look = Look(Language(scene.language, zone=zone), Scheme(scene.theme))
    ui = dress(app, look, services, training=workspace.desk.mode == "training")
    # Of a file that is not there: a picture shows nobody's own settings.
    window = shell_of(ui, workspace, WindowSettings(scene.file.with_suffix(".json")))
    window.resize(WIDTH, HEIGHT)
    window.show()
    page, arguments = _PAGES[scene.screen]
    record = _told(workspace, scene)
    assert window.shell is not None  # noqa: S101 (shell_of has just built it)
    window.shell.show_page(page, **arguments, **record)
    picture = _settled(app, services, window)
    window.close()
    window.deleteLater()
    # Now: windows that are still about would be dressed again, with every later look.
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    services.notices.clear()
    if not picture.save(str(scene.file)):
        raise NoRoomError("picture.not_written")


def _told(workspace: Workspace, scene: Scene) -> dict[str, Any]:
    """What the page is told: the scene's record, or the month that stands frozen last."""
    from referral_app.domain.identifiers import ReferralId
    from referral_app.services.months import months

    if scene.screen == "statistics":
        frozen = months(workspace.desk)
        return {"month": frozen[0]} if frozen else {}
    if scene.record is None:
        return {}
    if scene.screen not in _ABOUT_REFERRAL:
        return {scene.screen: scene.record}
    told = {"referral": scene.record}
    if scene.screen == "slip":
        found = workspace.desk.store.reader.referral(ReferralId(scene.record))
        told |= {"case": found.case} if found and found.case else {}
    return told


def _settled(app: QApplication, services: Services, window: QWidget) -> QImage:
    """Grab the window once two grabs in a row are the same: layouts settle in several turns."""
    from PySide6.QtGui import QImage

    now, before = window.grab().toImage(), QImage()
    for _turn in range(_TURNS):
        if now == before:
            break
        services.background.wait_idle()
        app.processEvents()
        now, before = window.grab().toImage(), now
    return now
