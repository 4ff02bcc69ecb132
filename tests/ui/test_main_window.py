from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeUi, Show, TypeText
from ui.context import Ui
from ui.frame import Identity, PageSpec, Shell
from ui.main_window import MainWindow
from ui.widgets.card import Banner
from ui.widgets.choice_field import Choice, ChoiceField
from ui.widgets.date_field import DateField
from ui.widgets.keys_dialog import KeysDialog
from ui.widgets.top_bar import SearchBox

WHO = Identity("Centre Yacoub El Mansour", "Desk 2", "FA", "Fatima A.")
CONTROL = Qt.KeyboardModifier.ControlModifier


class Page(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.shown = name, list[dict[str, Any]]()
        self.button = QPushButton(name)
        QVBoxLayout(self).addWidget(self.button)

    def title(self) -> str:
        return self.name

    def show_with(self, **arguments: Any) -> None:
        self.shown.append(arguments)


def pages(waiting: dict[str, int] | None = None) -> list[PageSpec]:
    waiting = waiting or {}

    def spec(key: str, parent: str | None = None) -> PageSpec:
        counter = (lambda: waiting[key]) if key in waiting else None
        return PageSpec(key, key.title(), "house", lambda: Page(key.title()), counter, parent)

    return [spec("today"), spec("cases"), spec("referrals"), spec("case", "cases")]


def stand(ui: Ui, show: Show, waiting: dict[str, int] | None = None) -> tuple[MainWindow, Shell]:
    window = MainWindow(ui)
    window.resize(1366, 768)
    shell = window.show_shell(pages(waiting), WHO)
    shell.show_page("today")
    show(window)
    window.activateWindow()
    return window, shell


@pytest.fixture
def standing(ui: Ui, show: Show, qtbot: QtBot) -> tuple[MainWindow, Shell]:
    window, shell = stand(ui, show, {"referrals": 7})
    qtbot.waitUntil(window.isActiveWindow)
    return window, shell


def chosen(shell: Shell) -> list[str]:
    return [button.item.key for button in shell.rail.buttons if button.isChecked()]


def press(window: MainWindow, qtbot: QtBot, key: Qt.Key, modifier: Any = None) -> None:
    target = QApplication.focusWidget() or window
    qtbot.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)


def test_pages_are_built_when_they_are_first_shown(standing: tuple[MainWindow, Shell]) -> None:
    window, shell = standing
    assert len(shell.built_pages) == 1
    shell.show_page("cases")
    shell.show_page("today")
    assert len(shell.built_pages) == 2
    assert shell.page.shown == [{}, {}]  # type: ignore[attr-defined]
    assert chosen(shell) == ["today"]
    assert window.windowTitle() == "Today – Jisr · جسر"


def test_an_unknown_page_is_a_bug(standing: tuple[MainWindow, Shell]) -> None:
    with pytest.raises(KeyError):
        standing[1].show_page("nowhere")


def test_details_lead_back_to_where_one_was(standing: tuple[MainWindow, Shell]) -> None:
    _window, shell = standing
    shell.show_page("cases")
    shell.show_page("case", case="a")
    shell.show_page("case", case="b")
    shell.show_page("case", case="b")
    assert chosen(shell) == ["cases"]
    assert [visit.key for visit in shell.visits] == ["cases", "case", "case"]
    assert shell.back()
    assert shell.page.shown[-1] == {"case": "a"}  # type: ignore[attr-defined]
    assert shell.back()
    assert not shell.back()
    assert shell.page.title() == "Cases"  # type: ignore[attr-defined]


def test_a_detail_shown_first_leads_back_to_its_list(ui: Ui, show: Show) -> None:
    window = MainWindow(ui)
    shell = window.show_shell(pages(), WHO)
    shell.show_page("case", case="a")
    show(window)
    assert shell.back()
    assert shell.page.title() == "Cases"  # type: ignore[attr-defined]


def test_unlocking_returns_to_the_same_place(standing: tuple[MainWindow, Shell]) -> None:
    window, shell = standing
    shell.show_page("case", case="a")
    visits = shell.visits
    window.show_gate(QLabel("locked"))
    assert window.shell is None
    again = window.show_shell(pages(), WHO)
    again.restore(visits)
    assert again.page.shown == [{"case": "a"}]  # type: ignore[attr-defined]
    assert again.visits == visits
    assert again.back()


def test_a_way_through_pages_that_are_gone_leads_to_the_first(ui: Ui) -> None:
    window = MainWindow(ui)
    shell = window.show_shell(pages(), WHO)
    shell.show_page("case", case="a")
    fewer = window.show_shell([pages()[0]], WHO)
    fewer.restore(shell.visits)
    assert [visit.key for visit in fewer.visits] == [pages()[0].key]
    assert fewer.page is fewer.built_pages[0]


