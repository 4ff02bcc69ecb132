"""From the first start to the pages, locked and back, on a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_app import bootstrap, paths
from referral_app.domain.staff import Role
from referral_app.settings import LANGUAGE, WindowSettings
from tests.ui.conftest import TypeText
from tests.ui.fakes import AnsweringDialogs
from ui.context import Services
from ui.first_run.view import FirstRun
from ui.parts.need_fields import NeedFields
from ui.session import Session
from ui.unlock.view import Unlock

PASSPHRASE = "quatre mots pour ouvrir"
Start = Callable[[], Session]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    return tmp_path


@pytest.fixture
def store(home: Path) -> Path:
    folder = home / "store"
    details = bootstrap.CentreDetails("Centre YEM", "مركز", "yacoub_el_mansour", "training")
    person = bootstrap.Person("FA", Role.SUPERVISOR, PASSPHRASE)
    bootstrap.create_centre(folder, details, person).workspace.close()
    return folder


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot, services: Services, home: Path) -> Iterator[Start]:
    sessions: list[Session] = []

    def run() -> Session:
        session = Session(qapp, WindowSettings(home / "settings.json"), services)
        sessions.append(session)
        session.start()
        return session

    yield run
    for session in sessions:
        if session.workspace is not None:
            session.lock()
        services.background.wait_idle()
        session.window.closing.disconnect()
        session.window.close()
        session.window.deleteLater()
        session.deleteLater()
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def gate_of(session: Session) -> Any:
    return session.window._gate


def unlock(session: Session, qtbot: QtBot) -> None:
    gate = gate_of(session)
    assert isinstance(gate, Unlock)
    gate.passphrase.line.setText(PASSPHRASE)
    with qtbot.waitSignal(session.opened, timeout=20_000):
        qtbot.keyClick(gate.passphrase.line, Qt.Key.Key_Return)


def test_without_a_store_four_doors_are_offered(start: Start) -> None:
    gate = gate_of(start())
    assert isinstance(gate, FirstRun)
    assert len(gate.page.buttons) == 4


def test_a_centre_is_founded_by_keyboard_and_its_recovery_code_copied(
    start: Start, qtbot: QtBot, type_text: TypeText, home: Path
) -> None:
    session = start()
    gate = gate_of(session)
    qtbot.keyClick(gate.page.buttons[0], Qt.Key.Key_Space)
    form = gate.form
    for field, text in (
        (form.name_fr, "Centre Youssoufia"),
        (form.name_ar, "مركز اليوسفية"),
        (form.district, "youss"),
        (form.initials, "SK"),
        (form.passphrase.line, PASSPHRASE),
        (form.repeated.line, PASSPHRASE),
    ):
        field.setFocus()
        type_text(field, text)
    qtbot.keyClick(form.repeated.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: hasattr(gate, "recovery"), timeout=20_000)
    recovery = gate.recovery
    type_text(recovery.fields[0], "wrong")
    qtbot.keyClick(recovery.enter, Qt.Key.Key_Space)
    assert recovery.rows[0].error
    assert session.workspace is None
    for field, index in zip(recovery.fields, recovery._asked, strict=True):
        field.setText(recovery._groups[index].lower())
    with qtbot.waitSignal(session.opened):
        qtbot.keyClick(recovery.enter, Qt.Key.Key_Space)
    assert session.workspace is not None
    assert session.workspace.desk.actor.label == "SK"
    assert session.window.shell is not None
    assert bootstrap.store_exists(home / "store")


@pytest.mark.parametrize(
    ("passphrase", "repeated", "field"),
    [("court", "court", "passphrase"), (PASSPHRASE, PASSPHRASE + "!", "repeated")],
)
def test_a_weak_or_mistyped_passphrase_is_said_at_its_field(
    start: Start, passphrase: str, repeated: str, field: str, home: Path
) -> None:
    gate = gate_of(start())
    gate.show_form()
    form = gate.form
    form.name_fr.setText("Centre")
    form.name_ar.setText("مركز")
    form.district.set_value("youssoufia")
    form.initials.setText("SK")
    form.passphrase.line.setText(passphrase)
    form.repeated.line.setText(repeated)
    form.make.click()
    assert [name for name, row in form.rows.items() if row.error] == [field]
    assert form.name_fr.value() == "Centre"
    assert not bootstrap.store_exists(home / "store")


def test_a_wrong_passphrase_says_so_and_then_makes_one_wait(
    store: Path, start: Start, qtbot: QtBot
) -> None:
    session = start()
    gate = gate_of(session)
    for _try in range(3):
        gate.passphrase.line.setText("not the passphrase")
        gate.open_button.click()
        qtbot.waitUntil(lambda: bool(gate.passphrase_row.error), timeout=20_000)
        assert gate.passphrase.value() == "not the passphrase"
        gate.passphrase_row.set_error("") if gate.open_button.isEnabled() else None
    assert not gate.open_button.isEnabled()
    assert session.workspace is None
    gate._left = 1
    gate._count_down()
    assert gate.open_button.isEnabled()


def test_the_recovery_code_opens_and_sets_a_new_passphrase(
    home: Path, start: Start, qtbot: QtBot
) -> None:
    details = bootstrap.CentreDetails("Centre", "مركز", "youssoufia", "training")
    person = bootstrap.Person("FA", Role.SUPERVISOR, PASSPHRASE)
    created = bootstrap.create_centre(home / "store", details, person)
    created.workspace.close()
    session = start()
    gate = gate_of(session)
    gate._turn_to(1)
    gate.code.setText(created.recovery_code[:-1] + "A")
    gate.initials.setText("FA")
    gate.new_passphrase.line.setText("une autre phrase longue")
    gate.recover_button.click()
    qtbot.waitUntil(lambda: bool(gate.code_row.error), timeout=20_000)
    gate.code.setText(created.recovery_code.lower().replace("-", " "))
    with qtbot.waitSignal(session.opened, timeout=20_000):
        gate.recover_button.click()
    session.lock()
    qtbot.waitUntil(lambda: session.workspace is None)


def test_a_store_that_another_program_holds_says_so_and_opens_once_it_is_free(
    store: Path, start: Start, qtbot: QtBot, services: Services
) -> None:
    other = bootstrap.open_workspace(store, PASSPHRASE)
    session = start()
    gate = gate_of(session)
    gate.passphrase.line.setText(PASSPHRASE)
    gate.open_button.click()
    qtbot.waitUntil(lambda: bool(services.notices.open), timeout=20_000)
    notice = services.notices.open[0]
    assert notice.act is not None
    other.close()
    with qtbot.waitSignal(session.opened, timeout=20_000):
        notice.act.run()


def test_locking_asks_nothing_keeps_the_draft_and_returns_to_the_same_page(
    store: Path, start: Start, qtbot: QtBot, type_text: TypeText
) -> None:
    session = start()
    unlock(session, qtbot)
    session.go("intake")
    shell = session.window.shell
    assert shell is not None
    screen: Any = shell.page
    detail = screen.form.needs.findChildren(NeedFields)[0].detail
    detail.setFocus()
    type_text(detail, "Besoin d’un toit ce soir")
    with qtbot.waitSignal(session.locked, timeout=20_000):
        qtbot.keyClick(session.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert session.workspace is None
    assert isinstance(gate_of(session), Unlock)
    unlock(session, qtbot)
    assert session.window.shell is not None
    assert session.window.shell.visits[-1].key == "intake"
    assert session.workspace is not None
    desk = session.workspace.desk
    assert ["toit" in kept.data for kept in desk.store.reader.drafts(desk.actor.id)] == [True]


def test_changing_language_turns_the_window_at_the_same_place(
    store: Path, start: Start, qtbot: QtBot
) -> None:
    session = start()
    unlock(session, qtbot)
    session.go("settings")
    session.change_look(language="ar", scheme="dark", scale=1.5)
    assert session.window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert session.window.shell is not None
    assert session.window.shell.visits[-1].key == "settings"
    assert session.settings.get(LANGUAGE) == "ar"


def test_an_open_store_reads_the_clock_of_its_centre(
    store: Path, start: Start, qtbot: QtBot
) -> None:
    session = start()
    assert session.ui.language.zone is None
    unlock(session, qtbot)
    assert str(session.ui.language.zone) == "Africa/Casablanca"
    session.change_look(language="ar")
    assert str(session.ui.language.zone) == "Africa/Casablanca"


def test_an_idle_desk_locks_by_itself(store: Path, start: Start, qtbot: QtBot) -> None:
    session = start()
    unlock(session, qtbot)
    assert session.auto_lock.running
    with qtbot.waitSignal(session.locked, timeout=20_000):
        session.auto_lock.session_ended()
    assert not session.auto_lock.running


def test_another_folder_can_be_named(
    start: Start, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    session = start()
    dialogs.paths.append(tmp_path / "elsewhere")
    gate_of(session).elsewhere.emit()
    assert session.folder == tmp_path / "elsewhere"
    assert isinstance(gate_of(session), FirstRun)


def test_an_invitation_is_read_before_the_form_and_damage_is_said(
    store: Path,
    start: Start,
    dialogs: AnsweringDialogs,
    qtbot: QtBot,
    services: Services,
    tmp_path: Path,
) -> None:
    workspace = bootstrap.open_workspace(store, PASSPHRASE)
    file = tmp_path / "invitation.rinv"
    workspace.invite(file)
    workspace.close()
    session = start()
    session.folder = tmp_path / "second"
    session._show_gate()
    gate = gate_of(session)
    broken = tmp_path / "broken.rinv"
    broken.write_bytes(file.read_bytes()[:-40])
    dialogs.paths += [broken, file]
    gate._choose_invitation()
    qtbot.waitUntil(lambda: bool(services.notices.open), timeout=20_000)
    assert not hasattr(gate, "form")
    gate._choose_invitation()
    qtbot.waitUntil(lambda: hasattr(gate, "form"), timeout=20_000)
    form = gate.form
    form.name_fr.setText("Centre Youssoufia")
    form.name_ar.setText("مركز اليوسفية")
    form.district.set_value("youssoufia")
    form.initials.setText("SK")
    form.passphrase.line.setText(PASSPHRASE)
    form.repeated.line.setText(PASSPHRASE)
    form.make.click()
    qtbot.waitUntil(lambda: hasattr(gate, "recovery"), timeout=20_000)
    gate.recovery.confirmed.emit()
    assert session.workspace is not None
    assert session.workspace.desk.mode == "training"
    assert len(session.workspace.desk.store.reader.centres()) == 2


def test_looking_around_opens_a_practice_centre_that_wears_its_banner(
    start: Start, qtbot: QtBot
) -> None:
    session = start()
    gate = gate_of(session)
    gate._show_look_around()
    gate.page.initials.setText("FA")
    gate.page.passphrase.line.setText(PASSPHRASE)
    with qtbot.waitSignal(session.opened, timeout=60_000):
        gate.page.enter.click()
    assert session.workspace is not None
    assert session.workspace.desk.mode == "training"
    assert session.ui.training
    assert session.workspace.desk.store.reader.counts().open_cases > 3


def test_what_is_carried_over_a_change_of_language_shows_no_secret(
    store: Path, start: Start
) -> None:
    gate = gate_of(start())
    gate._turn_to(1)
    gate.passphrase.line.setText(PASSPHRASE)
    gate.code.setText("ABCD-EFGH")
    shown = repr(gate.place())
    assert PASSPHRASE not in shown
    assert "ABCD" not in shown
