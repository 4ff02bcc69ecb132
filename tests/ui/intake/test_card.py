"""A file under the code of a card that was printed ahead."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from referral_app.domain.case_code import CaseCode
from referral_app.services.cards import print_cards
from tests.ui.desk_pages import CTRL, AtDesk, Key
from tests.ui.intake.test_by_keyboard import fill
from ui.consent import NO_CONSENT
from ui.intake.view import IntakeScreen


@pytest.fixture
def page(seat: AtDesk) -> IntakeScreen:
    return seat.page(IntakeScreen)


def test_a_card_is_scanned_and_the_file_bears_its_code(seat: AtDesk, page: IntakeScreen) -> None:
    (code,) = print_cards(seat.desk, 1)
    assert not page.card.isVisible()
    seat.press(Key.Key_F3)
    seat.type(CaseCode(code).scanned)
    seat.press(Key.Key_Return)
    assert QApplication.focusWidget() is page.form.consent.read
    fill(seat)
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert page.done.code == code
    assert not page.card.value()


def test_a_wrong_card_is_told_at_once_and_nothing_is_lost(seat: AtDesk, page: IntakeScreen) -> None:
    (code,) = print_cards(seat.desk, 1)
    seat.press(Key.Key_F3)
    seat.type(code[:-1] + str((int(code[-1]) + 3) % 10))
    seat.press(Key.Key_Return)
    assert page.card.row.error
    assert QApplication.focusWidget() is page.card.field
    page.form.consent.read.setFocus(Qt.FocusReason.OtherFocusReason)
    fill(seat)
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert page.pages.currentWidget() is page.entry
    assert QApplication.focusWidget() is page.card.field
    page.card.field.set_value(code)
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert page.done.code == code


def test_a_card_that_was_used_meanwhile_is_refused_at_its_field(
    seat: AtDesk, page: IntakeScreen
) -> None:
    (code,) = print_cards(seat.desk, 1)
    page.card.open()
    seat.type(code)
    page._presenter.save(page._state(), "", go_on=False)
    fill_from_start(seat, page)
    page.save()
    seat.wait()
    assert page.card.row.error
    assert page.card.value() == code


def fill_from_start(seat: AtDesk, page: IntakeScreen) -> None:
    page.form.consent.read.setFocus(Qt.FocusReason.OtherFocusReason)
    fill(seat)


def test_the_card_is_kept_in_the_draft(seat: AtDesk, page: IntakeScreen) -> None:
    (code,) = print_cards(seat.desk, 1)
    page.card.open()
    seat.type(code)
    page.keep_draft()
    draft = page._presenter.drafts()[0]
    again = seat.page(IntakeScreen, draft=draft.subject)
    assert again.card.isVisible()
    assert again.card.value() == code


def begin_family(seat: AtDesk, page: IntakeScreen) -> None:
    """Somebody with a need, who came with a boy: the keyboard is at his sex."""
    page.form.consent.form.set_value(NO_CONSENT)
    page.form.needs.blocks[0].need.category.set_value("S10")
    page.form.person.sex.set_value("F")
    seat.press(Key.Key_G, CTRL)
    seat.type("7")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Space)


def test_each_of_a_family_is_given_a_card(seat: AtDesk, page: IntakeScreen) -> None:
    mine, his, hers = print_cards(seat.desk, 3)
    seat.press(Key.Key_F3)
    seat.type(CaseCode(mine).scanned)
    seat.press(Key.Key_Return)
    begin_family(seat, page)
    seat.press(Key.Key_Return)  # to the card, and from there to the next person
    seat.type(CaseCode(his).scanned)
    seat.press(Key.Key_Return)
    assert len(page.form.members.blocks) == 2
    seat.type("3")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Return)
    seat.type(hers)
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert page.done.codes == (mine, his, hers)


def test_one_of_a_family_alone_has_a_card(seat: AtDesk, page: IntakeScreen) -> None:
    (his,) = print_cards(seat.desk, 1)
    begin_family(seat, page)
    assert not page.form.members.blocks[0].card.isVisible()
    seat.press(Key.Key_F3)
    assert page.form.members.blocks[0].card.hasFocus()
    assert not page.card.isVisible()
    seat.type(his)
    page.keep_draft()
    again = seat.page(IntakeScreen, draft=page._presenter.drafts()[0].subject)
    assert again.form.members.blocks[0].card.value() == his
    assert again.form.members.blocks[0].card.isVisible()
    again.save()
    seat.wait()
    assert again.done.codes[1] == his
    assert again.done.codes[0] != his


def test_a_card_is_one_person_s(seat: AtDesk, page: IntakeScreen) -> None:
    mine, other = print_cards(seat.desk, 2)
    page.card.set_value(mine)
    begin_family(seat, page)
    block = page.form.members.blocks[0]
    for wrong in (CaseCode(mine).scanned, other[:-1] + str((int(other[-1]) + 3) % 10)):
        block.card.set_value(wrong)
        seat.press(Key.Key_Return, CTRL)
        seat.wait()
        assert page.pages.currentWidget() is page.entry
        assert block.rows["card"].error
        assert block.card.hasFocus()
    block.card.set_value(other)
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert page.done.codes == (mine, other)


def test_the_page_of_the_register_is_asked_only_where_it_holds_the_number(
    page: IntakeScreen,
) -> None:
    person = page.form.person
    row = person.rows["register_page"]
    assert not row.isVisible()
    person.contact_means.set_value("paper_register")
    assert row.isVisible()
    person.register_page.set_value("1-1")
    assert person.values()["register_page"] == "1-1"
    person.contact_means.set_value("returns")
    assert not row.isVisible()
    assert person.values()["register_page"] == ""
