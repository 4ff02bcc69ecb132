"""One row of work: what, who and code, state, act.

A list shows dozens at once, and a widget for each word of each would cost more than reading them:
a row is one widget that paints its words, and a button at its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from referral_app.language import isolate
from ui.context import Ui
from ui.theme import Theme
from ui.tokens import (
    ICON,
    RADIUS_BUTTON,
    RADIUS_PILL,
    SPACE_4,
    SPACE_8,
    SPACE_12,
    Kind,
    Text,
)
from ui.widgets.buttons import SmallButton
from ui.widgets.painting import box, focus_ring, painting
from ui.widgets.pill import ground_of, ink_of

_DISC: Final = 36
_ARROW: Final = 14
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


def paint_disc(ui: Ui, painter: QPainter, area: QRectF, icon: str, color: str) -> None:
    """Paint an icon on a tinted disc."""
    box(painter, area, area.width() / 2, ui.theme.color("tint"))
    side = ui.theme.px(ICON)
    gap = (area.width() - side) / 2
    ui.icons.paint(painter, area.adjusted(gap, gap, -gap, -gap), icon, color)


class IconDisc(QWidget):
    """An icon on a tinted disc."""

    def __init__(self, ui: Ui, icon: str, color: str = "brand") -> None:
        super().__init__()
        self._ui, self._icon, self._color = ui, icon, color
        side = ui.theme.px(_DISC)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint disc and icon."""
        with painting(self) as painter:
            paint_disc(self._ui, painter, QRectF(self.rect()), self._icon, self._color)


class Type:
    """A font and how much room its letters take."""

    def __init__(self, theme: Theme, rank: Text, color: str = "ink") -> None:
        self.color = color
        self.font: QFont = theme.font(rank)
        self.metrics = QFontMetrics(self.font)
        self.height = self.metrics.height()
        self.least = self.metrics.averageCharWidth() * 6
        """Room for a few letters: what is left of words that are cut."""

    def width(self, text: str) -> int:
        """The room that a text takes."""
        return self.metrics.horizontalAdvance(text) if text else 0


class RowMeasures:
    """What all rows of a list share: type and space at the scale of the window.

    Made once a list: a font of its own for each word would take a good part of painting it.
    """

    def __init__(self, theme: Theme) -> None:
        self.title = Type(theme, Text.BASE_BOLD)
        self.small = Type(theme, Text.SMALL, "muted")
        self.state = Type(theme, Text.SMALL_BOLD)
        px = theme.px
        self.edge, self.above, self.gap = px(SPACE_8), px(SPACE_12), px(SPACE_12)
        self.disc, self.arrow, self.near = px(_DISC), px(_ARROW), px(SPACE_8)
        self.line, self.under = px(1), px(SPACE_4)
        self.pill = QSize(2 * px(SPACE_12), self.state.height + 2 * px(3))
        self.words = px(_WORDS)


