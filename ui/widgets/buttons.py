"""Buttons by weight: one primary a page, secondary beside it, quiet in the text, icons in bars."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ui.context import Ui
from ui.tokens import ICON, RADIUS_BUTTON, SPACE_8, SPACE_16, Text
from ui.widgets.painting import box, focus_ring, painting


class Wear(NamedTuple):
    """Tokens of a kind of button; None paints nothing."""

    fill: str | None
    hover: str | None
    border: str | None
    ink: str
    ring: str = "focus"


_PRIMARY: Final = Wear("brand", "brand_hover", None, "on_brand", ring="on_brand")
_DANGER: Final = Wear("late", "late", None, "surface", ring="surface")
_SECONDARY: Final = Wear("surface", "hover", "soft", "brand")
_QUIET: Final = Wear(None, "hover", None, "brand")


class Button(QPushButton):
    """A button that paints itself from tokens; Enter and Space press it."""

    wear = _SECONDARY
    across = SPACE_16
    along = SPACE_8

    def __init__(
        self, ui: Ui, text: str, icon: str | None = None, parent: QWidget | None = None
    ) -> None:
        # Not with the text: PySide would try all that makes an icon, 1 ms of the first paint.
        super().__init__(parent)
        self.setText(text)
        self._ui = ui
        self._icon = icon
        self.setFont(ui.theme.font(Text.BASE_BOLD))
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(True)

    def set_text(self, text: str) -> None:
        """Change the words and the accessible name together."""
        self.setText(text)
        self.setAccessibleName(text)

    def show_icon(self, icon: str) -> None:
        """Change the icon before the words."""
        self._icon = icon
        self.update()

    def sizeHint(self) -> QSize:
        """Words, icon and the space around them."""
        px, metrics = self._ui.theme.px, self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + 2 * px(self.across)
        if self._icon:
            width += px(ICON) + (px(SPACE_8) if self.text() else 0)
        return QSize(width, max(metrics.height(), px(ICON)) + 2 * px(self.along))

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the hover colour."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the hover colour off."""
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box, icon, words and ring."""
        theme, wear = self._ui.theme, self.wear
        area, radius = QRectF(self.rect()), theme.px(RADIUS_BUTTON)
        ink = wear.ink if self.isEnabled() else "faint"
        with painting(self) as painter:
            token = wear.hover if self.underMouse() or self.isDown() else wear.fill
            if not self.isEnabled():
                token = "neutral_ground" if wear.fill else None
            border = wear.border if self.isEnabled() else None
            box(
                painter,
                area,
                radius,
                theme.color(token) if token else None,
                theme.color(border) if border else None,
            )
            self._paint_content(painter, ink)
            if self.hasFocus():
                self._paint_ring(painter, area, radius)

    def _paint_ring(self, painter: QPainter, area: QRectF, radius: float) -> None:
        theme = self._ui.theme
        if self.wear.ring != "focus":
            # On a filled button a ring of its own colour would not be seen: a light one inside it.
            inset = theme.px(2)
            inner = area.adjusted(inset, inset, -inset, -inset)
            focus_ring(painter, inner, radius - inset, theme, self.wear.ring)
        else:
            focus_ring(painter, area, radius, theme)

    def _paint_content(self, painter: QPainter, ink: str) -> None:
        theme = self._ui.theme
        side, gap = theme.px(ICON), theme.px(SPACE_8) if self.text() else 0
        words = self.fontMetrics().horizontalAdvance(self.text())
        whole = words + (side + gap if self._icon else 0)
        left = round((self.width() - whole) / 2)
        painter.setFont(self.font())
        painter.setPen(theme.color(ink))
        start = left + whole - side if self.isRightToLeft() else left
        if self._icon:
            top = (self.height() - side) / 2
            self._ui.icons.paint(painter, QRectF(start, top, side, side), self._icon, ink)
            left += 0 if self.isRightToLeft() else side + gap
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic
        painter.drawText(QRect(left, 0, words + 1, self.height()), flags, self.text())


class PrimaryButton(Button):
    """The main act of a page."""

    wear = _PRIMARY


class DangerButton(Button):
    """The act that cannot be undone, in a dialog that asks for it."""

    wear = _DANGER


class SecondaryButton(Button):
    """Any other act."""


class SmallButton(Button):
    """The act at the end of a row."""

    across = 14
    along = 5


class QuietButton(Button):
    """An act inside text, without a box until it is pointed at."""

    wear = _QUIET
    across = SPACE_8
    along = 5


class IconButton(Button):
    """An icon alone; `name` is its tooltip and what a screen reader says."""

    wear = Wear(None, "hover", None, "muted")
    across = SPACE_8
    along = SPACE_8

    def __init__(self, ui: Ui, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(ui, "", icon, parent)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def set_icon(self, icon: str, name: str) -> None:
        """Change icon and name together."""
        self.show_icon(icon)
        self.setAccessibleName(name)
        self.setToolTip(name)
