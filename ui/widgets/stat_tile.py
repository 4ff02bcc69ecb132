"""A large number with its words; pressing it shows what was counted."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.context import Ui
from ui.tokens import RADIUS_CARD, SPACE_12, SPACE_16, Kind, Text
from ui.widgets.painting import box, focus_ring, painting
from ui.widgets.pill import ink_of


class StatTile(QAbstractButton):
    """A count that can be opened; `clicked` by mouse, Space or Enter."""

    def __init__(
        self,
        ui: Ui,
        words: str,
        number: int = 0,
        kind: Kind = Kind.BRAND,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ui, self._words, self._kind = ui, words, kind
        self._number = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._big = QFontMetrics(ui.theme.font(Text.NUMBER))
        self._small = QFontMetrics(ui.theme.font())
        self.set_number(number)

    def set_number(self, number: int) -> None:
        """Show another count."""
        self._number = str(number)
        self.setText(f"{number} {self._words}")
        self.setAccessibleName(self.text())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Number and words side by side."""
        px = self._ui.theme.px
        width = self._small.horizontalAdvance(self._words) + self._start() + px(SPACE_16)
        return QSize(width, self._tall(width))

    def minimumSizeHint(self) -> QSize:
        """Words may stand on two lines."""
        longest = max(self._words.split(), key=len, default="")
        width = self._start() + self._small.horizontalAdvance(longest) + self._ui.theme.px(SPACE_16)
        return QSize(width, self._tall(width))

    def hasHeightForWidth(self) -> bool:
        """Words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Taller where the words wrap."""
        return self._tall(width)

    def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        """Enter presses, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint card, number and words."""
        theme = self._ui.theme
        area, radius = QRectF(self.rect()), theme.px(RADIUS_CARD)
        with painting(self) as painter:
            ground = "hover" if self.underMouse() or self.isDown() else "surface"
            box(painter, area, radius, theme.color(ground), theme.color("line"))
            start, edge = self._start(), theme.px(SPACE_16)
            number = QRectF(edge, 0, start - edge, self.height())
            words = QRectF(start, 0, self.width() - start - edge / 2, self.height())
            if self.isRightToLeft():
                number.moveRight(self.width() - edge)
                words.moveRight(self.width() - start)
            side = (
                Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
            )
            flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
            painter.setFont(theme.font(Text.NUMBER))
            # Colour says that something waits: nothing wears none.
            painter.setPen(theme.color("muted" if self._number == "0" else ink_of(self._kind)))
            painter.drawText(number, flags, self._number)
            painter.setFont(theme.font())
            painter.setPen(theme.color("muted"))
            painter.drawText(words, flags | Qt.TextFlag.TextWordWrap, self._words)
            if self.hasFocus():
                focus_ring(painter, area, radius, theme)

    def _start(self) -> int:
        px = self._ui.theme.px
        return px(SPACE_16) + self._big.horizontalAdvance(self._number) + px(SPACE_12)

    def _tall(self, width: int) -> int:
        room = width - self._start() - self._ui.theme.px(SPACE_16 / 2)
        words = self._small.boundingRect(
            0, 0, max(room, 1), 10_000, Qt.TextFlag.TextWordWrap, self._words
        )
        return max(self._big.height(), words.height()) + 2 * self._ui.theme.px(SPACE_12)
