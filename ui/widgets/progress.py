"""Long work: what is being done, how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui.context import Ui
from ui.tokens import SPACE_4, SPACE_12, Text
from ui.widgets.buttons import SmallButton
from ui.widgets.labels import Label


class Progress(QWidget):
    """A line of words, a bar, and "Stop" where the work can be stopped."""

    stopped = Signal()

    def __init__(self, ui: Ui, text: str, *, can_stop: bool = True) -> None:
        super().__init__()
        self._ui = ui
        self.words = Label(ui, text, Text.SMALL, "muted", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(text)
        line = QHBoxLayout()
        line.setSpacing(ui.theme.px(SPACE_12))
        line.addWidget(self.bar, 1)
        if can_stop:
            stop = SmallButton(ui, ui.gettext("Stop"))
            stop.clicked.connect(self.stopped)
            line.addWidget(stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_4))
        column.addWidget(self.words)
        column.addLayout(line)

    def set_progress(self, done: int, total: int) -> None:
        """How far it is; a total of 0 means that nobody knows."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def set_text(self, text: str) -> None:
        """What is being done now."""
        self.words.setText(text)
        self.bar.setAccessibleName(text)