class RowItem(QAbstractButton):
    """One row: Enter or its button acts, a click on the row or Space opens."""

    acted = Signal(str)
    """The row's key: do what its button says."""
    opened = Signal(str)
    """The row's key: show what it is about."""

    def __init__(
        self, ui: Ui, row: Row, measures: RowMeasures, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ui, self.row, self._sizes = ui, row, measures
        self._narrow = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(_spoken(row))
        self.setAccessibleDescription(row.act)
        self._code = isolate(row.code) if row.code else ""
        self._code_width = measures.small.width(self._code)
        self._pill_width = measures.state.width(row.pill) + measures.pill.width() if row.pill else 0
        self.button = SmallButton(ui, row.act, parent=self) if row.act else None
        self._act_size = self.button.sizeHint() if self.button else QSize(0, 0)
        if self.button:
            # One stop of Tab a row: Enter does the same.
            self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.button.clicked.connect(self._act)
        self.clicked.connect(self._open)

    def sizeHint(self) -> QSize:
        """As its words need."""
        return QSize(self._width(self._words_width()), self._height())

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for the pill to stand under the words."""
        sizes, row = self._sizes, self.row
        title = min(sizes.title.least, sizes.title.width(row.title))
        second = self._before_other() + min(sizes.small.least, sizes.small.width(row.other))
        width = self._width(max(title, second))
        if self._narrow:
            # Beneath, the pill may reach as far as the end of the button.
            beneath = 2 * sizes.edge + sizes.disc + sizes.gap + self._pill_width
            return QSize(max(width, beneath), self._height())
        return QSize(width - self._pill_width, self._height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter acts; arrows walk along the rows."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.acted if self.row.act else self.opened).emit(self.row.key)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the end."""
        super().resizeEvent(event)
        self._place_button()

    @property
    def act_width(self) -> int:
        """The width that the button's word needs."""
        return self._act_size.width()

    def set_act_width(self, width: int) -> None:
        """Make the button as wide as those of the other rows."""
        if self.button and width != self._act_size.width():
            self._act_size.setWidth(width)
            self.updateGeometry()
            self._place_button()

    def wanted_width(self) -> int:
        """The width at which the pill stands beside the words.

        Few words are cut there: one very long need must not push the pills of all rows down.
        """
        sizes = self._sizes
        words = min(self._words_width(), sizes.words)
        space = 3 * sizes.gap + 2 * sizes.edge
        return self._pill_width + self._act_size.width() + words + sizes.disc + space

    def disc_place(self) -> QRect:
        """Where the icon stands on its disc."""
        sizes = self._sizes
        top = (self._band() - sizes.disc) // 2
        return self._place(sizes.edge, sizes.disc, top, sizes.disc)

    def pill_place(self) -> QRect:
        """Where the state stands: beside the words, or under them where the row is narrow."""
        sizes, tall = self._sizes, self._sizes.pill.height()
        if self._narrow:
            under = self._band() + sizes.under
            return self._place(sizes.edge + sizes.disc + sizes.gap, self._pill_width, under, tall)
        start = self._before_act() - self._pill_width
        return self._place(start, self._pill_width, (self._band() - tall) // 2, tall)

    def set_narrow(self, narrow: bool) -> None:
        """Let the pill stand under the words, or beside them."""
        if not self._pill_width or narrow == self._narrow:
            return
        self._narrow = narrow
        self.updateGeometry()
        self._place_button()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground under the pointer and the ring, then disc, words and pill."""
        theme, row = self._ui.theme, self.row
        area = QRectF(self.rect()).adjusted(-0.0, 1, 0, -1)
        with painting(self) as painter:
            if self.underMouse():
                box(painter, area, theme.px(RADIUS_BUTTON), theme.color("hover"))
            paint_disc(self._ui, painter, QRectF(self.disc_place()), row.icon, row.icon_color)
            if row.pill:
                self._paint_pill(painter, self.pill_place())
            cut = self._paint_words(painter, *self._words_place())
            if self.hasFocus():
                focus_ring(painter, area, theme.px(RADIUS_BUTTON), theme)
        if cut != self.toolTip():
            self.setToolTip(cut)

    def _act(self) -> None:
        self.acted.emit(self.row.key)

    def _open(self) -> None:
        self.opened.emit(self.row.key)

    def _before_other(self) -> int:
        """The width of the code and of the arrow, with what keeps them apart."""
        sizes = self._sizes
        arrow = sizes.arrow + sizes.near if self.row.way else 0
        return (self._code_width + sizes.near if self._code else 0) + arrow

    def _words_width(self) -> int:
        sizes, row = self._sizes, self.row
        second = self._before_other() + sizes.small.width(row.other)
        return max(sizes.title.width(row.title), second)

    def _words_height(self) -> int:
        sizes = self._sizes
        two = bool(self._code or self.row.way or self.row.other)
        return sizes.title.height + sizes.line + (sizes.small.height if two else 0)

    def _width(self, words: int) -> int:
        """The width of the row around so much of its words."""
        sizes = self._sizes
        ends = [self._act_size.width(), 0 if self._narrow else self._pill_width]
        beside = sum(width + sizes.gap for width in ends if width)
        return 2 * sizes.edge + sizes.disc + sizes.gap + words + beside

    def _band(self) -> int:
        """The height of what stands beside the disc."""
        sizes = self._sizes
        pill = sizes.pill.height() if self._pill_width and not self._narrow else 0
        parts = (sizes.disc, self._words_height(), self._act_size.height(), pill)
        return max(parts)

    def _height(self) -> int:
        sizes = self._sizes
        below = sizes.under + sizes.pill.height() if self._narrow else 0
        return self._band() + below + 2 * sizes.above

    def _words_place(self) -> tuple[int, int]:
        """Where words begin and where they must end, from the start of the line."""
        sizes = self._sizes
        end = self._before_act()
        if self._pill_width and not self._narrow:
            end -= self._pill_width + sizes.gap
        return sizes.edge + sizes.disc + sizes.gap, end

    def _before_act(self) -> int:
        sizes = self._sizes
        act = self._act_size.width() + sizes.gap if self.button else 0
        return self.width() - sizes.edge - act

    def _place(self, start: int, wide: int, top: int, tall: int) -> QRect:
        """A place given from the start of the line and from the top of the words."""
        left = self.width() - start - wide if self.isRightToLeft() else start
        above = self._sizes.above + max(self.height() - self._height(), 0) // 2
        return QRect(left, above + top, wide, tall)

    def _place_button(self) -> None:
        if self.button is None:
            return
        size = self._act_size
        start = self.width() - self._sizes.edge - size.width()
        top = (self._band() - size.height()) // 2
        self.button.setGeometry(self._place(start, size.width(), top, size.height()))

    def _paint_pill(self, painter: QPainter, area: QRect) -> None:
        theme, sizes, row = self._ui.theme, self._sizes, self.row
        radius = min(theme.px(RADIUS_PILL), area.height() / 2)
        box(painter, QRectF(area), radius, theme.color(ground_of(row.kind)))
        painter.setFont(sizes.state.font)
        painter.setPen(theme.color(ink_of(row.kind)))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, row.pill)

    def _paint_words(self, painter: QPainter, start: int, end: int) -> str:
        """Paint both lines; return what had to be cut."""
        sizes, row = self._sizes, self.row
        top = (self._band() - self._words_height()) // 2
        cut = self._paint_text(painter, sizes.title, row.title, (start, end), top)
        top += sizes.title.height + sizes.line
        if self._code:
            self._paint_text(painter, sizes.small, self._code, (start, end), top)
            start += self._code_width + sizes.near
        if row.way:
            high = top + (sizes.small.height - sizes.arrow) // 2
            area = self._place(start, sizes.arrow, high, sizes.arrow)
            self._ui.icons.paint(painter, QRectF(area), row.way.value, "muted")
            start += sizes.arrow + sizes.near
        other = self._paint_text(painter, sizes.small, row.other, (start, end), top)
        return "\n".join(part for part in (cut, other) if part)

    def _paint_text(
        self, painter: QPainter, kind: Type, text: str, span: tuple[int, int], top: int
    ) -> str:
        """Paint one line from the start of `span`; return its text where it had to be cut."""
        start, end = span
        wide = end - start
        if not text or wide <= 0:
            return ""
        shown = kind.metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide)
        painter.setFont(kind.font)
        painter.setPen(self._ui.theme.color(kind.color))
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self._place(start, wide, top, kind.height), flags, shown)
        return "" if shown == text else text


def _spoken(row: Row) -> str:
    return ", ".join(part for part in (row.title, row.code, row.other, row.pill) if part)
