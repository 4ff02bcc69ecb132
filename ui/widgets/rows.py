"""Rows of work: what, who and code, state, act — the act always at the end of its row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.context import Ui
from ui.widgets.painting import painting
from ui.widgets.row_item import IconDisc, Row, RowItem, RowMeasures, Way
from ui.widgets.walking import tab_in_place, walk

__all__ = ["IconDisc", "Row", "RowItem", "RowList", "Way"]


class RowList(QWidget):
    """Rows with hairlines between them; arrows, Home and End walk through them."""

    acted = Signal(str)
    opened = Signal(str)

    def __init__(self, ui: Ui, rows: Sequence[Row] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui, self._measures = ui, RowMeasures(ui.theme)
        self.items: list[RowItem] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        self.set_rows(rows)
        _, group = ui.gettext, ui.gettext("In a list of work")
        ui.actions.describe(self, "↑  ↓", _("The row above, the row below"), group)
        ui.actions.describe(self, _("Enter"), _("Do what the row's button says"), group)
        ui.actions.describe(self, _("Space"), _("Open the row"), group)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these; the row that had the focus keeps it if it is still there."""
        held = next((item.row.key for item in self.items if item.hasFocus()), None)
        for item in self.items:
            self._column.removeWidget(item)
            item.hide()  # else a show that is still queued would make it a window
            item.setParent(None)
            item.deleteLater()
        self.items = [RowItem(self._ui, row, self._measures, self) for row in rows]
        widest = max((item.act_width for item in self.items), default=0)
        for item in self.items:
            item.set_act_width(widest)
            item.acted.connect(self.acted)
            item.opened.connect(self.opened)
            self._column.addWidget(item)
        self._arrange()
        self._show_items(held)

    def _show_items(self, held: str | None) -> None:
        if self.isVisible():
            # One after the other, each would have all of the page laid out anew.
            self._column.setEnabled(False)
            for item in self.items:
                item.show()
            self._column.setEnabled(True)
            self._column.invalidate()
        tab_in_place(self, self.items)
        for item in self.items:
            if item.row.key == held:
                item.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose one arrangement for all rows, so that pills stand in line."""
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the rows."""
        if not walk(self.items, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the hairlines."""
        with painting(self) as painter:
            for item in self.items[:-1]:
                line = QRectF(0, item.geometry().bottom() + 1, self.width(), 1)
                painter.fillRect(line, self._ui.theme.color("line"))

    def _arrange(self) -> None:
        widest = max((item.wanted_width() for item in self.items), default=0)
        for item in self.items:
            item.set_narrow(self.width() < widest)
