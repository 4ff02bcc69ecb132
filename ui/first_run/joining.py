"""The form of a further desk: what the invitation says, and a passphrase for this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from referral_app.domain.passphrase import is_long_enough
from referral_app.language import isolate, isolate_text
from ui.context import Ui
from ui.first_run.ending import ending_line
from ui.first_run.presenter import PASSPHRASE_RULE
from ui.parts.entry_form import EntryForm
from ui.parts.fingerprint import Fingerprint
from ui.tokens import SPACE_16, Text
from ui.widgets.buttons import PrimaryButton
from ui.widgets.card import Card
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.passphrase_field import PassphraseField

if TYPE_CHECKING:
    from referral_app.bootstrap import DeskInvitationSummary


class JoinForm(EntryForm):
    """A passphrase, twice; Enter in the last field sets the desk up."""

    wanted = Signal(str)
    """The passphrase, long enough and typed twice alike."""
    left = Signal()

    def __init__(self, ui: Ui, summary: DeskInvitationSummary) -> None:
        super().__init__()
        self._ui = ui
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        column.addWidget(_invited(ui, summary))
        column.addWidget(self._passphrase_card(summary))
        column.addLayout(self._buttons())

    def take_focus(self) -> None:
        """Stand ready for typing."""
        self.passphrase.setFocus()

    def set_busy(self, busy: bool) -> None:
        """Wait while the desk is being set up."""
        self.make.setEnabled(not busy)

    def typed(self) -> dict[str, str]:
        """What stands in the fields, to be shown by `type_again`."""
        return {"passphrase": self.passphrase.value(), "repeated": self.repeated.value()}

    def type_again(self, typed: dict[str, str]) -> None:
        """Show what was typed before."""
        self.passphrase.line.setText(typed.get("passphrase", ""))
        self.repeated.line.setText(typed.get("repeated", ""))

    def forget(self) -> None:
        """Empty the passphrases."""
        self.passphrase.forget()
        self.repeated.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from one passphrase to the other, past the eye between them."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.passphrase.line.hasFocus():
            self.repeated.setFocus(Qt.FocusReason.TabFocusReason)
        elif not (enter and self.repeated.line.hasFocus()):
            super().keyPressEvent(event)

    def _passphrase_card(self, summary: DeskInvitationSummary) -> Card:
        ui, _ = self._ui, self._ui.gettext
        title = _("{person}, choose a passphrase for this computer")
        card = Card(ui, title.format(person=isolate(summary.label)))
        self.passphrase, self.repeated = PassphraseField(ui), PassphraseField(ui)
        self.passphrase_row = FormRow(ui, _("Passphrase"), self.passphrase, required=True)
        self.repeated_row = FormRow(ui, _("Once more"), self.repeated, required=True)
        grid = FieldGrid(ui)
        grid.add(self.passphrase_row, 3)
        grid.add(self.repeated_row, 3)
        card.body.addWidget(grid)
        card.body.addWidget(Label(ui, _(PASSPHRASE_RULE), Text.SMALL, "muted", wrap=True))
        # Once the key has been dealt with: it would go on from the field where a mistake is shown.
        self.repeated.submitted.connect(self._try, Qt.ConnectionType.QueuedConnection)
        return card

    def _buttons(self) -> QHBoxLayout:
        ui, _ = self._ui, self._ui.gettext
        self.make = PrimaryButton(ui, _("Set up this desk"))
        self.make.clicked.connect(self._try)
        return ending_line(ui, self.make, self.left.emit)

    def _try(self) -> None:
        if not self.make.isEnabled():
            return
        _ = self._ui.gettext
        passphrase = self.passphrase.value()
        weak = "" if is_long_enough(passphrase) else _(PASSPHRASE_RULE)
        differs = "" if passphrase == self.repeated.value() else _("The two passphrases differ.")
        self.passphrase_row.set_error(weak)
        self.repeated_row.set_error("" if weak else differs)
        if weak:
            self.passphrase.setFocus()
        elif differs:
            self.repeated.setFocus()
        else:
            self.wanted.emit(passphrase)


def _invited(ui: Ui, summary: DeskInvitationSummary) -> Card:
    _ = ui.gettext
    card = Card(ui, _("A further desk"))
    name = summary.name_ar if ui.language.code == "ar" else summary.name_fr
    prepared = _("This computer becomes a desk of {centre}, prepared for {person}.")
    until = _("The invitation is valid until {date}.")
    lines = [
        prepared.format(centre=isolate_text(name), person=isolate(summary.label)),
        until.format(date=isolate(ui.language.format_moment(summary.expires))),
    ]
    if summary.replaces:
        lines.append(
            _("It takes over from another computer, on which nothing can be written afterwards.")
        )
    for line in lines:
        card.body.addWidget(Label(ui, line, wrap=True))
    if summary.mode == "training":
        card.body.addWidget(Label(ui, _("For training: fictional people only."), color="soon"))
    words = _("The centre’s fingerprint; it stands on its page “Exchange”, too:")
    card.body.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True))
    card.body.addWidget(Fingerprint(ui, summary.fingerprint))
    return card
