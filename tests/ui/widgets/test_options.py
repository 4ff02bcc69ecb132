from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Show
from ui.context import Ui
from ui.widgets.choice_field import Choice
from ui.widgets.option_fields import ChipsField, SegmentedField

CHOICES = [Choice("a", "Santé"), Choice("b", "Scolarisation"), Choice("c", "25–34")]


def press(qtbot: QtBot, key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key)


@pytest.fixture
def chips(ui: Ui, show: Show) -> ChipsField:
    field = show(ChipsField(ui, CHOICES))
    field.setFocus()
    return field


def test_space_toggles_and_arrows_walk(chips: ChipsField, qtbot: QtBot) -> None:
    changes = list[tuple[str, ...]]()
    chips.changed.connect(lambda: changes.append(chips.value()))
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Space)
    assert changes == [("a",), ("a", "c"), ("c",)]


def test_chips_are_one_stop_of_tab(chips: ChipsField, qtbot: QtBot) -> None:
    press(qtbot, Qt.Key.Key_Right)
    stops = [b for b in chips.buttons if b.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [chips.buttons[1]]


def test_chips_take_only_what_is_offered(chips: ChipsField) -> None:
    chips.set_value(["c", "a"])
    assert chips.value() == ("a", "c")
    with pytest.raises(KeyError):
        chips.set_value(["z"])
    assert chips.value() == ("a", "c")


def test_segments_hold_none_until_one_is_chosen(ui: Ui, show: Show, qtbot: QtBot) -> None:
    field = show(SegmentedField(ui, CHOICES))
    changes = list[str | None]()
    field.changed.connect(lambda: changes.append(field.value()))
    assert field.value() is None
    field.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Left)
    press(qtbot, Qt.Key.Key_Left)
    assert changes == ["a", "b", "a", "c"]
    assert [button.isChecked() for button in field.buttons] == [False, False, True]


def test_a_click_chooses_and_a_second_one_changes_nothing(ui: Ui, show: Show, qtbot: QtBot) -> None:
    field = show(SegmentedField(ui, CHOICES))
    changes = list[str | None]()
    field.changed.connect(lambda: changes.append(field.value()))
    for _ in range(2):
        qtbot.mouseClick(field.buttons[1], Qt.MouseButton.LeftButton)
    assert changes == ["b"]
    assert field.buttons[1].isChecked()


def test_arrows_follow_the_line_of_reading(arabic: Ui, show: Show, qtbot: QtBot) -> None:
    field = show(SegmentedField(arabic, CHOICES))
    field.set_value("a")
    field.setFocus()
    assert field.buttons[0].x() > field.buttons[1].x()
    press(qtbot, Qt.Key.Key_Left)
    assert field.value() == "b"
    press(qtbot, Qt.Key.Key_Right)
    assert field.value() == "a"


def test_ranges_keep_their_direction(arabic: Ui) -> None:
    field = SegmentedField(arabic, CHOICES)
    assert [b.text() for b in field.buttons] == ["Santé", "Scolarisation", "\u206625–34\u2069"]
