"""The day and hour of an appointment, typed side by side."""

from __future__ import annotations

from datetime import datetime, time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from referral_app.domain.identifiers import Moment
from ui.context import Ui
from ui.parts.dates import day_of
from ui.parts.names import Names
from ui.tokens import SPACE_8
from ui.widgets.date_field import DateField
from ui.widgets.field import TextField


class AppointmentField(QWidget):
    """A day and an hour; both empty means without appointment, one alone is a problem."""

    changed = Signal()
    problem = Signal(str)

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._ui: Ui = names.ui
        ui = names.ui
        self.day = DateField(ui, lambda: day_of(names.now()))
        self.hour = TextField(ui, "10:30")
        self.hour.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.hour.setAccessibleName(ui.gettext("Time of the appointment"))
        self.hour.setMaximumWidth(ui.theme.px(90))
        self.setFocusProxy(self.day)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(ui.theme.px(SPACE_8))
        line.addWidget(self.day, 1)
        line.addWidget(self.hour)
        self._day_problem = ""
        self.day.problem.connect(self._on_day)
        self.hour.problem.connect(self.problem)
        for part in (self.day, self.hour):
            part.textChanged.connect(self.changed)

    def take(self) -> None:
        """Make what was typed the value, or say why it cannot be one."""
        self.day.take()
        if not self._day_problem:
            self.problem.emit(self._objection())

    def value(self) -> Moment | None:
        """The moment, or None without appointment."""
        day, hour = self.day.value(), _time(self.hour.value())
        if day is None or hour is None:
            return None
        # Without a zone it is the machine's.
        there = datetime.combine(day, hour, self._ui.language.zone)
        return Moment(int(there.timestamp() * 1000))

    def typed(self) -> str:
        """What stands in both parts, to be typed again by `set_typed`."""
        parts = (self.day.text(), self.hour.text())
        return "\n".join(parts) if any(parts) else ""

    def set_typed(self, words: str) -> None:
        """Show what `typed` gave."""
        day, _line, hour = words.partition("\n")
        self.day.setText(day)
        self.day.take()
        self.hour.setText(hour)

    def set_wrong(self, wrong: bool) -> None:
        """Wear the border of a wrong field at the part that is wrong."""
        lone_day = self.day.value() is not None
        self.day.set_wrong(wrong and not lone_day)
        self.hour.set_wrong(wrong and lone_day)

    def go_to_problem(self) -> None:
        """Put the keyboard on the part that is wrong."""
        part = self.hour if self.day.value() is not None else self.day
        part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_day(self, sentence: str) -> None:
        self._day_problem = sentence
        self.problem.emit(sentence)

    def _objection(self) -> str:
        _, typed = self._ui.gettext, self.hour.value()
        if typed and _time(typed) is None:
            return _("Write the hour as 10:30.")
        if typed and self.day.value() is None:
            return _("Write the day of the appointment as well.")
        if not typed and self.day.value() is not None:
            return _("Write the hour as well, such as 10:30.")
        return ""


def _time(typed: str) -> time | None:
    """9, 9h, 9:30, 9h30 or 0930 as a time of day."""
    cleaned = typed.lower().replace("h", ":").strip(": ")
    if cleaned.isdecimal() and len(cleaned) in (3, 4):
        cleaned = f"{cleaned[:-2]}:{cleaned[-2:]}"
    hour, _colon, minute = cleaned.partition(":")
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        return None
