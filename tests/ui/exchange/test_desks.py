"""The desks of a centre on the page of the exchange, and a new one at its first start."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from referral_app import bootstrap
from referral_app.bootstrap import Parts
from referral_app.clock import seeded_randomness
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.services.desks import desks
from referral_app.settings import LAST_FOLDER
from tests.ui.conftest import MakeUi
from tests.ui.fakes import AnsweringDialogs
from tests.ui.sessions import come_to
from tests.ui.two_centres import PASSPHRASE, Hands, Key, Seat, Town
from ui.exchange.view import ExchangeScreen
from ui.exchange.waiting import Waiting
from ui.first_run.joining import JoinForm
from ui.first_run.view import FirstRun
from ui.parts.recovery import RecoveryPage
from ui.session import Session
from ui.today.view import TodayScreen


def words(widget: QWidget) -> str:
    shown = (label.text() for label in widget.findChildren(QLabel) if label.isVisible())
    return without_isolates("\n".join(shown))


def page_of(town: Town) -> ExchangeScreen:
    town.yem.settings.put(LAST_FOLDER, str(town.mail))
    return town.yem.page(ExchangeScreen)


def test_a_desk_is_prepared_by_keyboard(
    town: Town, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    page = page_of(town)
    card = page.desks.card
    assert "Desk 1" in words(card)
    assert "This computer" in words(card)
    card.prepare.setFocus()
    town.yem.press(Key.Key_Space)
    assert card.form.person.hasFocus()
    card.form.write.click()
    assert card.form.person_row.error == "Choose who will work there."
    town.yem.type("FA")
    town.yem.press(Key.Key_Return)
    assert card.form.replaces.hasFocus()
    dialogs.paths += [None, tmp_path / "desk.rinv"]
    card.form.write.click()
    assert not (tmp_path / "desk.rinv").exists()
    assert card.form.isVisible(), "who thinks better of the place has lost nothing"
    card.form.write.click()
    town.yem.wait()
    summary = bootstrap.read_desk_invitation(
        (tmp_path / "desk.rinv").read_bytes(), Parts(town.clock)
    )
    assert (summary.label, summary.replaces) == ("FA", False)
    assert without_isolates(town.yem.said()[-1]).startswith("File written for FA, valid until ")
    assert not card.form.isVisible()


def test_a_joining_desk_is_compared_and_let_in(town: Town, further: Any) -> None:
    new = further()
    new.sync()
    page = page_of(town)
    page.folder.exchange.click()
    town.yem.wait()
    assert any("1 desk asks to be let in" in said for said in town.yem.said())
    card = page.desks.card
    assert "A desk for FA asks to be let in" in words(card)
    device = new.workspace.desk.device
    digits = new.workspace.desk_fingerprint()
    assert all(group in words(card) for group in digits.split())
    card.buttons["confirm", device].click()
    town.yem.wait()
    assert any("FA’s desk is let in" in without_isolates(said) for said in town.yem.said())
    assert "asks to be let in" not in words(card)
    assert "Desk 2 · FA" in words(card)
    new.sync()  # the page has exchanged by itself after the yes
    assert not new.workspace.is_waiting


def test_a_desk_whose_digits_differ_is_sent_away(town: Town, further: Any) -> None:
    new = further()
    new.sync()
    town.yem.workspace.synchronise(town.mail)
    page = page_of(town)
    page.desks.card.buttons["refuse", new.workspace.desk.device].click()
    town.yem.wait()
    assert "asks to be let in" not in words(page.desks.card)
    assert len(desks(town.yem.desk)) == 1


def test_a_desk_is_taken_out_of_work_after_a_question(
    town: Town, further: Any, dialogs: AnsweringDialogs
) -> None:
    new = further().let_in()
    page = page_of(town)
    dialogs.confirmations += [False, True]
    button = page.desks.card.buttons["retire", new.workspace.desk.device]
    button.click()
    assert dialogs.asked[0].danger
    button.click()
    town.yem.wait()
    assert "Out of work since" in words(page.desks.card)
    assert ("retire", town.yem.desk.device) not in page.desks.card.buttons, "the last one stays"


def test_a_desk_comes_to_let_in_others_after_a_question(
    town: Town, further: Any, dialogs: AnsweringDialogs
) -> None:
    new = further().let_in()
    device = new.workspace.desk.device
    page = page_of(town)
    card = page.desks.card
    assert ("promote", town.yem.desk.device) not in card.buttons, "it does so already"
    dialogs.confirmations += [False, True]
    for _turn in range(2):
        assert not desks(town.yem.desk)[1].may_let_in
        card.buttons["promote", device].click()
    town.yem.wait()
    assert "let in others" in town.yem.said()[-1]
    assert desks(town.yem.desk)[1].may_let_in
    assert ("promote", device) not in card.buttons
    town.yem.workspace.synchronise(town.mail)
    new.sync()
    assert desks(new.workspace.desk)[1].may_let_in


def test_no_more_desks_than_three_let_in_others(town: Town, further: Any) -> None:
    last = further("second").let_in()
    for name in ("third", "fourth"):
        further(name, may_let_in=True).let_in()
    card = page_of(town).desks.card
    assert ("replace", last.workspace.desk.device) in card.buttons
    assert not [key for key, _device in card.buttons if key == "promote"]


def test_this_computer_is_replaced_and_says_so(
    town: Town, further: Any, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    page = page_of(town)
    card = page.desks.card
    card.buttons["replace", town.yem.desk.device].click()
    assert card.form.replaces.value() == town.yem.desk.device.hex()
    new = further(replaces=town.yem.desk.device).let_in()
    page.refresh()
    assert "replaced by desk 2" in words(page.desks)
    assert "Replaced by desk 2" in words(card)
    assert not card.prepare.isVisible()
    home = town.yem.page(TodayScreen)
    assert "replaced by desk 2" in words(home.desk_alarms)
    assert desks(new.workspace.desk)[1].may_let_in


def test_a_copied_disk_is_said_at_home_and_on_the_page(
    town: Town, further: Any, tmp_path: Path
) -> None:
    new = further().let_in()
    new.workspace.close()
    shutil.copytree(tmp_path / "second", tmp_path / "copy")
    for turn in range(6):
        folder = tmp_path / ("second" if turn % 2 else "copy")
        # Each stays on: a start of its own only once.
        parts = Parts(town.clock, seeded_randomness(100 + turn % 2))
        twin = bootstrap.open_workspace(folder, PASSPHRASE, parts=parts)
        desk = twin.desk
        with desk.store.begin() as work:
            from referral_app.domain.facts import NOTE_ADDED, Fact, content

            fact = Fact(NOTE_ADDED.name, bytes(16), desk.now(), content(text=str(turn)))
            work.record(desk.stream, (fact,), desk.actor.id)
        twin.synchronise(town.mail)
        twin.close()
    town.yem.workspace.synchronise(town.mail)
    page = page_of(town)
    assert "exists twice" in words(page.desks.card)
    home = town.yem.page(TodayScreen)
    assert "exists twice" in words(home.desk_alarms)
    town.yem.sit_down(Role.SOCIAL_WORKER)
    home.refresh()
    assert not home.desk_alarms.lines, "who can do nothing about it is not alarmed"


def test_who_may_not_manage_desks_sees_them_only(town: Town, further: Any) -> None:
    further().let_in()
    town.yem.sit_down(Role.SOCIAL_WORKER)
    page = page_of(town)
    assert "Desk 2 · FA" in words(page.desks.card)
    assert not page.desks.card.prepare.isVisible()
    assert not page.desks.card.buttons


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_digits_of_a_desk_read_from_left_to_right(
    town: Town, make_ui: MakeUi, further: Any, code: str
) -> None:
    new = further()
    new.sync()
    town.yem.workspace.synchronise(town.mail)
    seat = Seat(town.yem.workspace, make_ui(code), town.yem.folder)
    try:
        page = seat.page(ExchangeScreen)
        QApplication.processEvents()
        device = new.workspace.desk.device
        digits = new.workspace.desk_fingerprint().split()[:2]
        labels = page.desks.card.findChildren(QLabel)
        first, second = (
            next(label for label in labels if without_isolates(label.text()) == group)
            for group in digits
        )
        assert first.x() < second.x()
        assert ("confirm", device) in page.desks.card.buttons
    finally:
        seat.close()


def set_up_by_keyboard(session: Session, qtbot: QtBot) -> Waiting:
    """Choose the file at the third door, type a passphrase, first one that is too short."""
    gate, hands = session._gate, Hands()
    assert isinstance(gate, FirstRun)
    gate.page.buttons[2].setFocus()
    hands.press(Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(gate.page, JoinForm))
    come_to(session)
    gate.page.take_focus()
    hands.type("court")
    hands.press(Key.Key_Return, times=2)
    assert gate.page.passphrase_row.error
    assert gate.page.passphrase.line.hasFocus()
    gate.page.passphrase.line.clear()
    for _turn in range(2):
        hands.type(PASSPHRASE)
        hands.press(Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(gate.page, RecoveryPage), timeout=20_000)
    gate.page.confirmed.emit()
    assert isinstance(session.window._gate, Waiting)
    return session.window._gate


def test_a_new_computer_joins_waits_and_is_let_in(
    town: Town, start: Session, dialogs: AnsweringDialogs, tmp_path: Path, qtbot: QtBot
) -> None:
    """From the door to the first page; the clocks are those of the machine."""
    town.clock.advance(bootstrap.Parts().clock.now() - town.clock.now())
    first, file = town.yem.workspace, tmp_path / "desk.rinv"
    first.invite_desk(file, first.desk.actor.id)
    dialogs.paths += [file, town.mail]
    waiting = set_up_by_keyboard(start, qtbot)
    assert start.workspace
    assert start.workspace.is_waiting
    assert start.window.shell is None
    digits = start.workspace.desk_fingerprint()
    assert all(group in words(waiting) for group in digits.split())
    come_to(start)
    waiting.folder.exchange.click()
    qtbot.waitUntil(lambda: not waiting._busy)
    assert waiting.folder.exchange.hasFocus(), "the keyboard is where it was before the work"
    first.synchronise(town.mail)
    (joining,) = first.joining()
    assert joining.fingerprint == digits
    first.confirm_desk(joining.device)
    first.synchronise(town.mail)
    waiting.folder.exchange.click()
    qtbot.waitUntil(lambda: start.window.shell is not None, timeout=20_000)
    assert start.workspace.desk.actor.label == "FA"
    assert not start.workspace.is_waiting


def test_a_waiting_desk_locks_and_waits_on(
    town: Town, start: Session, dialogs: AnsweringDialogs, tmp_path: Path, qtbot: QtBot
) -> None:
    first = town.yem.workspace
    file = tmp_path / "desk.rinv"
    first.invite_desk(file, first.desk.actor.id)
    parts = Parts(town.clock, seeded_randomness(5))
    created = bootstrap.join_centre(tmp_path / "new", file.read_bytes(), PASSPHRASE, parts)
    start.open(created.workspace)
    assert isinstance(start.window._gate, Waiting)
    start.change_look(language="ar")
    assert start.window._gate.isRightToLeft()
    start.change_look(language="fr")
    with qtbot.waitSignal(start.locked):
        start.window._gate.left.emit()
    assert bootstrap.slot_labels(tmp_path / "new") == ("FA",)
