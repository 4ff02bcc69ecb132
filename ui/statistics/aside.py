"""Figures with what was asked for beside them; above them where the page is narrow."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.context import Ui
from ui.tokens import SPACE_16

_WIDTH: Final = 350
_LEAST: Final = 540
"""Room that the figures need beside it."""
_ANY: Final = 1 << 16


class Aside(QWidget):
    """Unlike `Columns`, what is beside comes first when both stand in one column: a panel that
    was asked for must not open under all the figures."""

    def __init__(self, ui: Ui, main: QWidget, side: QWidget) -> None:
        super().__init__()
        self._ui, self._main, self._side = ui, main, side
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(ui.theme.px(SPACE_16))
        self._line.addWidget(main, 1)
        self._line.addWidget(side)
        self._stacked: bool | None = None
        self._arrange(stacked=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the arrangement for this width."""
        super().resizeEvent(event)
        self._arrange(stacked=self.width() < self._ui.theme.px(_WIDTH + _LEAST))

    def _arrange(self, *, stacked: bool) -> None:
        if stacked == self._stacked:
            return
        self._stacked = stacked
        way = QBoxLayout.Direction
        self._line.setDirection(way.BottomToTop if stacked else way.LeftToRight)
        # A short column of figures stands at the top beside a long panel.
        side = Qt.AlignmentFlag(0) if stacked else Qt.AlignmentFlag.AlignTop
        self._line.setAlignment(self._main, side)
        width = self._ui.theme.px(_WIDTH)
        self._side.setMinimumWidth(0 if stacked else width)
        self._side.setMaximumWidth(_ANY if stacked else width)
