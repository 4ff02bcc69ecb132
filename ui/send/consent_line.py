"""Whether the consent covers what is about to leave: green or red, with the act that helps."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from ui.context import Ui
from ui.tokens import RADIUS_BUTTON, SPACE_8, SPACE_12
from ui.widgets.buttons import SmallButton
from ui.widgets.labels import Label
from ui.widgets.painting import box, painting


class ConsentLine(QFrame):
    """`asked` when the person at the desk wants to record a consent."""

    asked = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui, self._ground = ui, "hover"
        px = ui.theme.px
        self.sign = QLabel()
        self.words = Label(ui, wrap=True)
        self.ask = SmallButton(ui, ui.gettext("Record a consent"))
        self.ask.clicked.connect(self.asked)
        line = QHBoxLayout(self)
        line.setContentsMargins(px(SPACE_12), px(SPACE_8), px(SPACE_12), px(SPACE_8))
        line.setSpacing(px(SPACE_12))
        line.addWidget(self.sign)
        line.addWidget(self.words, 1)
        line.addWidget(self.ask)

    def say(self, text: str, *, good: bool | None, ask: bool) -> None:
        """Green for a consent that covers, red for what stands against it, neither for a wait."""
        looks = {
            True: ("shield-check", "ok", "ok_ground"),
            False: ("shield-alert", "late", "late_ground"),
            None: ("info", "muted", "hover"),
        }
        icon, ink, self._ground = looks[good]
        self.sign.setPixmap(self._ui.icons.pixmap(icon, ink))
        self.words.setText(text)
        self.words.set_color(ink)
        self.ask.setVisible(ask)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        theme = self._ui.theme
        with painting(self) as painter:
            radius = theme.px(RADIUS_BUTTON)
            box(painter, QRectF(self.rect()), radius, theme.color(self._ground))
