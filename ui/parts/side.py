"""Something that stays beside a long form whatever is scrolled; in it where it is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.context import Ui
from ui.tokens import SPACE_8, SPACE_12, SPACE_16, SPACE_24
from ui.widgets.scroll_page import ScrollPage


class Beside(QWidget):
    """A page and what stands beside it, `side_width` wide while the whole has `least` pixels.

    Where it has not, the side goes to `place` among the widgets of the page's body; -1 is the end.
    """

    narrowed = Signal(bool)

    def __init__(
        self, ui: Ui, page: ScrollPage, side: QWidget, widths: tuple[int, int], place: int = -1
    ) -> None:
        super().__init__()
        px = ui.theme.px
        side_width, least = widths
        self._page, self._side, self._least, self._place = page, side, px(least), place
        self._narrow = False
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, px(SPACE_12))
        self._column.addWidget(side)
        self._column.addStretch(1)
        self._scroller = _SideScroll(holder)
        self._scroller.setFixedWidth(px(side_width))
        frame = QVBoxLayout()
        frame.setContentsMargins(0, px(SPACE_16), 0, 0)
        frame.addWidget(self._scroller)
        # Margins of a layout do not turn round in Arabic; a spacer does.
        self._edge = QWidget()
        self._edge.setFixedWidth(px(SPACE_24 + 2 - SPACE_8))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(SPACE_8))
        line.addWidget(page, 1)
        line.addLayout(frame)
        line.addWidget(self._edge)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the place for this width."""
        super().resizeEvent(event)
        narrow = self.width() < self._least
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._scroller.setVisible(not narrow)
        self._edge.setVisible(not narrow)
        if narrow:
            self._page.body.insertWidget(self._place, self._side)
        else:
            self._column.insertWidget(0, self._side)
        self.narrowed.emit(narrow)


class _SideScroll(QScrollArea):
    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
