"""The card that stands until somebody has taken note of a restore."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.services.desk import Desk
from referral_app.services.ports.backups import Restoration
from referral_app.services.restores import restoration, take_note
from ui.context import Ui
from ui.parts.backup_words import restoration_lines, restored_words
from ui.tokens import SPACE_8, Text
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Label


class RestoredCard(Card):
    """When, from what, what came back and what did not."""

    noted = Signal()

    def __init__(self, ui: Ui, desk: Desk) -> None:
        _ = ui.gettext
        super().__init__(ui, _("After the restore"))
        self._ui, self._desk = ui, desk
        self.found: Restoration | None = None
        self._lines = QWidget()
        self.body.addWidget(self._lines)
        self.button = SecondaryButton(ui, _("I have taken note"), "check")
        self.button.clicked.connect(self.noted)
        foot = QHBoxLayout()
        foot.addWidget(self.button)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self.hide()

    def refresh(self) -> None:
        """Read again what came back."""
        self.found = restoration(self._desk)
        self.setVisible(self.found is not None)
        if self.found is None:
            return
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._ui.theme.px(SPACE_8))
        language = self._ui.language
        column.addWidget(
            Label(self._ui, restored_words(language, self.found), Text.BASE_BOLD, wrap=True)
        )
        for line in restoration_lines(language, self.found):
            column.addWidget(Label(self._ui, line, wrap=True))
        self.body.replaceWidget(self._lines, fresh)
        self._lines.hide()
        self._lines.deleteLater()
        self._lines = fresh

    def take_note(self) -> None:
        """Tell of it no more; for the store's thread."""
        if self.found is not None:
            take_note(self._desk, self.found)
