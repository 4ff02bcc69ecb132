"""The page of the end of the day: each line leads to its act, and nothing is forced."""

from __future__ import annotations

from referral_app.domain.referral import Status
from referral_app.services.cards import print_cards
from referral_app.services.drafts import discard_draft, keep_draft
from referral_app.services.end_of_day import EndOfDay
from referral_app.services.information import give_information
from tests.fakes import DAY, Neighbours
from tests.services.builders import opened, sent, shown
from tests.ui.desk_pages import CTRL, AtDesk, Key
from ui.changes import DRAFTS
from ui.end_of_day.presenter import EndOfDayPresenter
from ui.end_of_day.view import EndOfDayScreen
from ui.parts.names import Names
from ui.today.view import TodayScreen


def back(two: Neighbours) -> Neighbours:
    return Neighbours(two.there, two.here, two.clock)


def titles(page: EndOfDayScreen) -> list[str]:
    return [group.title for group in page.groups]


def press_act(page: EndOfDayScreen, key: str) -> None:
    (button,) = [
        item.button for rows in page.lists for item in rows.items if item.row.key.startswith(key)
    ]
    assert button is not None
    button.click()


def test_a_key_leads_there_from_anywhere(seat: AtDesk) -> None:
    page = seat.page(TodayScreen)
    seat.press(Key.Key_D, CTRL)
    page.end_of_day.click()
    assert seat.gone == [("end_of_day", {})] * 2


def test_what_came_is_opened_from_here(seat: AtDesk) -> None:
    referral = sent(back(seat.two))
    page = seat.page(EndOfDayScreen)
    assert "Received and not opened yet" in titles(page)
    seat.press(Key.Key_Return)  # the keyboard stands on the first line
    seat.wait()
    assert seat.gone == [("referral", {"referral": referral})]
    assert shown(seat.two.here, referral).status is Status.RECEIVED


def test_a_file_without_consent_or_need_leads_to_the_form(seat: AtDesk) -> None:
    case = opened(seat.two, needs=(), consent=None).case
    page = seat.page(EndOfDayScreen)
    press_act(page, "consent/")
    press_act(page, "need/")
    assert seat.gone == [
        ("case", {"case": case, "panel": "consent"}),
        ("case", {"case": case, "panel": "need"}),
    ]


def test_the_desk_s_own_lines(seat: AtDesk) -> None:
    seat.two.clock.advance(DAY)
    page = seat.page(EndOfDayScreen)
    assert titles(page) == ["The desk"]
    press_act(page, "desk/exchange")
    press_act(page, "desk/backup")
    assert seat.gone == [("exchange", {}), ("backup", {})]


def test_it_follows_what_is_done_meanwhile(seat: AtDesk) -> None:
    keep_draft(seat.desk, "intake", "", "{}")
    page = seat.page(EndOfDayScreen)
    assert "Begun and not saved" in titles(page)
    discard_draft(seat.desk, "intake", "")
    seat.changes.publish(DRAFTS)
    assert "Begun and not saved" not in titles(page)


def test_paper_is_entered_from_here(seat: AtDesk) -> None:
    page = seat.page(EndOfDayScreen)
    assert page.paper.isHidden()
    print_cards(seat.desk, 2)
    page.refresh()
    assert not page.paper.isHidden()
    assert "2 printed cards have no file yet" in page.paper_words.text()
    page.enter.click()
    assert seat.gone == [("intake", {})]


def test_it_says_what_was_done_and_is_warm_when_nothing_is_left(seat: AtDesk) -> None:
    page = seat.page(EndOfDayScreen)
    assert page.warm.isHidden()
    give_information(seat.desk, "S10", "", seat.two.clock.now())
    page.refresh()
    assert page.done_today.text() == "Today at the centre: information given 1 time."
    presenter = EndOfDayPresenter(Names(seat.ui, seat.desk), seat.desk.actor)
    assert presenter.groups(EndOfDay()) == ()
    assert EndOfDay().is_done
