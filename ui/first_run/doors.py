"""The three doors of the first start."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.passphrase import is_long_enough
from ui.context import Ui
from ui.first_run.presenter import PASSPHRASE_RULE
from ui.parts.entry_form import EntryForm
from ui.tokens import SPACE_4, SPACE_8, SPACE_12, SPACE_16, Text
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.field import TextField
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.passphrase_field import PassphraseField
from ui.widgets.rows import IconDisc


class Doors(QWidget):
    """Create, join, look around."""

    founding = Signal()
    invited = Signal()
    joining = Signal()
    look = Signal()
    elsewhere = Signal()
    restore_wanted = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        self.buttons: list[SecondaryButton] = []
        for icon, title, text, act, run in self._ways(ui):
            button = SecondaryButton(ui, act)
            button.clicked.connect(run)
            self.buttons.append(button)
            column.addWidget(_door(ui, icon, title, text, button))
        column.addLayout(self._foot(ui))

    def _ways(self, ui: Ui) -> Iterator[tuple[str, str, str, str, SignalInstance]]:
        """Icon, title, words, the word on the button, and what it does."""
        _ = ui.gettext
        yield from (
            (
                "house",
                _("Create a centre"),
                _("This computer becomes the first desk of a centre."),
                _("Create"),
                self.founding,
            ),
            (
                "log-in",
                _("I have an invitation"),
                _("A file from a centre that already works with this program."),
                _("Choose the file"),
                self.invited,
            ),
            (
                "monitor",
                _("I work at a centre that has this program"),
                _("This computer becomes a further desk, with a file prepared there."),
                _("Choose the file"),
                self.joining,
            ),
            (
                "graduation-cap",
                _("Look around with fictional people"),
                _("A practice centre with files, referrals and a neighbour that answers."),
                _("Look around"),
                self.look,
            ),
        )

    def _foot(self, ui: Ui) -> QHBoxLayout:
        _ = ui.gettext
        foot = QHBoxLayout()
        for text, run in (
            (_("My files lie in another place…"), self.elsewhere),
            (_("Put a backup back…"), self.restore_wanted),
        ):
            button = QuietButton(ui, text)
            button.clicked.connect(run)
            foot.addWidget(button)
        foot.addStretch(1)
        return foot

    def take_focus(self) -> None:
        """Stand on the first door."""
        self.buttons[0].setFocus()


class LookAround(EntryForm):
    """Initials and a passphrase, for the practice centre is encrypted too."""

    wanted = Signal(str, str)
    left = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        _ = ui.gettext
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        card = Card(ui)
        self.initials = TextField(ui, "FA")
        self.initials.setMaxLength(4)
        self.passphrase = PassphraseField(ui)
        self.initials_row = FormRow(ui, _("Initials"), self.initials, required=True)
        self.passphrase_row = FormRow(
            ui, _("Passphrase"), self.passphrase, required=True, help_text=_(PASSPHRASE_RULE)
        )
        card.body.addWidget(self.initials_row)
        card.body.addWidget(self.passphrase_row)
        column.addWidget(card)
        self.enter = PrimaryButton(ui, _("Enter the practice centre"))
        self.enter.clicked.connect(self._try)
        # Once the key has been dealt with: it would go on from the field where a mistake is shown.
        self.passphrase.submitted.connect(self._try, Qt.ConnectionType.QueuedConnection)
        back = QuietButton(ui, _("Back"))
        back.clicked.connect(self.left)
        line = QHBoxLayout()
        line.setSpacing(ui.theme.px(SPACE_8))
        line.addWidget(self.enter)
        line.addWidget(back)
        line.addStretch(1)
        column.addLayout(line)

    def take_focus(self) -> None:
        """Stand ready for typing."""
        self.initials.setFocus()

    def set_busy(self, busy: bool) -> None:
        """Wait while the practice centre is being made."""
        _ = self._ui.gettext
        self.enter.setEnabled(not busy)
        words = _("Preparing the practice centre…") if busy else _("Enter the practice centre")
        self.enter.set_text(words)

    def typed(self) -> dict[str, str]:
        """What stands in the fields, to be shown by `type_again`."""
        return {"initials": self.initials.text(), "passphrase": self.passphrase.value()}

    def type_again(self, typed: dict[str, str]) -> None:
        """Show what was typed before."""
        self.initials.setText(typed.get("initials", ""))
        self.passphrase.line.setText(typed.get("passphrase", ""))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the last field has been heard already."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (enter and self.passphrase.line.hasFocus()):
            super().keyPressEvent(event)

    def forget(self) -> None:
        """Empty the passphrase."""
        self.passphrase.forget()

    def _try(self) -> None:
        if not self.enter.isEnabled():
            return
        _ = self._ui.gettext
        if not self.initials.value():
            self.initials_row.set_error(_("Write two or three initials."))
            self.initials.setFocus()
        elif not is_long_enough(self.passphrase.value()):
            self.passphrase_row.set_error(_(PASSPHRASE_RULE))
            self.passphrase.setFocus()
        else:
            self.wanted.emit(self.initials.value(), self.passphrase.value())


def _door(ui: Ui, icon: str, title: str, text: str, button: QWidget) -> Card:
    card = Card(ui)
    card.setAccessibleName(title)
    line = QHBoxLayout()
    line.setSpacing(ui.theme.px(SPACE_12))
    words = QVBoxLayout()
    words.setSpacing(ui.theme.px(SPACE_4))
    words.addWidget(Label(ui, title, Text.SECTION, wrap=True))
    words.addWidget(Label(ui, text, color="muted", wrap=True))
    line.addWidget(IconDisc(ui, icon))
    line.addLayout(words, 1)
    line.addWidget(button)
    card.body.addLayout(line)
    return card
