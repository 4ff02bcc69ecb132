"""Keys, quarantine and the recovery kit on the page of the exchange, by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from referral_app import bootstrap
from referral_app.bootstrap import Parts
from referral_app.domain.staff import Role
from referral_app.services.desks import desks
from referral_app.services.intake import Intake, NeedEntry, open_case
from tests.ui.exchange.test_desks import page_of, set_up_by_keyboard, words
from tests.ui.fakes import AnsweringDialogs
from tests.ui.sessions import come_to
from tests.ui.two_centres import PASSPHRASE, Hands, Key, Town
from ui.exchange.kit_panel import ASKED, KitPanel
from ui.exchange.waiting import Waiting
from ui.first_run.joining import JoinForm
from ui.first_run.view import FirstRun
from ui.parts.code_words import dashed
from ui.parts.recovery import RecoveryPage
from ui.parts.words_form import WordsForm
from ui.session import Session


def button(page: Any, text: str) -> Any:
    return next(it for it in page.safety.card.buttons if it.text() == text)


def test_a_stolen_desk_is_revoked_and_what_it_wrote_can_be_let_count(
    town: Town, further: Any, dialogs: AnsweringDialogs
) -> None:
    new = further().let_in()
    lost = open_case(new.workspace.desk, Intake(town.clock.now(), {}, (NeedEntry("S01"),), None))
    page = page_of(town)
    (line,) = [it for it in desks(town.yem.workspace.desk) if not it.is_here]
    revoke = page.desks.card.buttons["revoke", line.device]
    dialogs.confirmations += [False, True]
    revoke.setFocus()
    town.yem.press(Key.Key_Space)
    assert desks(town.yem.workspace.desk)[1].active, "asked first"
    town.yem.press(Key.Key_Space)
    town.yem.wait()
    town.yem.wait()
    assert dialogs.asked[-1].danger
    assert desks(town.yem.workspace.desk)[1].revoked
    assert "Revoked on" in words(page.desks.card)
    new.sync()
    page.folder.exchange.click()
    town.yem.wait()
    assert "Kept apart, counting nowhere" in words(page.safety.card)
    assert dashed(lost.code) in words(page.safety.card)
    assert any("counts nowhere" in it or "count nowhere" in it for it in [words(page.safety.card)])
    assert "Administration" not in words(page.safety.card), "it stands there already"
    reader = town.yem.workspace.desk.store.reader
    assert reader.cases_with_code(lost.code) == ()
    dialogs.confirmations += [True]
    many = len(town.yem.workspace.quarantine())
    name = "Let all of it count…" if many > 1 else "Let it count"
    button(page, name).click()
    town.yem.wait()
    assert len(reader.cases_with_code(lost.code)) == 1
    assert "Kept apart" not in words(page.safety.card)


def test_a_key_is_renewed_by_hand(town: Town) -> None:
    page = page_of(town)
    assert "Key 1, since" in words(page.safety.card)
    page.safety.card.rotate.click()
    town.yem.wait()
    assert "Key 2, since" in words(page.safety.card)
    assert "Key 1, of" in words(page.safety.card)


def test_a_kit_counts_when_two_words_were_typed_from_paper(
    town: Town, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    page = page_of(town)
    card = page.safety.card
    assert "No recovery kit is in the safe" in words(card)
    assert not card.kit.isVisible(), "the alert has the same button"
    button(page, "Print a recovery kit…").setFocus()
    town.yem.press(Key.Key_Space)
    town.yem.wait()
    panel = card.panel
    assert isinstance(panel, KitPanel)
    assert panel.print.hasFocus()
    dialogs.paths += [tmp_path / "kit.pdf"]
    panel.save.click()
    town.yem.wait()
    assert (tmp_path / "kit.pdf").read_bytes().startswith(b"%PDF")
    panel.keep.click()
    assert all(row.error for row in panel.rows)
    assert "No recovery kit is in the safe" in words(card)
    for place, field in zip(ASKED, panel.fields, strict=True):
        field.setFocus()
        town.yem.type(panel.kit.words[place - 1][:4])
        assert field.value() == panel.kit.words[place - 1], "four letters say the whole word"
    town.yem.press(Key.Key_Return)
    town.yem.wait()
    assert card.panel is None
    assert "No recovery kit is in the safe" not in words(card)


def test_a_file_for_the_mail_shows_its_words_once(
    town: Town, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    page = page_of(town)
    card = page.desks.card
    card.prepare.click()
    card.form.person.set_value(town.yem.workspace.desk.actor.id.hex())
    card.form.by_mail.set_value(True)
    dialogs.paths += [tmp_path / "desk.rinv"]
    card.form.write.click()
    town.yem.wait()
    assert card.told.isVisible()
    assert "12" in words(card.told)
    data = (tmp_path / "desk.rinv").read_bytes()
    assert bootstrap.read_desk_invitation(data, Parts(town.clock)).needs_words
    card.told.done.click()
    assert not card.told.isVisible()
    dialogs.paths += [tmp_path / "centre.rinv"]
    page.centres.invite_by_mail.click()
    town.yem.wait()
    assert page.told.isVisible()
    read = bootstrap.read_invitation((tmp_path / "centre.rinv").read_bytes(), Parts(town.clock))
    assert read.needs_words


def test_the_digits_of_a_desk_are_there_to_be_read_aloud(town: Town) -> None:
    page = page_of(town)
    workspace = town.yem.workspace
    digits = page.desks.card.buttons["digits", workspace.desk.device]
    first = workspace.desk_fingerprint().split()[0]
    assert first not in words(page.desks.card)
    digits.click()
    assert first in words(page.desks.card)
    digits.click()
    assert first not in words(page.desks.card)


def test_a_worker_takes_over_with_the_words_from_the_safe(
    town: Town, further: Any, dialogs: AnsweringDialogs
) -> None:
    first = town.yem.workspace
    kit = first.recovery_kit()
    first.keep_recovery_kit(kit.code)
    page = page_of(town)
    assert not page.safety.card.recover.isVisible(), "who can act needs no kit"
    town.yem.sit_down(Role.SOCIAL_WORKER)
    page = page_of(town)
    card = page.safety.card
    assert not card.rotate.isVisible()
    page.administration.heading.setFocus()
    town.yem.press(Key.Key_Space)
    assert card.recover.isVisible()
    card.recover.click()
    form = card.panel
    assert isinstance(form, WordsForm)
    town.yem.type("abai ")
    assert form.words.text() == "abaisser "
    town.yem.press(Key.Key_Return)
    town.yem.wait()
    assert "Words typed: 1. There are 24." in form.row.error
    form.words.setText(" ".join(kit.words))
    town.yem.press(Key.Key_Return)
    town.yem.wait()
    assert card.panel is None
    assert first.desk.actor.role is Role.SUPERVISOR


def test_a_mailed_file_asks_for_its_words_at_the_first_start_and_again(
    town: Town, start: Session, dialogs: AnsweringDialogs, tmp_path: Path, qtbot: QtBot
) -> None:
    town.clock.advance(bootstrap.Parts().clock.now() - town.clock.now())
    first, file, other = town.yem.workspace, tmp_path / "desk.rinv", tmp_path / "other.rinv"
    told = first.invite_desk(file, first.desk.actor.id, by_mail=True).words
    again = first.invite_desk(other, first.desk.actor.id, by_mail=True).words
    dialogs.paths += [file, other]
    gate = start._gate
    assert isinstance(gate, FirstRun)
    come_to(start)
    gate.page.buttons[2].setFocus()
    hands = Hands()
    hands.press(Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(gate.page, WordsForm))
    form = gate.page
    form.take_focus()
    form.words.setText(" ".join(again))
    hands.press(Key.Key_Return)
    qtbot.waitUntil(lambda: bool(form.row.error))
    assert "autre fichier" in form.row.error, "the session speaks French"
    form.words.clear()
    hands.type(" ".join(word[:4] for word in told))
    hands.press(Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(gate.page, JoinForm))
    gate.page.wanted.emit(PASSPHRASE)
    qtbot.waitUntil(lambda: isinstance(gate.page, RecoveryPage), timeout=20_000)
    gate.page.confirmed.emit()
    waiting = start.window._gate
    assert isinstance(waiting, Waiting)
    waiting.other.click()
    qtbot.waitUntil(lambda: waiting.words_form is not None)
    asked = waiting.words_form
    assert asked is not None
    assert not waiting.folder.isVisible(), "the form stands where everybody sees it"
    asked.wanted.emit(" ".join(told))
    qtbot.waitUntil(lambda: bool(asked.row.error))
    asked.wanted.emit(" ".join(again))
    qtbot.waitUntil(lambda: waiting.words_form is None)


def test_the_kit_lets_a_waiting_desk_in(
    town: Town, start: Session, dialogs: AnsweringDialogs, tmp_path: Path, qtbot: QtBot
) -> None:
    town.clock.advance(bootstrap.Parts().clock.now() - town.clock.now())
    first, file = town.yem.workspace, tmp_path / "desk.rinv"
    kit = first.recovery_kit()
    first.keep_recovery_kit(kit.code)
    first.invite_desk(file, first.desk.actor.id)
    dialogs.paths += [file, town.mail]
    waiting = set_up_by_keyboard(start, qtbot)
    waiting.kit.click()
    asked = waiting.words_form
    assert asked is not None
    assert not waiting.folder.isVisible(), "the form stands where everybody sees it"
    asked.wanted.emit("abaisser " * 24)
    qtbot.waitUntil(lambda: bool(asked.row.error))
    asked.wanted.emit(" ".join(kit.words))
    qtbot.waitUntil(lambda: waiting.words_form is None)
    assert any("par la trousse de secours" in notice.text for notice in start.ui.notices.open)
