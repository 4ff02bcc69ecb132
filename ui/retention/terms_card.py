"""How long files are kept, by state, within what the text promises that is read to people."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from referral_app.domain.erasure import IN_DAYS, LIMITS, PROMISED_MONTHS, Term, Terms
from referral_app.errors import InvalidInputError
from referral_app.language import isolate
from ui.context import Ui
from ui.parts.entry_form import first_wrong, show_at_field
from ui.parts.erasure_words import TERMS
from ui.tokens import Text
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.number_field import NumberField

_SPAN: Final = 3
"""Of six columns: two fields a line."""


class TermsCard(Card):
    """One number a state; saved together."""

    saved = Signal(object)
    """Lengths by term."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, ui.gettext("How long files are kept"))
        self._ui, _ = ui, ui.gettext
        words = _(
            "The text read to people says that a file is erased {count} months after the last "
            "visit: a centre may set less, never more."
        ).format(count=isolate(str(PROMISED_MONTHS)))
        self.body.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True))
        self.rows: dict[str, FormRow] = {}
        self.fields: dict[Term, NumberField] = {}
        board = FieldGrid(ui)
        for term, most in LIMITS.items():
            field = NumberField(ui, 1, most)
            unit = _("days") if term in IN_DAYS else _("months")
            label = _("{what} ({unit})").format(what=_(TERMS[term]), unit=unit)
            self.fields[term] = field
            self.rows[term.value] = FormRow(ui, label, field, required=True)
            board.add(self.rows[term.value], _SPAN)
        self.body.addWidget(board)
        self.save = SecondaryButton(ui, _("Save"))
        self.save.clicked.connect(self._submit)
        line = QHBoxLayout()
        line.addWidget(self.save)
        line.addStretch(1)
        self.body.addLayout(line)

    def show_terms(self, terms: Terms) -> None:
        """Show what holds."""
        for term, field in self.fields.items():
            field.set_value(terms.length(term))

    def at_field(self, error: InvalidInputError) -> bool:
        """Take an error to its field."""
        return show_at_field(self._ui, self.rows, error)

    def _submit(self) -> None:
        for term, field in self.fields.items():
            if field.value() is None:
                words = field.objection() or self._ui.gettext("This is needed.")
                self.rows[term.value].set_error(words)
        wrong = first_wrong(self.rows.values())
        if wrong is not None:
            wrong.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.saved.emit({term: field.value() for term, field in self.fields.items()})
