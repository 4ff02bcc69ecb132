"""What may be passed on and until when: said in a line, opened where it is to be another."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.case import LOCKED_FLAGS
from referral_app.domain.vocabulary import Vocabularies
from referral_app.errors import InvalidInputError
from referral_app.language import isolate, isolate_text
from ui.consent.state import ConsentState
from ui.context import Ui
from ui.parts.choices import choices_of
from ui.parts.entry_form import first_wrong, show_at_field
from ui.tokens import SPACE_8, SPACE_12
from ui.widgets.buttons import QuietButton
from ui.widgets.date_field import DateField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.option_fields import ChipsField
from ui.widgets.words_field import WordsField


class ScopeLine(QWidget):
    """The preset scope as a sentence with "Change…"; then fields, date and restrictions."""

    changed = Signal()

    def __init__(self, ui: Ui, lists: Vocabularies, until: DateField) -> None:
        super().__init__()
        self._ui, self._lists, self.until = ui, lists, until
        _ = ui.gettext
        self._codes = [entry.code for entry in lists.consent_fields.choices]
        self.fields = ChipsField(ui, choices_of(lists.consent_fields, ui.language))
        self.restrictions = WordsField(ui, _("For example: no call at home"))
        self.words = Label(ui, color="muted", wrap=True)
        self.change = QuietButton(ui, _("Change…"))
        self.rows = {
            "fields": FormRow(ui, _("What may be passed on"), self.fields),
            "until": FormRow(ui, _("Until"), self.until),
            "restrictions": FormRow(ui, _("What the person does not want"), self.restrictions),
        }
        self._lay_out()
        self.set_locked(())
        self.change.clicked.connect(self.open)
        for field in (self.fields, self.until, self.restrictions):
            field.changed.connect(self._on_changed)

    def open(self) -> None:
        """Show the fields, the keyboard on the first of them."""
        self._show_opened()
        self.fields.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_locked(self, flags: Collection[str]) -> None:
        """Offer the protected fields of these flags; the others are not even shown."""
        kept = [c for c in self.fields.value() if c not in LOCKED_FLAGS or c in flags]
        for code, button in zip(self._codes, self.fields.buttons, strict=True):
            button.setVisible(code not in LOCKED_FLAGS or code in flags)
        self.fields.set_value(kept)
        self.fields.updateGeometry()
        self._say()

    def set_state(self, state: ConsentState) -> None:
        """Show this scope; opened where it says more than a line can."""
        self.fields.set_value([code for code in state.fields if code in self._codes])
        self.until.set_value(_date(state.until))
        self.restrictions.set_value(state.restrictions)
        if state.restrictions:
            self._show_opened()
        self._say()

    def check(self) -> None:
        """Say at each field what is missing, opened so that it can be seen."""
        _ = self._ui.gettext
        self.until.take()
        nothing = "" if self.fields.value() else _("Choose at least one thing.")
        self.rows["fields"].set_error(nothing)
        if not self.rows["until"].error and self.until.value() is None:
            self.rows["until"].set_error(_("Say until when the consent holds."))
        if self.first_wrong():
            self._show_opened()

    def first_wrong(self) -> FormRow | None:
        """The first row that is wrong."""
        return first_wrong(self.rows.values())

    def show_error(self, error: InvalidInputError) -> bool:
        """Say a service's refusal at its field; False if it is of no field here."""
        if error.field in self.rows:
            self._show_opened()
        return show_at_field(self._ui, self.rows, error)

    def _lay_out(self) -> None:
        px = self._ui.theme.px
        self.closed = QWidget()
        line = QHBoxLayout(self.closed)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(SPACE_8))
        line.addWidget(self.words, 1)
        line.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        self.opened = FieldGrid(self._ui)
        for name, span in (("fields", 6), ("until", 2), ("restrictions", 4)):
            self.opened.add(self.rows[name], span)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_12))
        column.addWidget(self.closed)
        column.addWidget(self.opened)
        self.opened.hide()

    def _show_opened(self) -> None:
        self.closed.hide()
        self.opened.show()

    def _on_changed(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        _, language = self._ui.gettext, self._ui.language
        codes = self._lists.consent_fields
        names = [codes.label(code, language.code) for code in self.fields.value()]
        until = self.until.value()
        day = isolate(language.format_date(until)) if until else "…"
        self.words.setText(
            _("May be passed on: {fields}. Until {date}.").format(
                fields=isolate_text(_(", ").join(names)), date=day
            )
        )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
