"""A card that was printed ahead: its code, typed or scanned, becomes that of the new file."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal

from referral_app.errors import InvalidInputError
from referral_app.sentences import sentence
from ui.context import Ui
from ui.widgets.buttons import QuietButton
from ui.widgets.card import Card
from ui.widgets.field import TextField
from ui.widgets.form_row import FormRow

KEYS = "F3"


class CardRow(Card):
    """Hidden until it is asked for; `check` raises InvalidInputError for what is no free card."""

    changed = Signal()
    entered = Signal()
    shown = Signal(bool)
    """Cards are used on this page: those who came along have theirs, too."""

    def __init__(self, ui: Ui, check: Callable[[str], object]) -> None:
        super().__init__(ui)
        _ = ui.gettext
        self._check = check
        self.opener = QuietButton(ui, _("With a card"), "id-card")
        # Beside the way of Tab, as the date: most files are opened without.
        self.opener.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.opener.clicked.connect(self.open)
        self.field = TextField(ui, _("Scan the card, or type its ten digits"))
        help_text = _("Leave it empty and a new code is given when you save.")
        self.row = FormRow(ui, _("Code of the card"), self.field, help_text=help_text)
        self.body.addWidget(self.row)
        self.field.changed.connect(self.changed)
        self.field.editingFinished.connect(self.say_wrong)
        self.field.returnPressed.connect(self._on_return)
        self.hide()

    def value(self) -> str:
        """What was typed."""
        return self.field.value()

    def set_value(self, typed: str) -> None:
        """Show this; without a card the row is out of the way."""
        self.field.set_value(typed)
        self.row.set_error("")
        self.setVisible(bool(typed))
        self.shown.emit(bool(typed))

    def open(self) -> None:
        """Show the row and put the keyboard there."""
        self.show()
        self.shown.emit(True)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def say_wrong(self) -> FormRow | None:
        """Say at the field what is wrong with the card; the row if something is."""
        self.row.set_error("")
        if not self.value():
            return None
        try:
            self._check(self.value())
        except InvalidInputError as error:
            self.row.set_error(sentence(self._ui.language, error))
            return self.row
        return None

    def show_error(self, error: InvalidInputError) -> bool:
        """Say a refusal of the services at the field; False if it is of another one."""
        if error.field != "card":
            return False
        self.open()
        self.row.set_error(sentence(self._ui.language, error))
        return True

    def _on_return(self) -> None:
        """A scanner ends with Enter: go on where the page begins."""
        if self.say_wrong() is None:
            self.entered.emit()
