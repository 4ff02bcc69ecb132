"""How words are set on paper: one way of wrapping for measuring and for drawing.

Lengths are in units of 1/40 mm, and letters are sized in them: a page looks the same on every
device, since a device only scales what was set once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

from referral_app.services.ports.pages import Align, Run, Type
from ui import fonts

UNITS: Final = 40.0
"""Units in a millimetre."""
_POINT: Final = 25.4 / 72
_LEADING: Final = {False: 1.32, True: 1.48}
"""Distance of lines in letter sizes, by whether the paragraph is read from the right."""
_RISE: Final = {False: 0.78, True: 0.67}
"""Where in it the letters stand."""
_ALIGN: Final = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.MIDDLE: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}


class PaperRuler:
    """The port `Ruler`, in the type that is painted."""

    def height(self, text: str, type_: Type, width: float, *, right_to_left: bool) -> float:
        """Return the height in millimetres of a text wrapped in `width` millimetres."""
        return _height(text, type_, width, right_to_left)

    def width(self, text: str, type_: Type) -> float:
        """Return the width in millimetres of a text on one line."""
        return _width(text, type_)


def set_text(run: Run) -> tuple[QTextLayout, QPointF]:
    """Wrap a run's text; draw the layout at the point, in units."""
    direction = run.right_to_left
    layout = _laid_out(run.text, run.type, run.box.width, direction, run.align)
    return layout, QPointF(run.box.x * UNITS, run.box.y * UNITS)


@lru_cache(maxsize=64)
def font_of(type_: Type, *, arabic_first: bool) -> QFont:
    """The font in which a type is set."""
    font = QFont()
    font.setFamilies(fonts.families(arabic_first=arabic_first))
    font.setPixelSize(round(type_.points * _POINT * UNITS))
    font.setBold(type_.bold)
    # What is drawn large and scaled down must not be pulled onto a grid of pixels.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.ForceOutline)
    if type_.spaced:
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 106)
    return font


@lru_cache(maxsize=4096)
def _height(text: str, type_: Type, width: float, right_to_left: bool) -> float:
    layout = _laid_out(text, type_, width, right_to_left, Align.LEFT)
    return layout.lineCount() * _step(type_, right_to_left) / UNITS


@lru_cache(maxsize=4096)
def _width(text: str, type_: Type) -> float:
    # Both orders of families, since a word may be set in either direction: the wider one counts.
    widths = [
        QFontMetricsF(font_of(type_, arabic_first=first)).horizontalAdvance(text)
        for first in (False, True)
    ]
    return max(widths) / UNITS


def _laid_out(
    text: str, type_: Type, width: float, right_to_left: bool, align: Align
) -> QTextLayout:
    layout = QTextLayout(text, font_of(type_, arabic_first=right_to_left))
    option = QTextOption(_ALIGN[align] | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
    )
    option.setUseDesignMetrics(True)
    layout.setTextOption(option)
    layout.beginLayout()
    step = _step(type_, right_to_left)
    baseline = step * _RISE[right_to_left]
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width * UNITS)
        line.setPosition(QPointF(0.0, baseline - line.ascent()))
        baseline += step
    layout.endLayout()
    return layout


def _step(type_: Type, right_to_left: bool) -> float:
    """From one line to the next: tighter than the font's own, which leaves room for any mark."""
    return type_.points * _POINT * UNITS * _LEADING[right_to_left]
