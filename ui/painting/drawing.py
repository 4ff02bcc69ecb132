"""Drawing one page with QPainter, whatever it draws on."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from referral_app.services.ports.pages import Box, Frame, Item, Modules, Page, Rule, Run, Tone
from ui.painting.setting import UNITS, set_text
from ui.tokens import LIGHT

_COLOURS: Final = {
    Tone.INK: "#000000",
    Tone.MUTED: "#444B4E",
    Tone.LINE: "#9AA0A2",
    Tone.BRAND: LIGHT.brand,
    Tone.WHITE: "#FFFFFF",
}
_DASH: Final = [4.0, 4.0]
"""In widths of the pen."""


def draw(painter: QPainter, page: Page, scale: float) -> None:
    """Draw a page; `scale` is how many of the device's pixels a millimetre has."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale / UNITS, scale / UNITS)
    for item in page.items:
        _draw(painter, item)
    painter.restore()


def _draw(painter: QPainter, item: Item) -> None:
    if isinstance(item, Run):
        layout, at = set_text(item)
        painter.setPen(_colour(item.type.tone))
        layout.draw(painter, at)
    elif isinstance(item, Rule):
        _draw_rule(painter, item)
    elif isinstance(item, Frame):
        _draw_frame(painter, item)
    else:
        _draw_modules(painter, item)


def _draw_rule(painter: QPainter, rule: Rule) -> None:
    pen = QPen(_colour(rule.tone), rule.weight * UNITS)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if rule.dashed:
        pen.setDashPattern(_DASH)
    painter.setPen(pen)
    area = _area(rule.box)
    painter.drawLine(area.topLeft(), QPointF(area.right(), area.bottom()))


def _draw_frame(painter: QPainter, frame: Frame) -> None:
    painter.setPen(QPen(_colour(frame.tone), frame.weight * UNITS))
    painter.setBrush(QBrush(_colour(frame.fill)) if frame.fill else Qt.BrushStyle.NoBrush)
    radius = frame.radius * UNITS
    painter.drawRoundedRect(_area(frame.box), radius, radius)


def _draw_modules(painter: QPainter, code: Modules) -> None:
    """One path for all dark squares: single ones would show hairlines between them."""
    area = _area(code.box)
    side = area.width() / len(code.rows)
    path = QPainterPath()
    for down, row in enumerate(code.rows):
        for across, dark in enumerate(row):
            if dark:
                path.addRect(area.x() + across * side, area.y() + down * side, side, side)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(area, _colour(Tone.WHITE))
    painter.fillPath(path.simplified(), _colour(Tone.INK))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _area(box: Box) -> QRectF:
    return QRectF(box.x * UNITS, box.y * UNITS, box.width * UNITS, box.height * UNITS)


def _colour(tone: Tone) -> QColor:
    return QColor(_COLOURS[tone])
