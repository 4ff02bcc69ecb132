"""A new passphrase, typed twice by the person it is for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain import passphrase as passphrases
from ui.context import Ui
from ui.tokens import SPACE_12, Text
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.passphrase_field import PassphraseField


class NewPassphrase(QWidget):
    """Two fields and the rule beneath; Enter in the second one submits."""

    submitted = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        _ = ui.gettext
        self.first, self.again = PassphraseField(ui), PassphraseField(ui)
        self.rows = {
            "passphrase": FormRow(ui, _("New passphrase"), self.first, required=True),
            "repeated": FormRow(ui, _("Once more"), self.again, required=True),
        }
        rule = _("At least twelve characters, or four words that you will remember.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        column.addWidget(self.rows["passphrase"])
        column.addWidget(Label(ui, rule, Text.SMALL, "muted", wrap=True))
        column.addWidget(self.rows["repeated"])
        self.setFocusProxy(self.first.line)
        self.first.submitted.connect(lambda: self.again.setFocus(Qt.FocusReason.TabFocusReason))
        self.again.submitted.connect(self.submitted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter has led from one field to the other already; it goes no further."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def accepted(self) -> bool:
        """Whether it may stand; else says why not, and stands at the field."""
        _ = self._ui.gettext
        problem = ("", "")
        if not passphrases.is_long_enough(self.first.value()):
            words = _("At least twelve characters, or four words that you will remember.")
            problem = ("passphrase", words)
        elif self.first.value() != self.again.value():
            problem = ("repeated", _("The two passphrases differ."))
        for name, row in self.rows.items():
            row.set_error(problem[1] if name == problem[0] else "")
        if problem[0]:
            self.rows[problem[0]].field.setFocus(Qt.FocusReason.OtherFocusReason)
        return not problem[0]

    def take(self) -> str:
        """What was typed; both fields are empty afterwards."""
        self.again.forget()
        return self.first.take()

    def forget(self) -> None:
        """Empty both fields."""
        self.first.forget()
        self.again.forget()
