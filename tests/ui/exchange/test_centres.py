"""The centres on the page of the exchange: heard, compared, invited."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from referral_app import bootstrap
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.settings import LAST_FOLDER
from tests.fakes import DAY
from tests.ui.conftest import MakeUi
from tests.ui.fakes import AnsweringDialogs
from tests.ui.two_centres import PASSPHRASE, Key, Seat, Town
from ui.changes import EXCHANGE
from ui.exchange.view import ExchangeScreen


def words(page: ExchangeScreen) -> str:
    labels = page.centres.findChildren(QLabel)
    shown = (label.text() for label in labels if not label.isHidden())
    return without_isolates("\n".join(shown))


def test_both_read_the_same_sixty_digits(town: Town) -> None:
    pages = [seat.page(ExchangeScreen) for seat in (town.yem, town.youss)]
    centre = town.yem.desk.centre
    digits = set()
    for seat, page in zip((town.yem, town.youss), pages, strict=True):
        row = page.centres.rows[centre]
        assert not row.fingerprint.isVisible()
        page.window().activateWindow()
        row.button.setFocus()
        seat.press(Key.Key_Space) if row.button.hasFocus() else row.button.click()
        assert row.fingerprint.isVisible()
        digits.add(row.fingerprint.digits)
        groups = [without_isolates(g.text()) for g in row.fingerprint.findChildren(QLabel)]
        assert " ".join(groups) == row.fingerprint.digits
    assert len(digits) == 1
    assert len(digits.pop().split()) == 12


def test_our_own_centre_stands_first_so_that_it_can_be_read_out(town: Town) -> None:
    page = town.yem.page(ExchangeScreen)
    assert list(page.centres.rows) == [town.yem.desk.centre, town.youss.desk.centre]
    assert "Our centre" in words(page)


def test_open_digits_and_the_keyboard_stay_while_others_change(town: Town) -> None:
    page = town.yem.page(ExchangeScreen)
    row = page.centres.rows[town.youss.desk.centre]
    row.button.setFocus()
    town.yem.press(Key.Key_Space)
    town.yem.changes.publish(EXCHANGE)
    assert page.centres.rows[town.youss.desk.centre] is row
    assert QApplication.focusWidget() is row.button
    town.clock.advance(3 * DAY)
    town.yem.changes.publish(EXCHANGE)
    assert page.centres.rows[town.youss.desk.centre].opened


def test_it_says_when_each_was_last_heard(town: Town) -> None:
    town.meet()
    page = town.yem.page(ExchangeScreen)
    assert "Last heard from: " in words(page)


def test_an_invitation_is_written_and_a_third_centre_joins(
    town: Town, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    seat = town.yem
    seat.settings.put(LAST_FOLDER, str(town.mail))
    page = seat.page(ExchangeScreen)
    file = tmp_path / "invitation.rinv"
    dialogs.paths += [None, file]
    page.centres.invite.setFocus()
    seat.press(Key.Key_Space)
    seat.wait()
    assert not file.exists()
    seat.press(Key.Key_Space)
    seat.wait()
    assert page.centres.invite.hasFocus(), "the keyboard is where it was before the work"
    assert file.exists()
    assert seat.said()[-1].startswith("Invitation written, valid until ")
    assert "An invitation is on its way" in words(page)
    parts = bootstrap.Parts(clock=town.clock)
    details = bootstrap.CentreDetails("Centre Agdal", "مركز أكدال", "youssoufia", "training")
    person = bootstrap.Person("HB", Role.SUPERVISOR, PASSPHRASE)
    third = bootstrap.accept_invitation(
        tmp_path / "third", file.read_bytes(), details, person, parts
    ).workspace
    try:
        third.synchronise(town.mail)
    finally:
        third.close()
    page.folder.exchange.click()
    seat.wait()
    assert "An invitation is on its way" not in words(page)
    assert len(page.centres.rows) == 3
    assert any("Centre Agdal is known from now on" in without_isolates(t) for t in seat.said())


def test_an_invitation_that_cannot_be_written_says_so_and_can_be_tried_again(
    town: Town, dialogs: AnsweringDialogs, tmp_path: Path
) -> None:
    page = town.yem.page(ExchangeScreen)
    folder = tmp_path / "stick"
    dialogs.paths.append(folder / "invitation.rinv")
    page.centres.invite.click()
    town.yem.wait()
    (notice,) = town.yem.ui.notices.open
    assert notice.act is not None
    assert "An invitation is on its way" not in words(page), "nothing was issued"
    folder.mkdir()
    notice.act.run()
    town.yem.wait()
    assert (folder / "invitation.rinv").exists()
    assert "An invitation is on its way" in words(page)


def test_who_may_not_invite_sees_no_button(town: Town) -> None:
    town.yem.sit_down(Role.SOCIAL_WORKER)
    page = town.yem.page(ExchangeScreen)
    assert not page.centres.invite.isVisible()
    assert page.folder.exchange.isEnabled()


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_digits_read_from_left_to_right_in_every_language(
    town: Town, make_ui: MakeUi, code: str
) -> None:
    seat = Seat(town.yem.workspace, make_ui(code), town.yem.folder)
    page = seat.page(ExchangeScreen)
    try:
        row = page.centres.rows[town.youss.desk.centre]
        row.open(True)
        QApplication.processEvents()
        first, second = row.fingerprint.findChildren(QLabel)[:2]
        assert first.x() < second.x()
        assert page.isRightToLeft() == (code == "ar")
    finally:
        seat.close()
