"""A short note in any script: each paragraph takes the direction of its own words.

What looks like a telephone number is pointed out: no number of a person is kept here.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from referral_app.language import isolate
from ui.context import Ui
from ui.tokens import SPACE_4, Text
from ui.widgets.field import mark_wrong
from ui.widgets.labels import Label
from ui.widgets.words_field import phone_hint

NOTE_LENGTH: Final = 280


class NoteField(QWidget):
    """Plain text up to `length` characters, which are counted; longer text is kept and refused."""

    changed = Signal()
    problem = Signal(str)

    def __init__(
        self,
        ui: Ui,
        length: int = NOTE_LENGTH,
        lines: int = 3,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ui, self._length = ui, length
        self.edit = QTextEdit()
        self.edit.setFont(ui.theme.font())
        self.edit.setAcceptRichText(False)
        self.edit.setTabChangesFocus(True)
        self.edit.setPlaceholderText(placeholder)
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.edit.document().setDefaultTextOption(option)
        frame = 2 * ui.theme.px(SPACE_4 + 6)
        self.edit.setFixedHeight(lines * self.edit.fontMetrics().lineSpacing() + frame)
        self._count = Label(ui, "", Text.SMALL, "muted")
        self.hint = Label(ui, "", Text.SMALL, "soon", wrap=True)
        self.hint.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(2))
        column.addWidget(self.edit)
        column.addWidget(self._count, 0, Qt.AlignmentFlag.AlignTrailing)
        column.addWidget(self.hint)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self._on_text)
        self._show_count()

    def value(self) -> str:
        """The text without blanks around it."""
        return self.edit.toPlainText().strip()

    def set_value(self, value: str) -> None:
        """Show this text."""
        self.edit.setPlainText(value)

    def too_long(self) -> int:
        """How many characters are too many; 0 if it fits."""
        return max(len(self.value()) - self._length, 0)

    def set_wrong(self, wrong: bool) -> None:
        """Wear the border of a wrong field."""
        mark_wrong(self.edit, wrong)

    def _on_text(self) -> None:
        self._show_count()
        self._show_hint()
        over, sentence = self.too_long(), ""
        if over:
            sentence = self._ui.ngettext(
                "{count} character too many: shorten the note.",
                "{count} characters too many: shorten the note.",
                over,
            ).format(count=over)
        self.problem.emit(sentence)
        self.changed.emit()

    def _show_hint(self) -> None:
        """Say gently that a telephone number does not belong here; it can be saved all the same."""
        found = phone_hint(self._ui, self.value())
        if found:
            self.hint.setText(found)
        self.hint.setVisible(bool(found))

    def _show_count(self) -> None:
        self._count.setText(isolate(f"{len(self.value())} / {self._length}"))
        self._count.set_color("late" if self.too_long() else "muted")
