"""Holidays and Ramadan of one year; dates that move are asked for."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from referral_app.domain.calendar import Calendar
from referral_app.domain.working_time import Days
from referral_app.errors import InvalidInputError
from referral_app.language import isolate
from referral_app.services.calendar import set_holiday, set_ramadan
from referral_app.services.desk import Desk
from ui.calendar.card import CalendarCard, CalendarForm, Save
from ui.context import Ui
from ui.parts.closure_words import days_words
from ui.parts.names import Names
from ui.tokens import SPACE_4, SPACE_16, Kind, Text
from ui.widgets.date_field import DateField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.pill import Pill

_FIRST, _LAST = "ramadan_first", "ramadan_last"


class YearCard(CalendarCard):
    """What is known of a year, by date, and what is missing, first of all."""

    def __init__(
        self, names: Names, desk: Desk, year: int, save: Save, *, may_change: bool
    ) -> None:
        self._desk, self.year = desk, year
        self._calendar: Calendar | None = None
        title = names.ui.gettext("Holidays {year}").format(year=isolate(str(year)))
        super().__init__(names, title, save, may_change=may_change)

    def show_year(self, calendar: Calendar) -> None:
        """Show this calendar's year; what is being typed stays."""
        self._calendar = calendar
        ui, _ = self.ui, self.ui.gettext
        board = QWidget()
        grid = QGridLayout(board)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(ui.theme.px(SPACE_16))
        grid.setVerticalSpacing(ui.theme.px(SPACE_4))
        grid.setColumnStretch(0, 1)
        lines: list[tuple[str, QWidget]] = []
        if self.year not in calendar.ramadans:
            lines.append((_("Ramadan"), _missing(ui)))
        lines += [
            (dict(h.words)[ui.language.code], _missing(ui)) for h in calendar.missing(self.year)
        ]
        known = [(h.days, h.name(ui.language.code)) for h in calendar.holidays(self.year)]
        if self.year in calendar.ramadans:
            known.append((calendar.ramadans[self.year], _("Ramadan, other hours")))
        for days, name in sorted(known):
            lines.append((name, Label(ui, _days(ui, days), color="muted")))
        for row, (name, widget) in enumerate(lines):
            grid.addWidget(Label(ui, name, wrap=True), row, 0)
            grid.addWidget(widget, row, 1, Qt.AlignmentFlag.AlignLeading)
        self.put(board)

    def make_form(self) -> CalendarForm:
        """A field for each date that moves."""
        ui, _, calendar = self.ui, self.ui.gettext, self._calendar
        form = CalendarForm(self.names)
        hint = _("As they are announced; a date can be put right later.")
        form.column.addWidget(Label(ui, hint, Text.SMALL, "muted", wrap=True))
        board = FieldGrid(ui)
        if calendar is not None:
            ramadan = calendar.ramadans.get(self.year)
            self._add(form, board, _FIRST, _("Ramadan, first day"), ramadan and ramadan.first)
            self._add(form, board, _LAST, _("Ramadan, last day"), ramadan and ramadan.last)
            for holiday in calendar.commune.moving:
                name = dict(holiday.words)[ui.language.code]
                known = calendar.moved.get((holiday.code, self.year))
                self._add(form, board, holiday.code, name, known)
        form.column.addWidget(board)
        form.add_buttons()
        return form

    def submit(self, form: CalendarForm) -> None:
        """Save the dates that stand there."""
        _ = self.ui.gettext
        dates = {name: _value(row) for name, row in form.rows.items()}
        if any(row.error for row in form.rows.values()):
            return
        first, last = dates.pop(_FIRST), dates.pop(_LAST)
        if (first is None) is not (last is None):
            lacking = _LAST if last is None else _FIRST
            form.set_errors({lacking: _("Give the first and the last day.")})
            return

        def work() -> None:
            if first is not None and last is not None:
                set_ramadan(self._desk, self.year, first, last)
            for code, day in dates.items():
                if day is not None:
                    set_holiday(self._desk, code, self.year, day)

        done = _("The dates are saved. What waits is dated anew.")
        self._saving(work, done, self.close_form, lambda error: self._at_field(form, error))

    def _at_field(self, form: CalendarForm, error: InvalidInputError) -> bool:
        name = error.field.split(":")
        field = _FIRST if name[0] == "ramadan" else name[1] if len(name) > 1 else error.field
        return form.at_field(InvalidInputError(error.key, field, **error.values))

    def _add(
        self, form: CalendarForm, board: FieldGrid, name: str, label: str, known: date | None
    ) -> None:
        begin = date(self.year, 1, 1)
        # Ramadan of one year may begin in the last days of the one before.
        first = begin - timedelta(days=31) if name == _FIRST else begin
        last = date(self.year, 12, 31) + timedelta(days=31 if name == _LAST else 0)
        field = DateField(self.ui, lambda: begin, first=first, last=last)
        field.set_value(known)
        form.rows[name] = row = FormRow(self.ui, label, field)
        board.add(row, 3)


def _missing(ui: Ui) -> QWidget:
    place = QWidget()
    line = QHBoxLayout(place)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(Pill(ui, ui.gettext("date not entered"), Kind.SOON))
    return place


def _days(ui: Ui, days: Days) -> str:
    if days.first == days.last:
        return isolate(ui.language.format_date(days.first))
    return days_words(ui, *days)


def _value(row: FormRow) -> date | None:
    field = row.field
    if not isinstance(field, DateField):
        return None
    field.take()
    return field.value()
