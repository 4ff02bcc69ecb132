"""Words to be told by telephone, shown once after a file was written that goes by mail."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from referral_app.language import isolate
from ui.context import Ui
from ui.tokens import SPACE_8, SPACE_12, SPACE_16, Text
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.labels import CodeLabel, Label

_ACROSS = 4


def words_board(ui: Ui, words: Sequence[str]) -> QWidget:
    """The words, each under its number, in the direction of the page."""
    board = QWidget()
    grid = QGridLayout(board)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(ui.theme.px(SPACE_16))
    grid.setVerticalSpacing(ui.theme.px(SPACE_8))
    for at, word in enumerate(words):
        cell = QVBoxLayout()
        cell.setSpacing(0)
        cell.addWidget(Label(ui, f"{at + 1}", Text.SMALL, "muted"))
        cell.addWidget(CodeLabel(ui, word, Text.BASE_BOLD))
        grid.addLayout(cell, at // _ACROSS, at % _ACROSS)
    return board


class ToldWords(Card):
    """Hidden until a file is written; closing it forgets the words."""

    closed = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, ui.gettext("Tell these words by telephone"))
        self._ui = ui
        self.body.setSpacing(ui.theme.px(SPACE_12))
        self.said = Label(ui, "", wrap=True)
        self.body.addWidget(self.said)
        self._board = QWidget()
        self.body.addWidget(self._board)
        self.done = SecondaryButton(ui, ui.gettext("They are told"), "check")
        self.done.clicked.connect(self.forget)
        foot = QHBoxLayout()
        foot.addWidget(self.done)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self.hide()

    def show_words(self, words: Sequence[str], whom: str = "") -> None:
        """Show them, with what to do; `whom` are the initials of who is called, if known."""
        _ = self._ui.gettext
        text = _(
            "The file alone lets nobody in: it asks for these words. Call the person and read them "
            "out; never send them with the file. They are shown only now, and are good for seven "
            "days and for one computer."
        )
        if whom:
            text = _("For {person}.").format(person=isolate(whom)) + " " + text
        self.said.setText(text)
        self._replace(words_board(self._ui, words))
        self.show()
        self.done.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Show them no more."""
        self._replace(QWidget())
        self.hide()
        self.closed.emit()

    def _replace(self, fresh: QWidget) -> None:
        self.body.replaceWidget(self._board, fresh)
        fresh.show()
        self._board.hide()
        self._board.deleteLater()
        self._board = fresh
