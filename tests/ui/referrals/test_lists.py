"""The lists of referrals: received, sent, to be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from referral_app.domain.referral import Status
from referral_app.domain.staff import Role
from referral_app.services.answers import complete, refuse
from referral_app.services.loops import close_loop
from referral_app.services.referrals import cancel_referral
from tests.ui.two_centres import Key, Seat, Town
from ui.changes import REFERRALS
from ui.referrals.view import ReferralsScreen

if TYPE_CHECKING:
    from referral_app.domain.identifiers import ReferralId


def shown(page: ReferralsScreen) -> list[tuple[str, str, str]]:
    """What each row says: its key, its state and its act."""
    return [(item.row.key, item.row.pill, item.row.act) for item in page.rows.items]


def tabs(page: ReferralsScreen) -> list[str]:
    return [button.text() for button in page.box.buttons]


def here(page: ReferralsScreen) -> str:
    focus = QApplication.focusWidget()
    return next((item.row.key for item in page.rows.items if item is focus), "")


def test_enter_on_a_new_one_acknowledges_it_once_and_opens_it(town: Town) -> None:
    referral = town.received(opened=False)
    seat = town.youss
    page = seat.page(ReferralsScreen)
    assert shown(page) == [(referral.hex(), "Urgent · Not opened yet", "Open")]
    assert here(page) == referral.hex()
    seat.press(Key.Key_Return)
    seat.wait()
    assert town.at(seat, referral).status is Status.RECEIVED
    assert seat.gone == [("referral", {"referral": referral})]
    page.show_with()
    assert shown(page)[0][2] == "Answer"
    seat.press(Key.Key_Return)
    seat.wait()
    assert len(town.at(seat, referral).recipient_half.known) == 1
    assert len(seat.gone) == 2


def test_looking_at_a_new_one_says_nothing_to_its_sender(town: Town) -> None:
    referral = town.received(opened=False)
    seat = town.youss
    seat.page(ReferralsScreen)
    seat.press(Key.Key_Space)
    seat.wait()
    assert seat.gone == [("referral", {"referral": referral})]
    assert town.at(seat, referral).status is Status.REQUESTED


def test_reception_reads_without_acknowledging(town: Town) -> None:
    referral = town.received(opened=False)
    seat = town.youss
    seat.sit_down(Role.RECEPTION)
    seat.page(ReferralsScreen)
    seat.press(Key.Key_Return)
    seat.wait()
    assert seat.gone == [("referral", {"referral": referral})]
    assert town.at(seat, referral).status is Status.REQUESTED


def test_the_sender_sees_whom_he_waits_for_and_what_to_do_next(town: Town) -> None:
    done, failed = town.accepted(), town.received()
    complete(town.youss.desk, done, "O01", "E3", "", town.clock.now())
    refuse(town.youss.desk, failed, "D01", "service", "", "", town.clock.now())
    town.meet()
    _case, waiting = town.send()
    seat = town.yem
    page = seat.page(ReferralsScreen, box="sent")
    acts = {key: (pill, act) for key, pill, act in shown(page)}
    assert acts == {
        done.hex(): ("Réalisée", "Close the loop"),
        failed.hex(): ("Refusée", "Follow up"),
        waiting.hex(): ("Urgent · Envoyée", "See"),
    }
    assert tabs(page) == ["Received", "Sent · 3", "To check"]
    close_loop(seat.desk, done, "met", "", town.clock.now())
    seat.changes.publish(REFERRALS)
    assert done.hex() not in {key for key, _pill, _act in shown(page)}
    assert tabs(page)[1] == "Sent · 2"
    page.scope.setFocus()
    seat.press(Key.Key_Right, times=3)  # past what has no answer, and what is late
    assert (done.hex(), "Réalisée · checked", "See") in shown(page)


def test_what_contradicts_itself_stands_in_a_list_of_its_own(town: Town) -> None:
    referral = town.accepted()
    town.meet()
    cancel_referral(town.yem.desk, referral, "K01", "", town.clock.now())
    complete(town.youss.desk, referral, "O01", "E3", "", town.clock.now())
    town.meet()
    page = town.yem.page(ReferralsScreen, box="to_check")
    assert shown(page) == [(referral.hex(), "To check", "Check")]
    assert not page.scope.isVisible()
    assert tabs(page)[2] == "To check · 1"


def test_arrows_turn_to_another_list(town: Town) -> None:
    _case, referral = town.send()
    seat = town.yem
    page = seat.page(ReferralsScreen)
    assert page.empty.isVisible()
    page.box.setFocus()
    seat.press(Key.Key_Right)
    assert [key for key, _pill, _act in shown(page)] == [referral.hex()]


def test_a_word_or_a_code_finds_a_referral(town: Town, qtbot: QtBot) -> None:
    _case, referral = town.send()
    seat = town.yem
    request = town.at(seat, referral).request
    assert request is not None
    page = seat.page(ReferralsScreen, box="sent")
    page.text.setFocus()
    seat.type("rien de tel")
    qtbot.waitUntil(lambda: not page.rows.items)
    assert page.empty.words.text() == "Nothing in this list fits these words."
    assert page.empty.button is not None
    page.empty.button.setFocus()
    seat.press(Key.Key_Space)
    assert here(page) == referral.hex()
    assert page.text.value() == ""
    page.text.setFocus()
    seat.type(request.case_code[:6])
    qtbot.waitUntil(lambda: page.lists.wanted.text == request.case_code[:6])
    assert [key for key, _pill, _act in shown(page)] == [referral.hex()]


def test_a_list_that_is_asked_for_is_not_filtered_by_an_old_search(town: Town) -> None:
    _case, referral = town.send()
    page = town.yem.page(ReferralsScreen, box="sent", text="rien", all=True)
    assert not page.rows.items
    page.show_with()
    assert not page.rows.items, "the list as it was left"
    page.show_with(box="sent")
    assert [key for key, _pill, _act in shown(page)] == [referral.hex()]
    assert page.text.value() == ""


@pytest.mark.parametrize(
    ("box", "leads_to"), [("received", "exchange"), ("sent", "cases"), ("to_check", "")]
)
def test_an_empty_list_says_what_brings_something(town: Town, box: str, leads_to: str) -> None:
    seat = town.yem
    page = seat.page(ReferralsScreen, box=box)
    assert page.empty.isVisible()
    assert page.empty.words.text()
    if leads_to:
        seat.press(Key.Key_Space)
        assert [page for page, _arguments in seat.gone] == [leads_to]
    else:
        assert page.empty.button is None


def test_coming_back_stands_on_the_row_that_was_opened(town: Town) -> None:
    keys = {town.send()[1].hex() for _turn in range(3)}
    seat = town.yem
    page = seat.page(ReferralsScreen, box="sent")
    seat.press(Key.Key_Down)
    second = here(page)
    assert second in keys
    seat.press(Key.Key_Return)
    seat.wait()
    page.box.setFocus()
    page.show_with(box="sent")
    assert here(page) == second


def test_long_lists_go_on_page_by_page(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.referrals.presenter.PAGE", 2)
    sent: list[ReferralId] = []
    for _turn in range(5):
        sent.append(town.send()[1])
        town.clock.advance(60_000)
    seat: Seat = town.yem
    page = seat.page(ReferralsScreen, box="sent")
    assert len(page.rows.items) == 2
    assert page.count.text() == "5 referrals"
    while page.more.isVisible():
        page.more.setFocus()
        seat.press(Key.Key_Space)
    assert [key for key, _pill, _act in shown(page)] == [it.hex() for it in reversed(sent)]
    seat.changes.publish(REFERRALS)
    assert len(page.rows.items) == 5, "what was read stays in sight"
