"""The frame of what stands before the work: first run and unlock.

A calm side with the product's name on a pattern of eight-pointed stars, and beside it one column
with the choice of language always in sight.
"""

from __future__ import annotations

from math import cos, pi, sin
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from referral_app.language import CODES, OWN_NAMES
from ui.context import Ui
from ui.tokens import (
    PRODUCT_ARABIC,
    PRODUCT_LATIN,
    SPACE_8,
    SPACE_16,
    SPACE_24,
    Text,
)
from ui.widgets.choice import Choice
from ui.widgets.labels import Label
from ui.widgets.option_fields import SegmentedField
from ui.widgets.painting import painting

_NAME: Final = f"{PRODUCT_LATIN} · {PRODUCT_ARABIC}"
_SIDE: Final = 340
_ROOMY: Final = 960
"""The width from which the side stands beside the column."""
_COLUMN: Final = 600
_STAR: Final = 56


class Gate(QWidget):
    """The frame; put the page's widgets into `column`."""

    language_chosen = Signal(str)

    def __init__(self, ui: Ui, title: str, subtitle: str = "") -> None:
        super().__init__()
        self._ui = ui
        self._held: QWidget | None = None
        # From the outside in: each step of a tree into another one dresses all of it anew.
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self._side = _Side(ui, self)
        self._name: Label | None = None
        line.addWidget(self._side)
        line.addLayout(self._right(), 1)
        px = ui.theme.px
        self.column = QVBoxLayout()
        self.column.setSpacing(px(SPACE_16))
        self._title = Label(ui, title, Text.TITLE, wrap=True, parent=self._inner)
        self._subtitle = Label(ui, subtitle, color="muted", wrap=True, parent=self._inner)
        stack = QVBoxLayout(self._inner)
        stack.setContentsMargins(px(SPACE_24), px(SPACE_8), px(SPACE_24), px(SPACE_24))
        stack.setSpacing(px(SPACE_8))
        stack.addWidget(self._title)
        stack.addWidget(self._subtitle)
        stack.addSpacing(px(SPACE_8))
        stack.addLayout(self.column)
        stack.addStretch(1)
        # In their places by now: what has none would show itself as a window.
        self.set_heading(title, subtitle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the name stand alone where there is no room for the side."""
        super().resizeEvent(event)
        roomy = self.width() >= self._ui.theme.px(_ROOMY)
        self._side.setVisible(roomy)
        if not roomy and self._name is None:
            self._name = Label(self._ui, _NAME, Text.SECTION, parent=self)
            self._top.insertWidget(0, self._name)
        if self._name is not None:
            self._name.setVisible(not roomy)

    def stop(self) -> None:
        """Stop what runs: the window is being closed."""

    def set_heading(self, title: str, subtitle: str) -> None:
        """Say what the page is."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        self.setAccessibleName(title)

    def set_busy(self, *, busy: bool) -> None:
        """Wait while something is made or opened: nobody may leave it behind half-way."""
        if busy:
            self._held = self.focusWidget()
        for part in (self._inner, self.languages):
            part.setEnabled(not busy)
        if not busy and self._held is not None:
            self._held.setFocus(Qt.FocusReason.OtherFocusReason)

    def _right(self) -> QVBoxLayout:
        px = self._ui.theme.px
        right = QVBoxLayout()
        right.setContentsMargins(0, px(SPACE_16), 0, 0)
        right.setSpacing(px(SPACE_16))
        right.addLayout(self._languages())
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        right.addWidget(scroll, 1)
        centred = QWidget()
        scroll.setWidget(centred)
        self._inner = QWidget(centred)
        self._inner.setMaximumWidth(px(_COLUMN))
        across = QHBoxLayout(centred)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(self._inner, 100)
        across.addStretch(1)
        return right

    def _languages(self) -> QHBoxLayout:
        ui, px = self._ui, self._ui.theme.px
        field = SegmentedField(ui, [Choice(code, OWN_NAMES[code]) for code in CODES], self)
        self.languages = field
        field.setObjectName("language")
        field.setAccessibleName(ui.gettext("Language"))
        field.set_value(ui.language.code)
        field.changed.connect(lambda: self.language_chosen.emit(field.value() or ""))
        self._top = line = QHBoxLayout()
        line.setContentsMargins(px(SPACE_24), 0, px(SPACE_24), 0)
        line.addStretch(1)
        line.addWidget(field)
        return line


class _Side(QWidget):
    def __init__(self, ui: Ui, parent: QWidget) -> None:
        super().__init__(parent)
        self._ui = ui
        px, _ = ui.theme.px, ui.gettext
        self.setFixedWidth(px(_SIDE))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(32), px(48), px(32), px(32))
        column.setSpacing(px(SPACE_8))
        name = Label(ui, _NAME, Text.TITLE, "rail_strong")
        promise = Label(
            ui,
            _("From one centre to the next, and back: nobody is lost on the way."),
            Text.SECTION,
            "rail_text",
            wrap=True,
        )
        care = Label(
            ui,
            _(
                "Files without names, encrypted on this computer, "
                "read only by the centres concerned."
            ),
            Text.BASE,
            "rail_text",
            wrap=True,
        )
        column.addWidget(name)
        column.addSpacing(px(SPACE_16))
        column.addWidget(promise)
        column.addStretch(1)
        column.addWidget(care)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the stars."""
        with painting(self) as painter:
            painter.drawTiledPixmap(self.rect(), self._tile())

    def _tile(self) -> QPixmap:
        """One star, painted once and laid like a tile."""
        theme, ratio = self._ui.theme, self.devicePixelRatioF()
        step = theme.px(_STAR * 1.7)
        tile = QPixmap(round(step * ratio), round(step * ratio))
        tile.setDevicePixelRatio(ratio)
        tile.fill(theme.color("rail"))
        painter = QPainter(tile)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = QColor(theme.color("rail_chosen"))
        ink.setAlpha(200)
        painter.setPen(QPen(ink, theme.px(1.2)))
        _paint_star(painter, QPointF(step / 2, step / 2), theme.px(_STAR / 2))
        painter.end()
        return tile


def _paint_star(painter: QPainter, centre: QPointF, radius: float) -> None:
    """Two squares, one turned by 45°, as in zellige."""
    path = QPainterPath()
    for turn in (0.0, pi / 4):
        corners = [
            QPointF(
                centre.x() + radius * cos(turn + k * pi / 2),
                centre.y() + radius * sin(turn + k * pi / 2),
            )
            for k in range(4)
        ]
        path.addPolygon([*corners, corners[0]])
    painter.drawPath(path)
    inner = radius * 0.42
    painter.drawEllipse(QRectF(centre.x() - inner, centre.y() - inner, 2 * inner, 2 * inner))
