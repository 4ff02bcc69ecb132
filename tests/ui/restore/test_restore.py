"""Putting a backup back from the gate: chosen, opened, compared, put in place, or left alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from referral_app import bootstrap, paths
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.services.cases import record_need
from referral_app.services.intake import Intake, NeedEntry, open_case
from referral_app.services.ports import CaseQuery
from referral_app.settings import LANGUAGE, LAST_STORE, WindowSettings
from referral_app.storage import slots
from tests.ui.fakes import AnsweringDialogs
from tests.ui.sessions import session_at
from ui.backup.view import BackupScreen
from ui.context import Services
from ui.first_run.view import FirstRun
from ui.restore.view import Restore
from ui.session import Session
from ui.unlock.view import Unlock

PASSPHRASE = "quatre mots pour ouvrir"
_derived_once = cache(slots._derive)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_derive", _derived_once)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    # Words stay the keys, whatever the catalogs say.
    WindowSettings(tmp_path / "settings.json").put(LANGUAGE, "en")
    return tmp_path


@pytest.fixture
def file(home: Path) -> Path:
    """A backup of a store in which one more file was opened since."""
    details = bootstrap.CentreDetails("Centre YEM", "مركز", "yacoub_el_mansour", "training")
    person = bootstrap.Person("FA", Role.SUPERVISOR, PASSPHRASE)
    workspace = bootstrap.create_centre(home / "store", details, person).workspace
    entry = Intake(workspace.desk.now(), {}, (NeedEntry("S01"),), None)
    opened = open_case(workspace.desk, entry)
    assert workspace.backups.make(file=home / "a.jbak")
    open_case(workspace.desk, entry)
    record_need(workspace.desk, opened.case, NeedEntry("S02"), workspace.desk.now())
    workspace.close()
    return home / "a.jbak"


@pytest.fixture
def session(qapp: QApplication, services: Services, home: Path, file: Path) -> Iterator[Session]:
    with session_at(qapp, services, home, home / "store") as session:
        yield session


def gate(session: Session, kind: type) -> Restore:
    found = session.window._gate
    assert isinstance(found, kind)
    return found  # type: ignore[return-value]


def wait(session: Session) -> None:
    assert session.ui.background.wait_idle()
    QApplication.processEvents()


def words(page: Restore) -> list[str]:
    labels = page.compare_card.findChildren(QLabel)
    return [without_isolates(label.text()) for label in labels if label.text()]


def said(session: Session) -> list[str]:
    return [without_isolates(notice.text) for notice in session.ui.notices.open]


def come_to_restore(session: Session) -> Restore:
    gate(session, Unlock).restore_wanted.emit()  # type: ignore[attr-defined]
    return gate(session, Restore)


def compare(session: Session, dialogs: AnsweringDialogs, file: Path) -> Restore:
    page = come_to_restore(session)
    dialogs.paths.append(file)
    page.choose.click()
    wait(session)
    page.passphrase.line.setText(PASSPHRASE)
    page.look.click()
    wait(session)
    return page


def cases(session: Session) -> int:
    assert session.workspace is not None
    return len(session.workspace.desk.store.reader.case_page(CaseQuery()).rows)


def unlock(session: Session, qtbot: QtBot) -> None:
    page = session.window._gate
    assert isinstance(page, Unlock)
    page.passphrase.line.setText(PASSPHRASE)
    with qtbot.waitSignal(session.opened, timeout=20_000):
        page.passphrase.submitted.emit()


def test_both_sides_are_shown_before_anything_happens(
    session: Session, dialogs: AnsweringDialogs, file: Path
) -> None:
    page = come_to_restore(session)
    assert page.choose.hasFocus()
    assert not page.open_card.isVisible()
    dialogs.paths += [None, file]
    for _ in range(2):
        page.choose.click()
        wait(session)
    assert "FA" in page.about.text()
    assert page.passphrase.line.hasFocus()
    page.look.click()
    assert page.passphrase_row.error == "Type your passphrase."
    page.passphrase.line.setText(PASSPHRASE)
    page.look.click()
    wait(session)
    lines = words(page)
    assert "1 file and 0 referrals" in lines
    assert "2 files and 0 referrals" in lines
    assert any("is newer" in line for line in lines)
    assert any("kept beside" in line for line in lines)
    assert page.leave.hasFocus(), "Enter changes nothing"


def test_it_is_put_back_and_opens(
    session: Session, dialogs: AnsweringDialogs, file: Path, qtbot: QtBot
) -> None:
    page = compare(session, dialogs, file)
    page.act.click()
    wait(session)
    assert any("The backup is in its place." in text for text in said(session))
    unlock(session, qtbot)
    assert cases(session) == 1
    assert any(text.startswith("This desk was restored on") for text in said(session))
    assert list((session.folder).glob("store-replaced-*"))


def test_it_may_be_left_as_it_is(
    session: Session, dialogs: AnsweringDialogs, file: Path, qtbot: QtBot
) -> None:
    page = compare(session, dialogs, file)
    page.leave.click()
    unlock(session, qtbot)
    assert cases(session) == 2


def test_a_wrong_passphrase_stays_at_its_field(
    session: Session, dialogs: AnsweringDialogs, file: Path
) -> None:
    page = come_to_restore(session)
    dialogs.paths.append(file)
    page.choose.click()
    wait(session)
    page.passphrase.line.setText("autre chose")
    page.look.click()
    wait(session)
    assert "opens no access in this backup" in page.passphrase_row.error
    assert page.passphrase.line.hasFocus()
    assert not page.compare_card.isVisible()


def test_what_is_no_backup_is_said(session: Session, dialogs: AnsweringDialogs, home: Path) -> None:
    page = come_to_restore(session)
    (home / "b.jbak").write_text("a letter, and no backup", encoding="utf-8")
    dialogs.paths.append(home / "b.jbak")
    page.choose.click()
    wait(session)
    assert "This file is no backup" in said(session)[-1]
    assert not page.open_card.isVisible()


def test_it_can_be_stopped(session: Session, dialogs: AnsweringDialogs, file: Path) -> None:
    page = compare(session, dialogs, file)
    page.act.click()
    page.progress.stopped.emit()
    wait(session)
    assert said(session) == ["Stopped. Everything is as it was."]
    assert not list(session.folder.glob("store-replaced-*"))


def test_another_language_goes_on_at_the_same_place(
    session: Session, dialogs: AnsweringDialogs, file: Path
) -> None:
    compare(session, dialogs, file)
    session.change_look(language="ar")
    page = gate(session, Restore)
    assert page.compare_card.isVisible()
    assert page.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert page.passphrase.value() == PASSPHRASE
    page.act.click()
    wait(session)
    assert list(session.folder.glob("store-replaced-*"))


def test_from_the_page_of_backups(
    session: Session, dialogs: AnsweringDialogs, qtbot: QtBot
) -> None:
    unlock(session, qtbot)
    session.go("backup")
    shell = session.window.shell
    assert shell is not None
    page = shell.page
    assert isinstance(page, BackupScreen)
    dialogs.confirmations.append(True)
    page.list.restore.click()
    gate(session, Restore)
    assert session.workspace is None
    wait(session)
    gate(session, Restore).done.emit()
    unlock(session, qtbot)


def test_on_a_new_computer(
    qapp: QApplication,
    services: Services,
    dialogs: AnsweringDialogs,
    home: Path,
    file: Path,
    qtbot: QtBot,
) -> None:
    with session_at(qapp, services, home, home / "elsewhere") as session:
        first = session.window._gate
        assert isinstance(first, FirstRun)
        first.restore_wanted.emit()
        page = gate(session, Restore)
        dialogs.paths.append(file)
        page.choose.click()
        wait(session)
        page.passphrase.line.setText(PASSPHRASE)
        page.look.click()
        wait(session)
        assert any("nothing is replaced" in line for line in words(page))
        page.act.click()
        wait(session)
        unlock(session, qtbot)
        assert cases(session) == 1
        assert WindowSettings(home / "settings.json").get(LAST_STORE) == str(home / "elsewhere")


def test_a_restore_that_was_cut_is_finished_at_the_start(
    qapp: QApplication, services: Services, home: Path, file: Path, qtbot: QtBot
) -> None:
    folder = home / "store"
    (folder / "store.restoring").mkdir()
    for name in ("store.db", "store.keys"):
        (folder / name).rename(folder / "store.restoring" / name)
    (folder / "store.restore").write_text('{"replaced": null}', encoding="utf-8")
    with session_at(qapp, services, home, folder) as session:
        unlock(session, qtbot)
        assert cases(session) == 2
    assert file.exists()
