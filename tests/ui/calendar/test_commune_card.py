"""What centres tell one another, on the page of the calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QLabel

from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.services.calendar import set_ramadan
from tests.ui.two_centres import Key, Town
from ui.calendar.view import CalendarScreen

FIRST, LAST = date(2027, 2, 8), date(2027, 3, 9)


def words(page: CalendarScreen) -> str:
    shown = (label.text() for label in page.told.findChildren(QLabel) if label.isVisible())
    return without_isolates("\n".join(shown))


def told(town: Town) -> CalendarScreen:
    """Tell the commune of Ramadan at Yacoub El Mansour, by keyboard, and exchange."""
    set_ramadan(town.yem.desk, 2027, FIRST, LAST)
    page = town.yem.page(CalendarScreen)
    page.told.change.setFocus()
    town.yem.press(Key.Key_Space)
    town.yem.type("ram")
    town.yem.press(Key.Key_Return)
    page.told.word.setFocus()
    town.yem.type("Habous")
    form = page.told.form
    assert form is not None
    form.save.setFocus()
    town.yem.press(Key.Key_Space)
    town.yem.wait()
    town.meet()
    return page


def test_a_date_is_told_and_taken_in_by_key(town: Town) -> None:
    page = told(town)
    assert "Our centre, on the word of: Habous" in words(page)
    assert "in our calendar" in words(page)
    other = town.youss.page(CalendarScreen)
    assert "Centre Yacoub El Mansour, on the word of: Habous" in words(other)
    assert "not taken in" in words(other)
    (button,) = other.told.buttons.values()
    button.setFocus()
    town.youss.press(Key.Key_Space)
    town.youss.wait()
    assert town.youss.desk.store.reader.calendar().ramadans[2027] == (FIRST, LAST)
    assert "in our calendar" in words(other)
    assert not other.told.buttons


def test_other_dates_of_ours_are_shown_beside(town: Town) -> None:
    set_ramadan(town.youss.desk, 2027, date(2027, 2, 9), LAST)
    told(town)
    page = town.youss.page(CalendarScreen)
    assert "ours differs" in words(page)


def test_it_is_taken_back_by_who_told_it(town: Town) -> None:
    page = told(town)
    (button,) = page.told.buttons.values()
    button.click()
    town.yem.wait()
    assert "Nothing yet" in words(page)
    town.meet()
    assert "Nothing yet" in words(town.youss.page(CalendarScreen))


def test_others_read_it_and_change_nothing(town: Town) -> None:
    told(town)
    town.youss.sit_down(Role.SOCIAL_WORKER)
    page = town.youss.page(CalendarScreen)
    assert "not taken in" in words(page)
    assert not page.told.buttons
    assert not page.told.change.isVisible()
