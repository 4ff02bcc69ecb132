"""A box to tick, its sentence wrapped beside it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from ui.context import Ui
from ui.tokens import SPACE_4, SPACE_12
from ui.widgets.painting import box, focus_ring, lines_of_words, painting

_SIDE = 18
_RING = 3
"""Pixels between the box and the outside of its ring."""


class CheckField(QCheckBox):
    """Yes or no; Space toggles."""

    changed = Signal()
    problem = Signal(str)

    def __init__(self, ui: Ui, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._ui = ui
        self.setFont(ui.theme.font())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.toggled.connect(self._on_toggled)

    def value(self) -> bool:
        """Whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: bool) -> None:
        """Tick or untick it."""
        self.setChecked(value)

    def sizeHint(self) -> QSize:
        """All on one line."""
        words = self.fontMetrics().horizontalAdvance(self.text()) + 1
        return QSize(self._start() + words + self._gap(), self.heightForWidth(1 << 16))

    def minimumSizeHint(self) -> QSize:
        """Room for a dozen letters a line."""
        letters = self.fontMetrics().averageCharWidth() * 14
        return QSize(
            min(self._start() + letters, self.sizeHint().width()), self.sizeHint().height()
        )

    def hasHeightForWidth(self) -> bool:
        """The sentence wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many lines as it takes."""
        room = QRect(0, 0, max(width - self._start() - self._gap(), 1), 10_000)
        words = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.text())
        return max(words.height(), self._ui.theme.px(_SIDE)) + 2 * self._gap()

    def hitButton(self, pos: QPoint) -> bool:
        """The sentence can be pressed as well."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box, tick, sentence and ring."""
        theme, gap, side = self._ui.theme, self._gap(), self._ui.theme.px(_SIDE)
        line = max(self.fontMetrics().height(), side)
        across = self.width() - side - _RING if self.isRightToLeft() else _RING
        square = QRectF(across, gap + (line - side) / 2, side, side)
        words = QRectF(self.rect()).adjusted(self._start(), gap, -gap, -gap)
        if self.isRightToLeft():
            words = QRectF(self.rect()).adjusted(gap, gap, -self._start(), -gap)
        with painting(self) as painter:
            if self.isChecked():
                box(painter, square, theme.px(SPACE_4), theme.color("brand"))
                self._ui.icons.paint(painter, square.adjusted(2, 2, -2, -2), "check", "on_brand")
            else:
                fill, edge = theme.color("raised"), theme.color("edge")
                box(painter, square, theme.px(SPACE_4), fill, edge, theme.px(1.3))
            painter.setPen(theme.color("ink" if self.isEnabled() else "faint"))
            painter.drawText(words, self.text(), lines_of_words(right_to_left=self.isRightToLeft()))
            if self.hasFocus():
                ring = square.adjusted(-_RING, -_RING, _RING, _RING)
                focus_ring(painter, ring, theme.px(6), theme)

    def _gap(self) -> int:
        return self._ui.theme.px(SPACE_4)

    def _start(self) -> int:
        return self._ui.theme.px(_SIDE + SPACE_12)

    def _on_toggled(self) -> None:
        self.problem.emit("")
        self.changed.emit()
