"""The dark rail: where one is, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui.context import Ui
from ui.tokens import (
    ICON,
    PRODUCT_ARABIC,
    PRODUCT_LATIN,
    PRODUCT_NAME,
    RADIUS_BUTTON,
    SPACE_4,
    SPACE_8,
    SPACE_12,
    Text,
)
from ui.widgets.labels import Label
from ui.widgets.painting import box, focus_ring, painting

WIDE, NARROW = 196, 62


@dataclass(frozen=True, slots=True)
class RailItem:
    """A place to go: key, words in the window's language, icon."""

    key: str
    title: str
    icon: str


class _RailButton(QAbstractButton):
    def __init__(self, ui: Ui, item: RailItem, parent: QWidget) -> None:
        super().__init__(parent)
        self._ui, self.item, self._count, self.compact = ui, item, 0, False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        self._count = count
        spoken = self.item.title
        if count:
            text = self._ui.ngettext("{title}, {count} waiting", "{title}, {count} waiting", count)
            spoken = text.format(title=self.item.title, count=count)
        self.setText(spoken)
        self.setAccessibleName(spoken)
        self.update()

    def set_compact(self, compact: bool) -> None:
        self.compact = compact
        self.setToolTip(self.item.title if compact else "")
        self.update()

    def nextCheckState(self) -> None:
        """The rail says which one is chosen."""

    def sizeHint(self) -> QSize:
        px = self._ui.theme.px
        tall = QFontMetrics(self._ui.theme.font(Text.BASE_BOLD)).height()
        return QSize(px(40), max(tall, px(ICON)) + 2 * self._ui.theme.px(SPACE_8))

    def minimumSizeHint(self) -> QSize:
        px = self._ui.theme.px
        return QSize(px(30), px(ICON) + 2 * px(3))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, area = self._ui.theme, QRectF(self.rect())
        radius = theme.px(RADIUS_BUTTON)
        with painting(self) as painter:
            if self.isChecked() or self.underMouse():
                ground = theme.color("rail_chosen")
                if not self.isChecked():
                    ground.setAlphaF(0.5)
                box(painter, area, radius, ground)
            ink = "rail_strong" if self.isChecked() else "rail_text"
            side = theme.px(ICON)
            start = (self.width() - side) / 2 if self.compact else theme.px(SPACE_12 - 2)
            picture = self._mirrored(QRectF(start, (self.height() - side) / 2, side, side))
            self._ui.icons.paint(painter, picture, self.item.icon, ink)
            room = self._paint_badge(painter)
            if not self.compact:
                start += side + theme.px(SPACE_8)
                words = QRectF(start, 0, self.width() - start - room, self.height())
                self._paint_words(painter, self._mirrored(words), ink)
            if self.hasFocus():
                focus_ring(painter, area, radius, theme, "rail_strong")

    def _paint_words(self, painter: QPainter, area: QRectF, ink: str) -> None:
        font = self._ui.theme.font(Text.BASE_BOLD if self.isChecked() else Text.BASE)
        painter.setFont(font)
        painter.setPen(self._ui.theme.color(ink))
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        cut = Qt.TextElideMode.ElideRight
        words = QFontMetrics(font).elidedText(self.item.title, cut, int(area.width()))
        painter.drawText(area, flags, words)

    def _paint_badge(self, painter: QPainter) -> int:
        """Paint the count, if something waits; give the room it took."""
        if not self._count:
            return 0
        theme = self._ui.theme
        text = str(self._count) if self._count < 100 else "99+"
        metrics = QFontMetrics(theme.font(Text.COUNT))
        pad = theme.px(SPACE_4 if self.compact else SPACE_8)
        height = metrics.height() + (0 if self.compact else theme.px(2))
        width = max(metrics.horizontalAdvance(text) + 2 * pad, height)
        edge = theme.px(1 if self.compact else SPACE_8)
        top = theme.px(1) if self.compact else (self.height() - height) / 2
        area = self._mirrored(QRectF(self.width() - edge - width, top, width, height))
        box(painter, area, height / 2, theme.color("badge"))
        painter.setFont(theme.font(Text.COUNT))
        painter.setPen(theme.color("on_badge"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        return width + edge + theme.px(SPACE_4)

    def _mirrored(self, area: QRectF) -> QRectF:
        if self.isRightToLeft():
            area.moveRight(self.width() - area.left())
        return area


class Rail(QFrame):
    """Pages from top to bottom, the centre and the desk at the foot."""

    chosen = Signal(str)

    def __init__(
        self,
        ui: Ui,
        items: Sequence[RailItem],
        centre: str,
        desk: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ui, self._compact = ui, False
        px = ui.theme.px
        self.setAccessibleName(ui.gettext("Pages"))
        self._mark = Label(ui, "", Text.NAME, "rail_strong")
        self._mark.setAccessibleName(PRODUCT_NAME)
        self._leading = self._mark.alignment()
        self.buttons = [_RailButton(ui, item, self) for item in items]
        self._foot = [
            Label(ui, centre, Text.SMALL, "rail_text", wrap=True),
            Label(ui, desk, Text.SMALL, "rail_text", wrap=True),
        ]
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SPACE_12), px(SPACE_12 + SPACE_8), px(SPACE_12), px(SPACE_12))
        column.setSpacing(px(3))
        column.addWidget(self._mark)
        column.addSpacing(px(SPACE_12 + SPACE_4))
        for button in self.buttons:
            button.clicked.connect(lambda _=False, key=button.item.key: self.chosen.emit(key))
            column.addWidget(button)
        column.addStretch(1)
        for label in self._foot:
            column.addWidget(label)
        self._column = column
        self.set_compact(False)

    def set_compact(self, compact: bool) -> None:
        """Icons alone, or with words."""
        px = self._ui.theme.px
        self._compact = compact
        self.setFixedWidth(px(NARROW) if compact else px(WIDE))
        edge = px(SPACE_8 if compact else SPACE_12)
        top = px(SPACE_12 + SPACE_8)
        self._column.setContentsMargins(edge, top, edge, px(SPACE_12))
        words = PRODUCT_ARABIC if compact else self._wide_name()
        self._mark.setText(words)
        centred = Qt.AlignmentFlag.AlignCenter
        self._mark.setAlignment(centred if compact else self._leading)
        self._mark.setFont(self._ui.theme.font(Text.SECTION if compact else Text.NAME))
        for label in self._foot:
            label.setVisible(not compact)
        self.setToolTip("\n".join(label.text() for label in self._foot) if compact else "")
        for button in self.buttons:
            button.set_compact(compact)

    @property
    def compact(self) -> bool:
        """Whether icons stand alone."""
        return self._compact

    def choose(self, key: str | None) -> None:
        """Mark the page that is shown."""
        for button in self.buttons:
            button.setChecked(button.item.key == key)

    def set_count(self, key: str, count: int) -> None:
        """What waits on a page; 0 shows nothing."""
        for button in self.buttons:
            if button.item.key == key:
                button.set_count(count)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk up and down."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        here = next((i for i, button in enumerate(self.buttons) if button.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        goal = (here + step) % len(self.buttons)
        self.buttons[goal].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, and in high contrast the line beside it."""
        theme = self._ui.theme
        with painting(self) as painter:
            painter.fillRect(self.rect(), theme.color("rail"))
            if theme.colours.rail == theme.colours.ground:
                side = 0 if self.isRightToLeft() else self.width() - 1
                painter.fillRect(QRectF(side, 0, 1, self.height()), theme.color("line"))

    def _wide_name(self) -> str:
        if self._ui.language.right_to_left:
            return f"{PRODUCT_ARABIC}  {PRODUCT_LATIN}"
        return f"{PRODUCT_LATIN}  {PRODUCT_ARABIC}"
