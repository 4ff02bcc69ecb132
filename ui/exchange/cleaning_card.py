"""Cleaning the folder or stick by hand of what this desk laid there and nobody needs any more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout

from referral_app.domain.staff import Act
from referral_app.language import isolate
from referral_app.settings import LAST_FOLDER
from ui.screen import Screen
from ui.tokens import Text
from ui.widgets.buttons import QuietButton
from ui.widgets.card import Card
from ui.widgets.labels import Label


class CleaningCard(Card):
    """Says what goes by itself at each exchange, and does the rest at once."""

    def __init__(self, screen: Screen) -> None:
        ui, _ = screen.context.ui, screen.context.ui.gettext
        super().__init__(ui, _("Old envelopes in the folder or on the stick"))
        self._screen = screen
        if not screen.context.desk.actor.may(Act.MANAGE_DESKS):
            self.hide()
        words = _(
            "Envelopes of this desk that everybody has held for thirty days go at each exchange, "
            "some at a time. What others laid there stays."
        )
        self.body.addWidget(Label(ui, words, Text.SMALL, "muted", wrap=True))
        self.clean = QuietButton(ui, _("Clean this folder or stick"), "trash-2")
        self.clean.clicked.connect(self._clean)
        line = QHBoxLayout()
        line.addWidget(self.clean)
        line.addStretch(1)
        self.body.addLayout(line)

    def _clean(self) -> None:
        context = self._screen.context
        folder = context.settings.get(LAST_FOLDER)
        if not folder:
            context.ui.notices.info(context.ui.gettext("Choose the folder or stick first."))
            return
        self._screen.run(self._work(Path(folder)), self._said, is_round=True)

    def _work(self, folder: Path) -> Callable[[], int]:
        workspace = self._screen.context.workspace
        return lambda: workspace.clean(folder)

    def _said(self, count: int) -> None:
        ui = self._screen.context.ui
        words = ui.ngettext(
            "{count} envelope was taken away.", "{count} envelopes were taken away.", count
        )
        ui.notices.success(words.format(count=isolate(ui.language.format_number(count))))
