"""The way of a referral as one line of points with words beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.context import Ui
from ui.tokens import SPACE_4, SPACE_8, Text
from ui.widgets.painting import painting

_POINT = 17
_WRAP = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class StepState(Enum):
    """How far a step is: behind us, where we are, still ahead, or the end in red."""

    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Step:
    """One point: its word and its state."""

    label: str
    state: StepState


class Steps(QLabel):
    """Points from sent to completed; a stop ends the line and says why.

    `places` is the number of columns, so that lines of several referrals stand under one another;
    where a stop leaves columns free, its reason stands in them, else beneath.
    """

    def __init__(
        self,
        ui: Ui,
        steps: Sequence[Step],
        reason: str = "",
        places: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ui = ui
        self._steps, self._reason, self._places = tuple(steps), reason, 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._metrics = QFontMetrics(ui.theme.font(Text.SMALL_BOLD))
        self.set_steps(steps, reason, places)

    def set_steps(self, steps: Sequence[Step], reason: str = "", places: int = 0) -> None:
        """Show another way."""
        self._steps, self._reason = tuple(steps), reason
        self._places = max(places, len(self._steps), 1)
        self.setAccessibleName(self._spoken())
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Points, words beneath, and the reason where it has a line of its own."""
        px = self._ui.theme.px
        column = width / self._places
        words = max((self._tall(step.label, column) for step in self._steps), default=0)
        height = px(_POINT) + px(SPACE_8) + words + 2 * px(SPACE_4)
        if self._reason and not self._beside():
            height += self._tall(self._reason, width) + px(SPACE_4)
        return height

    def sizeHint(self) -> QSize:
        """Each word on one line."""
        words = (self._metrics.horizontalAdvance(step.label) for step in self._steps)
        width = self._places * (max(words, default=0) + self._ui.theme.px(SPACE_8))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Each single word whole."""
        parts = (part for step in self._steps for part in step.label.split())
        widest = max((self._metrics.horizontalAdvance(part) for part in parts), default=0)
        width = self._places * (widest + self._ui.theme.px(SPACE_4))
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint line, points, words and reason."""
        with painting(self) as painter:
            centres = [self._centre(index) for index in range(len(self._steps))]
            self._paint_line(painter, centres)
            for step, centre in zip(self._steps, centres, strict=True):
                self._paint_point(painter, step, centre)
                self._paint_word(painter, step, centre)
            if self._reason:
                self._paint_reason(painter, centres[-1])

    def _centre(self, index: int) -> QPointF:
        px, column = self._ui.theme.px, self.width() / self._places
        across = (index + 0.5) * column
        if self.isRightToLeft():
            across = self.width() - across
        return QPointF(across, px(SPACE_4) + px(_POINT) / 2)

    def _paint_line(self, painter: QPainter, centres: list[QPointF]) -> None:
        theme = self._ui.theme
        for index in range(1, len(centres)):
            state = self._steps[index].state
            token = {StepState.AHEAD: "line", StepState.STOPPED: "late"}.get(state, "brand")
            painter.setPen(QPen(theme.color(token), theme.px(3)))
            painter.drawLine(QLineF(centres[index - 1], centres[index]))

    def _paint_point(self, painter: QPainter, step: Step, centre: QPointF) -> None:
        theme = self._ui.theme
        radius = theme.px(_POINT) / 2
        if step.state is StepState.AHEAD:
            painter.setPen(QPen(theme.color("edge"), theme.px(1.5)))
            painter.setBrush(theme.color("surface"))
            painter.drawEllipse(centre, radius * 0.72, radius * 0.72)
            return
        stopped = step.state is StepState.STOPPED
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("late" if stopped else "brand"))
        painter.drawEllipse(centre, radius, radius)
        mark = radius * 0.66
        area = QRectF(centre.x() - mark, centre.y() - mark, 2 * mark, 2 * mark)
        ink = "surface" if stopped else "on_brand"
        self._ui.icons.paint(painter, area, "x" if stopped else "check", ink)

    def _paint_word(self, painter: QPainter, step: Step, centre: QPointF) -> None:
        theme, column = self._ui.theme, self.width() / self._places
        here = step.state in (StepState.CURRENT, StepState.STOPPED)
        painter.setFont(theme.font(Text.SMALL_BOLD if here else Text.SMALL))
        tokens = {StepState.CURRENT: "ink", StepState.STOPPED: "late"}
        painter.setPen(theme.color(tokens.get(step.state, "muted")))
        top = centre.y() + theme.px(_POINT) / 2 + theme.px(SPACE_8)
        area = QRectF(centre.x() - column / 2, top, column, self.height() - top)
        painter.drawText(area, _WRAP, step.label)

    def _paint_reason(self, painter: QPainter, last: QPointF) -> None:
        theme = self._ui.theme
        gap = theme.px(_POINT)
        left_to_right = not self.isRightToLeft()
        if self._beside():
            start, end = last.x() + gap, float(self.width())
            if not left_to_right:
                start, end = 0.0, last.x() - gap
            area = QRectF(start, 0, end - start, 2 * last.y())
            down = Qt.AlignmentFlag.AlignVCenter
        else:
            tall = self._tall(self._reason, self.width())
            area = QRectF(0, self.height() - tall - theme.px(SPACE_4), self.width(), tall)
            down = Qt.AlignmentFlag.AlignTop
        side = Qt.AlignmentFlag.AlignLeft if left_to_right else Qt.AlignmentFlag.AlignRight
        painter.setFont(theme.font(Text.SMALL))
        painter.setPen(theme.color("late"))
        flags = side | Qt.AlignmentFlag.AlignAbsolute | down | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, self._reason)

    def _beside(self) -> bool:
        """Whether the reason fits on the line, in the columns that the stop leaves free."""
        free = self.width() * (self._places - len(self._steps) + 0.5) / self._places
        wanted = self._metrics.horizontalAdvance(self._reason) + 2 * self._ui.theme.px(_POINT)
        return wanted <= free

    def _tall(self, text: str, width: float) -> int:
        flags = Qt.TextFlag.TextWordWrap
        return self._metrics.boundingRect(0, 0, max(int(width), 1), 10_000, flags, text).height()

    def _spoken(self) -> str:
        _ = self._ui.gettext
        done = [s.label for s in self._steps if s.state is StepState.DONE]
        here = [s.label for s in self._steps if s.state in (StepState.CURRENT, StepState.STOPPED)]
        ahead = [s.label for s in self._steps if s.state is StepState.AHEAD]
        parts = [", ".join(here), self._reason]
        if done:
            parts.append(_("done: {steps}").format(steps=", ".join(done)))
        if ahead:
            parts.append(_("still ahead: {steps}").format(steps=", ".join(ahead)))
        return ". ".join(part for part in parts if part)
