"""The frame of a page: header with its acts at the end, body that scrolls, columns that reflow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.context import Ui
from ui.tokens import SPACE_4, SPACE_8, SPACE_12, SPACE_16, SPACE_24, Text
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.form_row import FormRow, Together
from ui.widgets.labels import Label

W = TypeVar("W", bound=QWidget)
_ALL_OF_IT = 10_000
CONTENT_WIDTH = 1240
"""Lines longer than this are hard to follow."""
READING_WIDTH = 900
"""Of a page of words and short rows, without a second column."""


class ScrollPage(QWidget):
    """Title, subtitle, acts at the end; `body` takes cards, `set_footer` what stays in sight."""

    def __init__(
        self, ui: Ui, title: str, subtitle: str = "", *, max_width: int = CONTENT_WIDTH
    ) -> None:
        super().__init__()
        self._ui = ui
        px = ui.theme.px
        self.title = Label(ui, title, Text.TITLE, wrap=True)
        self.subtitle = Label(ui, subtitle, color="muted", wrap=True)
        if not subtitle:
            self.subtitle.hide()  # shown by its parent alone: it would flash as a window
        self._marks = QWidget()
        self._marks_flow = FlowLayout(self._marks, px(SPACE_8))
        self._marks.hide()
        # A widget: a layout in which all is hidden would make the whole header narrow.
        self._acts_place = QWidget()
        self._acts_place.installEventFilter(self)
        self._acts = FlowLayout(self._acts_place, px(SPACE_12))
        self.body = QVBoxLayout()
        self.body.setSpacing(px(SPACE_16))
        content = QWidget()
        content.setMaximumWidth(px(max_width))
        self._column = QVBoxLayout(content)
        edge = px(SPACE_24 + 2)
        self._column.setContentsMargins(edge, px(SPACE_8), edge, px(18))
        self._column.setSpacing(px(SPACE_16))
        self._beside = True
        self._head = self._header()
        self._column.addLayout(self._head)
        self._column.addLayout(self.body, 1)
        self.scroller = _Scroll(content, self._column, edge, px(SPACE_24))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.scroller, 1)
        self._outer = outer

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Change the words at the top."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))

    def set_actions(self, buttons: Sequence[QWidget]) -> None:
        """Put acts at the end of the header, the main one last."""
        _replace(self._acts, buttons)

    def set_marks(self, marks: Sequence[QWidget]) -> None:
        """Put pills under the title."""
        _replace(self._marks_flow, marks)
        self._marks.setVisible(bool(marks))

    def set_footer(self, footer: QWidget) -> None:
        """Keep this under the body, whatever is scrolled: the act that ends a long form."""
        px = self._ui.theme.px
        edge = px(SPACE_24 + 2)
        line = QFrame()
        line.setFixedHeight(1)
        line.setAutoFillBackground(True)
        palette = line.palette()
        palette.setColor(QPalette.ColorRole.Window, self._ui.theme.color("line"))
        line.setPalette(palette)
        self._outer.addWidget(line)
        frame = QHBoxLayout()
        frame.setContentsMargins(edge, px(SPACE_12), edge, px(SPACE_12))
        frame.addWidget(footer)
        self._outer.addLayout(frame)

    def reveal(self, widget: QWidget) -> None:
        """Scroll until the widget is in sight: of a tall one what stands at its top."""
        self.scroller.bring(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the acts where there is room for them."""
        super().resizeEvent(event)
        self._arrange_head()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow acts that come and go."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._arrange_head()
        return False

    def _arrange_head(self) -> None:
        """Put the acts beside the title, or under all words where both have no room in a line."""
        margins = self._column.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        beside = self._acts.sizeHint().width() + self._ui.theme.px(300) <= room
        if beside is self._beside:
            return
        self._beside = beside
        self._head.removeWidget(self._acts_place)
        if beside:
            self._head.addWidget(self._acts_place, 0, 1)
        else:
            self._head.addWidget(self._acts_place, 4, 0, 1, 2, Qt.AlignmentFlag.AlignLeading)
        self._head.setRowMinimumHeight(3, 0 if beside else self._ui.theme.px(SPACE_8))

    def _header(self) -> QGridLayout:
        """Title and acts on one line; what is said beneath has the whole width."""
        header = QGridLayout()
        header.setHorizontalSpacing(self._ui.theme.px(SPACE_16))
        header.setVerticalSpacing(self._ui.theme.px(SPACE_4))
        header.setColumnStretch(0, 1)
        header.addWidget(self.title, 0, 0)
        header.addWidget(self._acts_place, 0, 1)
        header.addWidget(self.subtitle, 1, 0, 1, 2)
        header.addWidget(self._marks, 2, 0, 1, 2)
        return header


