"""A leading figure as a tile: the number, what it counts, and out of what; pressed, it opens."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from referral_app.exports.figures import Figure
from referral_app.language import isolate
from ui.context import Ui
from ui.tokens import RADIUS_CARD, SPACE_12, SPACE_16, Text
from ui.widgets.painting import box, focus_ring, painting


class FigureTile(QAbstractButton):
    """Number above words above n/N."""

    def __init__(self, ui: Ui, figure: Figure) -> None:
        super().__init__()
        self._ui, self.figure = ui, figure
        self._number = isolate(figure.text(ui.language))
        self._out_of = out_of(ui, figure)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setText(" ".join(filter(None, (self._number, figure.label, self._out_of))))
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(ui.gettext("Opens the definition."))

    def sizeHint(self) -> QSize:
        """Room for the words on two lines."""
        width = self._ui.theme.px(170)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """As narrow as a tile may be."""
        width = self._ui.theme.px(130)
        return QSize(width, self.heightForWidth(width))

    def hasHeightForWidth(self) -> bool:
        """Words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Number, words, n/N, and the space around them."""
        return sum(self._heights(width)) + 2 * self._ui.theme.px(SPACE_12)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint card and words."""
        theme = self._ui.theme
        area, radius = QRectF(self.rect()), theme.px(RADIUS_CARD)
        ground = "tint" if self.isChecked() else "surface"
        if self.underMouse() or self.isDown():
            ground = "hover"
        border = "brand" if self.isChecked() else "line"
        lines = (
            (self._number, Text.NUMBER, "brand"),
            (self.figure.label, Text.BASE, "ink"),
            (self._out_of, Text.SMALL, "muted"),
        )
        with painting(self) as painter:
            box(painter, area, radius, theme.color(ground), theme.color(border))
            side = Qt.AlignmentFlag.AlignLeft
            if self.isRightToLeft():
                side = Qt.AlignmentFlag.AlignRight
            flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop
            edge, top = theme.px(SPACE_16), float(theme.px(SPACE_12))
            for (text, rank, color), height in zip(lines, self._heights(self.width()), strict=True):
                painter.setFont(theme.font(rank))
                painter.setPen(theme.color(color))
                place = QRectF(edge, top, self.width() - 2 * edge, height)
                painter.drawText(place, flags | Qt.TextFlag.TextWordWrap, text)
                top += height
            if self.hasFocus():
                focus_ring(painter, area, radius, theme)

    def _heights(self, width: int) -> tuple[int, int, int]:
        room = max(width - 2 * self._ui.theme.px(SPACE_16), 1)
        words = QFontMetrics(self._ui.theme.font()).boundingRect(
            0, 0, room, 10_000, Qt.TextFlag.TextWordWrap, self.figure.label
        )
        number = QFontMetrics(self._ui.theme.font(Text.NUMBER)).height()
        small = QFontMetrics(self._ui.theme.font(Text.SMALL)).height()
        return number, words.height(), small


def out_of(ui: Ui, figure: Figure) -> str:
    """What a figure is out of, 21/88; empty for a count."""
    if figure.of is None:
        return ""
    number = ui.language.format_number
    return isolate(f"{number(figure.counted)}/{number(figure.of)}")
