"""A few options in the open: several at once as chips, or exactly one as segments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QWidget

from referral_app.language import isolate
from ui.context import Ui
from ui.tokens import RADIUS_BUTTON, SPACE_8, SPACE_12, Text
from ui.widgets.choice import Choice
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.painting import box, focus_ring, painting

_MARK: Final = 15


def _size(button: QAbstractButton, ui: Ui) -> QSize:
    px, metrics = ui.theme.px, button.fontMetrics()
    width = metrics.horizontalAdvance(button.text()) + px(_MARK) + px(SPACE_8) + 2 * px(SPACE_12)
    return QSize(width, max(metrics.height(), px(_MARK)) + 2 * ui.theme.px(6))


def _paint(button: QAbstractButton, ui: Ui, *, round_mark: bool) -> None:
    theme, on = ui.theme, button.isChecked()
    area, radius = QRectF(button.rect()), theme.px(RADIUS_BUTTON)
    ink = "faint" if not button.isEnabled() else "brand" if on else "ink"
    ground = "tint" if on else "hover" if button.underMouse() else "surface"
    with painting(button) as painter:
        box(painter, area, radius, theme.color(ground), theme.color("brand" if on else "soft"))
        _paint_mark(painter, button, ui, round_mark=round_mark)
        start = theme.px(SPACE_12) + theme.px(_MARK) + theme.px(SPACE_8)
        words = area.adjusted(start, 0, 0, 0)
        if button.isRightToLeft():
            words = area.adjusted(0, 0, -start, 0)
        side = Qt.AlignmentFlag.AlignRight if button.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        painter.setFont(button.font())
        painter.setPen(theme.color(ink))
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, flags, button.text())
        if button.hasFocus():
            focus_ring(painter, area, radius, theme)


def _paint_mark(painter: QPainter, button: QAbstractButton, ui: Ui, *, round_mark: bool) -> None:
    theme, side = ui.theme, ui.theme.px(_MARK)
    across = theme.px(SPACE_12)
    if button.isRightToLeft():
        across = button.width() - across - side
    area = QRectF(across, (button.height() - side) / 2, side, side)
    radius = side / 2 if round_mark else theme.px(4)
    if not button.isChecked():
        box(painter, area, radius, theme.color("raised"), theme.color("edge"), theme.px(1.3))
        return
    box(painter, area, radius, theme.color("brand"))
    if round_mark:
        painter.setPen(QPen(Qt.PenStyle.NoPen))
        painter.setBrush(theme.color("on_brand"))
        painter.drawEllipse(QPointF(area.center()), side * 0.2, side * 0.2)
    else:
        inset = side * 0.14
        ui.icons.paint(painter, area.adjusted(inset, inset, -inset, -inset), "check", "on_brand")


def _label(choice: Choice) -> str:
    """Ranges such as 25–34 have no direction of their own and would turn round in Arabic."""
    return choice.label if any(c.isalpha() for c in choice.label) else isolate(choice.label)


class _Chip(QCheckBox):
    def __init__(self, ui: Ui, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._ui = ui
        self.setFont(ui.theme.font())
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return _size(self, self._ui)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, self._ui, round_mark=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # the field walks
        else:
            super().keyPressEvent(event)


class _Segment(QRadioButton):
    def __init__(self, ui: Ui, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._ui = ui
        self.setFont(ui.theme.font(Text.BASE))
        self.setAutoExclusive(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return _size(self, self._ui)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, self._ui, round_mark=True)

    def nextCheckState(self) -> None:
        """The field checks and unchecks: it may also hold none."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)


class _OptionsField(QWidget):
    """Options in lines, one stop of Tab for all of them; arrows walk."""

    changed = Signal()
    problem = Signal(str)

    def __init__(self, ui: Ui, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._flow = FlowLayout(self, ui.theme.px(SPACE_8))
        self._codes = [choice.code for choice in choices]
        self.buttons: list[QAbstractButton] = [self._make(choice) for choice in choices]
        for button in self.buttons:
            self._flow.addWidget(button)
        self._rove(0)
        _, group = ui.gettext, ui.gettext("In a set of options")
        ui.actions.describe(self, "←  →", _("The option before, the next one"), group)
        ui.actions.describe(self, _("Space"), _("Choose the option, or take it back"), group)

    def set_wrong(self, wrong: bool) -> None:
        """Nothing to wear: the sentence beneath says it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by arrows, along the line of reading."""
        forward = {Qt.Key.Key_Down, Qt.Key.Key_Right}
        backward = {Qt.Key.Key_Up, Qt.Key.Key_Left}
        if self.isRightToLeft():
            forward, backward = (
                {Qt.Key.Key_Down, Qt.Key.Key_Left},
                {Qt.Key.Key_Up, Qt.Key.Key_Right},
            )
        step = (event.key() in forward) - (event.key() in backward)
        if not step or not self.buttons:
            super().keyPressEvent(event)
            return
        shown = [i for i, button in enumerate(self.buttons) if not button.isHidden()]
        here = next((at for at, i in enumerate(shown) if self.buttons[i].hasFocus()), 0)
        goal = shown[(here + step) % len(shown)]
        self._rove(goal)
        self.buttons[goal].setFocus(Qt.FocusReason.TabFocusReason)
        self._arrived(goal)

    def _make(self, choice: Choice) -> QAbstractButton:
        raise NotImplementedError

    def _arrived(self, index: int) -> None:
        """An arrow has come to this option."""

    def _rove(self, index: int) -> None:
        for at, button in enumerate(self.buttons):
            stop = Qt.FocusPolicy.StrongFocus if at == index else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(stop)
        if self.buttons:
            self.setFocusProxy(self.buttons[index])


class ChipsField(_OptionsField):
    """Any number of a few options; Space toggles, arrows walk."""

    def value(self) -> tuple[str, ...]:
        """Codes that are on, in the order of the list."""
        pairs = zip(self._codes, self.buttons, strict=True)
        return tuple(code for code, button in pairs if button.isChecked())

    def set_value(self, codes: Sequence[str]) -> None:
        """Switch on these and no others; raises KeyError for one that is not offered."""
        for code in codes:
            if code not in self._codes:
                raise KeyError(code)
        for code, button in zip(self._codes, self.buttons, strict=True):
            button.setChecked(code in codes)

    def _make(self, choice: Choice) -> QAbstractButton:
        chip = _Chip(self._ui, _label(choice), self)
        chip.toggled.connect(self._on_toggled)
        return chip

    def _on_toggled(self) -> None:
        self.problem.emit("")
        self.changed.emit()


class SegmentedField(_OptionsField):
    """One of a few options, or none yet; arrows choose, Space chooses the one in focus."""

    def __init__(self, ui: Ui, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        self._value: str | None = None
        super().__init__(ui, choices, parent)

    def value(self) -> str | None:
        """The chosen code, or None."""
        return self._value

    def set_value(self, code: str | None) -> None:
        """Choose this one, or none; raises KeyError if it is not offered."""
        if code is not None and code not in self._codes:
            raise KeyError(code)
        for other, button in zip(self._codes, self.buttons, strict=True):
            button.setChecked(other == code)
        if code is not None:
            self._rove(self._codes.index(code))
        if code != self._value:
            self._value = code
            self.problem.emit("")
            self.changed.emit()

    def _make(self, choice: Choice) -> QAbstractButton:
        segment = _Segment(self._ui, _label(choice), self)
        segment.clicked.connect(lambda: self.set_value(choice.code))
        return segment

    def _arrived(self, index: int) -> None:
        self.set_value(self._codes[index])
