"""Several entries of a long code list: type, Enter adds, what was chosen stands beneath."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.context import Ui
from ui.tokens import SPACE_4, SPACE_8, SPACE_12, Text
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.painting import box, focus_ring, painting

_MARK = 12


class MultiChoiceField(QWidget):
    """Any number of entries, in the order of the list; Backspace takes the last one off again."""

    changed = Signal()
    problem = Signal(str)

    def __init__(
        self,
        ui: Ui,
        choices: Sequence[Choice],
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ui = ui
        self._choices = tuple(choices)
        self._chosen: tuple[str, ...] = ()
        self.input = _Input(ui, self._choices, placeholder)
        self._tags = QWidget()
        self._flow = FlowLayout(self._tags, ui.theme.px(SPACE_4 + 2))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_4 + 2))
        column.addWidget(self.input)
        column.addWidget(self._tags)
        self._tags.hide()
        self.setFocusProxy(self.input)
        self.input.changed.connect(self._on_input)
        self.input.problem.connect(self.problem)
        self.input.emptied.connect(self._drop_last)

    def value(self) -> tuple[str, ...]:
        """Codes that were chosen, in the order of the list."""
        return tuple(choice.code for choice in self._choices if choice.code in self._chosen)

    def set_value(self, codes: Sequence[str]) -> None:
        """Choose these and no others; raises KeyError for one that is not offered."""
        offered = {choice.code for choice in self._choices}
        for code in codes:
            if code not in offered:
                raise KeyError(code)
        kept = [code for code in self._chosen if code in codes]
        chosen = tuple(dict.fromkeys([*kept, *codes]))
        if set(chosen) != set(self._chosen):
            self._chosen = chosen  # in the order of choosing: Backspace takes the last
            self._show_tags()
            self.problem.emit("")
            self.changed.emit()

    def set_wrong(self, wrong: bool) -> None:
        """Wear the border of a wrong field."""
        self.input.set_wrong(wrong)

    def _on_input(self) -> None:
        code = self.input.value()
        if code is None:
            return
        self.input.set_value(None)
        self.set_value((*self._chosen, code))

    def _drop_last(self) -> None:
        if self._chosen:
            self.set_value(self._chosen[:-1])

    def _drop(self, code: str) -> None:
        self.set_value(tuple(other for other in self._chosen if other != code))
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_tags(self) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            tag = item.widget() if item else None
            if tag is not None:
                tag.hide()
                tag.deleteLater()
        for choice in self._choices:
            if choice.code in self._chosen:
                tag = _Tag(self._ui, choice.label, self._tags)
                tag.clicked.connect(lambda _checked=False, code=choice.code: self._drop(code))
                self._flow.addWidget(tag)
                tag.show()
        self._tags.setVisible(bool(self._chosen))
        self._tags.updateGeometry()


class _Input(ChoiceField):
    emptied = Signal()
    """Backspace where there is nothing left to delete."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied.emit()
        else:
            super().keyPressEvent(event)


class _Tag(QPushButton):
    """One chosen entry; pressing it takes it off."""

    def __init__(self, ui: Ui, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._ui = ui
        self.setFont(ui.theme.font(Text.SMALL_BOLD))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # Backspace does the same from the field: no stop of Tab for each.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        name = ui.gettext("Remove {choice}").format(choice=text)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        px, metrics = self._ui.theme.px, self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + px(_MARK + SPACE_8 + 2 * SPACE_12)
        return QSize(width, metrics.height() + 2 * px(SPACE_4))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._ui.theme.px(60), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, area = self._ui.theme, self.rect().toRectF()
        side, edge = theme.px(_MARK), theme.px(SPACE_12)
        radius = area.height() / 2
        left, right = (edge, edge + side + theme.px(SPACE_8))
        words = area.adjusted(left, 0, -right, 0)
        mark = area.adjusted(0, 0, 0, 0)
        mark.setRect(area.right() - edge - side, (area.height() - side) / 2, side, side)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        if self.isRightToLeft():
            words = area.adjusted(right, 0, -left, 0)
            mark.moveLeft(edge)
            flags |= Qt.AlignmentFlag.AlignRight
        with painting(self) as painter:
            ground = "hover" if self.underMouse() else "tint"
            box(painter, area, radius, theme.color(ground), theme.color("brand"))
            painter.setFont(self.font())
            painter.setPen(theme.color("brand"))
            elided = self.fontMetrics().elidedText(
                self.text(), Qt.TextElideMode.ElideRight, int(words.width()) + 1
            )
            painter.drawText(words, flags, elided)
            self._ui.icons.paint(painter, mark, "x", "brand")
            if self.hasFocus():
                focus_ring(painter, area, radius, theme)
