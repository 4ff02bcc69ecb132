"""A date typed, moved by a key, or picked; always left to right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QDate, QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QVBoxLayout, QWidget

from referral_app.language import isolate
from ui.context import Ui
from ui.widgets.date_text import parse_date
from ui.widgets.field import FieldIcon, mark_wrong


class DateField(QLineEdit):
    """A date or none. + and − move by a day, Page Up and Down by a week, T is today.

    `today` is handed in; dates before `first` or after `last` are a problem that is said.
    """

    changed = Signal()
    problem = Signal(str)

    def __init__(
        self,
        ui: Ui,
        today: Callable[[], date],
        first: date | None = None,
        last: date | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ui, self._today = ui, today
        self._first, self._last = first, last
        self._value: date | None = None
        self._popup: QFrame | None = None
        # Qt would turn the parts of a date round in Arabic.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFont(ui.theme.font())
        self.setPlaceholderText(ui.gettext("dd/mm/yyyy"))
        self.setMaxLength(24)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("00/00/0000") + ui.theme.px(64))
        opener = FieldIcon(ui, self, "calendar", ui.gettext("Open the calendar"))
        opener.clicked.connect(self.open_calendar)
        self.textEdited.connect(lambda: self.problem.emit(""))
        self._describe_keys()

    def value(self) -> date | None:
        """The date; what is being typed counts once the field is left or Enter is pressed."""
        return self._value

    def set_value(self, value: date | None) -> None:
        """Show this date."""
        self.setText(f"{value:%d/%m/%Y}" if value else "")
        self.problem.emit("")
        if value != self._value:
            self._value = value
            self.changed.emit()

    def set_wrong(self, wrong: bool) -> None:
        """Wear the border of a wrong field."""
        mark_wrong(self, wrong)

    def take(self) -> None:
        """Make what was typed the value, none if it is empty, or say why it cannot be one."""
        if not self.text().strip():
            self.set_value(None)
            return
        typed = parse_date(self.text(), self._today())
        sentence = self._objection(typed)
        if typed is not None and not sentence:
            self.set_value(typed)
            return
        if self._value is not None:
            self._value = None
            self.changed.emit()
        self.problem.emit(sentence)

    def open_calendar(self) -> None:
        """Show a month to pick from: arrows move, Enter takes, Esc leaves all as it was."""
        calendar = self._calendar()
        day = self._value or parse_date(self.text(), self._today()) or self._today()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        assert self._popup is not None  # noqa: S101
        self._popup.adjustSize()
        corner = self.mapToGlobal(QPoint(0, self.height() + 2))
        if self._ui.language.right_to_left:
            corner -= QPoint(self._popup.width() - self.width(), 0)
        self._popup.move(corner)
        self._popup.show()
        calendar.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by keys."""
        moves = {
            Qt.Key.Key_Plus: 1,
            Qt.Key.Key_Equal: 1,
            Qt.Key.Key_Minus: -1,
            Qt.Key.Key_PageUp: 7,
            Qt.Key.Key_PageDown: -7,
        }
        key = Qt.Key(event.key())
        typing_iso = key == Qt.Key.Key_Minus and self.text() and not self._whole()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif key in moves and not typing_iso:
            self._move(moves[key])
        elif event.text().casefold() == "t":
            self.set_value(self._today())
        elif key == Qt.Key.Key_F4 or (
            key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self.open_calendar()
        else:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.take()
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.take()

    def _whole(self) -> bool:
        """Whether the text is empty or a whole date, so that − means a day and not a hyphen."""
        return self._value is not None and self.text() == f"{self._value:%d/%m/%Y}"

    def _move(self, days: int) -> None:
        start = parse_date(self.text(), self._today())
        goal = self._today() if start is None else start + timedelta(days=days)
        self.setText(f"{goal:%d/%m/%Y}")
        self.take()

    def _objection(self, typed: date | None) -> str:
        _ = self._ui.gettext
        if typed is None:
            example = isolate(f"{self._today():%d/%m/%Y}")
            return _("Not a date. Write it like {example}.").format(example=example)
        if self._first and typed < self._first:
            return _("The date must be {date} or later.").format(date=_shown(self._first))
        if self._last and typed > self._last:
            return _("The date must be {date} or earlier.").format(date=_shown(self._last))
        return ""

    def _calendar(self) -> QCalendarWidget:
        if self._popup is None:
            self._popup = QFrame(self, Qt.WindowType.Popup)
            self._popup.setFrameShape(QFrame.Shape.Box)
            self._popup.setLayoutDirection(self._ui_direction())
            column = QVBoxLayout(self._popup)
            column.setContentsMargins(2, 2, 2, 2)
            calendar = QCalendarWidget()
            calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
            none = QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader
            calendar.setVerticalHeaderFormat(none)
            if self._first:
                calendar.setMinimumDate(_qt(self._first))
            if self._last:
                calendar.setMaximumDate(_qt(self._last))
            calendar.clicked.connect(self._picked)
            calendar.activated.connect(self._picked)
            column.addWidget(calendar)
        found: QCalendarWidget | None = self._popup.findChild(QCalendarWidget)
        assert found is not None  # noqa: S101
        return found

    def _describe_keys(self) -> None:
        _, describe = self._ui.gettext, self._ui.actions.describe
        group = _("In a date")
        describe(self, "+  −", _("The next day, the day before"), group)
        describe(self, _("Page Up, Page Down"), _("A week later, a week earlier"), group)
        describe(self, "T", _("Today"), group)
        describe(self, "Alt+↓", _("Open the calendar"), group)

    def _ui_direction(self) -> Qt.LayoutDirection:
        rtl = self._ui.language.right_to_left
        return Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight

    def _picked(self, day: QDate) -> None:
        if self._popup:
            self._popup.hide()
        self.set_value(date(day.year(), day.month(), day.day()))
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Keep the direction whatever the window's turns to."""
        if event.type() == QEvent.Type.LayoutDirectionChange and self.isRightToLeft():
            self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        return super().event(event)


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _shown(day: date) -> str:
    return isolate(f"{day:%d/%m/%Y}")