def test_what_waits_stands_on_the_rail(ui: Ui, show: Show) -> None:
    waiting = {"referrals": 7, "cases": 0}
    _window, shell = stand(ui, show, waiting)
    names = [button.accessibleName() for button in shell.rail.buttons]
    assert names == ["Today", "Cases", "Referrals, 7 waiting"]
    waiting["referrals"] = 0
    shell.refresh_counts()
    assert shell.rail.buttons[2].accessibleName() == "Referrals"


def test_a_narrow_window_has_icons_alone(standing: tuple[MainWindow, Shell], qtbot: QtBot) -> None:
    window, shell = standing
    assert not shell.rail.compact
    wide = shell.rail.width()
    window.resize(1024, 600)
    qtbot.waitUntil(lambda: shell.rail.compact)
    assert shell.rail.width() < wide
    assert [button.toolTip() for button in shell.rail.buttons] == ["Today", "Cases", "Referrals"]
    assert WHO.centre in shell.rail.toolTip()
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: not shell.rail.compact)


def test_large_type_has_icons_alone(make_ui: MakeUi, show: Show) -> None:
    _window, shell = stand(make_ui(scale=1.5), show)
    assert shell.rail.compact


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_window_fits_the_smallest_screen(make_ui: MakeUi, show: Show, scale: float) -> None:
    window, _shell = stand(make_ui(scale=scale), show)
    least = window.minimumSizeHint().expandedTo(window.minimumSize())
    assert least.width() <= 1024
    assert least.height() <= 600


def test_the_rail_is_walked_by_arrows(standing: tuple[MainWindow, Shell], qtbot: QtBot) -> None:
    _window, shell = standing
    first = shell.rail.buttons[0]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert shell.rail.buttons[1].hasFocus()
    qtbot.keyClick(shell.rail.buttons[1], Qt.Key.Key_Return)
    assert shell.page.title() == "Cases"  # type: ignore[attr-defined]


def test_keys_lead_to_pages_and_back(standing: tuple[MainWindow, Shell], qtbot: QtBot) -> None:
    window, shell = standing
    press(window, qtbot, Qt.Key.Key_2, CONTROL)
    assert shell.page.title() == "Cases"  # type: ignore[attr-defined]
    press(window, qtbot, Qt.Key.Key_9, CONTROL)
    shell.show_page("case", case="a")
    press(window, qtbot, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert shell.page.title() == "Cases"  # type: ignore[attr-defined]


def test_escape_closes_the_message_before_it_goes_back(
    standing: tuple[MainWindow, Shell], qtbot: QtBot, ui: Ui
) -> None:
    window, shell = standing
    shell.show_page("cases")
    shell.show_page("case", case="a")
    ui.notices.error("No answer.")
    press(window, qtbot, Qt.Key.Key_Escape)
    assert ui.notices.open == ()
    assert shell.visits[-1].key == "case"
    press(window, qtbot, Qt.Key.Key_Escape)
    assert shell.visits[-1].key == "cases"


def test_search_by_key(
    standing: tuple[MainWindow, Shell], qtbot: QtBot, type_text: TypeText
) -> None:
    window, shell = standing
    press(window, qtbot, Qt.Key.Key_K, CONTROL)
    search = shell.top_bar.search
    qtbot.waitUntil(search.hasFocus)
    qtbot.keyClick(search, Qt.Key.Key_Return)  # nothing typed, nothing sought
    type_text(search, " 4231-9008-69 ")
    with qtbot.waitSignal(window.searched) as sought:
        qtbot.keyClick(search, Qt.Key.Key_Return)
    assert sought.args == ["4231-9008-69"]
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""


def test_lock_and_exchange_are_asked_for(standing: tuple[MainWindow, Shell], qtbot: QtBot) -> None:
    window, shell = standing
    with qtbot.waitSignal(window.lock_wanted):
        press(window, qtbot, Qt.Key.Key_L, CONTROL)
    with qtbot.waitSignal(window.lock_wanted):
        qtbot.keyClick(shell.top_bar.lock, Qt.Key.Key_Space)
    shell.top_bar.set_exchange("Up to date", "check", "ok")
    assert shell.top_bar.exchange.accessibleName() == "Up to date"
    with qtbot.waitSignal(window.exchange_wanted):
        qtbot.keyClick(shell.top_bar.exchange, Qt.Key.Key_Space)


def test_a_long_state_of_the_exchange_is_cut_and_kept(ui: Ui, show: Show, qtbot: QtBot) -> None:
    window, shell = stand(ui, show)
    words = "Last exchange three weeks ago: 14 envelopes wait for a stick. " * 4
    window.resize(900, 600)
    shell.top_bar.set_exchange(words, "triangle-alert", "soon")
    line = shell.top_bar.exchange
    qtbot.waitUntil(lambda: line.toolTip() == words)
    assert line.text().endswith("…")
    assert line.accessibleName() == words


def test_f1_lists_the_keys(standing: tuple[MainWindow, Shell], qtbot: QtBot) -> None:
    window, _shell = standing
    press(window, qtbot, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: bool(window.findChildren(KeysDialog)))
    dialog = window.findChildren(KeysDialog)[0]
    words = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"\u2066F1\u2069", "\u2066Ctrl+K\u2069", "Lock", "Open a page of the rail"} <= words
    dialog.close()