class _Scroll(QScrollArea):
    """Scrolls up and down; what takes the focus comes into sight."""

    def __init__(self, content: QWidget, column: QVBoxLayout, edge: int, room: int) -> None:
        super().__init__()
        self._column, self._edge = column, edge
        holder = QWidget()
        self._line = line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        # Titles of all pages stand at the same place, however wide their content may become.
        line.addWidget(content, _ALL_OF_IT)
        line.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(holder)
        self._holder = holder
        holder.setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._give_back)
        self._room = room
        app = QApplication.instance()
        if isinstance(app, QApplication):
            # Qt itself brings only what Tab reaches into sight, not what arrows reach.
            app.focusChanged.connect(self._follow)

    def bring(self, widget: QWidget) -> None:
        """Bring a widget into sight, its top before its end."""
        place = widget.mapTo(self._holder, QPoint(0, 0))
        bar, view = self.verticalScrollBar(), self.viewport().height()
        end = place.y() + widget.height() + self._room - view
        bar.setValue(min(max(bar.value(), end), place.y() - self._room))

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is None or not self.isAncestorOf(new):
            return
        self._line.activate()
        self._show(new)
        form = _within(new, Together)
        if form is not None and (old is None or not form.isAncestorOf(old)):
            # A form that has just been opened gets its place only once the layout is done.
            QTimer.singleShot(0, self, lambda: self._show_whole(new, form))

    def _show_whole(self, here: QWidget, form: QWidget) -> None:
        """Bring a form into sight with its buttons, where it has room."""
        if QApplication.focusWidget() is not here:
            return
        if form.height() + 2 * self._room <= self.viewport().height():
            self.bring(form)
        self._show(here)

    def _show(self, here: QWidget) -> None:
        row = _within(here, FormRow)
        if row is not None:
            # With its label above and its error beneath, which may just have come.
            self.bring(row)
        self.ensureWidgetVisible(here, 0, self._room)

    def _give_back(self, first: int, last: int) -> None:
        """Take the bar's width from the margin, so that the page keeps its edges."""
        bar = self.verticalScrollBar().sizeHint().width() if last > first else 0
        margins = self._column.contentsMargins()
        # Margins are not mirrored; the bar stands where lines end.
        if self.isRightToLeft():
            margins.setLeft(self._edge - bar)
        else:
            margins.setRight(self._edge - bar)
        self._column.setContentsMargins(margins)


class Columns(QWidget):
    """Work beside its history; one above the other where the page is narrow."""

    def __init__(self, ui: Ui, main: QWidget, side: QWidget, side_width: int = 330) -> None:
        super().__init__()
        self._ui, self._side, self._side_width = ui, side, ui.theme.px(side_width)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(ui.theme.px(SPACE_16))
        self._line.addWidget(main, 1)
        self._line.addWidget(side)
        self._stacked: bool | None = None
        self._arrange(stacked=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the arrangement for this width."""
        super().resizeEvent(event)
        self._arrange(stacked=self.width() < self._side_width + self._ui.theme.px(540))

    def _arrange(self, *, stacked: bool) -> None:
        if stacked == self._stacked:
            return
        self._stacked = stacked
        way = QBoxLayout.Direction
        self._line.setDirection(way.TopToBottom if stacked else way.LeftToRight)
        if stacked:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(1 << 16)
        else:
            self._side.setFixedWidth(self._side_width)


def _within(field: QWidget, kind: type[W]) -> W | None:
    """The row or the form in which a field stands."""
    within: QWidget | None = field
    while within is not None and not isinstance(within, kind):
        within = within.parentWidget()
    return within


def _replace(layout: QHBoxLayout | FlowLayout, widgets: Sequence[QWidget]) -> None:
    while layout.count():
        item = layout.takeAt(0)
        old = item.widget() if item else None
        if old is not None and old not in widgets:
            old.hide()  # else a show that is still queued would make it a window
            old.setParent(None)
            old.deleteLater()
    for widget in widgets:
        layout.addWidget(widget)
        widget.show()
