"""Paints a row of the case list as the rows of other pages are: who, state, act at the end."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from referral_app.language import isolate
from ui.cases.presenter import CaseLine
from ui.context import Ui
from ui.tokens import (
    ICON,
    RADIUS_BUTTON,
    RADIUS_PILL,
    SPACE_4,
    SPACE_12,
    SPACE_16,
    Kind,
)
from ui.widgets.painting import box, focus_ring
from ui.widgets.pill import ground_of, ink_of
from ui.widgets.row_item import RowMeasures, Type

_DISC = 36
_BUTTON_SIDE = 14


class CaseDelegate(QStyledItemDelegate):
    """`act` is the word on the button at the end of each row."""

    def __init__(self, ui: Ui, act: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui, self._act = ui, act
        self._measures = RowMeasures(ui.theme)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Two lines of text, or the disc, and the space around them."""
        px, sizes = self._ui.theme.px, self._measures
        tall = max(sizes.disc, sizes.title.height + sizes.small.height + px(SPACE_4))
        return QSize(px(420), tall + 2 * sizes.above)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint ground, disc, words, pills, time and act from the start of the line to its end."""
        line = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(line, CaseLine):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = _Row(self._ui, self._measures, painter, _rect(option), rtl=_rtl(option))
        self._paint_ground(painter, option)
        row.cut_edges(self._ui.theme.px(SPACE_12))
        row.disc("folder", chosen=_is(option, QStyle.StateFlag.State_Selected))
        row.button(self._act, hovered=_is(option, QStyle.StateFlag.State_MouseOver))
        row.words_at_end(line.when)
        for text, kind in reversed(line.pills):
            row.pill(text, kind)
        row.two_lines(isolate(line.code), line.who)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, area = self._ui.theme, QRectF(_rect(option))
        inner = area.adjusted(theme.px(SPACE_4), 2, -theme.px(SPACE_4), -2)
        chosen = _is(option, QStyle.StateFlag.State_Selected)
        if chosen or _is(option, QStyle.StateFlag.State_MouseOver):
            box(painter, inner, theme.px(RADIUS_BUTTON), theme.color("tint" if chosen else "hover"))
        if chosen and _is(option, QStyle.StateFlag.State_HasFocus):
            focus_ring(painter, inner, theme.px(RADIUS_BUTTON), theme)
        edge = theme.px(SPACE_12)
        hairline = QRectF(area.left() + edge, area.bottom() - 1, area.width() - 2 * edge, 1)
        painter.fillRect(hairline, theme.color("line"))


class _Row:
    """Room on a line that is given away piece by piece, from either end, in either direction."""

    def __init__(
        self, ui: Ui, measures: RowMeasures, painter: QPainter, area: QRect, *, rtl: bool
    ) -> None:
        self._ui, self._painter, self._area, self._rtl = ui, painter, area, rtl
        self._measures = measures
        self._start, self._end = 0, area.width()

    def cut_edges(self, edge: int) -> None:
        self._start, self._end = self._start + edge, self._end - edge

    def disc(self, icon: str, *, chosen: bool) -> None:
        theme = self._ui.theme
        side, gap = theme.px(_DISC), theme.px(ICON)
        area = QRectF(self._take_start(side, side, theme.px(SPACE_12)))
        box(self._painter, area, side / 2, theme.color("surface" if chosen else "tint"))
        inset = (side - gap) / 2
        self._ui.icons.paint(
            self._painter, area.adjusted(inset, inset, -inset, -inset), icon, "brand"
        )

    def button(self, text: str, *, hovered: bool) -> None:
        theme = self._ui.theme
        kind = self._measures.title
        wide = kind.width(text) + 2 * theme.px(_BUTTON_SIDE)
        tall = kind.height + 2 * theme.px(5)
        area = self._take_end(wide, tall, theme.px(SPACE_16))
        ground = theme.color("hover" if hovered else "surface")
        box(self._painter, QRectF(area), theme.px(RADIUS_BUTTON), ground, theme.color("soft"))
        self._text(area, text, kind, "brand", Qt.AlignmentFlag.AlignHCenter)

    def words_at_end(self, text: str) -> None:
        kind = self._measures.small
        wide = max(kind.width(text), 2 * kind.least) + 1
        if wide > (self._end - self._start) * 0.4:
            return
        area = self._take_end(wide, kind.height, self._measures.gap)
        self._text(area, text, kind, kind.color, self._far())

    def pill(self, text: str, kind: Kind) -> None:
        theme = self._ui.theme
        measures = self._measures
        wide = measures.state.width(text) + measures.pill.width()
        if self._end - self._start - wide < theme.px(170):
            return
        tall = measures.pill.height()
        area = self._take_end(wide, tall, measures.near)
        radius = min(theme.px(RADIUS_PILL), tall / 2)
        box(self._painter, QRectF(area), radius, theme.color(ground_of(kind)))
        self._text(area, text, measures.state, ink_of(kind), Qt.AlignmentFlag.AlignHCenter)

    def two_lines(self, first: str, second: str) -> None:
        upper, lower, line = self._measures.title, self._measures.small, self._measures.line
        top = (self._area.height() - upper.height - lower.height - line) // 2
        wide = self._end - self._start
        area = self._place(self._start, wide, top, upper.height)
        self._text(area, first, upper, upper.color, self._near())
        area = self._place(self._start, wide, top + upper.height + line, lower.height)
        self._text(area, second, lower, lower.color, self._near())

    def _text(self, area: QRect, text: str, kind: Type, color: str, side: Qt.AlignmentFlag) -> None:
        painter = self._painter
        painter.setFont(kind.font)
        painter.setPen(self._ui.theme.color(color))
        cut = kind.metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width() + 1)
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(area, flags | Qt.TextFlag.TextDontClip, cut)

    def _near(self) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignRight if self._rtl else Qt.AlignmentFlag.AlignLeft

    def _far(self) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignLeft if self._rtl else Qt.AlignmentFlag.AlignRight

    def _take_start(self, wide: int, tall: int, gap: int) -> QRect:
        area = self._place(self._start, wide, (self._area.height() - tall) // 2, tall)
        self._start += wide + gap
        return area

    def _take_end(self, wide: int, tall: int, gap: int) -> QRect:
        area = self._place(self._end - wide, wide, (self._area.height() - tall) // 2, tall)
        self._end -= wide + gap
        return area

    def _place(self, start: int, wide: int, top: int, tall: int) -> QRect:
        left = self._area.width() - start - wide if self._rtl else start
        return QRect(self._area.left() + left, self._area.top() + top, wide, tall)


def _rect(option: QStyleOptionViewItem) -> QRect:
    area: QRect = option.rect
    return area


def _rtl(option: QStyleOptionViewItem) -> bool:
    way: Qt.LayoutDirection = option.direction
    return way == Qt.LayoutDirection.RightToLeft


def _is(option: QStyleOptionViewItem, flag: QStyle.StateFlag) -> bool:
    state: QStyle.StateFlag = option.state
    return bool(state & flag)
