"""What stands before the work loses nothing: not at a change of language, not by going back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from referral_app import bootstrap
from referral_app.domain.staff import Role
from tests.ui.sessions import come_to, session_at
from tests.ui.two_centres import CTRL, Hands, Key
from ui.context import Services
from ui.first_run.doors import Doors, LookAround
from ui.first_run.view import FirstRun
from ui.parts.recovery import RecoveryPage
from ui.session import Session
from ui.unlock.view import Unlock

PASSPHRASE = "quatre mots pour ouvrir"


@pytest.fixture
def session(qapp: QApplication, services: Services, tmp_path: Path) -> Iterator[Session]:
    """At the first start, before the doors."""
    with session_at(qapp, services, tmp_path, tmp_path / "store") as begun:
        yield begun


def gate(session: Session) -> Any:
    found = session._gate
    assert isinstance(found, FirstRun)
    return found


def other_language(session: Session) -> None:
    gate(session).languages.setFocus()
    Hands().press(Key.Key_Right if session.ui.language.code == "fr" else Key.Key_Left)
    come_to(session)
    assert gate(session).languages.hasFocus() or gate(session).languages.isAncestorOf(
        QApplication.focusWidget()
    )


def fill(session: Session, hands: Hands) -> None:
    """The form of a new centre by keyboard, Enter from field to field."""
    hands.press(Key.Key_Space)
    hands.type("Centre Youssoufia")
    hands.press(Key.Key_Return)
    hands.type("مركز اليوسفية")
    hands.press(Key.Key_Return)
    hands.type("youss")
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Space)  # for training
    hands.press(Key.Key_Return)
    hands.type("SK")
    hands.press(Key.Key_Return, times=2)
    hands.type(PASSPHRASE)
    hands.press(Key.Key_Return)
    hands.type(PASSPHRASE)


def test_a_form_that_is_being_filled_survives_a_change_of_language(session: Session) -> None:
    fill(session, Hands())
    before = gate(session).form.typed()
    other_language(session)
    assert session.ui.language.code == "ar"
    assert gate(session).form.typed() == before
    assert gate(session).form.district.value() == "youssoufia"
    other_language(session)
    assert gate(session).form.typed() == before


def test_back_and_in_again_finds_what_was_typed_but_no_passphrase(session: Session) -> None:
    hands = Hands()
    fill(session, hands)
    hands.press(Key.Key_Escape)
    assert isinstance(gate(session).page, Doors)
    hands.press(Key.Key_Space)
    typed = gate(session).form.typed()
    assert typed["name_ar"] == "مركز اليوسفية"
    assert typed["training"] == "yes"
    assert (typed["passphrase"], typed["repeated"]) == ("", "")


def test_the_recovery_code_survives_a_change_of_language(session: Session, qtbot: QtBot) -> None:
    hands = Hands()
    fill(session, hands)
    hands.press(Key.Key_Return)
    assert not gate(session).languages.isEnabled(), "nobody leaves a store behind half-made"
    qtbot.waitUntil(lambda: isinstance(gate(session).page, RecoveryPage), timeout=20_000)
    groups = gate(session).page._groups
    hands.type(groups[1])
    other_language(session)
    page = gate(session).page
    assert isinstance(page, RecoveryPage)
    assert page._groups == groups
    assert page.fields[0].text() == groups[1]
    page.fields[1].setFocus()
    hands.type(groups[-1].lower())
    with qtbot.waitSignal(session.opened):
        hands.press(Key.Key_Return)
    assert session.workspace is not None
    assert session.workspace.desk.actor.label == "SK"


def test_typing_before_the_look_around_survives_too(session: Session) -> None:
    hands = Hands()
    gate(session).page.buttons[3].setFocus()
    hands.press(Key.Key_Space)
    assert isinstance(gate(session).page, LookAround)
    hands.type("FA")
    hands.press(Key.Key_Return)
    hands.type("court")
    other_language(session)
    assert gate(session).page.typed() == {"initials": "FA", "passphrase": "court"}
    gate(session).page.passphrase.setFocus()
    hands.press(Key.Key_Return)
    assert gate(session).page.passphrase_row.error


def test_who_must_wait_goes_on_waiting_in_the_other_language(
    qapp: QApplication, services: Services, tmp_path: Path, qtbot: QtBot
) -> None:
    details = bootstrap.CentreDetails("Centre", "مركز", "youssoufia", "training")
    person = bootstrap.Person("FA", Role.SUPERVISOR, PASSPHRASE)
    bootstrap.create_centre(tmp_path / "store", details, person).workspace.close()
    with session_at(qapp, services, tmp_path, tmp_path / "store") as session:
        before = session._gate
        assert isinstance(before, Unlock)
        for _try in range(3):
            before.passphrase.line.setText("pas la bonne")
            before.open_button.click()
            assert not before.languages.isEnabled()
            qtbot.waitUntil(before.languages.isEnabled, timeout=20_000)
        assert not before.open_button.isEnabled()
        before.languages.set_value("ar")
        later = session._gate
        assert isinstance(later, Unlock)
        assert later is not before
        assert not later.open_button.isEnabled()
        assert later.passphrase_row.error
        later._turn_to(1)
        later.code.setText("ABCD")
        later.languages.set_value("fr")
        last: Any = session._gate
        assert last.code.text() == "ABCD"
        assert last.stack.currentIndex() == 1


def mend(session: Session, field: str, text: str) -> None:
    """Type something else into a field, which then has the keyboard."""
    line = gate(session).form._lines()[field]
    line.setFocus()
    line.clear()
    Hands().type(text)


@pytest.mark.parametrize(
    ("field", "text"), [("repeated", "autre"), ("passphrase", "court"), ("initials", "")]
)
def test_enter_at_the_end_stands_at_the_mistake(session: Session, field: str, text: str) -> None:
    fill(session, Hands())
    mend(session, field, text)
    form = gate(session).form
    form.repeated.setFocus()
    Hands().press(Key.Key_Return)
    assert form.rows[field].error
    assert form._lines()[field].hasFocus()


def test_enter_before_the_look_around_stands_at_the_mistake(session: Session) -> None:
    hands = Hands()
    gate(session).page.buttons[3].setFocus()
    hands.press(Key.Key_Space)
    hands.press(Key.Key_Return)
    hands.type(PASSPHRASE)
    hands.press(Key.Key_Return)
    page = gate(session).page
    assert page.initials_row.error
    assert page.initials.hasFocus()


class Strays(QObject):
    """Notes windows that show themselves and are none of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if (
            event.type() is QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and not isinstance(watched, QMainWindow)
            and watched.windowType() is not Qt.WindowType.Popup
        ):
            words = watched.text() if isinstance(watched, QLabel) else ""
            self.seen.append(f"{type(watched).__name__} {words}")
        return False


def test_no_part_of_a_page_flashes_as_a_window_of_its_own(
    session: Session, qapp: QApplication, qtbot: QtBot
) -> None:
    strays = Strays()
    qapp.installEventFilter(strays)
    try:
        hands = Hands()
        fill(session, hands)
        hands.press(Key.Key_Return)
        qtbot.waitUntil(lambda: isinstance(gate(session).page, RecoveryPage), timeout=20_000)
        with qtbot.waitSignal(session.opened):
            gate(session).page.confirmed.emit()
        come_to(session)
        for page in ("cases", "referrals", "exchange", "settings", "intake", "send", "today"):
            session.go(page)
            QApplication.processEvents()
            assert session.window.shell is not None
            shown: Any = session.window.shell.page
            shown.refresh()
            shown.refresh()
            QApplication.processEvents()
        with qtbot.waitSignal(session.locked, timeout=20_000):
            hands.press(Key.Key_L, CTRL)
        QApplication.processEvents()
    finally:
        qapp.removeEventFilter(strays)
    assert strays.seen == []
