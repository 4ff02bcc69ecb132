"""What tests of the window share: a context in any language and look, keys, and pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from referral_app.language import Code, Language
from tests.ui.fakes import AnsweringDialogs
from tests.ui.two_centres import Town, found_two_centres, two_centres
from ui import fonts
from ui.background import Background
from ui.context import Look, Services, Ui, dress
from ui.notices import Notices
from ui.tokens import Scheme

W = TypeVar("W", bound=QWidget)
MakeUi = Callable[..., Ui]
TypeText = Callable[[QWidget, str], None]


class Show(Protocol):
    def __call__(self, widget: W) -> W: ...


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    fonts.load()
    return qapp


@pytest.fixture
def dialogs() -> AnsweringDialogs:
    return AnsweringDialogs()


@pytest.fixture
def services(qapp: QApplication, dialogs: AnsweringDialogs) -> Iterator[Services]:
    background = Background()
    yield Services(background, Notices(), dialogs)
    background.close()


@pytest.fixture
def make_ui(qapp: QApplication, services: Services, tmp_path: Path) -> Iterator[MakeUi]:
    """Words stay the English keys, so that tests do not depend on translations."""

    def make(
        code: Code = "fr",
        scheme: Scheme = Scheme.LIGHT,
        scale: float = 1.0,
        *,
        training: bool = False,
        catalogs: Path = tmp_path,
    ) -> Ui:
        look = Look(Language(code, catalogs), scheme, scale)
        return dress(qapp, look, services, training=training)

    yield make
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def ui(make_ui: MakeUi) -> Ui:
    return make_ui()


@pytest.fixture
def arabic(make_ui: MakeUi) -> Ui:
    return make_ui("ar")


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Show a widget as a window and wait until it stands; it stays until the test ends."""
    kept = list[QWidget]()

    def run(widget: W) -> W:
        kept.append(widget)
        qtbot.addWidget(widget)
        with qtbot.waitExposed(widget):
            widget.show()
        return widget

    return run


@pytest.fixture
def type_text() -> TypeText:
    """Type any script: QTest's own typing aborts on letters outside ASCII."""

    def run(widget: QWidget, text: str) -> None:
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(widget, event)

    return run


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders of two centres that know one another; to be copied, never opened."""
    root = tmp_path_factory.mktemp("centres")
    found_two_centres(root)
    return root


@pytest.fixture
def town(founded: Path, tmp_path: Path, ui: Ui) -> Iterator[Town]:
    """Somebody sits at the desk of each of two centres; a folder lies between them."""
    with two_centres(founded, tmp_path / "town", ui) as both:
        yield both
