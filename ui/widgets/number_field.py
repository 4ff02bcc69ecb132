"""A small whole number, typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from referral_app.language import isolate
from ui.context import Ui
from ui.widgets.field import mark_wrong
from ui.widgets.folding import western_digits


class NumberField(QLineEdit):
    """A whole number from `least` to `most`, or none; Up and Down count."""

    changed = Signal()
    problem = Signal(str)

    def __init__(self, ui: Ui, least: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui, self._least, self._most = ui, least, most
        self.setFont(ui.theme.font())
        self.setMaxLength(6)
        # Digits have no direction of their own: they stand where the window's lines begin.
        side = (
            Qt.AlignmentFlag.AlignRight if ui.language.right_to_left else Qt.AlignmentFlag.AlignLeft
        )
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        self.textChanged.connect(self._on_text)

    def value(self) -> int | None:
        """The number, or None while there is none that can be taken."""
        typed = western_digits(self.text()).strip()
        if not typed.isascii() or not typed.isdigit():
            return None
        return int(typed) if self._least <= int(typed) <= self._most else None

    def set_value(self, value: int | None) -> None:
        """Show this number."""
        self.setText("" if value is None else str(value))

    def set_wrong(self, wrong: bool) -> None:
        """Wear the border of a wrong field."""
        mark_wrong(self, wrong)

    def objection(self) -> str:
        """Why what was typed cannot be taken, or ""."""
        if not self.text().strip() or self.value() is not None:
            return ""
        return self._ui.gettext("A number from {least} to {most}.").format(
            least=isolate(str(self._least)), most=isolate(str(self._most))
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Count by keys."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        now = self.value()
        goal = self._least if now is None else now + step
        self.set_value(min(max(goal, self._least), self._most))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say what is wrong once the field is left."""
        super().focusOutEvent(event)
        self.problem.emit(self.objection())

    def _on_text(self) -> None:
        self.problem.emit("")
        self.changed.emit()
