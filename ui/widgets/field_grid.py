"""Fields side by side in columns that line up; one above the other where it is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.context import Ui
from ui.tokens import SPACE_12, SPACE_16

COLUMNS = 6
_NARROW = 560


class FieldGrid(QWidget):
    """Six columns; each widget takes as many as `span` says, in the order of reading."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._items: list[tuple[QWidget, int]] = []
        self._narrow: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(ui.theme.px(SPACE_16))
        self._grid.setVerticalSpacing(ui.theme.px(SPACE_12))
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def add(self, widget: QWidget, span: int = COLUMNS) -> None:
        """Put a widget behind the last one; a line that is full goes on in the next."""
        widget.setParent(self)
        self._items.append((widget, span))
        self._arrange()

    def show_item(self, widget: QWidget, shown: bool) -> None:
        """Show or hide a widget; those behind it close the gap."""
        if widget.isHidden() == shown:
            widget.setVisible(shown)
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose one column or six for this width."""
        super().resizeEvent(event)
        narrow = self.width() < self._ui.theme.px(_NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    def _arrange(self) -> None:
        for widget, _span in self._items:
            self._grid.removeWidget(widget)
        row, column = 0, 0
        for widget, span in self._items:
            if widget.isHidden() and widget.testAttribute(
                Qt.WidgetAttribute.WA_WState_ExplicitShowHide
            ):
                continue
            wide = COLUMNS if self._narrow else span
            if column + wide > COLUMNS:
                row, column = row + 1, 0
            self._grid.addWidget(widget, row, column, 1, wide, Qt.AlignmentFlag.AlignTop)
            column += wide
