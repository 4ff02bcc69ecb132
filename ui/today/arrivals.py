"""What came from other centres: two lines each; pressing one shows the referral."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.context import Ui
from ui.today.presenter import Arrival
from ui.tokens import RADIUS_BUTTON, SPACE_4, SPACE_12, Text
from ui.widgets.labels import Label, LineIcon
from ui.widgets.painting import box, focus_ring, painting
from ui.widgets.walking import walk


class ArrivalItem(QAbstractButton):
    """Icon, what happened, and under it which file and when."""

    def __init__(self, ui: Ui, arrival: Arrival) -> None:
        super().__init__()
        self._ui, self.arrival = ui, arrival
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(f"{arrival.text}, {arrival.under}")
        px = ui.theme.px
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(px(2), px(SPACE_4), px(2), px(SPACE_4))
        self._grid.setHorizontalSpacing(px(SPACE_12))
        self._grid.setVerticalSpacing(0)
        picture = LineIcon(ui, arrival.icon, arrival.color)
        self._grid.addWidget(picture, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(Label(ui, arrival.text, wrap=True), 0, 1)
        self._grid.addWidget(Label(ui, arrival.under, Text.SMALL, "muted", wrap=True), 1, 1)
        self._grid.setColumnStretch(1, 1)

    def sizeHint(self) -> QSize:
        """As its words need."""
        return self._grid.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Words wrap."""
        return self._grid.minimumSize()

    def hasHeightForWidth(self) -> bool:
        """Words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Taller where the words wrap."""
        return self._grid.heightForWidth(width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground under the pointer and the ring."""
        theme, area = self._ui.theme, QRectF(self.rect())
        with painting(self) as painter:
            if self.underMouse():
                box(painter, area, theme.px(RADIUS_BUTTON), theme.color("hover"))
            if self.hasFocus():
                focus_ring(painter, area, theme.px(RADIUS_BUTTON), theme)


class ArrivalList(QWidget):
    """Newest first; arrows, Home and End walk."""

    opened = Signal(bytes)
    """The id of the referral."""

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self.items: list[ArrivalItem] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(ui.theme.px(SPACE_4))

    def set_arrivals(self, arrivals: Sequence[Arrival]) -> None:
        """Show these; one that had the focus keeps it if it is still there."""
        held = next((item.arrival.referral for item in self.items if item.hasFocus()), None)
        for item in self.items:
            self._column.removeWidget(item)
            item.hide()  # else a show that is still queued would make it a window
            item.setParent(None)
            item.deleteLater()
        self.items = [ArrivalItem(self._ui, arrival) for arrival in arrivals]
        for item in self.items:
            item.clicked.connect(lambda _on=False, item=item: self._open(item))
            self._column.addWidget(item)
            item.show()
            if item.arrival.referral == held:
                item.setFocus()
                held = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the list."""
        if not walk(self.items, event):
            super().keyPressEvent(event)

    def _open(self, item: ArrivalItem) -> None:
        self.opened.emit(item.arrival.referral)
