"""The hours of a week."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from referral_app.domain.calendar import write_hours
from referral_app.domain.working_time import Week
from referral_app.language import isolate
from referral_app.services.calendar import HOURS_EXAMPLE, set_hours
from referral_app.services.desk import Desk
from ui.calendar.card import CalendarCard, CalendarForm, Save
from ui.calendar.words import hours_words, weekdays
from ui.parts.names import Names
from ui.tokens import SPACE_4, SPACE_16
from ui.widgets.field import TextField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label


class HoursCard(CalendarCard):
    """Seven lines; changed as seven fields."""

    def __init__(
        self, names: Names, desk: Desk, which: tuple[str, str], save: Save, *, may_change: bool
    ) -> None:
        self._desk, self._field = desk, which[0]
        self._week: Week | None = None
        super().__init__(names, which[1], save, may_change=may_change)

    def show_week(self, week: Week) -> None:
        """Show these hours; what is being typed stays."""
        self._week = week
        ui = self.ui
        board = QWidget()
        grid = QGridLayout(board)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(ui.theme.px(SPACE_16))
        grid.setVerticalSpacing(ui.theme.px(SPACE_4))
        grid.setColumnStretch(1, 1)
        for row, (name, hours) in enumerate(zip(weekdays(ui), week, strict=True)):
            grid.addWidget(Label(ui, name), row, 0)
            color = "ink" if hours else "muted"
            grid.addWidget(Label(ui, hours_words(ui, hours), color=color), row, 1)
        self.put(board)

    def make_form(self) -> CalendarForm:
        """One field a day."""
        ui, _ = self.ui, self.ui.gettext
        form = CalendarForm(self.names)
        hint = _("As {example}. Leave a day off empty.").format(example=isolate(HOURS_EXAMPLE))
        form.column.addWidget(Label(ui, hint, color="muted", wrap=True))
        board = FieldGrid(ui)
        week = self._week or ((),) * 7
        for number, (name, hours) in enumerate(zip(weekdays(ui), week, strict=True)):
            field = TextField(ui)
            # Hours read from left to right whatever stands around them.
            field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            field.set_value(write_hours(hours))
            form.rows[f"{self._field}.{number}"] = row = FormRow(ui, name, field)
            board.add(row, 3)
        form.column.addWidget(board)
        form.add_buttons()
        return form

    def submit(self, form: CalendarForm) -> None:
        """Save the week."""
        days = [row.field.value() for row in form.rows.values() if isinstance(row.field, TextField)]
        done = self.ui.gettext("The hours are saved. What waits is dated anew.")
        self.run(form, lambda: set_hours(self._desk, self._field, days), done)
