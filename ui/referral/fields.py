"""The fields of an answer: built by name, read back as one mapping of values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from referral_app.domain.identifiers import Moment
from referral_app.domain.vocabulary import Code, CodeList
from referral_app.language import N_
from ui.context import Ui
from ui.parts.choices import choice_of
from ui.parts.dates import day_of, moment_of
from ui.parts.entry_form import go_on_when_taken
from ui.parts.names import Names
from ui.tokens import SPACE_8
from ui.widgets.choice_field import ChoiceField
from ui.widgets.date_field import DateField
from ui.widgets.field import TextField
from ui.widgets.note_field import NoteField
from ui.widgets.option_fields import SegmentedField

Values = dict[str, Any]


class Holder(Protocol):
    """A widget that holds a value."""

    def value(self) -> Any:
        """The value."""
        ...


Make = Callable[[Names], QWidget]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of an answer; `label` and `help_text` are marked for translation."""

    name: str
    label: str
    make: Make
    required: bool = False
    help_text: str = ""


class AppointmentField(QWidget):
    """A day and an hour; both empty means without appointment."""

    changed = Signal()
    problem = Signal(str)

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._ui: Ui = names.ui
        today = day_of(names.now())
        self.day = DateField(names.ui, lambda: today)
        self.hour = TextField(names.ui, "10:30")
        self.hour.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.hour.setAccessibleName(names.ui.gettext("Time"))
        self.hour.setMaximumWidth(names.ui.theme.px(90))
        self.setFocusProxy(self.day)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(names.ui.theme.px(SPACE_8))
        line.addWidget(self.day, 1)
        line.addWidget(self.hour)
        for part in (self.day, self.hour):
            part.problem.connect(self.problem)
            part.changed.connect(self.changed)

    def take(self) -> None:
        """Make what was typed the value, or say why it cannot be one."""
        self.day.take()
        if self.hour.value() and _time(self.hour.value()) is None:
            self.problem.emit(self._ui.gettext("Write the hour as 10:30."))

    def value(self) -> Moment | None:
        """The moment, or None without appointment; a day alone means its noon."""
        day = self.day.value()
        if day is None:
            return None
        hour = _time(self.hour.value()) or time(12)
        return Moment(int(datetime.combine(day, hour).astimezone().timestamp() * 1000))

    def set_wrong(self, wrong: bool) -> None:
        """Wear the border of a wrong field."""
        self.day.set_wrong(wrong)


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


def text(placeholder: str = "") -> Make:
    """One line of text."""
    return lambda names: TextField(names.ui, names.ui.gettext(placeholder) if placeholder else "")


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


def day(*, today: bool = False) -> Make:
    """A day, empty or preset to today."""
    return lambda names: DayField(names, day_of(names.now()) if today else None)


def appointment(names: Names) -> QWidget:
    """Day and hour of an appointment."""
    return AppointmentField(names)


HAPPENED: Final = FieldSpec("happened", N_("Date"), day(today=True), required=True)
"""When it happened; entering it is dated by itself."""


def read(fields: dict[str, QWidget]) -> Values:
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


def _choices(names: Names, list_name: str, keep: Callable[[Code], bool]) -> Sequence[Any]:
    codes: CodeList = names.lists.named(list_name)
    return [choice_of(entry, names.ui.language) for entry in codes.choices if keep(entry)]


def _time(typed: str) -> time | None:
    cleaned = typed.replace("h", ":").replace("H", ":").strip(": ")
    parts = cleaned.split(":")
    try:
        hour, minute = int(parts[0]), int(parts[1]) if len(parts) > 1 else 0
        return time(hour, minute)
    except ValueError:
        return None
