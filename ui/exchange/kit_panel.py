"""A recovery kit, shown and printed once: it counts when two of its words were typed from paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from referral_app.spoken import TELLING, folded
from ui.context import Ui
from ui.exchange.told_words import words_board
from ui.parts.entry_form import EntryForm
from ui.tokens import SPACE_8, SPACE_12, SPACE_16, Text
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.spoken_field import SpokenField

if TYPE_CHECKING:
    from referral_app.bootstrap.guarding import RecoveryKit

ASKED: Final = (5, 18)
"""Places of the words asked back, from 1: a test of copying, not a secret."""


class KitPanel(EntryForm):
    """The words, two ways onto paper, and the proof that they are there."""

    printing = Signal()
    saving = Signal()
    kept = Signal()
    left = Signal()

    def __init__(self, ui: Ui, kit: RecoveryKit) -> None:
        super().__init__()
        self._ui, self._kit = ui, kit
        _ = ui.gettext
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        explained = _(
            "Print this sheet, or copy the words by hand, and put it into a closed envelope in the "
            "safe. It is shown only now and kept nowhere. It can make any desk one that lets in "
            "others: whoever holds it can take over the centre."
        )
        column.addWidget(Label(ui, explained, wrap=True))
        column.addWidget(words_board(ui, kit.words))
        self.print = SecondaryButton(ui, _("Print…"), "printer")
        self.print.clicked.connect(self.printing)
        self.save = SecondaryButton(ui, _("Save as PDF…"))
        self.save.clicked.connect(self.saving)
        out = QHBoxLayout()
        out.setSpacing(ui.theme.px(SPACE_8))
        out.addWidget(self.print)
        out.addWidget(self.save)
        out.addStretch(1)
        column.addLayout(out)
        column.addWidget(Label(ui, _("Then type two words from the sheet"), Text.BASE_BOLD))
        column.addLayout(self._proof())
        self.keep = PrimaryButton(ui, _("It is on paper: let it count"), "check")
        self.keep.clicked.connect(self._check)
        self.main = self.keep
        back = QuietButton(ui, _("Cancel"))
        back.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.setSpacing(ui.theme.px(SPACE_8))
        foot.addWidget(self.keep)
        foot.addWidget(back)
        foot.addStretch(1)
        column.addLayout(foot)

    @property
    def kit(self) -> RecoveryKit:
        """What is shown."""
        return self._kit

    def _proof(self) -> QHBoxLayout:
        ui, _ = self._ui, self._ui.gettext
        line = QHBoxLayout()
        line.setSpacing(ui.theme.px(SPACE_16))
        self.fields = [SpokenField(ui) for _place in ASKED]
        self.rows = []
        for place, field in zip(ASKED, self.fields, strict=True):
            row = FormRow(ui, _("Word {number}").format(number=place), field)
            self.rows.append(row)
            line.addWidget(row)
        self.fields[-1].returnPressed.connect(self._check)
        return line

    def _check(self) -> None:
        wrong = self._ui.gettext("This is not what stands above. Read the word again.")
        first = None
        for place, field, row in zip(ASKED, self.fields, self.rows, strict=True):
            typed, word = folded(field.value()), folded(self._kit.words[place - 1])
            same = len(typed) >= TELLING and word.startswith(typed)
            row.set_error("" if same else wrong)
            first = first or (None if same else field)
        if first is None:
            self.kept.emit()
        else:
            first.setFocus()
