"""A look as a value: scheme, scale, and what Qt needs to wear it.

Fusion with a palette of our own: the desktop's colour scheme is read only where a person asks to
follow it, for setting it has no effect without a platform theme.
"""

from __future__ import annotations

import os
from typing import Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui import fonts
from ui.stylesheet import stylesheet
from ui.tokens import COLOURS, Colours, Scheme, Text

_STYLE_VARIABLE: Final = "QT_STYLE_OVERRIDE"
_STYLE: Final = "Fusion"


def choose_fusion() -> None:
    """Ask for the Fusion style before the application object is made.

    Set afterwards it costs 6 ms of the first paint, for PySide then loads all of QStyle.
    """
    os.environ[_STYLE_VARIABLE] = _STYLE


def resolve(choice: Scheme) -> Scheme:
    """The scheme to wear: SYSTEM becomes dark or light as the desktop is."""
    if choice is not Scheme.SYSTEM:
        return choice
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return Scheme.DARK if dark else Scheme.LIGHT


class Theme(NamedTuple):
    """Colours, type and space at one scale (1.0 to 2.0)."""

    scheme: Scheme = Scheme.LIGHT
    scale: float = 1.0
    arabic_first: bool = False
    """Whether letters are looked for in the Arabic font first."""

    @property
    def colours(self) -> Colours:
        """The scheme's colours."""
        return COLOURS[self.scheme]

    def hex(self, color: str) -> str:
        """`#RRGGBB` for a token's name; a value that is one already stays."""
        return color if color.startswith("#") else str(getattr(self.colours, color))

    def color(self, color: str) -> QColor:
        """The colour of a token, for painting."""
        return QColor(self.hex(color))

    def px(self, length: float) -> int:
        """A length of space, icon or line at this scale; never a height for text."""
        return max(1, round(length * self.scale))

    def font(self, text: Text = Text.BASE) -> QFont:
        """Type of the given rank at this scale."""
        font = QFont()
        arabic_first = self.arabic_first and not text.digits
        font.setFamilies(fonts.families(arabic_first=arabic_first))
        font.setPointSizeF(text.points * self.scale)
        font.setBold(text.bold)
        return font

    def apply(self, app: QApplication) -> None:
        """Dress the application; windows built before it must be built again."""
        if os.environ.get(_STYLE_VARIABLE) != _STYLE:
            app.setStyle(_STYLE)
        app.setPalette(self.palette())
        app.setFont(self.font())
        app.setStyleSheet(stylesheet(self.colours, self.px))

    def palette(self) -> QPalette:
        """The scheme as a Qt palette, with a highlight that can be read."""
        role, palette = QPalette.ColorRole, QPalette()
        for target, token in (
            (role.Window, "ground"),
            (role.WindowText, "ink"),
            (role.Base, "raised"),
            (role.AlternateBase, "surface"),
            (role.Text, "ink"),
            (role.PlaceholderText, "muted"),
            (role.Button, "surface"),
            (role.ButtonText, "ink"),
            (role.BrightText, "late"),
            (role.ToolTipBase, "ink"),
            (role.ToolTipText, "surface"),
            (role.Highlight, "brand"),
            (role.HighlightedText, "on_brand"),
            (role.Accent, "brand"),
            (role.Link, "brand"),
            (role.LinkVisited, "brand"),
            (role.Light, "surface"),
            (role.Midlight, "raised"),
            (role.Mid, "line"),
            (role.Dark, "edge"),
            (role.Shadow, "edge"),
        ):
            palette.setColor(target, self.color(token))
        for target in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, target, self.color("faint"))
        return palette
