"""The answers awaited of services without a desk: one is chosen without typing its code."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal

from referral_app.language import isolate
from ui.context import Ui
from ui.tokens import Text
from ui.widgets.card import Card
from ui.widgets.labels import Label
from ui.widgets.rows import Row, RowList


class AwaitedCard(Card):
    """What is due first on top; arrows walk through the rows, Enter chooses."""

    chosen = Signal(str)
    """The key of a row."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, ui.gettext("Answers awaited"))
        self._ui = ui
        self.rows = RowList(ui)
        self.rows.acted.connect(self.chosen)
        self.rows.opened.connect(self.chosen)
        self._none = Label(ui, ui.gettext("No service owes an answer."), color="muted", wrap=True)
        self.more = Label(ui, "", Text.SMALL, "muted", wrap=True)
        for widget in (self.rows, self._none, self.more):
            self.body.addWidget(widget)

    def show_rows(self, rows: Sequence[Row], total: int) -> None:
        """Show these, of so many in all."""
        self.rows.set_rows(rows)
        self.rows.setVisible(bool(rows))
        self._none.setVisible(not rows)
        left = total - len(rows)
        words = self._ui.ngettext(
            "{count} more is awaited: type its code.",
            "{count} more are awaited: type their codes.",
            left,
        )
        self.more.setText(words.format(count=isolate(self._ui.language.format_number(left))))
        self.more.setVisible(left > 0)

    def walk_in(self) -> None:
        """Stand on the first row."""
        if self.isVisible() and self.rows.items:
            self.rows.items[0].setFocus(Qt.FocusReason.TabFocusReason)
