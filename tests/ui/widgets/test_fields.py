"""Fields that take one value: choice, date, note, passphrase, tick, text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Show, TypeText
from ui.context import Ui
from ui.widgets.check_field import CheckField
from ui.widgets.choice_field import Choice, ChoiceField
from ui.widgets.date_field import DateField
from ui.widgets.date_text import parse_date
from ui.widgets.field import TextField
from ui.widgets.folding import fold, western_digits
from ui.widgets.form_row import FormRow
from ui.widgets.note_field import NoteField
from ui.widgets.passphrase_field import PassphraseField

TODAY = date(2026, 11, 24)
CHOICES = [
    Choice("S01", "Santé mère-enfant"),
    Choice("S02", "Scolarisation", "école"),
    Choice("S03", "أحمد"),
    Choice("S04", "مدرسة"),
    Choice("S05", "Aide juridique"),
]


class Form(QWidget):
    """A field with another one after it, for Tab."""

    def __init__(self, field: QWidget) -> None:
        super().__init__()
        self.other = QLineEdit()
        column = QVBoxLayout(self)
        column.addWidget(field)
        column.addWidget(self.other)


@pytest.fixture
def choice(ui: Ui, show: Show) -> ChoiceField:
    field = ChoiceField(ui, CHOICES)
    show(Form(field))
    field.setFocus()
    return field


def problems(field: QWidget) -> list[str]:
    heard = list[str]()
    field.problem.connect(heard.append)  # type: ignore[attr-defined]
    return heard


def labels(field: ChoiceField, typed: str) -> list[str]:
    return [entry.label for entry in field.matches(typed)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sante", ["Santé mère-enfant"]),
        ("MERE", ["Santé mère-enfant"]),
        ("احمد", ["أحمد"]),
        ("مدرسه", ["مدرسة"]),
        ("مُدَرِّسَة", ["مدرسة"]),
        ("ecole", ["Scolarisation"]),
        ("s05", ["Aide juridique"]),
        ("jur aid", ["Aide juridique"]),
        ("zzz", []),
        ("", [entry.label for entry in CHOICES]),
    ],
)
def test_entries_are_found_by_what_one_types(
    choice: ChoiceField, typed: str, found: list[str]
) -> None:
    assert labels(choice, typed) == found


def test_entries_that_start_so_come_before_those_that_hold_it(choice: ChoiceField) -> None:
    choice.set_choices([Choice("1", "Kenya"), Choice("2", "Nya"), Choice("3", "Autre")])
    assert labels(choice, "nya") == ["Nya", "Kenya"]


def test_enter_takes_the_first_match(
    choice: ChoiceField, qtbot: QtBot, type_text: TypeText
) -> None:
    type_text(choice, "scol")
    assert choice._popup.isVisible()
    qtbot.keyClick(choice._popup, Qt.Key.Key_Return)
    assert choice.value() == "S02"
    assert choice.text() == "Scolarisation"
    assert not choice._popup.isVisible()


def test_arrows_choose_another(choice: ChoiceField, qtbot: QtBot) -> None:
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert choice._popup.isVisible()
    for _ in range(4):
        qtbot.keyClick(choice._popup, Qt.Key.Key_Down)
    qtbot.keyClick(choice._popup, Qt.Key.Key_Return)
    assert choice.value() == "S05"


def test_leaving_takes_what_was_typed(
    choice: ChoiceField, qtbot: QtBot, type_text: TypeText
) -> None:
    type_text(choice, "jur")
    choice._popup.hide()
    qtbot.keyClick(choice, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: choice.value() == "S05")


def test_what_is_no_entry_stays_and_is_said(choice: ChoiceField, type_text: TypeText) -> None:
    choice.set_value("S01")
    heard = problems(choice)
    choice.selectAll()
    type_text(choice, "qqq")
    choice.take()
    assert choice.text() == "qqq"
    assert choice.value() is None
    assert heard[-1] == "Not in the list: choose one of its entries."


def test_escape_leaves_the_value(choice: ChoiceField, qtbot: QtBot) -> None:
    choice.set_value("S02")
    choice.open_list()
    qtbot.keyClick(choice._popup, Qt.Key.Key_Escape)
    assert not choice._popup.isVisible()
    assert choice.value() == "S02"


def test_emptying_a_choice_takes_it_back(choice: ChoiceField) -> None:
    heard = list[str | None]()
    choice.changed.connect(lambda: heard.append(choice.value()))
    choice.set_value("S02")
    choice.clear()
    choice.take()
    assert heard == ["S02", None]


def test_a_value_that_is_no_longer_offered_is_given_up(choice: ChoiceField) -> None:
    choice.set_value("S02")
    choice.set_choices(CHOICES[:1])
    assert choice.value() is None
    with pytest.raises(KeyError):
        choice.set_value("S02")


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_other_digits_become_western() -> None:
    assert western_digits("٢٤/١١/٢٠٢٦ ۴") == "24/11/2026 4"


@given(
    st.dates(min_value=date(1930, 1, 1), max_value=date(2031, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%d%m%Y", "%Y-%m-%d", "%d-%m-%Y"]),
)
def test_whole_dates_are_read_as_written(day: date, style: str) -> None:
    assert parse_date(day.strftime(style), TODAY) == day


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("24/11", TODAY),
        ("2411", TODAY),
        ("241126", TODAY),
        ("1/2/30", date(2030, 2, 1)),
        ("1/2/31", date(2031, 2, 1)),
        ("1/2/32", date(1932, 2, 1)),
        ("٢٤/١١/٢٠٢٦", TODAY),
        ("31/02/2026", None),
        ("00/11/2026", None),
        ("24/11/026", None),
        ("demain", None),
        ("24 nov", None),
        ("2", None),
        ("", None),
    ],
)
def test_dates_as_people_type_them(typed: str, meant: date | None) -> None:
    assert parse_date(typed, TODAY) == meant


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    assert parse_date(text, TODAY) is None or isinstance(parse_date(text, TODAY), date)


@pytest.fixture
def day(ui: Ui, show: Show) -> DateField:
    field = DateField(ui, lambda: TODAY, first=date(2026, 1, 1), last=date(2026, 12, 31))
    show(Form(field))
    field.setFocus()
    return field


def test_keys_move_a_date(day: DateField, qtbot: QtBot) -> None:
    for key, goal in (
        (Qt.Key.Key_Plus, TODAY),
        (Qt.Key.Key_Plus, TODAY + timedelta(days=1)),
        (Qt.Key.Key_PageUp, TODAY + timedelta(days=8)),
        (Qt.Key.Key_Minus, TODAY + timedelta(days=7)),
        (Qt.Key.Key_PageDown, TODAY),
        (Qt.Key.Key_Minus, TODAY - timedelta(days=1)),
        (Qt.Key.Key_T, TODAY),
    ):
        qtbot.keyClick(day, key)
        assert day.value() == goal
    assert day.text() == "24/11/2026"


def test_a_hyphen_can_still_be_typed(day: DateField, qtbot: QtBot, type_text: TypeText) -> None:
    type_text(day, "3")
    qtbot.keyClick(day, Qt.Key.Key_Minus)
    type_text(day, "12")
    qtbot.keyClick(day, Qt.Key.Key_Return)
    assert day.value() == date(2026, 12, 3)


def test_what_is_no_date_is_said_and_kept(day: DateField, type_text: TypeText) -> None:
    heard = problems(day)
    type_text(day, "31/02")
    day.take()
    assert day.value() is None
    assert day.text() == "31/02"
    assert heard[-1] == "Not a date. Write it like \u206624/11/2026\u2069."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/12/2025", "The date must be \u206601/01/2026\u2069 or later."),
        ("01/01/2027", "The date must be \u206631/12/2026\u2069 or earlier."),
    ],
)
def test_dates_out_of_bounds_are_said(
    day: DateField, type_text: TypeText, typed: str, sentence: str
) -> None:
    heard = problems(day)
    type_text(day, typed)
    day.take()
    assert (day.value(), heard[-1]) == (None, sentence)


def test_a_date_runs_left_to_right_in_arabic(arabic: Ui, show: Show) -> None:
    field = DateField(arabic, lambda: TODAY)
    form = show(Form(field))
    assert form.isRightToLeft()
    assert not field.isRightToLeft()
    field.set_value(TODAY)
    assert field.text() == "24/11/2026"


def test_a_day_can_be_picked_by_keys(day: DateField, qtbot: QtBot) -> None:
    day.set_value(TODAY)
    qtbot.keyClick(day, Qt.Key.Key_F4)
    calendar = day._calendar()
    qtbot.waitUntil(calendar.isVisible)
    assert calendar.selectedDate().day() == 24
    view = calendar.focusProxy() or calendar
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert day.value() == date(2026, 11, 25)
    assert not calendar.isVisible()


def test_a_note_gives_each_paragraph_its_own_direction(ui: Ui, show: Show) -> None:
    note = show(NoteField(ui))
    note.set_value("Suivie au centre.\nموعد يوم الخميس")
    first = note.edit.document().firstBlock()
    assert first.textDirection() is Qt.LayoutDirection.LeftToRight
    assert first.next().textDirection() is Qt.LayoutDirection.RightToLeft
    wrap = note.edit.document().defaultTextOption().wrapMode()
    assert wrap is QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


def test_a_long_note_is_kept_whole_and_refused(ui: Ui) -> None:
    note = NoteField(ui, length=10)
    heard = problems(note)
    note.set_value("0123456789ab")
    assert note.value() == "0123456789ab"
    assert note.too_long() == 2
    assert heard[-1] == "2 characters too many: shorten the note."
    note.set_value("0123456789")
    assert (note.too_long(), heard[-1]) == (0, "")


def test_tab_leaves_a_note(ui: Ui, show: Show, qtbot: QtBot) -> None:
    note = NoteField(ui)
    form = show(Form(note))
    note.setFocus()
    qtbot.keyClick(note.edit, Qt.Key.Key_Tab)
    qtbot.waitUntil(form.other.hasFocus)


def test_a_note_takes_plain_text_only(ui: Ui) -> None:
    assert not NoteField(ui).edit.acceptRichText()


@pytest.fixture
def passphrase(ui: Ui, show: Show) -> PassphraseField:
    field = show(PassphraseField(ui))
    field.setFocus()
    return field


def test_a_passphrase_is_hidden_until_one_asks(passphrase: PassphraseField, qtbot: QtBot) -> None:
    hidden, shown = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal
    assert passphrase.line.echoMode() == hidden
    qtbot.keyClick(passphrase.eye, Qt.Key.Key_Space)
    assert passphrase.line.echoMode() == shown
    assert passphrase.eye.accessibleName() == "Hide the passphrase"
    passphrase.hide()
    assert passphrase.line.echoMode() == hidden


def test_taking_a_passphrase_leaves_nothing_behind(
    passphrase: PassphraseField, type_text: TypeText
) -> None:
    type_text(passphrase.line, " motdepasse é ")
    assert passphrase.take() == " motdepasse é "
    passphrase.line.undo()
    assert passphrase.value() == ""


def test_enter_submits_a_passphrase(passphrase: PassphraseField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(passphrase.submitted):
        qtbot.keyClick(passphrase.line, Qt.Key.Key_Return)


def test_caps_lock_is_noticed(passphrase: PassphraseField, type_text: TypeText) -> None:
    type_text(passphrase.line, "a")
    assert passphrase.caps.isHidden()
    type_text(passphrase.line, "A")
    assert not passphrase.caps.isHidden()
    type_text(passphrase.line, "ب1")
    assert not passphrase.caps.isHidden()
    type_text(passphrase.line, "b")
    assert passphrase.caps.isHidden()


def test_a_tick_by_space_and_by_its_sentence(ui: Ui, show: Show, qtbot: QtBot) -> None:
    tick = show(CheckField(ui, "The person agrees, and knows that the answer may be no."))
    tick.setFocus()
    qtbot.keyClick(tick, Qt.Key.Key_Space)
    assert tick.value()
    qtbot.mouseClick(tick, Qt.MouseButton.LeftButton, pos=QPoint(tick.width() - 20, 8))
    assert not tick.value()


def test_a_long_sentence_wraps_beside_its_box(ui: Ui) -> None:
    tick = CheckField(ui, "word " * 60)
    assert tick.heightForWidth(300) > 3 * tick.heightForWidth(3000)


def test_a_row_says_its_label_its_error_and_its_help(ui: Ui, show: Show) -> None:
    field = TextField(ui)
    row = show(
        FormRow(ui, "Name of <the> centre", field, required=True, help_text="As on the door.")
    )
    assert field.accessibleName() == "Name of <the> centre, required"
    row.set_error("Write a name.")
    assert field.accessibleDescription() == "Write a name. As on the door."
    assert field.property("wrong") is True
    field.set_value("Yacoub")
    assert row.error == ""
    assert field.property("wrong") is False
    assert field.accessibleDescription() == "As on the door."


def test_the_error_of_a_composed_field_is_read_with_what_takes_the_keyboard(ui: Ui) -> None:
    note = NoteField(ui, length=1)
    row = FormRow(ui, "Note", note)
    note.set_value("abc")
    assert row.error == "2 characters too many: shorten the note."
    assert note.edit.accessibleDescription() == row.error
    assert note.edit.accessibleName() == "Note"
