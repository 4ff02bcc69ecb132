"""Keys that work wherever one is: search, a new file, exchange, back, lock."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_app.services.intake import Intake, NeedEntry, open_case
from tests.ui.sessions import come_to, session_at
from tests.ui.two_centres import CTRL, PASSPHRASE, Hands, Key
from ui.context import Services
from ui.session import Session

ALT = Qt.KeyboardModifier.AltModifier
PAGES = ("today", "cases", "referrals", "exchange", "settings", "intake")


@pytest.fixture
def session(
    qapp: QApplication, services: Services, founded: Path, tmp_path: Path, qtbot: QtBot
) -> Iterator[Session]:
    """Somebody at an open store."""
    shutil.copytree(founded / "yem", tmp_path / "store")
    with session_at(qapp, services, tmp_path, tmp_path / "store") as begun:
        hands = Hands()
        with qtbot.waitSignal(begun.opened, timeout=20_000):
            hands.type(PASSPHRASE)
            hands.press(Key.Key_Return)
        come_to(begun)
        yield begun


def shown(session: Session) -> str:
    assert session.window.shell is not None
    return session.window.shell.visits[-1].key


def test_they_work_on_every_page(session: Session) -> None:
    hands = Hands()
    for page in PAGES:
        session.go(page)
        hands.press(Key.Key_E, CTRL)
        assert shown(session) == "exchange", page
        session.go(page)
        hands.press(Key.Key_N, CTRL)
        assert shown(session) == "intake", page
    keys = [line.keys for line in session.ui.actions.lines()]
    assert {"Ctrl+N", "Ctrl+E", "Ctrl+K", "Ctrl+L", "F1"} <= set(keys)
    assert keys.count("Ctrl+N") == 1


def test_a_code_that_is_typed_or_scanned_opens_its_file(session: Session) -> None:
    assert session.workspace is not None
    desk = session.workspace.desk
    opened = open_case(desk, Intake(desk.now(), {"sex": "F"}, (NeedEntry("S10", "Un toit"),), None))
    hands = Hands()
    for typed in (opened.code, f"{opened.code[:4]}-{opened.code[4:8]}-{opened.code[8:]}", "toit"):
        session.go("settings")
        hands.press(Key.Key_K, CTRL)
        hands.type(typed)
        hands.press(Key.Key_Return)
        assert shown(session) == "case"
        page: Any = session.window.shell.page if session.window.shell else None
        assert page.view.case.id == opened.case
        assert session.window.shell is not None
        assert session.window.shell.top_bar.search.text() == "", "nothing stays for the next"
    hands.press(Key.Key_Left, ALT)
    assert shown(session) != "case"


def test_what_is_not_found_says_so_and_stays_in_the_box(
    session: Session, services: Services
) -> None:
    hands = Hands()
    hands.press(Key.Key_K, CTRL)
    hands.type("rien de tel")
    hands.press(Key.Key_Return)
    assert shown(session) == "today"
    assert len(services.notices.open) == 1
    assert session.window.shell is not None
    assert session.window.shell.top_bar.search.text() == "rien de tel"
