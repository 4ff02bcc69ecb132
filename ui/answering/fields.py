"""The fields of an answer: built by name, read back as one mapping of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from PySide6.QtWidgets import QLineEdit, QWidget

from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import Status
from referral_app.domain.vocabulary import Code
from referral_app.language import N_
from ui.answering.appointment import AppointmentField
from ui.parts.choices import choice_of
from ui.parts.dates import day_of, moment_of
from ui.parts.entry_form import go_on_when_taken
from ui.parts.names import Names
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.date_field import DateField
from ui.widgets.field import TextField
from ui.widgets.field_grid import COLUMNS
from ui.widgets.note_field import NoteField
from ui.widgets.option_fields import SegmentedField
from ui.widgets.words_field import WordsField

Values = dict[str, Any]
Kept = dict[str, str]
"""What stands in the fields, by name, as it can be typed again."""


class Holder(Protocol):
    """A widget that holds a value."""

    def value(self) -> Any:
        """The value."""
        ...


Make = Callable[[Names], QWidget]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of an answer, `span` columns wide; its words are marked for translation."""

    name: str
    label: str
    make: Make
    required: bool = False
    help_text: str = ""
    span: int = COLUMNS


class DayField(DateField):
    """A day as the moment that facts hold: today is now, another day its noon."""

    def __init__(self, names: Names, preset: date | None = None) -> None:
        self._now = names.now
        super().__init__(names.ui, lambda: day_of(names.now()))
        self.set_value(preset)

    def moment(self) -> Moment | None:
        """The moment, or None."""
        day = self.value()
        return moment_of(day, self._now()) if day else None


class DeciderField(SegmentedField):
    """Who decided; which of them may have depends on the reason that was chosen."""

    def __init__(self, names: Names, choices: Sequence[Choice]) -> None:
        super().__init__(names.ui, choices)
        self._offered = [choice.code for choice in choices]

    def offer(self, allowed: Sequence[str]) -> None:
        """Show these alone and propose the first; empty shows all."""
        for code, button in zip(self._offered, self.buttons, strict=True):
            button.setVisible(not allowed or code in allowed)
        if allowed and self.value() not in allowed:
            self.set_value(allowed[0])


def text(placeholder: str = "") -> Make:
    """One line of words about a service."""

    def make(names: Names) -> QWidget:
        words = names.ui.gettext(placeholder) if placeholder else ""
        return WordsField(names.ui, words, services=True)

    return make


def note(lines: int = 2) -> Make:
    """A short note; names and telephone numbers do not belong there."""
    hint = N_("No names, no telephone numbers")
    return lambda names: NoteField(names.ui, lines=lines, placeholder=names.ui.gettext(hint))


def code(list_name: str, keep: Callable[[Code], bool] = lambda _entry: True) -> Make:
    """One entry of a code list, found by typing."""

    def make(names: Names) -> QWidget:
        field = ChoiceField(names.ui, _choices(names, list_name, keep))
        go_on_when_taken(field)
        return field

    return make


def segments(list_name: str, keep: Callable[[Code], bool] = lambda _entry: True) -> Make:
    """One of a few entries of a code list, all in sight."""
    return lambda names: SegmentedField(names.ui, _choices(names, list_name, keep))


def decider(status: Status) -> Make:
    """Who may have decided on a status."""

    def may(entry: Code) -> bool:
        return status.value in entry.texts("statuses")

    return lambda names: DeciderField(names, _choices(names, "decided_by", may))


def day(*, today: bool = False) -> Make:
    """A day, empty or preset to today."""
    return lambda names: DayField(names, day_of(names.now()) if today else None)


def appointment(names: Names) -> QWidget:
    """Day and hour of an appointment."""
    return AppointmentField(names)


HAPPENED: Final = FieldSpec("happened", N_("Date"), day(today=True), required=True, span=2)
"""When it happened; entering it is dated by itself."""


def read(fields: Mapping[str, QWidget]) -> Values:
    """The values of the fields, after each took what was typed last."""
    values: Values = {}
    for name, field in fields.items():
        take = getattr(field, "take", None)
        if take is not None:
            take()
        if isinstance(field, DayField):
            values[name] = field.moment()
        else:
            holder: Holder = field  # type: ignore[assignment]
            values[name] = holder.value()
        if values[name] is None and not isinstance(field, DayField | AppointmentField):
            values[name] = ""
    return values


def kept(fields: Mapping[str, QWidget]) -> Kept:
    """What stands in the fields, half-typed words included."""
    return {name: _kept(field) for name, field in fields.items()}


def show_kept(fields: Mapping[str, QWidget], typed: Mapping[str, object]) -> None:
    """Show what was kept; what no longer fits a field is left out."""
    for name, field in fields.items():
        words = typed.get(name)
        if isinstance(words, str):
            _show(field, words)


def _kept(field: QWidget) -> str:
    if isinstance(field, ChoiceField):
        return field.value() or field.text()
    if isinstance(field, QLineEdit):
        return field.text()
    if isinstance(field, AppointmentField):
        return field.typed()
    holder: Holder = field  # type: ignore[assignment]
    return holder.value() or ""


def _show(field: QWidget, words: str) -> None:
    match field:
        case SegmentedField():
            with suppress(KeyError):  # a newer list may no longer offer it
                field.set_value(words or None)
        case ChoiceField() | DateField():
            field.setText(words)
            field.take()
        case AppointmentField():
            field.set_typed(words)
        case NoteField() | TextField():
            field.set_value(words)


def _choices(names: Names, list_name: str, keep: Callable[[Code], bool]) -> list[Choice]:
    codes = names.lists.named(list_name)
    return [choice_of(entry, names.ui.language) for entry in codes.choices if keep(entry)]
