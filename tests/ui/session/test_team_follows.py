"""What is written about the person at the desk counts while they sit there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_app.domain.facts import STAFF_FIELD, Fact, Value, content
from referral_app.errors import RefusedError
from referral_app.sentences import sentence
from tests.ui.sessions import come_to, session_at
from tests.ui.two_centres import PASSPHRASE, Hands, Key
from ui.changes import EXCHANGE
from ui.context import Services
from ui.session import Session
from ui.unlock.view import Unlock


@pytest.fixture
def session(
    qapp: QApplication, services: Services, founded: Path, tmp_path: Path, qtbot: QtBot
) -> Iterator[Session]:
    store = tmp_path / "store"
    shutil.copytree(founded / "yem", store)
    with session_at(qapp, services, tmp_path, store) as begun:
        with qtbot.waitSignal(begun.opened, timeout=20_000):
            hands = Hands()
            hands.type(PASSPHRASE)
            hands.press(Key.Key_Return)
        come_to(begun)
        yield begun


def arrives(session: Session, folder: Path, field: str, value: Value) -> None:
    """An exchange brings a fact about the person at the desk, as another desk wrote it."""
    assert session.workspace
    desk = session.workspace.desk
    fact = Fact(STAFF_FIELD.name, desk.actor.id, desk.now(), content(field=field, value=value))
    with desk.store.begin() as work:
        work.record(desk.stream, (fact,), desk.actor.id)
    session.workspace.synchronise(folder)
    assert session._context
    session._context.changes.publish(EXCHANGE)


def keys(session: Session) -> list[str]:
    assert session.window.shell
    return [button.item.key for button in session.window.shell.rail.buttons]


def test_who_has_left_is_shown_the_gate(session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.locked, timeout=20_000):
        arrives(session, tmp_path, "active", False)
    assert isinstance(session._gate, Unlock)
    said = [notice.text for notice in session._services.notices.open]
    assert sentence(session.ui.language, RefusedError("bootstrap.not_of_the_staff")) in said


def test_another_role_shows_other_pages(session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    session.go("cases")
    assert "cases" in keys(session)
    arrives(session, tmp_path, "role", "trainer")
    qtbot.waitUntil(lambda: "cases" not in keys(session), timeout=5_000)
    assert session.workspace
    come_to(session)
    assert session.window.shell
    assert session.window.shell.visits[-1].key == "today"
