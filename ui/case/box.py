"""A column of widgets that is emptied and filled again."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Box(QWidget):
    """Widgets one above the other in `column`."""

    def __init__(self, spacing: int) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(spacing)

    def clear(self) -> None:
        """Throw everything in it away."""
        while self.column.count():
            item = self.column.takeAt(0)
            old = item.widget() if item else None
            if old is not None:
                old.hide()  # else a show that is still queued would make it a window
                old.setParent(None)
                old.deleteLater()
