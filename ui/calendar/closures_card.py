"""Closures: those that come, run or are over, and the form for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.calendar import Closure
from referral_app.domain.identifiers import RecordId
from referral_app.language import isolate_text
from referral_app.services.closures import (
    ClosureEntry,
    ClosureLine,
    cancel_closure,
    change_closure,
    close_days,
)
from referral_app.services.desk import Desk
from ui.calendar.card import CalendarCard, CalendarForm, Save
from ui.dialogs import Question
from ui.parts.choices import choices_of
from ui.parts.closure_words import closure_words, days_words
from ui.parts.names import Names
from ui.tokens import SPACE_4, Kind
from ui.widgets.buttons import DangerButton
from ui.widgets.date_field import DateField
from ui.widgets.field import TextField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.multi_choice_field import MultiChoiceField
from ui.widgets.rows import Row, RowList

SHOWN = 12
"""Closures at once; older ones are not listed."""


class ClosuresCard(CalendarCard):
    """A row each, the latest first; pressed, its form."""

    typed = Signal()

    def __init__(
        self,
        names: Names,
        desk: Desk,
        today: Callable[[], date],
        save: Save,
        *,
        may_change: bool,
    ) -> None:
        self._desk, self._today = desk, today
        self._lines: dict[str, ClosureLine] = {}
        self._opened: RecordId | None = None
        super().__init__(names, names.ui.gettext("Closures"), save, may_change=may_change)
        self.change.set_text(names.ui.gettext("Enter a closure"))

    def show_closures(self, lines: Sequence[ClosureLine]) -> None:
        """Show these; what is being typed stays."""
        ui, _ = self.ui, self.ui.gettext
        self._lines = {line.closure.id.hex(): line for line in lines[:SHOWN]}
        board = QWidget()
        column = QVBoxLayout(board)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_4))
        words = _("The clocks stand still on these days, those of emergencies excepted.")
        column.addWidget(Label(ui, words, color="muted", wrap=True))
        self.rows = RowList(ui, [self._row(key, line) for key, line in self._lines.items()])
        self.rows.acted.connect(self._open)
        self.rows.opened.connect(self._open)
        column.addWidget(self.rows)
        if not lines:
            column.addWidget(Label(ui, _("No closure is entered."), color="muted"))
        self.put(board)

    def make_form(self) -> CalendarForm:
        """The fields of a closure, new or known."""
        ui, _ = self.ui, self.ui.gettext
        form = CalendarForm(self.names)
        self.first, self.last = DateField(ui, self._today), DateField(ui, self._today)
        self.reason = TextField(ui, _("For example: works, training, strike"))
        categories = choices_of(self._desk.vocabularies.service_categories, ui.language)
        self.categories = MultiChoiceField(ui, categories, _("Empty: the whole centre"))
        form.rows = {
            "first": FormRow(ui, _("First day"), self.first, required=True),
            "last": FormRow(ui, _("Last day"), self.last, required=True),
            "reason": FormRow(ui, _("Why"), self.reason, required=True),
            "categories": FormRow(ui, _("Suspended services"), self.categories),
        }
        board = FieldGrid(ui)
        for name, span in (("first", 3), ("last", 3), ("reason", 6), ("categories", 6)):
            board.add(form.rows[name], span)
        form.column.addWidget(board)
        form.add_buttons()
        if self._opened is not None:
            self._fill(self._lines[self._opened.hex()].closure)
            self.cancel = DangerButton(ui, _("Cancel this closure"))
            self.cancel.clicked.connect(lambda: self._cancel(form))
            form.column.addWidget(self.cancel)
        for field in (self.first, self.last, self.reason, self.categories):
            field.changed.connect(self.typed)
        return form

    def submit(self, form: CalendarForm) -> None:
        """Save the closure."""
        _ = self.ui.gettext
        for field in (self.first, self.last):
            field.take()
        if any(row.error for name, row in form.rows.items() if name in ("first", "last")):
            return
        entry, opened = self.entry(), self._opened
        done = _("The closure is saved. What waits is dated anew.")
        if opened is None:
            self.run(form, lambda: close_days(self._desk, entry), done)
        else:
            self.run(form, lambda: change_closure(self._desk, opened, entry), done)

    def entry(self) -> ClosureEntry:
        """What stands in the form."""
        return ClosureEntry(
            self.first.value(), self.last.value(), self.reason.value(), self.categories.value()
        )

    def close_form(self) -> None:
        """Show the list again."""
        self._opened = None
        super().close_form()
        self.typed.emit()

    def take_up(self, entry: ClosureEntry) -> None:
        """Go on with a new closure that was being typed."""
        self.open_form()
        self._show(entry)

    @property
    def typing(self) -> ClosureEntry | None:
        """A new closure that is being typed."""
        new = self.form is not None and self._opened is None
        return self.entry() if new and self.entry() != ClosureEntry(None, None, "") else None

    def _open(self, key: str) -> None:
        if self._may_change and self.form is None:
            self._opened = self._lines[key].closure.id
            self.open_form()

    def _fill(self, closure: Closure) -> None:
        self._show(ClosureEntry(*closure.days, closure.reason, closure.categories))

    def _show(self, entry: ClosureEntry) -> None:
        self.first.set_value(entry.first)
        self.last.set_value(entry.last)
        self.reason.set_value(entry.reason)
        offered = self._desk.vocabularies.service_categories
        self.categories.set_value([code for code in entry.categories if code in offered])

    def _cancel(self, form: CalendarForm) -> None:
        _, opened = self.ui.gettext, self._opened
        if opened is None:
            return
        closure = self._lines[opened.hex()].closure
        question = Question(
            _("Cancel this closure?"),
            _("The clocks run on as if it had never been."),
            _("Cancel the closure"),
            (closure_words(self.names, closure),),
        )
        if self.ui.dialogs.confirm(self.ui, self, question):
            done = _("The closure is cancelled. What waits is dated anew.")
            self.run(form, lambda: cancel_closure(self._desk, opened), done)

    def _row(self, key: str, line: ClosureLine) -> Row:
        _, closure, today = self.ui.gettext, line.closure, self._today()
        pill, kind = _("coming"), Kind.NEUTRAL
        if closure.days.last < today:
            pill = _("over")
        elif closure.days.first <= today:
            pill, kind = _("closed now"), Kind.SOON
        if line.conflicts:
            pill, kind = _("set twice: to check"), Kind.LATE
        services = [self.names.category(code) for code in closure.categories]
        what = self.ui.language.format_list(services) if services else _("The whole centre")
        return Row(
            key,
            "calendar",
            what,
            other=f"{days_words(self.ui, *closure.days)} · {isolate_text(closure.reason)}",
            pill=pill,
            kind=kind,
            act=_("Change") if self._may_change else "",
        )
