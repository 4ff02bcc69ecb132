"""Shapes that our own widgets paint: rounded boxes and the ring of focus."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextOption
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.tokens import FOCUS


@contextmanager
def painting(widget: QWidget) -> Iterator[QPainter]:
    """A smooth painter on the widget, ended whatever happens."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        yield painter
    finally:
        painter.end()


def box(
    painter: QPainter,
    area: QRectF,
    radius: float,
    fill: QColor | None,
    border: QColor | None = None,
    width: float = 1,
) -> None:
    """A rounded box; the border lies inside `area`."""
    half = width / 2 if border is not None else 0
    painter.setPen(QPen(border, width) if border is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(half, half, -half, -half), radius, radius)


def lines_of_words(*, right_to_left: bool, centred: bool = False) -> QTextOption:
    """How words wrap; every line starts at the edge, unless it is `centred`.

    Left to itself, Qt lets a wrapped Arabic line start a space away from it.
    """
    # Alignment is mirrored with the direction: in Arabic this is the right.
    side, way = Qt.AlignmentFlag.AlignLeft, Qt.LayoutDirection.LeftToRight
    if right_to_left:
        way = Qt.LayoutDirection.RightToLeft
    if centred:
        side = Qt.AlignmentFlag.AlignHCenter
    option = QTextOption(side | Qt.AlignmentFlag.AlignVCenter)
    option.setTextDirection(way)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    option.setFlags(QTextOption.Flag.IncludeTrailingSpaces)
    return option


def focus_ring(
    painter: QPainter, area: QRectF, radius: float, theme: Theme, color: str = "focus"
) -> None:
    """The ring that says where the keyboard is."""
    box(painter, area, radius, None, theme.color(color), theme.px(FOCUS))
