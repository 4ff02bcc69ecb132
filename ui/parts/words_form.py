"""Asking for secret words: those told by telephone, or those on the sheet in the safe."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.context import Ui
from ui.parts.entry_form import EntryForm
from ui.tokens import SPACE_8, SPACE_12, Text
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.spoken_field import SpokenField


class WordsForm(EntryForm):
    """One field for all words, and the button that takes them."""

    wanted = Signal(str)
    left = Signal()

    def __init__(self, ui: Ui, explained: str, act: str) -> None:
        """`explained` says where the words come from, `act` what the button does."""
        super().__init__()
        self._ui = ui
        _ = ui.gettext
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        column.addWidget(Label(ui, explained, wrap=True))
        self.words = SpokenField(ui)
        self.row = FormRow(ui, _("The words, in their order"), self.words, required=True)
        column.addWidget(self.row)
        hint = _("Four letters of each word are enough; accents do not matter.")
        column.addWidget(Label(ui, hint, Text.SMALL, "muted", wrap=True))
        self.take = PrimaryButton(ui, act)
        self.take.clicked.connect(self._try)
        self.main = self.take
        self.words.returnPressed.connect(self._try)
        back = QuietButton(ui, _("Cancel"))
        back.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.setSpacing(ui.theme.px(SPACE_8))
        foot.addWidget(self.take)
        foot.addWidget(back)
        foot.addStretch(1)
        column.addLayout(foot)

    def take_focus(self) -> None:
        """Stand ready for typing."""
        self.words.setFocus()

    def set_busy(self, busy: bool) -> None:
        """Wait while the words are tried."""
        self.take.setEnabled(not busy)

    def typed(self) -> dict[str, str]:
        """What stands in the field is a secret: nothing of it is carried over."""
        return {}

    def forget(self) -> None:
        """Empty the field."""
        self.words.clear()
        self.row.set_error("")

    def show_problem(self, sentence: str) -> bool:
        """Say what is wrong with the words."""
        self.row.set_error(sentence)
        self.words.setFocus()
        return True

    def _try(self) -> None:
        if self.take.isEnabled():
            self.wanted.emit(self.words.value())
