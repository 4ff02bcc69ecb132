"""A state in a few words on its colour."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from ui.context import Ui
from ui.tokens import RADIUS_PILL, SPACE_12, Kind, Text
from ui.widgets.labels import Label
from ui.widgets.painting import box, painting

_TOKENS: Final = {
    Kind.LATE: ("late", "late_ground"),
    Kind.SOON: ("soon", "soon_ground"),
    Kind.OK: ("ok", "ok_ground"),
    Kind.NEUTRAL: ("neutral", "neutral_ground"),
    Kind.BRAND: ("brand", "tint"),
}


def ink_of(kind: Kind) -> str:
    """The token of text in this kind of state."""
    return _TOKENS[kind][0]


def ground_of(kind: Kind) -> str:
    """The token of the ground of this kind of state."""
    return _TOKENS[kind][1]


class Pill(Label):
    """State as text on colour; the words say it all, the colour says it quicker."""

    def __init__(self, ui: Ui, text: str, kind: Kind = Kind.NEUTRAL) -> None:
        super().__init__(ui, text, Text.SMALL_BOLD)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._kind = kind
        self.set_state(text, kind)

    def set_state(self, text: str, kind: Kind) -> None:
        """Show another state."""
        self._kind = kind
        self.setText(text)
        self.set_color(ink_of(kind))

    def sizeHint(self) -> QSize:
        """The words and the ground around them."""
        # Not contents margins: a label forgets them whenever its style changes.
        px = self._theme.px
        return super().sizeHint() + QSize(2 * px(SPACE_12), 2 * self._theme.px(3))

    def minimumSizeHint(self) -> QSize:
        """The words are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, then the words."""
        with painting(self) as painter:
            ground = self._theme.color(_TOKENS[self._kind][1])
            radius = min(self._theme.px(RADIUS_PILL), self.height() / 2)
            box(painter, QRectF(self.rect()), radius, ground)
        super().paintEvent(event)
