"""Rows of work: what, who and code, state, act — the act always at the end of its row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from referral_app.language import isolate
from ui.context import Ui
from ui.tokens import ICON, RADIUS_BUTTON, SPACE_4, SPACE_8, SPACE_12, Kind, Text
from ui.widgets.buttons import SmallButton
from ui.widgets.labels import ElidedLabel, Label
from ui.widgets.painting import box, focus_ring, painting
from ui.widgets.pill import Pill
from ui.widgets.walking import tab_in_place, walk

_WORDS: Final = 300
"""Room for the words of a row: the name of a need, or a code and a centre."""


class Way(Enum):
    """Where the thing in a row goes: away from us, or to us."""

    OUT = "arrow-right"
    IN = "arrow-left"


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says; words in the window's language, the code bare."""

    key: str
    icon: str
    title: str
    code: str = ""
    way: Way | None = None
    other: str = ""
    """The centre or service at the other end, or any second thing to say."""
    pill: str = ""
    kind: Kind = Kind.NEUTRAL
    act: str = ""
    icon_color: str = "brand"


class IconDisc(QWidget):
    """An icon on a tinted disc."""

    def __init__(self, ui: Ui, icon: str, color: str = "brand") -> None:
        super().__init__()
        self._ui, self._icon, self._color = ui, icon, color
        side = ui.theme.px(36)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint disc and icon."""
        theme = self._ui.theme
        with painting(self) as painter:
            box(painter, QRectF(self.rect()), self.width() / 2, theme.color("tint"))
            side = theme.px(ICON)
            gap = (self.width() - side) / 2
            self._ui.icons.paint(painter, QRectF(gap, gap, side, side), self._icon, self._color)


class RowItem(QAbstractButton):
    """One row: Enter or its button acts, a click on the row or Space opens."""

    acted = Signal(str)
    """The row's key: do what its button says."""
    opened = Signal(str)
    """The row's key: show what it is about."""

    def __init__(self, ui: Ui, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui, self.row = ui, row
        self._narrow = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(_spoken(row))
        self.setAccessibleDescription(row.act)
        px = ui.theme.px
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(px(SPACE_8), px(SPACE_12), px(SPACE_8), px(SPACE_12))
        self._grid.setHorizontalSpacing(px(SPACE_12))
        self._grid.setVerticalSpacing(px(SPACE_4))
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(IconDisc(ui, row.icon, row.icon_color), 0, 0)
        self._words = self._make_words()
        self._grid.addLayout(self._words, 0, 1)
        self.pill = Pill(ui, row.pill, row.kind) if row.pill else None
        if self.pill:
            self._grid.addWidget(self.pill, 0, 2)
        self.button = SmallButton(ui, row.act) if row.act else None
        if self.button:
            # One stop of Tab a row: Enter does the same.
            self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.button.clicked.connect(lambda: self.acted.emit(row.key))
            self._grid.addWidget(self.button, 0, 3)
        self.clicked.connect(lambda: self.opened.emit(row.key))

    def sizeHint(self) -> QSize:
        """As its words need."""
        return self._grid.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for the pill to stand under the words."""
        size = self._grid.minimumSize()
        if not self._narrow and self.pill:
            size.setWidth(size.width() - self.pill.sizeHint().width())
        return size

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter acts; arrows walk along the rows."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.acted if self.row.act else self.opened).emit(self.row.key)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wanted_width(self) -> int:
        """The width at which the pill stands beside the words.

        Few words are cut there: one very long need must not push the pills of all rows down.
        """
        ends = [part for part in (self.pill, self.button) if part is not None]
        wanted = sum(part.sizeHint().width() for part in ends)
        wanted += min(self._words.sizeHint().width(), self._ui.theme.px(_WORDS))
        if self.button:
            wanted += max(self.button.minimumWidth() - self.button.sizeHint().width(), 0)
        return wanted + self._ui.theme.px(36 + 3 * SPACE_12 + 2 * SPACE_8)

    def set_narrow(self, narrow: bool) -> None:
        """Let the pill stand under the words, or beside them."""
        if self.pill is None or narrow == self._narrow:
            return
        self._narrow = narrow
        self._grid.removeWidget(self.pill)
        # Beneath, it may reach as far as the end of the button.
        self._grid.addWidget(self.pill, *((1, 1, 1, 3) if narrow else (0, 2)))
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground under the pointer and the ring."""
        theme = self._ui.theme
        area = QRectF(self.rect()).adjusted(-0.0, 1, 0, -1)
        with painting(self) as painter:
            if self.underMouse():
                box(painter, area, theme.px(RADIUS_BUTTON), theme.color("hover"))
            if self.hasFocus():
                focus_ring(painter, area, theme.px(RADIUS_BUTTON), theme)

    def _make_words(self) -> QVBoxLayout:
        ui, row = self._ui, self.row
        column = QVBoxLayout()
        column.setSpacing(ui.theme.px(1))
        column.addWidget(ElidedLabel(ui, row.title, Text.BASE_BOLD))
        second = QHBoxLayout()
        second.setSpacing(ui.theme.px(SPACE_8))
        if row.code:
            second.addWidget(Label(ui, isolate(row.code), Text.SMALL, "muted"))
        if row.way:
            arrow = QLabel()
            arrow.setPixmap(ui.icons.pixmap(row.way.value, "muted", 14))
            second.addWidget(arrow)
        if row.other:
            second.addWidget(ElidedLabel(ui, row.other, Text.SMALL, "muted"), 1)
        else:
            second.addStretch(1)
        column.addLayout(second)
        return column


class RowList(QWidget):
    """Rows with hairlines between them; arrows, Home and End walk through them."""

    acted = Signal(str)
    opened = Signal(str)

    def __init__(self, ui: Ui, rows: Sequence[Row] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
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
        self.items = [RowItem(self._ui, row, self) for row in rows]
        buttons = [item.button for item in self.items if item.button]
        widest = max((button.sizeHint().width() for button in buttons), default=0)
        for button in buttons:
            button.setMinimumWidth(widest)
        for item in self.items:
            item.acted.connect(self.acted)
            item.opened.connect(self.opened)
            self._column.addWidget(item)
            item.show()
            if item.row.key == held:
                item.setFocus()
        tab_in_place(self, self.items)
        self._arrange()

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


def _spoken(row: Row) -> str:
    return ", ".join(part for part in (row.title, row.code, row.other, row.pill) if part)
