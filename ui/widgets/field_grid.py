"""Fields side by side in columns that line up; one above the other where it is narrow."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget

from ui.context import Ui
from ui.tokens import SPACE_12, SPACE_16

COLUMNS = 6
_NARROW = 480


class FieldGrid(QWidget):
    """Six equal columns; each widget takes as many as `span` says, in the order of reading."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = ui.theme.px
        self._columns = _Columns(self, (px(SPACE_16), px(SPACE_12)), px(_NARROW))

    def add(self, widget: QWidget, span: int = COLUMNS) -> None:
        """Put a widget behind the last one; a line that is full goes on in the next."""
        self._columns.spans[widget] = span
        self._columns.addWidget(widget)

    def set_span(self, widget: QWidget, span: int) -> None:
        """Give a widget another number of columns."""
        self._columns.spans[widget] = span
        self._columns.invalidate()

    def show_item(self, widget: QWidget, *, shown: bool) -> None:
        """Show or hide a widget; those behind it close the gap."""
        widget.setVisible(shown)


@dataclass(frozen=True, slots=True)
class _Cell:
    item: QLayoutItem
    left: int
    top: int
    width: int
    height: int


class _Columns(QLayout):
    """Equal columns whatever stands in them: what is wide wraps inside its own."""

    def __init__(self, parent: QWidget, gaps: tuple[int, int], narrow: int) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._across, self._down = gaps
        self._narrow = narrow
        self.spans: dict[QWidget, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max((cell.top + cell.height for cell in self._cells(width)), default=0)

    def sizeHint(self) -> QSize:
        return QSize(self._narrow, self.heightForWidth(self._narrow))

    def minimumSize(self) -> QSize:
        widest = max((i.minimumSize().width() for i in self._items if not i.isEmpty()), default=0)
        return QSize(min(widest, self._narrow), 0)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        parent = self.parentWidget()
        way = parent.layoutDirection() if parent else Qt.LayoutDirection.LeftToRight
        for cell in self._cells(rect.width()):
            place = QRect(rect.topLeft() + QPoint(cell.left, cell.top), QSize(0, 0))
            place.setSize(QSize(cell.width, cell.height))
            cell.item.setGeometry(QStyle.visualRect(way, rect, place))

    def _cells(self, width: int) -> list[_Cell]:
        """Every shown item with its place, as if reading went from the left."""
        cells: list[_Cell] = []
        top, line = 0, list[tuple[QLayoutItem, int, int]]()
        column = 0
        for item in (item for item in self._items if not item.isEmpty()):
            widget = item.widget()
            span = self.spans.get(widget, COLUMNS) if widget else COLUMNS
            if width < self._narrow:
                span = COLUMNS
            if column + span > COLUMNS:
                top = self._close(cells, line, top, width)
                line, column = [], 0
            line.append((item, column, span))
            column += span
        self._close(cells, line, top, width)
        return cells

    def _close(
        self, cells: list[_Cell], line: list[tuple[QLayoutItem, int, int]], top: int, width: int
    ) -> int:
        """Give the items of a line their places; the top of the next line."""
        step = (width + self._across) / COLUMNS
        tall = 0
        placed: list[tuple[QLayoutItem, int, int]] = []
        for item, column, span in line:
            left = round(column * step)
            wide = round((column + span) * step) - self._across - left
            placed.append((item, left, wide))
            tall = max(tall, _height(item, wide))
        cells += [_Cell(item, left, top, wide, _height(item, wide)) for item, left, wide in placed]
        return top + tall + self._down


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return max(item.heightForWidth(width), item.minimumSize().height())
    return item.sizeHint().height()
