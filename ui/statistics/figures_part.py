"""The figures of a month: tiles of the leading ones, then a chart for each table."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from referral_app.exports.figures import EMPTY, Figure, Sheet, Told, all_sheets
from referral_app.language import isolate
from ui.context import Ui
from ui.statistics.bars import Bar, BarChart
from ui.statistics.tiles import FigureTile
from ui.tokens import SPACE_12, SPACE_16
from ui.widgets.card import Card
from ui.widgets.labels import Label

_WIDTHS: Final = ((900, 5), (450, 3))
"""From so many pixels on so many tiles stand side by side."""
_FEWEST: Final = 2


class FiguresPart(QWidget):
    """`asked` names the leading figure that was pressed."""

    asked = Signal(str, str)

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self.tiles: list[FigureTile] = []
        self.charts: list[BarChart] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(ui.theme.px(SPACE_16))
        self._content: QWidget | None = None

    def show_figures(self, every: tuple[Told, ...]) -> None:
        """Show these, in place of what stood there."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._ui.theme.px(SPACE_16))
        column.addWidget(self._make_tiles(every))
        self.charts = []
        for sheet in all_sheets(every):
            column.addWidget(self._card(sheet))
        if self._content is not None:
            self._column.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = content
        self._column.addWidget(content)

    def mark(self, indicator: str, key: str) -> None:
        """Show which figure is open."""
        for tile in self.tiles:
            tile.setChecked((tile.figure.indicator, tile.figure.key) == (indicator, key))

    def stand_on(self, indicator: str, key: str) -> None:
        """Put the keyboard on a figure."""
        for tile in self.tiles:
            if (tile.figure.indicator, tile.figure.key) == (indicator, key):
                tile.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_tiles(self, every: tuple[Told, ...]) -> QWidget:
        figures = [figure for one in every for figure in one.figures]
        self.tiles = [self._tile(figure) for figure in figures]
        return _Tiles(self._ui, self.tiles)

    def _tile(self, figure: Figure) -> FigureTile:
        tile = FigureTile(self._ui, figure)
        tile.clicked.connect(lambda: self.asked.emit(figure.indicator, figure.key))
        return tile

    def _card(self, sheet: Sheet) -> Card:
        ui, _ = self._ui, self._ui.gettext
        card = Card(ui, sheet.title)
        if not sheet.lines:
            card.body.addWidget(Label(ui, _("Nothing was counted this month."), color="muted"))
            return card
        number, percent = ui.language.format_number, ui.language.format_percent
        bars = []
        for line in sheet.lines:
            counts = number(line.total)
            if sheet.shares:
                counts = f"{counts}/{number(line.of or 0)}"
            rate = EMPTY if line.rate is None else percent(line.rate)
            whole = (line.of or 0) if sheet.shares else line.total
            bars.append(Bar(line.label, line.counts, whole, isolate(f"{counts} · {rate}")))
        chart = BarChart(ui, sheet.title, tuple(bars), sheet.columns)
        self.charts.append(chart)
        card.body.addWidget(chart)
        return card


class _Tiles(QWidget):
    """Tiles in as many columns as there is room for."""

    def __init__(self, ui: Ui, tiles: list[FigureTile]) -> None:
        super().__init__()
        self._ui, self._tiles, self._columns = ui, tiles, 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(ui.theme.px(SPACE_12))
        self._arrange(_FEWEST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the columns for this width."""
        super().resizeEvent(event)
        px = self._ui.theme.px
        fitting = (count for width, count in _WIDTHS if self.width() >= px(width))
        self._arrange(next(fitting, _FEWEST))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for at, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, *divmod(at, columns))
