"""A layout that fills lines like words in a paragraph, from the side where reading starts."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Items side by side, going on in the next line where there is no room."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 8) -> None:
        self._items: list[QLayoutItem] = []
        self._sizes: list[tuple[QLayoutItem, int, int]] | None = None
        self._heights: dict[int, int] = {}
        super().__init__(parent)
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take another item."""
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item, or None past the end, as Qt asks."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item away."""
        if not 0 <= index < len(self._items):
            return None
        item = self._items.pop(index)
        self.invalidate()
        return item

    def invalidate(self) -> None:
        """Measure anew: something came, went or changed its size."""
        self._sizes = None
        self._heights.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        """It wants no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrower is taller."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines."""
        # Qt asks dozens of times while it lays a window out.
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), place=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        """Put the items into their lines."""
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:
        """All on one line."""
        sizes = self._measured()
        width = sum(width for _, width, _ in sizes) + self.spacing() * max(len(sizes) - 1, 0)
        return QSize(width, max((height for *_, height in sizes), default=0))

    def minimumSize(self) -> QSize:
        """The widest single item."""
        size = QSize()
        for item, *_ in self._measured():
            size = size.expandedTo(item.minimumSize())
        return size

    def _measured(self) -> list[tuple[QLayoutItem, int, int]]:
        """What is shown, with the width and height that each would like."""
        if self._sizes is None:
            shown = [(item, item.sizeHint()) for item in self._items if not item.isEmpty()]
            self._sizes = [(item, size.width(), size.height()) for item, size in shown]
        return self._sizes

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        parent = self.parentWidget()
        mirrored = parent is not None and parent.isRightToLeft()
        y, gap = rect.y(), self.spacing()
        for line in self._lines(max(rect.width(), 1)):
            tall = max(size.height() for _item, size in line)
            x = 0
            for item, size in line if place else ():
                # Mirrored by hand: QStyle would do it, and take 9 ms of the first paint to import.
                left = rect.width() - x - size.width() if mirrored else x
                # Words of a low button stand level with those of a high one.
                top = y + (tall - size.height()) // 2
                item.setGeometry(QRect(QPoint(rect.x() + left, top), size))
                x += size.width() + gap
            y += tall + gap
        return max(y - gap - rect.y(), 0)

    def _lines(self, room: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """The items line by line, none wider than the room."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        x = 0
        for item, wanted, height in self._measured():
            width = min(wanted, room)
            if not lines or x + width > room:
                lines.append([])
                x = 0
            lines[-1].append((item, QSize(width, height)))
            x += width + self.spacing()
        return lines
