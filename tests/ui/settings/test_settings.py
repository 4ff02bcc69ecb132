"""Language, colours and size change at the same place; the rest is said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import referral_app
from referral_app.language import without_isolates
from referral_app.settings import LANGUAGE, SCALE, SCHEME
from tests.ui.sessions import come_to, session_at
from tests.ui.two_centres import CTRL, PASSPHRASE, Hands, Key, Town
from ui.context import Services
from ui.referral.view import ReferralScreen
from ui.session import Session
from ui.settings.view import SettingsScreen
from ui.tokens import SCALES


@pytest.fixture
def session(
    qapp: QApplication, services: Services, founded: Path, tmp_path: Path, qtbot: QtBot
) -> Iterator[Session]:
    """Somebody at an open store, before the settings."""
    store = tmp_path / "store"
    shutil.copytree(founded / "yem", store)
    with session_at(qapp, services, tmp_path, store) as begun:
        hands = Hands()
        with qtbot.waitSignal(begun.opened, timeout=20_000):
            hands.type(PASSPHRASE)
            hands.press(Key.Key_Return)
        come_to(begun)
        begun.go("settings")
        yield begun


def page(session: Session) -> SettingsScreen:
    assert session.window.shell is not None
    found: Any = session.window.shell.page
    assert isinstance(found, SettingsScreen)
    return found


def focused(session: Session) -> str:
    """The name of the field that has the keyboard."""
    come_to(session)
    widget = QApplication.focusWidget()
    while widget is not None and not widget.objectName():
        widget = widget.parentWidget()
    return widget.objectName() if widget else ""


def test_each_choice_is_made_by_arrows_and_leaves_the_keyboard_where_it_is(
    session: Session,
) -> None:
    hands = Hands()
    assert focused(session) == "language"
    hands.press(Key.Key_Right)
    assert session.settings.get(LANGUAGE) == "ar"
    assert session.window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert page(session).language.value() == "ar"
    assert focused(session) == "language"
    hands.press(Key.Key_Tab)
    assert focused(session) == "scheme"
    hands.press(Key.Key_Left)
    hands.press(Key.Key_Left)
    assert session.settings.get(SCHEME) == "dark"
    assert focused(session) == "scheme"
    hands.press(Key.Key_Tab)
    hands.press(Key.Key_Left)
    assert session.settings.get(SCALE) == pytest.approx(SCALES[1])
    assert session.ui.theme.scale == pytest.approx(SCALES[1])
    assert focused(session) == "scale"
    assert session.window.shell is not None
    assert [visit.key for visit in session.window.shell.visits] == ["settings"]


def test_what_was_chosen_is_there_at_the_next_start(
    session: Session, qapp: QApplication, services: Services, tmp_path: Path
) -> None:
    session.change_look(language="ar", scheme="contrast", scale=1.5)
    with session_at(qapp, services, tmp_path, tmp_path / "nowhere") as later:
        assert later.ui.language.code == "ar"
        assert later.ui.theme.scale == pytest.approx(1.5)
        assert later.window.layoutDirection() is Qt.LayoutDirection.RightToLeft


def test_settings_that_cannot_be_written_hold_until_the_end_and_say_so(
    session: Session, services: Services, tmp_path: Path
) -> None:
    (tmp_path / "settings.json").unlink()
    (tmp_path / "settings.part").mkdir()
    session.change_look(scale=1.25)
    assert session.ui.theme.scale == pytest.approx(1.25)
    assert len(services.notices.open) == 1


def test_it_says_who_where_and_which_version(session: Session, tmp_path: Path) -> None:
    words = without_isolates("\n".join(x.text() for x in page(session).findChildren(QLabel)))
    assert str(tmp_path / "store") in words
    assert referral_app.__version__ in words
    assert "FA" in words
    assert "15" in words


def test_an_answer_that_is_typed_survives_a_change_of_language_and_a_lock(
    session: Session, qtbot: QtBot, founded: Path, tmp_path: Path, town: Town
) -> None:
    """Locked in the middle of an answer; the same person finds it where it was."""
    referral = town.received()
    town.youss.close()
    town.youss.workspace.close()
    session.lock()
    session.ui.background.wait_idle()
    session.folder = town.mail.parent / "youss"
    session._show_gate()
    hands = Hands()
    unlock(session, hands, qtbot)
    session.go("referral", referral=referral)
    come_to(session)
    hands.press(Key.Key_Space)
    hands.type("Guichet 2")
    assert typed(session) == "Guichet 2"
    session.change_look(language="ar")
    assert typed(session) == "Guichet 2"
    come_to(session)
    with qtbot.waitSignal(session.locked, timeout=20_000):
        hands.press(Key.Key_L, CTRL)
    unlock(session, hands, qtbot)
    assert typed(session) == "Guichet 2"


def unlock(session: Session, hands: Hands, qtbot: QtBot) -> None:
    come_to(session)
    with qtbot.waitSignal(session.opened, timeout=20_000):
        hands.type(PASSPHRASE)
        hands.press(Key.Key_Return)
    come_to(session)


def typed(session: Session) -> str:
    assert session.window.shell is not None
    found: Any = session.window.shell.page
    assert isinstance(found, ReferralScreen)
    assert found.panel.form is not None
    return found.panel.form.state()["contact_point"]
