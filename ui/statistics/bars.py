"""Bars painted by hand: quiet, mirrored for Arabic, and readable without seeing them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.context import Ui
from ui.theme import Theme
from ui.tokens import SPACE_4, SPACE_8, SPACE_12, Text
from ui.widgets.painting import box, focus_ring, painting

SERIES: Final = ("brand", "accent", "ok", "soon", "neutral")
_LABELS: Final = 0.42
"""The share of the width that words may take."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its words, its parts one behind the other, what it is out of, and its figure."""

    label: str
    parts: tuple[int, ...]
    of: int
    figure: str


class BarChart(QWidget):
    """Lying bars under one another; `series` names the parts where there are several."""

    def __init__(self, ui: Ui, title: str, bars: tuple[Bar, ...], series: tuple[str, ...]) -> None:
        super().__init__()
        self._ui, self._bars, self._series = ui, bars, series
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(_spoken(bar, series) for bar in bars))

    def sizeHint(self) -> QSize:
        """As tall as its bars."""
        px = self._ui.theme.px
        rows = len(self._bars) * self._row()
        legend = self._row() if len(self._series) > 1 else 0.0
        return QSize(px(360), round(rows + legend) + px(SPACE_4))

    def minimumSizeHint(self) -> QSize:
        """Narrow, but never cut."""
        return QSize(self._ui.theme.px(220), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars and legend."""
        with painting(self) as painter:
            area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            Bars(self._ui, self._bars, self._series).paint(painter, area)
            if self.hasFocus():
                theme = self._ui.theme
                focus_ring(painter, area, theme.px(SPACE_4), theme)

    def _row(self) -> float:
        return Bars(self._ui, (), ()).row


class Bars:
    """Paints bars into an area of any painter."""

    def __init__(self, ui: Ui, bars: tuple[Bar, ...], series: tuple[str, ...]) -> None:
        self._bars, self._series = bars, series
        self._theme: Theme = ui.theme
        self._mirrored = ui.language.right_to_left
        self._font = ui.theme.font(Text.SMALL)
        self._metrics = QFontMetricsF(self._font)
        self.row = self._metrics.height() + 2 * ui.theme.px(SPACE_4)

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint from the top of the area."""
        px, metrics = self._theme.px, self._metrics
        painter.setFont(self._font)
        figures = max((metrics.horizontalAdvance(bar.figure) for bar in self._bars), default=0.0)
        widest = max((metrics.horizontalAdvance(bar.label) for bar in self._bars), default=0.0)
        words = min(widest + 2, area.width() * _LABELS)
        room = area.width() - words - figures - 2 * px(SPACE_8)
        most = max((max(bar.of, sum(bar.parts)) for bar in self._bars), default=0)
        top = area.top()
        for bar in self._bars:
            line = QRectF(area.left(), top, area.width(), self.row)
            self._label(painter, line, words, bar.label)
            self._bar(painter, line, words + px(SPACE_8), room * _part(bar.of, most), bar)
            start = words + px(SPACE_8) + room * _part(max(bar.of, sum(bar.parts)), most)
            self._write(painter, line, start + px(SPACE_8), figures, bar.figure, "muted")
            top += self.row
        if len(self._series) > 1:
            self._legend(painter, QRectF(area.left(), top, area.width(), self.row))

    def _label(self, painter: QPainter, line: QRectF, width: float, text: str) -> None:
        shown = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        self._write(painter, line, 0.0, width, shown, "ink")

    def _bar(self, painter: QPainter, line: QRectF, start: float, whole: float, bar: Bar) -> None:
        theme, thick = self._theme, self.row * 0.56
        top, radius = line.top() + (self.row - thick) / 2, theme.px(3)
        if sum(bar.parts) < bar.of:
            track = self._turned(line, start, whole, top, thick)
            box(painter, track, radius, theme.color("neutral_ground"))
        for part, color in zip(bar.parts, SERIES, strict=False):
            width = whole * _part(part, bar.of)
            if part:
                there = self._turned(line, start, max(width, 2.0), top, thick)
                box(painter, there, radius if len(self._series) < 2 else 0, theme.color(color))
            start += width

    def _legend(self, painter: QPainter, line: QRectF) -> None:
        side, gap = self._metrics.ascent() * 0.8, self._theme.px(SPACE_8)
        start = 0.0
        for name, color in zip(self._series, SERIES, strict=False):
            top = line.center().y() - side / 2
            there = self._turned(line, start, side, top, side)
            box(painter, there, self._theme.px(2), self._theme.color(color))
            width = self._metrics.horizontalAdvance(name) + 2
            self._write(painter, line, start + side + gap, width, name, "muted")
            start += side + gap + width + self._theme.px(SPACE_12)

    def _write(
        self, painter: QPainter, line: QRectF, start: float, width: float, text: str, color: str
    ) -> None:
        ink: QColor = self._theme.color(color)
        painter.setPen(ink)
        side = Qt.AlignmentFlag.AlignRight if self._mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        place = self._turned(line, start, width, line.top(), self.row)
        painter.drawText(place, flags, text)

    def _turned(
        self, line: QRectF, start: float, width: float, top: float, height: float
    ) -> QRectF:
        """A box that begins `start` after the side where reading begins."""
        left = line.right() - start - width if self._mirrored else line.left() + start
        return QRectF(left, top, width, height)


def _part(count: int, whole: int) -> float:
    return count / whole if whole else 0.0


def _spoken(bar: Bar, series: tuple[str, ...]) -> str:
    if len(series) < 2:
        return f"{bar.label}: {bar.figure}."
    parts = ", ".join(f"{name} {part}" for name, part in zip(series, bar.parts, strict=True))
    return f"{bar.label}: {bar.figure} ({parts})."
