"""A passphrase: hidden, shown while one wants to see it, never kept longer than asked for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.context import Ui
from ui.tokens import SPACE_4, Text
from ui.widgets.buttons import IconButton
from ui.widgets.field import mark_wrong
from ui.widgets.labels import Label


class PassphraseField(QWidget):
    """Password line with an eye beside it; says when Caps Lock seems to be on."""

    changed = Signal()
    problem = Signal(str)
    submitted = Signal()
    """Enter was pressed."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self.line = QLineEdit()
        self.line.setFont(ui.theme.font())
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        # A passphrase is typed from left to right in no language's order but its own.
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
            | Qt.InputMethodHint.ImhSensitiveData
        )
        self.eye = IconButton(ui, "eye", ui.gettext("Show the passphrase"))
        self.eye.setAutoDefault(False)
        self.eye.clicked.connect(self._turn)
        self.caps = Label(ui, ui.gettext("Caps Lock seems to be on."), Text.SMALL, "soon")
        self.caps.hide()
        line = QHBoxLayout()
        line.setSpacing(ui.theme.px(SPACE_4))
        line.addWidget(self.line, 1)
        line.addWidget(self.eye)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_4))
        column.addLayout(line)
        column.addWidget(self.caps)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._on_text)
        self.line.returnPressed.connect(self.submitted)
        self.line.installEventFilter(self)

    def value(self) -> str:
        """What was typed, blanks and all."""
        return self.line.text()

    def take(self) -> str:
        """What was typed; the field is empty and hidden afterwards, its undo list too."""
        text = self.line.text()
        self.forget()
        return text

    def forget(self) -> None:
        """Empty the field and hide what comes next."""
        self.line.setText("")  # setText, unlike clear, also drops what could be undone
        self._show(shown=False)
        self.caps.hide()

    def set_wrong(self, wrong: bool) -> None:
        """Wear the border of a wrong field."""
        mark_wrong(self.line, wrong)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at letters and Shift: Qt does not tell the state of Caps Lock."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            text, shift = event.text(), Qt.KeyboardModifier.ShiftModifier
            if text.isalpha() and text.lower() != text.upper():
                self.caps.setVisible(text.isupper() != bool(event.modifiers() & shift))
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Hide the words with the page."""
        self._show(shown=False)
        super().hideEvent(event)

    def _turn(self) -> None:
        self._show(shown=self.line.echoMode() == QLineEdit.EchoMode.Password)
        self.line.setFocus()

    def _show(self, *, shown: bool) -> None:
        _, mode = self._ui.gettext, QLineEdit.EchoMode
        self.line.setEchoMode(mode.Normal if shown else mode.Password)
        name = _("Hide the passphrase") if shown else _("Show the passphrase")
        self.eye.set_icon("eye-off" if shown else "eye", name)

    def _on_text(self) -> None:
        self.problem.emit("")
        self.changed.emit()
