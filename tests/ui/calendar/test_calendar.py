"""The page of the calendar: read by all, changed by the supervisor, dated anew behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.services import lists
from referral_app.services.calendar import calendar_view, set_holiday
from referral_app.services.closures import ClosureEntry, close_days, closures
from referral_app.storage.projecting import rows
from tests.fakes import Neighbours
from tests.services.builders import sent
from tests.services.co_desk import co_desk, meet
from tests.ui.conftest import MakeUi
from tests.ui.desk_pages import CTRL, AtDesk, Key, at_a_desk
from tests.ui.fakes import AnsweringDialogs
from ui.calendar.view import CalendarScreen
from ui.redating import Redating
from ui.widgets.field import TextField


@pytest.fixture
def boss(make_ui: MakeUi, tmp_path: Path) -> Iterator[AtDesk]:
    with at_a_desk(make_ui("en"), tmp_path, Role.SUPERVISOR) as seat:
        yield seat


def words(page: CalendarScreen) -> str:
    labels = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    return without_isolates("\n".join(labels))


def test_everybody_reads_and_nobody_else_changes(seat: AtDesk) -> None:
    page = seat.page(CalendarScreen)
    cards = (page.closures, page.limits, *page.hours, *page.years)
    assert not any(card.change.isVisible() for card in cards)
    told = words(page)
    for said in ("08:30–16:30", "09:00–15:00", "24 hours", "5 working days", "Marche verte"):
        assert said in told
    assert told.count("date not entered") == 10
    assert "No closure is entered." in told


def test_a_closure_is_entered_by_keyboard_and_stands_in_the_list(boss: AtDesk) -> None:
    page = boss.page(CalendarScreen)
    page.closures.change.setFocus()
    boss.press(Key.Key_Space)
    for text in ("21/12/2026", "02/01/2027", "Works"):
        boss.type(text)
        boss.press(Key.Key_Return)
    boss.type("heb")
    boss.press(Key.Key_Return)
    assert page.closures.form is not None
    page.closures.form.save.click()
    boss.wait()
    (line,) = closures(boss.desk)
    assert line.closure.days == (date(2026, 12, 21), date(2027, 1, 2))
    assert line.closure.categories == ("S10",)
    assert page.closures.form is None
    (row,) = page.closures.rows.items
    assert row.row.pill == "coming"
    assert boss.said() == ["The closure is saved. What waits is dated anew."]


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(boss: AtDesk) -> None:
    page = boss.page(CalendarScreen)
    page.closures.open_form()
    page.closures.first.set_value(date(2026, 12, 5))
    page.closures.last.set_value(date(2026, 12, 1))
    page.closures.reason.set_value("Works")
    form = page.closures.form
    assert form is not None
    form.save.click()
    boss.wait()
    assert form.rows["last"].error == "The closure ends before it begins. Check the two dates."
    assert page.closures.reason.value() == "Works"
    assert closures(boss.desk) == ()


def test_a_closure_is_changed_and_cancelled_after_a_question(
    boss: AtDesk, dialogs: AnsweringDialogs
) -> None:
    day = date(2026, 12, 1)
    close_days(boss.desk, ClosureEntry(day, day, "Works"))
    page = boss.page(CalendarScreen)
    page.closures.rows.items[0].button.click()
    page.closures.reason.set_value("Strike")
    form = page.closures.form
    assert form is not None
    form.save.click()
    boss.wait()
    assert closures(boss.desk)[0].closure.reason == "Strike"
    page.closures.rows.items[0].button.click()
    dialogs.confirmations = [False, True]
    page.closures.cancel.click()
    boss.wait()
    assert len(closures(boss.desk)) == 1
    page.closures.cancel.click()
    boss.wait()
    assert closures(boss.desk) == ()


def test_hours_are_set_for_the_week(boss: AtDesk) -> None:
    page = boss.page(CalendarScreen)
    card = page.hours[0]
    card.open_form()
    assert card.form is not None
    fields = [row.field for row in card.form.rows.values()]
    for field in fields:
        assert isinstance(field, TextField)
    fields[0].set_value("9h-12h 13h30-17h")  # type: ignore[attr-defined]
    fields[1].set_value("nine to five")  # type: ignore[attr-defined]
    card.form.save.click()
    boss.wait()
    assert "Write the hours as" in card.form.rows["hours.1"].error
    fields[1].set_value("9-17")  # type: ignore[attr-defined]
    card.form.save.click()
    boss.wait()
    week = calendar_view(boss.desk).calendar.week
    assert week[:2] == (((540, 720), (810, 1020)), ((540, 1020),))
    assert "09:00–12:00 · 13:30–17:00" in words(page)


def test_moving_dates_are_entered_for_a_year(boss: AtDesk) -> None:
    page = boss.page(CalendarScreen)
    card = page.years[1]
    card.open_form()
    assert card.form is not None
    fields = {name: row.field for name, row in card.form.rows.items()}
    fields["ramadan_first"].set_value(date(2027, 2, 8))  # type: ignore[attr-defined]
    card.form.save.click()
    assert card.form.rows["ramadan_last"].error == "Give the first and the last day."
    fields["ramadan_last"].set_value(date(2027, 3, 9))  # type: ignore[attr-defined]
    fields["mawlid"].set_value(date(2027, 8, 14))  # type: ignore[attr-defined]
    card.form.save.click()
    boss.wait()
    found = calendar_view(boss.desk).calendar
    assert found.ramadans[2027] == (date(2027, 2, 8), date(2027, 3, 9))
    assert [holiday.code for holiday in found.missing(2027)] == [
        "eid_al_fitr",
        "eid_al_adha",
        "muharram",
    ]
    assert "from 08/02/2027 to 09/03/2027" in words(page)


def test_dates_that_the_service_refuses_stand_at_their_field(boss: AtDesk) -> None:
    page = boss.page(CalendarScreen)
    card = page.years[1]
    card.open_form()
    assert card.form is not None
    rows_by_name = card.form.rows
    rows_by_name["ramadan_first"].field.set_value(date(2027, 2, 8))  # type: ignore[attr-defined]
    rows_by_name["ramadan_last"].field.set_value(date(2027, 2, 10))  # type: ignore[attr-defined]
    card.form.save.click()
    boss.wait()
    assert rows_by_name["ramadan_first"].error.startswith("Ramadan lasts")


def test_a_limit_is_changed_from_what_stands(boss: AtDesk) -> None:
    page = boss.page(CalendarScreen)
    card = page.limits
    card.open_form()
    assert card.form is not None
    card.form.save.click()
    assert card.form.rows["step"].error == "This is needed."
    card.priority.set_value("P2")
    card.step.set_value("decide")
    assert (card.count.value(), card.unit.value()) == (72, "hours")
    card.count.set_value(0)
    card.form.save.click()
    boss.wait()
    assert "from 1 to" in without_isolates(card.form.rows["count"].error)
    card.count.set_value(48)
    card.form.save.click()
    boss.wait()
    assert calendar_view(boss.desk).calendar.limits["P2", "decide"].count == 48
    assert "48 hours" in words(page)


def test_what_two_people_set_at_once_is_settled_here(boss: AtDesk, tmp_path: Path) -> None:
    here = boss.two.here
    with co_desk(tmp_path / "co", here) as other:
        set_holiday(boss.desk, "mawlid", 2027, date(2027, 8, 14))
        set_holiday(other.as_(Role.SUPERVISOR), "mawlid", 2027, date(2027, 8, 15))
        meet(here, other)
        page = boss.page(CalendarScreen)
        (card,) = page.conflicts
        assert "Mawlid 2027" in words(page)
        assert len(card.buttons) == 2
        shown = calendar_view(boss.desk).conflicts[0].options[1].value
        card.buttons[1].click()
        boss.wait()
        assert page.conflicts == []
        moved = calendar_view(boss.desk).calendar.moved["mawlid", 2027]
        assert moved.isoformat() == shown


def test_a_closure_that_is_being_typed_survives_a_lock(boss: AtDesk) -> None:
    page = boss.page(CalendarScreen)
    page.closures.open_form()
    page.closures.reason.set_value("Works")
    page.closures.first.set_value(date(2026, 12, 5))
    page.keep_draft()
    again = boss.page(CalendarScreen)
    assert again.closures.typing == ClosureEntry(date(2026, 12, 5), None, "Works")
    assert again.closures.form is not None
    again.closures.last.set_value(date(2026, 12, 6))
    again.closures.form.save.click()
    boss.wait()
    assert len(closures(boss.desk)) == 1
    assert boss.page(CalendarScreen).closures.form is None


def test_what_is_typed_stays_while_the_calendar_changes_elsewhere(boss: AtDesk) -> None:
    page = boss.page(CalendarScreen)
    page.closures.open_form()
    page.closures.reason.set_value("Works")
    set_holiday(boss.desk, "mawlid", 2027, date(2027, 8, 14))
    page.refresh()
    assert page.closures.reason.value() == "Works"
    assert "14/08/2027" in words(page)


def test_what_waits_is_dated_in_the_background(
    boss: AtDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "AT_ONCE", 1)
    monkeypatch.setattr(lists, "BATCH", 2)
    back = Neighbours(boss.two.there, boss.two.here, boss.two.clock)
    for _ in range(7):
        sent(back)
    told: list[tuple[int, int]] = []
    redating = Redating(boss.context, boss.changes)
    redating.progressed.connect(lambda done, total: told.append((done, total)))
    close_days(boss.desk, ClosureEntry(date(2026, 11, 4), date(2026, 11, 5), "Works"))
    assert calendar_view(boss.desk).left == 6
    page = boss.page(CalendarScreen)
    assert page.left.isVisible()
    boss.changes.publish("calendar")
    boss.wait()
    assert calendar_view(boss.desk).left == 0
    assert told
    assert not page.left.isVisible()


def test_the_page_is_mirrored_and_hours_read_from_left_to_right(
    make_ui: MakeUi, tmp_path: Path
) -> None:
    with at_a_desk(make_ui("ar"), tmp_path, Role.SUPERVISOR) as seat:
        page = seat.page(CalendarScreen)
        assert page.isRightToLeft()
        page.hours[0].open_form()
        assert page.hours[0].form is not None
        fields = [row.field for row in page.hours[0].form.rows.values()]
        assert not any(field.isRightToLeft() for field in fields)


def test_keys_of_every_page_work_here(boss: AtDesk) -> None:
    boss.page(CalendarScreen)
    boss.press(Key.Key_E, CTRL)
    assert boss.gone == [("exchange", {})]
