"""Signing a registry: which centres are active, and the passphrase of the key from the safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.registry import Entry
from ui.context import Ui
from ui.parts.entry_form import EntryForm
from ui.parts.new_passphrase import NewPassphrase
from ui.tokens import SPACE_8, SPACE_12, Text
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.check_field import CheckField
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.passphrase_field import PassphraseField


@dataclass(frozen=True, slots=True)
class Signing:
    """What is to be signed; `founding` makes the key first."""

    entries: tuple[Entry, ...]
    passphrase: str = field(repr=False)
    founding: bool


class SignForm(EntryForm):
    """A tick a centre, then the passphrase; the page asks for the key's file."""

    wanted = Signal(object)
    """A Signing."""
    left = Signal()

    def __init__(self, ui: Ui, entries: Sequence[Entry], *, founding: bool) -> None:
        super().__init__()
        self._ui, self._entries, self._founding = ui, tuple(entries), founding
        _ = ui.gettext
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        words = _making_words(ui) if founding else _signing_words(ui)
        column.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True))
        self.active = {
            entry.id: CheckField(ui, entry.name(ui.language.code)) for entry in self._entries
        }
        for entry in self._entries:
            self.active[entry.id].set_value(entry.active)
            column.addWidget(self.active[entry.id])
        self.new = NewPassphrase(ui) if founding else None
        self.known = PassphraseField(ui)
        self.row = FormRow(ui, _("Passphrase of the key"), self.known, required=True)
        column.addWidget(self.new or self.row)
        words = _("Make the key and sign…") if founding else _("Choose the key and sign…")
        self.sign = PrimaryButton(ui, words, "check")
        self.sign.clicked.connect(self._try)
        self.main = self.sign
        self.known.submitted.connect(self._try)
        back = QuietButton(ui, _("Cancel"))
        back.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.setSpacing(ui.theme.px(SPACE_8))
        foot.addWidget(self.sign)
        foot.addWidget(back)
        foot.addStretch(1)
        column.addLayout(foot)
        if self.new is not None:
            self.new.submitted.connect(self._try)
            self.row.setParent(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the passphrase has signed already; it goes no further."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (enter and self.known.line.hasFocus()):
            super().keyPressEvent(event)

    def first_field(self) -> QWidget:
        """Where the keyboard stands first."""
        return next(iter(self.active.values()), self.sign)

    def forget(self) -> None:
        """Empty the passphrase."""
        self.known.forget()
        if self.new is not None:
            self.new.forget()

    def _try(self) -> None:
        if self.new is not None:
            if not self.new.accepted():
                return
            passphrase = self.new.take()
        else:
            passphrase = self.known.take()
            if not passphrase:
                self.row.set_error(self._ui.gettext("This is needed."))
                self.known.setFocus()
                return
        entries = tuple(
            replace(entry, active=bool(self.active[entry.id].value())) for entry in self._entries
        )
        self.wanted.emit(Signing(entries, passphrase, self._founding))


def _making_words(ui: Ui) -> str:
    return ui.gettext(
        "The key of the registry is made now, once for the commune. Write it onto a stick, "
        "copy it onto a second one, and keep both in the commune’s safe with the "
        "passphrase in a sealed envelope: it stays on no computer."
    )


def _signing_words(ui: Ui) -> str:
    return ui.gettext(
        "Insert the stick with the key from the safe. Take the tick from a centre that has "
        "closed: nothing is sent to it any more, and its codes are given to nobody else."
    )