def test_a_page_takes_the_focus_without_choosing_a_button(
    standing: tuple[MainWindow, Shell], qtbot: QtBot
) -> None:
    window, shell = standing
    shell.show_page("cases")
    page: Any = shell.page
    assert not page.button.hasFocus()
    press(window, qtbot, Qt.Key.Key_Tab)
    qtbot.waitUntil(page.button.hasFocus)
    assert page.accessibleName() == "Cases"


def test_a_form_that_chose_its_first_field_keeps_it(ui: Ui, show: Show, qtbot: QtBot) -> None:
    class Form(Page):
        def show_with(self, **arguments: Any) -> None:
            if not hasattr(self, "field"):
                self.field = QLineEdit()
                self.layout().addWidget(self.field)  # type: ignore[union-attr]
            self.field.setFocus()

    window = MainWindow(ui)
    specs = [*pages(), PageSpec("form", "Form", "plus", lambda: Form("Form"))]
    shell = window.show_shell(specs, WHO)
    shell.show_page("today")
    show(window)
    shell.show_page("form")
    form: Any = shell.page
    qtbot.waitUntil(form.field.hasFocus)


def test_fictional_data_are_marked_on_gate_and_pages(make_ui: MakeUi, show: Show) -> None:
    window = MainWindow(make_ui(training=True))
    window.show_gate(QLabel("gate"))
    show(window)
    banner = window.findChildren(Banner)
    assert [strip.isVisible() for strip in banner] == [True]
    window.show_shell(pages(), WHO).show_page("today")
    assert banner[0].isVisible()
    assert not MainWindow(make_ui()).findChildren(Banner)


def test_a_gate_has_no_rail_but_has_messages(ui: Ui, show: Show, qtbot: QtBot) -> None:
    window = MainWindow(ui)
    window.show_gate(QLabel("gate"))
    show(window)
    ui.notices.error("Wrong passphrase.")
    seen: Callable[[], bool] = lambda: any(  # noqa: E731
        label.text() == "Wrong passphrase." and label.isVisible()
        for label in window.findChildren(QLabel)
    )
    qtbot.waitUntil(seen)
    press(window, qtbot, Qt.Key.Key_K, CONTROL)
    press(window, qtbot, Qt.Key.Key_1, CONTROL)
    press(window, qtbot, Qt.Key.Key_Escape)
    press(window, qtbot, Qt.Key.Key_Escape)
    assert window.shell is None


def test_everything_is_mirrored_in_arabic(arabic: Ui, show: Show) -> None:
    window, shell = stand(arabic, show)
    assert window.isRightToLeft()
    assert shell.rail.x() > shell.stack.x()
    assert shell.top_bar.search.x() > shell.top_bar.lock.x()


def test_closing_is_told_before_it_happens(
    standing: tuple[MainWindow, Shell], qtbot: QtBot
) -> None:
    window, _shell = standing
    with qtbot.waitSignal(window.closing):
        window.close()


def test_escape_closes_a_list_of_choices_and_nothing_else(ui: Ui, show: Show, qtbot: QtBot) -> None:
    class Form(Page):
        def __init__(self) -> None:
            super().__init__("Form")
            self.choice = ChoiceField(ui, [Choice("a", "Alpha"), Choice("b", "Beta")])
            self.day = DateField(ui, lambda: date(2026, 11, 24))
            for field in (self.choice, self.day):
                self.layout().addWidget(field)  # type: ignore[union-attr]

    window = MainWindow(ui)
    form = Form()
    shell = window.show_shell(
        [*pages(), PageSpec("form", "F", "plus", lambda: form, None, "cases")], WHO
    )
    shell.show_page("form")
    show(window)
    qtbot.waitUntil(window.isActiveWindow)
    form.choice.open_list()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    form.day.open_calendar()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    qtbot.keyClick(popup.focusWidget() or popup, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert shell.page is form
    qtbot.keyClick(form.choice, Qt.Key.Key_Escape)
    assert shell.page is not form


def test_the_search_names_its_key_only_where_the_words_leave_room(ui: Ui, show: Show) -> None:
    box = show(SearchBox(ui, "Ctrl+K"))
    box.resize(400, box.height())
    assert box.placeholderText().endswith("Ctrl+K")
    box.resize(170, box.height())
    assert box.placeholderText() == "Code, card or word…"
