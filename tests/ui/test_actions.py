from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Show
from ui.actions import Actions


def window(show: Show) -> tuple[QWidget, QLineEdit, QLineEdit]:
    holder, one, two = QWidget(), QLineEdit(), QLineEdit()
    column = QVBoxLayout(holder)
    column.addWidget(one)
    column.addWidget(two)
    show(holder)
    one.setFocus()
    return holder, one, two


def test_a_key_of_the_window_works_everywhere_in_it(show: Show, qtbot: QtBot) -> None:
    holder, one, _two = window(show)
    actions, ran = Actions(), list[str]()
    actions.add(holder, "Ctrl+K", "Search", lambda: ran.append("search"), "Everywhere")
    qtbot.waitUntil(one.hasFocus)
    qtbot.keyClick(one, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert ran == ["search"]


def test_a_key_of_a_part_works_in_that_part_alone(show: Show, qtbot: QtBot) -> None:
    _holder, one, two = window(show)
    actions, ran = Actions(), list[str]()
    actions.add(one, "Ctrl+Return", "Save", lambda: ran.append("save"), "Form")
    qtbot.waitUntil(one.hasFocus)
    qtbot.keyClick(one, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    two.setFocus()
    qtbot.keyClick(two, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert ran == ["save"]


def test_the_list_names_what_works_now_and_each_key_once(show: Show) -> None:
    holder, one, two = window(show)
    actions = Actions()
    actions.add(holder, "Ctrl+L", "Lock", lambda: None, "Everywhere")
    off = actions.add(holder, "Ctrl+P", "Print", lambda: None, "Everywhere")
    off.setEnabled(False)
    for field in (one, two):
        actions.describe(field, "T", "Today", "In a date")
    actions.add_unlisted(holder, "Ctrl+1", lambda: None)
    assert [line.keys for line in actions.lines()] == ["Ctrl+L", "T"]
    one.hide()
    two.hide()
    assert [line.keys for line in actions.lines()] == ["Ctrl+L"]


def test_keys_die_with_their_widget(show: Show, qtbot: QtBot) -> None:
    holder, one, _two = window(show)
    actions = Actions()
    actions.add(one, "Ctrl+L", "Lock", lambda: None, "Everywhere")
    with qtbot.waitSignal(one.destroyed):
        one.deleteLater()
    assert actions.lines() == []
    assert holder.isVisible()
