"""The home screen: what breaks next stands first, with one act at the end of its row."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import Status
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.services.answers import (
    accept,
    complete,
    open_referral,
    put_on_hold,
)
from referral_app.services.drafts import keep_draft
from referral_app.services.intake import SendEntry
from tests.fakes import DAY, HOUR, Neighbours
from tests.services.builders import (
    consent,
    declined,
    intake,
    opened,
    request,
    sent,
    shown,
    write_status,
)
from tests.ui.conftest import MakeUi
from tests.ui.desk_pages import CTRL, AtDesk, Key, at_a_desk
from ui.changes import CASES, REFERRALS
from ui.today.presenter import ARRIVALS, SHOWN
from ui.today.view import TodayScreen
from ui.tokens import Kind
from ui.widgets.rows import Way


def back(two: Neighbours) -> Neighbours:
    """The two centres the other way round: what is sent arrives at our desk."""
    return Neighbours(two.there, two.here, two.clock)


def titles(page: TodayScreen) -> list[str]:
    return [item.row.title for item in page.rows.items]


def test_the_first_day_says_where_to_begin(seat: AtDesk) -> None:
    page = seat.page(TodayScreen)
    assert not page.first_day.isHidden()
    assert page.work.isHidden()
    for button in page.first_day.buttons:
        button.click()
    assert seat.gone == [("intake", {}), ("exchange", {})]


def test_a_supervisor_may_invite_on_the_first_day(make_ui: MakeUi, tmp_path: Path) -> None:
    with at_a_desk(make_ui(), tmp_path, Role.SUPERVISOR) as seat:
        page = seat.page(TodayScreen)
        assert len(page.first_day.buttons) == 3


def test_once_there_is_a_file_the_first_day_is_over(seat: AtDesk) -> None:
    opened(seat.two)
    page = seat.page(TodayScreen)
    assert page.first_day.isHidden()
    assert not page.nothing.isHidden()
    assert page.rows.isHidden()


def test_tiles_count_and_lead_to_their_lists(seat: AtDesk) -> None:
    sent(back(seat.two))
    sent(seat.two)
    declined(seat.two)
    page = seat.page(TodayScreen)
    assert [tile.text().split(" ")[0] for tile in page.tiles] == ["1", "1", "1", "2"]
    for tile in page.tiles:
        tile.setFocus()
        seat.press(Key.Key_Return)
    assert seat.gone == [
        ("referrals", {"box": "received"}),
        ("referrals", {"box": "sent"}),
        ("referrals", {"box": "sent"}),
        ("cases", {}),
    ]


def test_opening_a_new_referral_acknowledges_it(seat: AtDesk) -> None:
    referral = sent(back(seat.two))
    page = seat.page(TodayScreen)
    (item,) = page.rows.items
    assert (item.row.act, item.row.way) == ("Open", Way.IN)
    assert item.row.other == "Youssoufia"
    item.setFocus()
    seat.press(Key.Key_Return)
    seat.wait()
    assert seat.gone == [("referral", {"referral": referral})]
    assert shown(seat.two.here, referral).status is Status.RECEIVED
    assert page.rows.items[0].row.act == "Answer"


def test_looking_at_a_new_referral_acknowledges_nothing(seat: AtDesk) -> None:
    referral = sent(back(seat.two))
    page = seat.page(TodayScreen)
    page.rows.items[0].setFocus()
    seat.press(Key.Key_Space)
    seat.wait()
    assert seat.gone == [("referral", {"referral": referral})]
    assert shown(seat.two.here, referral).status is Status.REQUESTED


def test_reception_sees_and_does_not_answer(make_ui: MakeUi, tmp_path: Path) -> None:
    with at_a_desk(make_ui(), tmp_path, Role.RECEPTION) as seat:
        referral = sent(back(seat.two))
        page = seat.page(TodayScreen)
        (item,) = page.rows.items
        assert item.row.act == "See"
        item.button.click()
        seat.wait()
        assert seat.gone == [("referral", {"referral": referral})]
        assert shown(seat.two.here, referral).status is Status.REQUESTED


def test_urgent_ones_stand_first_and_wear_their_colour(seat: AtDesk) -> None:
    other = back(seat.two)
    sent(other)
    sent(other, priority="P2", priority_reason="Soon")
    sent(other, priority="P1", priority_reason="Tonight")
    seat.two.clock.advance(HOUR)
    page = seat.page(TodayScreen)
    rows = [item.row for item in page.rows.items]
    assert [row.kind for row in rows] == [Kind.LATE, Kind.SOON, Kind.NEUTRAL]
    assert [without_isolates(row.pill) for row in rows] == [
        "Urgence · due today 23:59",
        "Urgent · due tomorrow 16:30",
        "due 05/11/2026",
    ]


def test_what_is_late_says_by_how_much_working_time(seat: AtDesk) -> None:
    other = back(seat.two)
    sent(other)
    sent(other, priority="P1", priority_reason="Tonight")
    seat.two.clock.advance(6 * DAY)  # over a holiday and a weekend
    page = seat.page(TodayScreen)
    rows = [item.row for item in page.rows.items]
    assert [row.kind for row in rows] == [Kind.LATE, Kind.LATE]
    assert [row.pill for row in rows] == [
        "Urgence · late by 3 working days",
        "late by 1 working day",
    ]


def test_what_was_put_off_comes_back_on_its_day(seat: AtDesk) -> None:
    referral, two = sent(back(seat.two)), seat.two
    now = two.clock.now()
    open_referral(seat.desk, referral, now)
    put_on_hold(seat.desk, referral, "W01", None, Moment(now + DAY), "", now)
    page = seat.page(TodayScreen)
    assert not page.rows.items
    two.clock.advance(2 * DAY)
    page.refresh()
    (item,) = page.rows.items
    assert item.row.act == "Answer"
    assert item.row.pill.startswith("To look at again since")


def test_a_refusal_is_referred_again(seat: AtDesk) -> None:
    referral = declined(seat.two)
    page = seat.page(TodayScreen)
    (item,) = page.rows.items
    assert (item.row.act, item.row.kind) == ("Refer again", Kind.LATE)
    item.button.click()
    item.click()
    assert seat.gone == [("send", {"again": referral}), ("referral", {"referral": referral})]


def test_an_outcome_is_checked(seat: AtDesk) -> None:
    referral, two = sent(seat.two), seat.two
    now = two.clock.now()
    open_referral(two.there.desk, referral, now)
    accept(two.there.desk, referral, "Room 2", None, "", now)
    complete(two.there.desk, referral, "O01", "E2", "", now)
    two.relay()
    page = seat.page(TodayScreen)
    (item,) = page.rows.items
    assert (item.row.act, item.row.kind) == ("Check outcome", Kind.OK)
    item.button.click()
    assert seat.gone == [("referral", {"referral": referral})]


@pytest.mark.parametrize(("days", "kind"), [(5, Kind.SOON), (12, Kind.LATE)])
def test_a_consent_that_ends_is_asked_for_again(seat: AtDesk, days: int, kind: Kind) -> None:
    two = seat.two
    until = Moment(two.clock.now() + 10 * DAY)
    agreed = consent(two.there.id, now=two.clock.now(), until=until)
    case = opened(two, consent=agreed, sends=(SendEntry(0, two.there.id, request()),)).case
    two.clock.advance(days * DAY)
    page = seat.page(TodayScreen)
    (item,) = [item for item in page.rows.items if item.row.act == "Ask again"]
    assert item.row.kind is kind
    item.button.click()
    item.click()
    assert seat.gone == [("case", {"case": case, "panel": "consent"}), ("case", {"case": case})]


def test_what_is_marked_is_checked(seat: AtDesk) -> None:
    referral, two = sent(seat.two), seat.two
    open_referral(two.there.desk, referral, two.clock.now())
    write_status(two.there, two.here.id, referral, "teleported")
    two.relay()
    page = seat.page(TodayScreen)
    (item,) = page.rows.items
    assert (item.row.act, item.row.pill) == ("Check", "To check")


def test_drafts_are_continued_where_they_were_left(seat: AtDesk) -> None:
    page = opened(seat.two)
    for form, subject in (
        ("intake", "one"),
        ("case", page.case.hex()),
        ("send", page.needs[0].hex()),
    ):
        keep_draft(seat.desk, form, subject, "{}")
        seat.two.clock.advance(HOUR)
    shown_page = seat.page(TodayScreen)
    assert [item.row.act for item in shown_page.rows.items] == ["Continue"] * 3
    for item in shown_page.rows.items:
        item.button.click()
    assert seat.gone == [
        ("intake", {"draft": "one"}),
        ("case", {"case": page.case}),
        ("send", {"need": page.needs[0]}),
    ]


def test_arrivals_lead_to_their_referrals(seat: AtDesk) -> None:
    referrals = [sent(back(seat.two)) for _turn in range(ARRIVALS + 2)]
    page = seat.page(TodayScreen)
    assert len(page.arrivals.items) == ARRIVALS
    page.arrivals.items[0].setFocus()
    seat.press(Key.Key_Down)
    seat.press(Key.Key_Return)
    (page_name, arguments) = seat.gone[-1]
    assert page_name == "referral"
    assert arguments["referral"] in referrals
    assert arguments["referral"] == page.arrivals.items[1].arrival.referral


def test_a_long_day_is_counted_not_built(seat: AtDesk) -> None:
    for number in range(SHOWN + 3):
        keep_draft(seat.desk, "intake", str(number), "{}")
    page = seat.page(TodayScreen)
    assert len(page.rows.items) == SHOWN
    assert page.more.text().startswith("3 more")


def test_the_page_follows_what_happens(seat: AtDesk) -> None:
    page = seat.page(TodayScreen)
    declined(seat.two)
    seat.changes.publish(REFERRALS)
    assert titles(page) == ["Hébergement d’urgence"]


def test_what_has_not_changed_keeps_the_keyboard(seat: AtDesk) -> None:
    declined(seat.two)
    page = seat.page(TodayScreen)
    (item,) = page.rows.items
    item.setFocus()
    opened(seat.two)
    seat.changes.publish(CASES)
    assert page.rows.items == [item]
    assert item.hasFocus()


def test_words_about_time_stay_true(seat: AtDesk) -> None:
    declined(seat.two)
    page = seat.page(TodayScreen)
    before = page.rows.items[0].row.pill
    seat.two.clock.advance(2 * DAY)
    page._tick()
    after = page.rows.items[0].row.pill
    assert before != after
    assert after == "Refusée · il y a 2 jours"


def test_the_exchange_is_said_in_plain_words(seat: AtDesk) -> None:
    page = seat.page(TodayScreen)
    assert without_isolates(page.exchange_words.text()).startswith("Youssoufia: last heard")
    assert page.exchange_words.text().endswith("Nothing is missing.")
    sent(back(seat.two))
    opened(seat.two, sends=(SendEntry(0, seat.two.there.id, request()),))
    page.refresh()
    words = without_isolates(page.exchange_words.text())
    assert "Youssoufia: last heard" in words
    assert "1 message waits to leave." in words


def test_keys_open_a_file_and_exchange(seat: AtDesk) -> None:
    page = seat.page(TodayScreen)
    page.setFocus()
    seat.press(Key.Key_N, CTRL)
    seat.press(Key.Key_E, CTRL)
    assert seat.gone == [("intake", {}), ("exchange", {})]
    keys = {line.keys for line in seat.ui.actions.lines()}
    assert {"Ctrl+N", "Ctrl+E"} <= keys


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TRAINER])
def test_roles_without_files_see_the_exchange_alone(
    make_ui: MakeUi, tmp_path: Path, role: Role
) -> None:
    with at_a_desk(make_ui(), tmp_path, role) as seat:
        declined(seat.two)
        page = seat.page(TodayScreen)
        assert not page.rows.items
        assert not page.tiles[0].isVisible()
        assert page.arrived.isHidden()
        assert not page.new_file.isVisible()
        assert "sees no files" in page.nothing.words.text()
        assert page.exchange.isVisible()


def test_every_row_is_reached_by_tab(seat: AtDesk) -> None:
    intake(seat.two)
    declined(seat.two)
    page = seat.page(TodayScreen)
    page.setFocus()
    seen = []
    for _turn in range(20):
        seat.press(Key.Key_Tab)
        here = page.focusWidget()
        if here in seen:
            break
        seen.append(here)
    assert page.rows.items[0] in seen
    assert page.arrivals.items[0] in seen
    assert all(tile in seen for tile in page.tiles)
    assert {page.exchange, page.new_file} <= set(seen)


def test_arabic_reads_from_the_right(make_ui: MakeUi, tmp_path: Path) -> None:
    with at_a_desk(make_ui("ar"), tmp_path) as seat:
        declined(seat.two)
        page = seat.page(TodayScreen)
        (item,) = page.rows.items
        assert page.layoutDirection() is Qt.LayoutDirection.RightToLeft
        assert item.button.x() < item.width() / 2
        corner = QPoint(0, 0)
        assert page.work.mapTo(page, corner).x() > page.arrived.mapTo(page, corner).x()
        assert "\u2066" in page.arrivals.items[0].arrival.under


def test_a_small_window_cuts_no_button(seat: AtDesk) -> None:
    declined(seat.two)
    page = seat.page(TodayScreen, width=700, height=500)
    QApplication.processEvents()
    (item,) = page.rows.items
    assert item.button.width() >= item.button.sizeHint().width()
    assert page.page.scroller.horizontalScrollBar().maximum() == 0
