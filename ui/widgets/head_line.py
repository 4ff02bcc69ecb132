"""The head of a card about one referral: need, where it goes, state, act — on one line."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QWidget

from referral_app.language import isolate
from ui.context import Ui
from ui.tokens import SPACE_8, SPACE_12, Text
from ui.widgets.buttons import SmallButton
from ui.widgets.labels import ElidedLabel, Label, LineIcon
from ui.widgets.pill import Pill
from ui.widgets.rows import Row


class HeadLine(QWidget):
    """A `Row` as a heading with its button; state and act go below where it is narrow."""

    acted = Signal(str)

    def __init__(self, ui: Ui, row: Row) -> None:
        super().__init__()
        self._ui = ui
        self.button: SmallButton | None = None
        self._words = self._make_words(row)
        self._ends = self._make_ends(row)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(ui.theme.px(SPACE_8))
        self._line.addLayout(self._words, 1)
        self._line.addLayout(self._ends)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One line, or two where the words would be cut."""
        super().resizeEvent(event)
        wanted = self._words.sizeHint().width() + self._ends.sizeHint().width()
        narrow = self.width() < wanted + self._ui.theme.px(SPACE_8)
        way = QBoxLayout.Direction
        self._line.setDirection(way.TopToBottom if narrow else way.LeftToRight)

    def _make_words(self, row: Row) -> QHBoxLayout:
        ui, words = self._ui, QHBoxLayout()
        words.setSpacing(ui.theme.px(SPACE_8))
        words.addWidget(LineIcon(ui, row.icon, row.icon_color))
        words.addWidget(ElidedLabel(ui, row.title, Text.BASE_BOLD))
        if row.code:
            words.addWidget(Label(ui, isolate(row.code), Text.BASE, "muted"))
        if row.way:
            arrow = QLabel()
            arrow.setPixmap(ui.icons.pixmap(row.way.value, "muted", 15))
            words.addWidget(arrow)
        if row.other:
            words.addWidget(ElidedLabel(ui, row.other, Text.BASE, "muted"))
        words.addStretch(1)
        return words

    def _make_ends(self, row: Row) -> QHBoxLayout:
        ends = QHBoxLayout()
        ends.setSpacing(self._ui.theme.px(SPACE_12))
        ends.addStretch(1)
        if row.pill:
            ends.addWidget(Pill(self._ui, row.pill, row.kind))
        if row.act:
            self.button = SmallButton(self._ui, row.act)
            self.button.clicked.connect(lambda: self.acted.emit(row.key))
            ends.addWidget(self.button)
        return ends
