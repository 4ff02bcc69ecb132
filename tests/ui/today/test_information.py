"""Information given to somebody who leaves: three keys, from any page, and an undo."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from referral_app.domain.month import Month
from referral_app.domain.staff import Role
from referral_app.services.information import give_information, information_counts
from tests.ui.desk_pages import CTRL, AtDesk, Key
from ui.cases.view import CasesScreen
from ui.parts.information import InformationDialog, matching
from ui.today.view import TodayScreen
from ui.widgets.choice import Choice

OFFERED = [
    Choice("S19", "Jeunesse"),
    Choice("S02", "Séjour"),
    Choice("S01", "Accueil", "renseignement"),
    Choice("S20", "Petite enfance"),
]


def counted(seat: AtDesk) -> dict[tuple[str, str], int]:
    found = information_counts(seat.two.here.as_(Role.SUPERVISOR), Month(2026, 11))
    return {(line.category, line.district): line.count for line in found}


def dialog_of(seat: AtDesk) -> InformationDialog:
    (found,) = open_dialogs()
    return found


def open_dialogs() -> list[InformationDialog]:
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, InformationDialog) and widget.isVisible()
    ]


def codes(typed: str) -> list[str]:
    return [choice.code for choice in matching(OFFERED, typed)]


def test_three_keys_note_it(seat: AtDesk) -> None:
    seat.page(TodayScreen)
    seat.keys = 0
    seat.press(Key.Key_I, CTRL)
    seat.type("2")
    seat.press(Key.Key_Return)
    seat.wait()
    assert seat.keys == 3
    assert counted(seat) == {("S02", ""): 1}
    assert seat.said() == ["Information noted: Séjour\u202f: titre et renouvellement"]


@pytest.mark.parametrize("page", [CasesScreen, TodayScreen])
def test_the_page_beneath_stays_as_it_was(
    seat: AtDesk, page: type[CasesScreen] | type[TodayScreen]
) -> None:
    shown: QWidget = seat.page(page)
    held = QApplication.focusWidget()
    seat.press(Key.Key_I, CTRL)
    seat.type("héber")
    seat.press(Key.Key_Return)
    seat.wait()
    assert counted(seat) == {("S10", ""): 1}
    assert shown.isVisible()
    assert QApplication.focusWidget() is held
    assert seat.gone == []


def test_the_district_is_a_tab_away(seat: AtDesk) -> None:
    seat.page(TodayScreen)
    seat.press(Key.Key_I, CTRL)
    seat.type("12")
    seat.press(Key.Key_Tab)
    seat.type("sal")
    seat.press(Key.Key_Return, times=2)  # takes the entry, then notes
    seat.wait()
    assert counted(seat) == {("S12", "sale"): 1}


def test_a_district_that_is_none_is_not_left_out_silently(seat: AtDesk) -> None:
    seat.page(TodayScreen)
    seat.press(Key.Key_I, CTRL)
    dialog = dialog_of(seat)
    dialog.district.setText("Paris")
    dialog.accept()
    seat.wait()
    assert dialog.isVisible()
    assert dialog.place.error
    assert counted(seat) == {}
    dialog.reject()


def test_what_fits_nothing_notes_nothing(seat: AtDesk) -> None:
    seat.page(TodayScreen)
    seat.press(Key.Key_I, CTRL)
    seat.type("xyz")
    dialog = dialog_of(seat)
    assert not dialog.note.isEnabled()
    assert not dialog.nothing.isHidden()
    seat.press(Key.Key_Return)
    seat.wait()
    assert dialog.isVisible()
    seat.press(Key.Key_Escape)
    assert open_dialogs() == []
    assert counted(seat) == {}


def test_arrows_walk_the_list(seat: AtDesk) -> None:
    seat.page(TodayScreen)
    for category in ("S19", "S19", "S04"):
        give_information(seat.desk, category, "", seat.two.clock.now())
    seat.press(Key.Key_I, CTRL)
    seat.press(Key.Key_Down)
    seat.press(Key.Key_Return)
    seat.wait()
    assert counted(seat)["S04", ""] == 2


def test_a_mistake_is_undone_from_the_notice(seat: AtDesk) -> None:
    seat.page(TodayScreen)
    seat.press(Key.Key_I, CTRL)
    seat.press(Key.Key_Return)
    seat.wait()
    (notice,) = seat.ui.notices.open
    assert notice.act is not None
    assert notice.act.label == "Undo"
    notice.act.run()
    seat.wait()
    assert counted(seat) == {}
    assert seat.said() == ["Taken back: it is not counted."]


def test_who_may_not_give_information_has_no_such_act(seat: AtDesk) -> None:
    seat.sit_as(Role.ADMINISTRATOR)
    page = seat.page(TodayScreen)
    seat.press(Key.Key_I, CTRL)
    assert not hasattr(page, "information")
    assert open_dialogs() == []


def test_a_number_means_that_very_number_first() -> None:
    assert codes("2") == ["S02", "S20"]
    assert codes("٢") == ["S02", "S20"]
    assert codes("02") == ["S02", "S20"]
    assert codes("19") == ["S19"]


def test_letters_find_the_label_before_other_words() -> None:
    assert codes("se")[0] == "S02"
    assert codes("rens") == ["S01"]
    assert codes("") == [choice.code for choice in OFFERED]
    assert codes("zz") == []
