"""What all fields share, and the plain one-line field."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from ui.context import Ui
from ui.tokens import ICON, SPACE_4, SPACE_8
from ui.widgets.painting import painting


class Field(Protocol):
    """A widget that holds a value of a form.

    `changed` says that the value is another one; `problem` says what is wrong with what was typed,
    or "" when it is right again.
    """

    changed: SignalInstance
    problem: SignalInstance

    def set_wrong(self, wrong: bool) -> None:
        """Wear the border of a field whose error stands beneath it."""
        ...


def mark_wrong(widget: QWidget, wrong: bool) -> None:
    """Let the style sheet's rule for wrong fields apply, or no longer."""
    if bool(widget.property("wrong")) != wrong:
        widget.setProperty("wrong", wrong)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class FieldIcon(QAbstractButton):
    """An icon inside a line of text, at its end or its start; Qt's own would not grow with type.

    It is for the pointer and takes no focus: the field has a key for the same act.
    """

    def __init__(
        self, ui: Ui, line: QLineEdit, icon: str, name: str = "", *, leading: bool = False
    ) -> None:
        super().__init__(line)
        self._ui, self._icon, self._line, self._leading = ui, icon, line, leading
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor if name else Qt.CursorShape.IBeamCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not name)
        self._room = ui.theme.px(ICON + SPACE_8)
        self.resize(self._room, self._room)
        line.installEventFilter(self)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the end of the line."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutDirectionChange):
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon."""
        side = self._ui.theme.px(ICON)
        gap = (self.width() - side) / 2
        with painting(self) as painter:
            area = QRectF(gap, (self.height() - side) / 2, side, side)
            self._ui.icons.paint(painter, area, self._icon, "muted")

    def _place(self) -> None:
        edge = self._ui.theme.px(SPACE_4)
        at_left = self._leading != self._line.isRightToLeft()
        self.move(
            edge if at_left else self._line.width() - self._room - edge,
            (self._line.height() - self._room) // 2,
        )
        margin = self._room - edge
        self._line.setTextMargins(margin if at_left else 0, 0, 0 if at_left else margin, 0)


class TextField(QLineEdit):
    """One line of text."""

    changed = Signal()
    problem = Signal(str)

    def __init__(self, ui: Ui, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(ui.theme.font())
        self.setPlaceholderText(placeholder)
        self.textChanged.connect(self._on_text)

    def value(self) -> str:
        """The text without blanks around it."""
        return self.text().strip()

    def set_value(self, value: str) -> None:
        """Show this text."""
        self.setText(value)

    def set_wrong(self, wrong: bool) -> None:
        """Wear the border of a wrong field."""
        mark_wrong(self, wrong)

    def _on_text(self) -> None:
        self.problem.emit("")
        self.changed.emit()
