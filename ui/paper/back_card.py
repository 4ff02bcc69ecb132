"""What stands on the back of every card: the centre's public telephone and its hours."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from referral_app.errors import InvalidInputError
from referral_app.services.ports.paper import CardBack
from ui.context import Ui
from ui.parts.entry_form import show_at_field
from ui.parts.section import Section
from ui.widgets.buttons import SecondaryButton
from ui.widgets.field import TextField
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label


class BackSection(Section):
    """Three lines that a supervisor writes and everybody reads."""

    saved = Signal(object)

    def __init__(self, ui: Ui, *, may_edit: bool) -> None:
        _ = ui.gettext
        super().__init__(ui, "phone", _("Back of the cards"))
        words = _(
            "The centre’s own number and hours, for whoever finds the card in a pocket. The "
            "supervisor writes them."
        )
        self.body.addWidget(Label(ui, words, color="muted", wrap=True))
        self.phone = TextField(ui)
        self.hours_fr = TextField(ui)
        self.hours_ar = TextField(ui)
        self._fields = (self.phone, self.hours_fr, self.hours_ar)
        labels = (_("Public telephone"), _("Hours, in French"), _("Hours, in Arabic"))
        names = ("card_phone", "card_hours_fr", "card_hours_ar")
        self.rows = {
            name: FormRow(ui, label, field)
            for name, label, field in zip(names, labels, self._fields, strict=True)
        }
        for row, field in zip(self.rows.values(), self._fields, strict=True):
            field.setReadOnly(not may_edit)
            self.body.addWidget(row)
        self.save = SecondaryButton(ui, _("Save"))
        self.save.clicked.connect(self._on_save)
        acts = QWidget()
        line = QHBoxLayout(acts)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.save)
        line.addStretch(1)
        acts.setVisible(may_edit)
        self.body.addWidget(acts)

    def show_back(self, back: CardBack) -> None:
        """Show what stands there now."""
        for field, text in zip(
            self._fields, (back.phone, back.hours_fr, back.hours_ar), strict=True
        ):
            field.set_value(text)

    def show_error(self, error: InvalidInputError) -> bool:
        """Say a refusal at its field."""
        return show_at_field(self._ui, self.rows, error)

    def _on_save(self) -> None:
        self.saved.emit(CardBack(*(field.value() for field in self._fields)))
