"""Icons of one outline set (Lucide, ISC licence): coloured by token, mirrored where they point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from referral_app import paths
from ui.theme import Theme
from ui.tokens import ICON

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

DIRECTIONAL: Final = frozenset(
    {
        "arrow-left",
        "arrow-right",
        "chevron-left",
        "chevron-right",
        "reply",
        "log-in",
        "undo-2",
        "list",
    }
)
"""Icons that point along the line of reading, and so turn round in Arabic."""


class Icons:
    """Draws icons by their Lucide name, in a token's colour, at the theme's scale."""

    def __init__(self, theme: Theme, *, right_to_left: bool) -> None:
        self._theme = theme
        self._right_to_left = right_to_left
        self._renderers: dict[tuple[str, str], QSvgRenderer] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    def paint(self, painter: QPainter, area: QRectF, name: str, color: str) -> None:
        """Draw the icon into `area`; `color` is a token's name or `#RRGGBB`."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._right_to_left and name in DIRECTIONAL:
            painter.translate(2 * area.center().x(), 0)
            painter.scale(-1, 1)
        self._renderer(name, self._theme.hex(color)).render(painter, area)
        painter.restore()

    def pixmap(self, name: str, color: str = "ink", size: int = ICON) -> QPixmap:
        """The icon as a picture of `size` units at a scale of 1, sharp on dense screens."""
        side, ratio = self._theme.px(size), QGuiApplication.primaryScreen().devicePixelRatio()
        key = (name, self._theme.hex(color), side, ratio)
        if key not in self._pixmaps:
            picture = QPixmap(round(side * ratio), round(side * ratio))
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            self.paint(painter, QRectF(0, 0, side, side), name, color)
            painter.end()
            self._pixmaps[key] = picture
        return self._pixmaps[key]

    def icon(self, name: str, color: str = "ink", size: int = ICON) -> QIcon:
        """The icon for Qt's own actions and buttons, paler where they are switched off."""
        from PySide6.QtGui import QIcon  # late: its list of theme icons takes 4 ms

        icon = QIcon(self.pixmap(name, color, size))
        icon.addPixmap(self.pixmap(name, "faint", size), QIcon.Mode.Disabled)
        return icon

    def size(self, size: int = ICON) -> QSize:
        """The size of an icon at the theme's scale."""
        return QSize(self._theme.px(size), self._theme.px(size))

    def _renderer(self, name: str, color: str) -> QSvgRenderer:
        key = (name, color)
        if key not in self._renderers:
            text = paths.resource("icons", f"{name}.svg").read_text("utf-8")
            renderer = QSvgRenderer(QByteArray(text.replace("currentColor", color).encode()))
            self._renderers[key] = renderer
        return self._renderers[key]
