"""Fields of long forms: several entries, numbers, and columns that line up."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.ui.conftest import MakeUi, Show, TypeText
from ui.context import Ui
from ui.widgets.choice import Choice
from ui.widgets.field_grid import FieldGrid
from ui.widgets.labels import Label
from ui.widgets.multi_choice_field import MultiChoiceField, _Tag
from ui.widgets.number_field import NumberField

TONGUES = [Choice("fr", "Français"), Choice("ar", "العربية"), Choice("wo", "Wolof")]


def test_several_entries_stand_in_the_order_of_the_list(
    ui: Ui, show: Show, type_text: TypeText
) -> None:
    field = show(MultiChoiceField(ui, TONGUES))
    for typed in ("wol", "fran"):
        field.input.setFocus()
        type_text(field.input, typed)
        field.input.take()
    assert field.value() == ("fr", "wo")
    assert field.input.text() == ""
    assert [tag.text() for tag in field.findChildren(_Tag) if tag.isVisible()] == [
        "Français",
        "Wolof",
    ]


def test_backspace_takes_off_what_was_added_last(ui: Ui, show: Show) -> None:
    field = show(MultiChoiceField(ui, TONGUES))
    field.set_value(["wo"])
    field.set_value(["fr", "wo"])
    QTest.keyClick(field.input, Qt.Key.Key_Backspace)
    assert field.value() == ("wo",)
    QTest.keyClick(field.input, Qt.Key.Key_Backspace)
    QTest.keyClick(field.input, Qt.Key.Key_Backspace)
    assert field.value() == ()


def test_a_tag_takes_its_entry_off(ui: Ui, show: Show) -> None:
    field = show(MultiChoiceField(ui, TONGUES))
    field.set_value(["fr", "ar"])
    tag = next(tag for tag in field.findChildren(_Tag) if tag.text() == "Français")
    assert "Français" in tag.accessibleName()
    tag.click()
    assert field.value() == ("ar",)


def test_an_unknown_entry_is_refused_and_kept_as_typed(
    ui: Ui, show: Show, type_text: TypeText
) -> None:
    field = show(MultiChoiceField(ui, TONGUES))
    problems: list[str] = []
    field.problem.connect(problems.append)
    field.input.setFocus()
    type_text(field.input, "klingon")
    field.input.take()
    assert field.value() == ()
    assert field.input.text() == "klingon"
    assert problems[-1]
    with pytest.raises(KeyError):
        field.set_value(["xx"])


@pytest.mark.parametrize(
    ("typed", "number"), [("3", 3), ("٤", 4), (" 5 ", 5), ("0", None), ("41", None), ("x", None)]
)
def test_a_number_in_any_digits(ui: Ui, show: Show, typed: str, number: int | None) -> None:
    field = show(NumberField(ui, 1, 40))
    field.setText(typed)
    assert field.value() == number
    assert bool(field.objection()) == (number is None)


def test_up_and_down_count_within_the_bounds(ui: Ui, show: Show) -> None:
    field = show(NumberField(ui, 1, 3))
    for _turn in range(5):
        QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == 3
    for _turn in range(5):
        QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.value() == 1


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_columns_line_up_and_turn_round(make_ui: MakeUi, show: Show, code: str) -> None:
    grid = FieldGrid(make_ui(code))
    fields = [QLineEdit() for _turn in range(5)]
    for field, span in zip(fields, (2, 2, 2, 3, 3), strict=True):
        grid.add(field, span)
    grid.resize(900, 200)
    show(grid)
    first, second, third, fourth, fifth = fields
    widths = [field.width() for field in (first, second, third)]
    assert max(widths) - min(widths) <= 1, "equal, but for what cannot be divided"
    assert fourth.y() > first.y()
    assert first.y() == second.y() == third.y()
    assert fifth.geometry().right() == third.geometry().right() or code == "ar"
    assert (first.x() < second.x()) == (code == "fr")
    assert (fourth.x() < fifth.x()) == (code == "fr")


def test_narrow_columns_stand_one_above_the_other(ui: Ui, show: Show) -> None:
    grid = FieldGrid(ui)
    fields = [QLineEdit() for _turn in range(3)]
    for field in fields:
        grid.add(field, 2)
    grid.resize(400, 300)
    show(grid)
    assert len({field.x() for field in fields}) == 1
    assert len({field.y() for field in fields}) == 3
    assert grid.heightForWidth(400) > grid.heightForWidth(900)


def test_a_hidden_item_leaves_no_gap_and_words_wrap(ui: Ui, show: Show) -> None:
    grid = FieldGrid(ui)
    long = Label(ui, "words " * 60, wrap=True)
    below = QLineEdit()
    grid.add(long, 6)
    grid.add(below, 6)
    grid.resize(600, 400)
    show(grid)
    assert below.y() >= long.geometry().bottom()
    assert long.height() >= long.heightForWidth(long.width())
    grid.show_item(long, shown=False)
    grid.layout().activate()
    assert below.y() == 0
