"""An answer that is being typed survives what happens around it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from referral_app.domain.identifiers import ReferralId
from referral_app.domain.referral import Status
from referral_app.services.drafts import drafts
from referral_app.services.referrals import cancel_referral
from tests.ui.referral.test_answers import begin, send, wrong
from tests.ui.two_centres import Key, Seat, Town
from ui.answering.draft import FORM, dump, load
from ui.changes import REFERRALS
from ui.referral.view import ReferralScreen
from ui.today.view import TodayScreen


@pytest.fixture
def typing(town: Town) -> tuple[Seat, ReferralScreen, ReferralId]:
    """In the middle of accepting."""
    referral = town.received()
    seat = town.youss
    page = seat.page(ReferralScreen, referral=referral)
    begin(seat, page, "accept")
    seat.type("Guichet 2")
    seat.press(Key.Key_Return)
    seat.type("24")  # half a date
    return seat, page, referral


def restored(seat: Seat, referral: ReferralId) -> ReferralScreen:
    """The page as a window built anew shows it."""
    page = seat.page(ReferralScreen, referral=referral)
    assert page.panel.form is not None
    assert page.panel.form.notice.isVisible()
    return page


def test_a_change_that_arrives_leaves_the_typing_and_the_keyboard(
    town: Town, typing: tuple[Seat, ReferralScreen, ReferralId]
) -> None:
    seat, page, referral = typing
    here = QApplication.focusWidget()
    form = page.panel.form
    town.send("S06")
    town.meet()
    seat.changes.publish(REFERRALS)
    assert page.panel.form is form
    assert QApplication.focusWidget() is here
    seat.type("/11")
    assert form is not None
    assert form.state()["appointment_at"] == "24/11\n"
    assert form.state()["contact_point"] == "Guichet 2"
    assert town.at(seat, referral).status is Status.RECEIVED


def test_what_a_change_makes_impossible_can_still_be_read(
    town: Town, typing: tuple[Seat, ReferralScreen, ReferralId]
) -> None:
    seat, page, referral = typing
    cancel_referral(town.yem.desk, referral, "K01", "", town.clock.now())
    town.meet()
    seat.changes.publish(REFERRALS)
    form = page.panel.form
    assert form is not None
    assert form.barred
    assert not form.save.isVisible()
    assert "no longer possible" in form.notice.words.text()
    assert form.state()["contact_point"] == "Guichet 2"
    send(seat)
    assert town.at(seat, referral).status is Status.CANCELLED
    page.keep_draft()
    seat.wait()
    later = restored(seat, referral)
    assert later.panel.form is not None
    assert later.panel.form.barred
    later.panel.form.discard.click()
    seat.wait()
    assert drafts(seat.desk) == ()
    assert list(later.panel.buttons) == ["complete", "fail"]


def test_a_lock_keeps_what_is_typed_before_it_returns(
    typing: tuple[Seat, ReferralScreen, ReferralId],
) -> None:
    seat, page, referral = typing
    page.keep_draft()
    (kept,) = drafts(seat.desk)
    assert (kept.form, kept.subject) == (FORM, referral.hex())
    later = restored(seat, referral)
    form = later.panel.form
    assert form is not None
    assert form.act.key == "accept"
    assert form.state()["contact_point"] == "Guichet 2"
    assert form.state()["appointment_at"] == "24\n"
    assert form.isAncestorOf(form.window().focusWidget())


def test_the_home_screen_leads_back_to_it(typing: tuple[Seat, ReferralScreen, ReferralId]) -> None:
    seat, page, _referral = typing
    seat.press(Key.Key_Escape)
    assert page.panel.form is None
    page.keep_draft()
    home = seat.page(TodayScreen)
    row = next(item for item in home.rows.items if item.row.title == "Answer, not sent yet")
    row.setFocus()
    seat.press(Key.Key_Return)
    ((leads_to, arguments),) = seat.gone
    assert leads_to == "referral"
    later = seat.page(ReferralScreen, **arguments)
    assert later.panel.form is not None
    assert later.panel.form.state()["contact_point"] == "Guichet 2"


def test_left_for_later_it_waits_behind_its_button(
    typing: tuple[Seat, ReferralScreen, ReferralId],
) -> None:
    seat, page, _referral = typing
    seat.press(Key.Key_Escape)
    assert page.panel.form is None
    assert page.panel.buttons["accept"].hasFocus()
    begin(seat, page, "refuse")
    seat.type("plus")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Escape)
    form = begin(seat, page, "accept")
    assert form.state()["contact_point"] == "Guichet 2"
    page.keep_draft()
    seat.wait()
    (kept,) = drafts(seat.desk)
    assert set(load(kept.data)[0]) == {"accept", "refuse"}


def test_another_referral_does_not_take_it_along(
    town: Town, typing: tuple[Seat, ReferralScreen, ReferralId]
) -> None:
    seat, page, referral = typing
    other = town.received()
    page.show_with(referral=other)
    assert page.panel.typing() == ({}, "")
    seat.wait()
    page.show_with(referral=referral)
    typed, open_act = page.panel.typing()
    assert open_act == "accept"
    assert typed["accept"]["contact_point"] == "Guichet 2"


def test_coming_back_to_the_page_finds_it_as_it_was(
    typing: tuple[Seat, ReferralScreen, ReferralId],
) -> None:
    _seat, page, referral = typing
    form = page.panel.form
    page.show_with(referral=referral)
    assert page.panel.form is form


def test_an_answer_that_was_sent_leaves_no_draft(
    town: Town, typing: tuple[Seat, ReferralScreen, ReferralId]
) -> None:
    seat, page, referral = typing
    page.keep_draft()
    seat.press(Key.Key_Backspace, times=2)
    send(seat)
    seat.wait()
    assert town.at(seat, referral).status is Status.ACCEPTED
    page.keep_draft()
    assert drafts(seat.desk) == ()


def test_emptied_again_it_is_no_draft(typing: tuple[Seat, ReferralScreen, ReferralId]) -> None:
    seat, page, _referral = typing
    page.keep_draft()
    seat.wait()
    seat.press(Key.Key_Backspace, times=2)
    seat.press(Key.Key_Backtab)
    seat.press(Key.Key_Backspace, times=len("Guichet 2"))
    seat.wait()
    assert drafts(seat.desk) == ()


def test_a_refusal_of_the_service_leaves_what_was_typed(
    town: Town, typing: tuple[Seat, ReferralScreen, ReferralId]
) -> None:
    """The other desk of the centre was quicker, and this page does not know it yet."""
    seat, page, referral = typing
    seat.press(Key.Key_Backspace, times=2)
    cancel_referral(town.yem.desk, referral, "K01", "", town.clock.now())
    town.meet()
    form = page.panel.form
    assert form is not None
    assert not form.barred
    send(seat)
    assert not wrong(form)
    assert len(seat.said()) == 1
    assert form.state()["contact_point"] == "Guichet 2"
    assert form.save.isEnabled()


def test_too_long_a_note_stays_and_is_refused(town: Town) -> None:
    referral = town.accepted()
    seat = town.youss
    page = seat.page(ReferralScreen, referral=referral)
    form = begin(seat, page, "fail")
    note = form.fields["text"]
    note.set_value("é" * 290)  # type: ignore[attr-defined]
    seat.type("O06")
    seat.press(Key.Key_Return)
    send(seat)
    assert "10 characters too many" in wrong(form)["text"]
    assert len(form.state()["text"]) == 290
    assert town.at(seat, referral).status is Status.ACCEPTED


def test_esc_closes_a_list_before_it_leaves_the_form(town: Town) -> None:
    referral = town.received()
    seat = town.youss
    page = seat.page(ReferralScreen, referral=referral)
    begin(seat, page, "refuse")
    seat.type("plu")
    assert QApplication.activePopupWidget() is not None
    seat.press(Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert page.panel.form is not None
    assert page.panel.form.state()["reason"] == "plu"
    seat.press(Key.Key_Escape)
    assert page.panel.form is None


words = st.text(max_size=12)
forms = st.dictionaries(words, st.dictionaries(words, words, max_size=3), max_size=3)


@given(forms, words)
def test_a_draft_reads_back_as_it_was(typed: dict[str, dict[str, str]], open_act: str) -> None:
    assert load(dump(typed, open_act)) == (typed, open_act)


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), words),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["forms", "open", "accept", "text"]), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(json_values)
def test_a_draft_of_another_age_never_breaks_the_page(data: object) -> None:
    typed, open_act = load(json.dumps(data))
    assert isinstance(open_act, str)
    assert all(isinstance(text, str) for kept in typed.values() for text in kept.values())
