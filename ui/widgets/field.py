"""What all fields share, and the plain one-line field."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.context import Ui


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
