"""What the cards of the calendar share: they show, or they hold what is being typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.errors import InvalidInputError
from ui.parts.entry_form import EntryForm, show_at_field
from ui.parts.names import Names
from ui.tokens import SPACE_8, SPACE_12
from ui.widgets.buttons import PrimaryButton, QuietButton, SmallButton
from ui.widgets.card import Card
from ui.widgets.form_row import FormRow


class Save(Protocol):
    """Does a service's work for a form, says that it is done, then calls `then`."""

    def __call__(
        self,
        work: Callable[[], object],
        done: str,
        then: Callable[[], None],
        at_field: Callable[[InvalidInputError], bool],
    ) -> None:
        """Save, or say what is wrong."""
        ...


class CalendarForm(EntryForm):
    """Fields by the names that services give them, and the buttons that save or leave."""

    left = Signal()
    changed = Signal()

    def __init__(self, names: Names) -> None:
        super().__init__()
        self.names, self.ui = names, names.ui
        ui, _ = names.ui, names.ui.gettext
        self.rows: dict[str, FormRow] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(ui.theme.px(SPACE_12))
        self.save = PrimaryButton(ui, _("Save"), "check")
        self.back = QuietButton(ui, _("Not now"))
        self.back.clicked.connect(self.left)

    def add_buttons(self) -> None:
        """Put the buttons under what stands there."""
        line = QHBoxLayout()
        line.setSpacing(self.ui.theme.px(SPACE_8))
        line.addWidget(self.save)
        line.addWidget(self.back)
        line.addStretch(1)
        self.column.addLayout(line)

    def at_field(self, error: InvalidInputError) -> bool:
        """Say a service's refusal at its field."""
        return show_at_field(self.ui, self.rows, error)

    def set_errors(self, wrong: Mapping[str, str]) -> bool:
        """Show these sentences at their fields; whether there were any."""
        for name, row in self.rows.items():
            row.set_error(wrong.get(name, ""))
        for name in wrong:
            self.rows[name].field.setFocus()
            return True
        return False


class CalendarCard(Card):
    """A part of the calendar; `form` stands in its place while somebody changes it."""

    def __init__(self, names: Names, title: str, save: Save, *, may_change: bool) -> None:
        super().__init__(names.ui, title)
        self.names, self.ui, self._saving = names, names.ui, save
        self.form: CalendarForm | None = None
        self._content = QWidget()
        self.body.addWidget(self._content)
        self.change = SmallButton(names.ui, names.ui.gettext("Change"))
        self.change.clicked.connect(self.open_form)
        foot = QHBoxLayout()
        foot.addWidget(self.change)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self._may_change = may_change
        self.change.setVisible(may_change)

    def put(self, content: QWidget) -> None:
        """Show this in place of what stood there."""
        self.body.replaceWidget(self._content, content)
        self._content.hide()
        self._content.deleteLater()
        self._content = content
        content.setVisible(self.form is None)

    def make_form(self) -> CalendarForm:
        """The fields with which this part is changed."""
        raise NotImplementedError

    def submit(self, form: CalendarForm) -> None:
        """Save what stands in the form, or say what is wrong."""
        raise NotImplementedError

    def open_form(self) -> None:
        """Offer the fields in place of the words."""
        if self.form is not None:
            return
        form = self.make_form()
        self.form = form
        form.save.clicked.connect(lambda: self.submit(form))
        form.left.connect(self.close_form)
        self.body.insertWidget(self.body.indexOf(self._content), form)
        self._content.hide()
        self.change.hide()
        form.show()
        next(iter(form.rows.values())).field.setFocus()

    def close_form(self) -> None:
        """Show the words again."""
        if self.form is not None:
            self.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self._content.show()
        self.change.setVisible(self._may_change)

    def run(self, form: CalendarForm, work: Callable[[], object], done: str) -> None:
        """Save for a form, which closes once it is saved."""
        self._saving(work, done, self.close_form, form.at_field)
