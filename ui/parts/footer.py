"""The bar under a long form: its acts stay in sight whatever is scrolled."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from referral_app.language import isolate
from ui.context import Ui
from ui.parts.keys import shown_keys
from ui.tokens import SPACE_12, SPACE_24, Text
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.labels import ElidedLabel
from ui.widgets.painting import painting


class Footer(QFrame):
    """`hint` at the start with the main act's key in it, the main act at the end."""

    def __init__(self, ui: Ui, main: str, other: str, keys: tuple[str, str], hint: str) -> None:
        super().__init__()
        self._ui = ui
        px = ui.theme.px
        self.main = PrimaryButton(ui, main)
        self.other = SecondaryButton(ui, other)
        self.buttons = (self.main, self.other)
        said = hint.format(keys=isolate(shown_keys(ui, keys[0])))
        self.words = ElidedLabel(ui, said, Text.SMALL, "muted")
        for button, key in zip(self.buttons, keys, strict=True):
            if key:
                button.setToolTip(isolate(shown_keys(ui, key)))
        line = QHBoxLayout(self)
        edge = px(SPACE_24 + 2)
        line.setContentsMargins(edge, px(SPACE_12), edge, px(SPACE_12))
        line.setSpacing(px(SPACE_12))
        line.addWidget(self.words)
        line.addStretch(1)
        line.addWidget(self.other)
        line.addWidget(self.main)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room of the hint to the acts where both have none."""
        super().resizeEvent(event)
        acts = sum(button.sizeHint().width() for button in self.buttons)
        wanted = acts + self.words.sizeHint().width() + self._ui.theme.px(2 * (SPACE_24 + SPACE_24))
        self.words.setVisible(self.width() >= wanted)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and a hairline above."""
        theme = self._ui.theme
        with painting(self) as painter:
            painter.fillRect(self.rect(), theme.color("surface"))
            painter.fillRect(QRectF(0, 0, self.width(), 1), theme.color("line"))
