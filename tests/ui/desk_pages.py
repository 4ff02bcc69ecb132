"""Pages at a real desk: the encrypted store of one of two neighbours, a window, and its keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from referral_app.domain.staff import Role
from referral_app.services.desk import Desk
from referral_app.settings import WindowSettings
from tests.fakes import Neighbours, neighbours
from ui.changes import Changes
from ui.context import Ui
from ui.screen import Screen, ScreenContext
from ui.shell import StillWardrobe

S = TypeVar("S", bound=Screen)
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
_PLAIN = Qt.KeyboardModifier.NoModifier


@dataclass(frozen=True)
class OpenStore:
    """As much of a workspace as pages use."""

    desk: Desk


@dataclass
class AtDesk:
    """A person at the desk of `two.here`; `gone` is where pages led."""

    two: Neighbours
    ui: Ui
    folder: Path
    role: Role = Role.SOCIAL_WORKER
    gone: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    keys: int = 0
    hosts: list[QWidget] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sit_as(self.role)

    def sit_as(self, role: Role) -> None:
        """Let somebody of another role sit down."""
        self.role = role
        settings = WindowSettings(self.folder / "window.json")
        store: Any = OpenStore(self.desk)
        self.changes = Changes()
        self.context = ScreenContext(
            self.ui, store, self.changes, self._go, StillWardrobe(), settings
        )

    @property
    def desk(self) -> Desk:
        return self.two.here.as_(self.role)

    def page(self, kind: type[S], width: int = 1170, height: int = 690, **arguments: Any) -> S:
        """Build a page and show it in a window that has the keyboard."""
        host = QWidget()
        column = QVBoxLayout(host)
        column.setContentsMargins(0, 0, 0, 0)
        page = kind(self.context)
        column.addWidget(page)
        host.resize(width, height)
        page.show_with(**arguments)
        host.show()
        host.activateWindow()
        QTest.qWaitForWindowActive(host)
        if page.focusWidget() is not None:
            page.focusWidget().setFocus()
        self.hosts.append(host)
        return page

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = _PLAIN, times: int = 1) -> None:
        """Press a key where the keyboard is."""
        for _turn in range(times):
            self.keys += 1
            QTest.keyClick(self._target(), key, modifiers)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type any script where the keyboard is."""
        for letter in text:
            self.keys += 1
            event = QKeyEvent(QKeyEvent.Type.KeyPress, 0, _PLAIN, letter)
            QApplication.sendEvent(self._target(), event)
            QApplication.processEvents()  # a list that opens and closes at once keeps the focus

    def wait(self) -> None:
        """Until the store's thread has done and delivered all."""
        assert self.ui.background.wait_idle()
        QApplication.processEvents()

    def said(self) -> list[str]:
        """The messages that are open."""
        return [notice.text for notice in self.ui.notices.open]

    def close(self) -> None:
        while self.hosts:
            host = self.hosts.pop()
            host.close()
            host.deleteLater()
        # Pages are gone before their store is.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()

    def _go(self, page: str, /, **arguments: Any) -> None:
        self.gone.append((page, arguments))

    def _target(self) -> QWidget:
        target = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert target is not None, "the keyboard is nowhere"
        return target


@contextmanager
def at_a_desk(ui: Ui, folder: Path, role: Role = Role.SOCIAL_WORKER) -> Iterator[AtDesk]:
    """Sit down at the first of two fresh neighbouring centres."""
    with neighbours(folder / "centres") as two:
        seat = AtDesk(two, ui, folder, role)
        try:
            yield seat
        finally:
            ui.background.wait_idle()
            seat.close()
