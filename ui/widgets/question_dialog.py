"""The dialog of a decision."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.context import Ui
from ui.dialogs import Question
from ui.tokens import SPACE_8, SPACE_12, SPACE_24, Text
from ui.widgets.buttons import Button, DangerButton, PrimaryButton, SecondaryButton
from ui.widgets.labels import Label, LineIcon


class QuestionDialog(QDialog):
    """Title, what follows, and two buttons: leave it, or the word for doing it. Esc leaves it."""

    def __init__(self, ui: Ui, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px, _ = ui.theme.px, ui.gettext
        self.setWindowTitle(question.title)
        self.setMinimumWidth(px(420))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SPACE_24), px(SPACE_24), px(SPACE_24), px(SPACE_24))
        column.setSpacing(px(SPACE_12))
        column.addWidget(Label(ui, question.title, Text.NAME, wrap=True))
        column.addWidget(Label(ui, question.text, wrap=True))
        for detail in question.details:
            column.addLayout(_detail(ui, detail))
        self.leave: Button = SecondaryButton(ui, _("Cancel"))
        self.act: Button = (DangerButton if question.danger else PrimaryButton)(ui, question.act)
        self.leave.clicked.connect(self.reject)
        self.act.clicked.connect(self.accept)
        (self.leave if question.danger else self.act).setDefault(True)
        line = QHBoxLayout()
        line.setContentsMargins(0, px(SPACE_12), 0, 0)
        line.setSpacing(px(SPACE_12))
        line.addStretch(1)
        line.addWidget(self.leave)
        line.addWidget(self.act)
        column.addLayout(line)
        (self.leave if question.danger else self.act).setFocus()


def _detail(ui: Ui, text: str) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(ui.theme.px(SPACE_8))
    sign = LineIcon(ui, "chevron-right", "muted", 14)
    line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Label(ui, text, color="muted", wrap=True), 1)
    return line
