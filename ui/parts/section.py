"""A part of a form: a calm heading, a sentence where it helps, and the fields."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QWidget

from ui.context import Ui
from ui.tokens import RADIUS_BUTTON, SPACE_8, SPACE_12, SPACE_16, Text
from ui.widgets.card import Card
from ui.widgets.labels import Label, LineIcon, SectionTitle
from ui.widgets.painting import box, painting


class Section(Card):
    """A card with icon and heading; put fields into `body`."""

    def __init__(self, ui: Ui, icon: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(ui, "", parent)
        px = ui.theme.px
        self.setAccessibleName(title)
        picture = QLabel()
        picture.setPixmap(ui.icons.pixmap(icon, "brand"))
        self.heading = SectionTitle(ui, title)
        self.note = Label(ui, "", Text.SMALL, "muted")
        self.head = QHBoxLayout()
        self.head.setSpacing(px(SPACE_8))
        self.head.addWidget(picture)
        self.head.addWidget(self.heading, 1)
        self.head.addWidget(self.note)
        self.body.setContentsMargins(px(SPACE_16), px(SPACE_12), px(SPACE_16), px(SPACE_16))
        self.body.setSpacing(px(SPACE_12))
        self.body.addLayout(self.head)

    def set_note(self, text: str) -> None:
        """Say a word at the end of the heading."""
        self.note.setText(text)


_WORDS_LEAST: Final = 320
"""Below so many px a sentence beside a button is a column of single words."""


class NoticeLine(QFrame):
    """A sentence with its sign, inside a form: what holds here, never an error of a field."""

    def __init__(
        self, ui: Ui, icon: str, text: str = "", color: str = "muted", ground: str = ""
    ) -> None:
        super().__init__()
        self._ui, self._ground = ui, ground
        px = ui.theme.px
        self.sign = LineIcon(ui, icon, color, 16)
        self.words = Label(ui, text, color=color, wrap=True)
        self.line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._acts: list[QWidget] = []
        edge = px(SPACE_12) if ground else 0
        self.line.setContentsMargins(edge, edge and px(SPACE_8), edge, edge and px(SPACE_8))
        self.line.setSpacing(px(SPACE_8))
        # The sign stands level with the first line, and both with a button beside them.
        said = QWidget()
        inner = QHBoxLayout(said)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(px(SPACE_8))
        inner.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        inner.addWidget(self.words, 1)
        self.line.addWidget(said, 1, Qt.AlignmentFlag.AlignVCenter)

    def set_text(self, text: str) -> None:
        """Say this."""
        self.words.setText(text)
        self._turn()

    def add_act(self, button: QWidget) -> None:
        """Put a button beside the words, below them where too little room were left for these."""
        self._acts.append(button)
        leading, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        self.line.addWidget(button, 0, leading | middle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn the line where the room asks for it."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        taken = sum(act.sizeHint().width() + self.line.spacing() for act in self._acts)
        in_one = self.words.fontMetrics().horizontalAdvance(self.words.text())
        least = min(self._ui.theme.px(_WORDS_LEAST), self.sign.sizeHint().width() + in_one)
        fits = not taken or self.contentsRect().width() - taken >= least
        way = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if self.line.direction() is not way:
            self.line.setDirection(way)
            self.updateGeometry()  # another height for the same width

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, where it has one."""
        if self._ground:
            theme = self._ui.theme
            with painting(self) as painter:
                radius = theme.px(RADIUS_BUTTON)
                box(painter, QRectF(self.rect()), radius, theme.color(self._ground))
