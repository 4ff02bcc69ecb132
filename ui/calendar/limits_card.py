"""How long each step may take, by priority."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from referral_app.domain.calendar import LIMIT, Calendar, Limit, Unit
from referral_app.errors import InvalidInputError
from referral_app.services.calendar import set_limit
from referral_app.services.desk import Desk
from ui.calendar.card import CalendarCard, CalendarForm, Save
from ui.calendar.words import STEPS, UNITS, limit_step_words, limit_words
from ui.parts.choices import choices_of
from ui.parts.names import Names
from ui.tokens import SPACE_4, SPACE_16, Text
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.number_field import NumberField
from ui.widgets.option_fields import SegmentedField

_MOST = 2160


class LimitsCard(CalendarCard):
    """A table of steps and priorities; changed one limit at a time."""

    def __init__(self, names: Names, desk: Desk, save: Save, *, may_change: bool) -> None:
        self._desk = desk
        self._calendar: Calendar | None = None
        title = names.ui.gettext("Limits by priority")
        super().__init__(names, title, save, may_change=may_change)

    def show_limits(self, calendar: Calendar) -> None:
        """Show this calendar's limits; what is being typed stays."""
        self._calendar = calendar
        ui, _ = self.ui, self.ui.gettext
        board = QWidget()
        grid = QGridLayout(board)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(ui.theme.px(SPACE_16))
        grid.setVerticalSpacing(ui.theme.px(SPACE_4))
        priorities = [entry.code for entry in self._desk.vocabularies.priorities.entries]
        for column, priority in enumerate(priorities, 1):
            words = self.names.label("priorities", priority)
            grid.addWidget(Label(ui, words, Text.SMALL_BOLD, "muted"), 0, column)
        for row, step in enumerate(STEPS, 1):
            grid.addWidget(Label(ui, limit_step_words(self.names, step), wrap=True), row, 0)
            for column, priority in enumerate(priorities, 1):
                limit = calendar.limits[priority, step]
                grid.addWidget(Label(ui, limit_words(ui, limit, step), wrap=True), row, column)
        row = len(STEPS) + 1
        words = _(
            "An emergency runs in real hours, by night and through closures. Elsewhere hours run "
            "on working days alone, and days leave out holidays and closures."
        )
        grid.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True), row, 0, 1, 4)
        for column in range(len(priorities) + 1):
            grid.setColumnStretch(column, 1)
        self.put(board)

    def make_form(self) -> CalendarForm:
        """Which limit, and how long."""
        ui, _ = self.ui, self.ui.gettext
        form = CalendarForm(self.names)
        steps = [Choice(step, limit_step_words(self.names, step)) for step in STEPS]
        self.priority = SegmentedField(
            ui, choices_of(self._desk.vocabularies.priorities, ui.language)
        )
        self.step = ChoiceField(ui, steps)
        self.count = NumberField(ui, 0, _MOST)
        self.unit = SegmentedField(ui, [Choice(u.value, _(UNITS[u])) for u in Unit])
        form.rows = {
            "priority": FormRow(ui, _("Priority"), self.priority, required=True),
            "step": FormRow(ui, _("What"), self.step, required=True),
            "count": FormRow(ui, _("How long"), self.count, required=True),
            "unit": FormRow(ui, _("Counted in"), self.unit, required=True),
        }
        board = FieldGrid(ui)
        for name, span in (("priority", 3), ("step", 3), ("count", 2), ("unit", 4)):
            board.add(form.rows[name], span)
        form.column.addWidget(board)
        form.add_buttons()
        for chosen in (self.priority.changed, self.step.changed):
            chosen.connect(self._propose)
        return form

    def submit(self, form: CalendarForm) -> None:
        """Save the limit."""
        _ = self.ui.gettext
        self.step.take()
        values = {
            "priority": self.priority.value(),
            "step": self.step.value(),
            "count": self.count.value(),
            "unit": self.unit.value(),
        }
        lacking = {name: _("This is needed.") for name, value in values.items() if value is None}
        if self.count.objection():
            lacking["count"] = self.count.objection()
        if form.set_errors(lacking):
            return
        priority, step = self.priority.value() or "", self.step.value() or ""
        limit = Limit(Unit(self.unit.value() or ""), self.count.value() or 0)
        done = _("The limit is saved. What waits is dated anew.")
        self._saving(
            lambda: set_limit(self._desk, priority, step, limit),
            done,
            self.close_form,
            lambda error: self._at_field(form, error),
        )

    def _at_field(self, form: CalendarForm, error: InvalidInputError) -> bool:
        known = error.field.startswith(f"{LIMIT}:")
        return known and form.at_field(InvalidInputError(error.key, "count", **error.values))

    def _propose(self) -> None:
        """Show the limit that stands for what was chosen."""
        if self._calendar is None:
            return
        chosen = (self.priority.value() or "", self.step.value() or "")
        limit = self._calendar.limits.get(chosen)
        if limit is not None:
            self.count.set_value(limit.count)
            self.unit.set_value(limit.unit.value)
