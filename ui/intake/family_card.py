"""The codes of a family, one under the other, to be copied onto each person's card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from referral_app.domain.case_code import CaseCode
from ui.context import Ui
from ui.tokens import SPACE_4, SPACE_12, SPACE_16, SPACE_24, Text
from ui.widgets.card import Card
from ui.widgets.labels import CodeLabel, Label


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that was opened: its code, whose it is in words, and whether consent is recorded."""

    code: str
    words: str
    consented: bool


class FamilyCard(Card):
    """A line for each file: who, the code, and what is still to be asked."""

    def __init__(self, ui: Ui, files: Sequence[NewFile]) -> None:
        super().__init__(ui)
        px, _ = ui.theme.px, ui.gettext
        self.body.setContentsMargins(*(px(SPACE_24),) * 4)
        self.body.setSpacing(px(SPACE_16))
        head = QVBoxLayout()
        head.setSpacing(px(SPACE_4))
        title = ui.ngettext("{count} file is saved", "{count} files are saved", len(files))
        head.addWidget(Label(ui, title.format(count=len(files)), Text.SECTION, wrap=True))
        sentence = _("Write each code on the person’s card, then read it back together.")
        head.addWidget(Label(ui, sentence, color="muted", wrap=True))
        self.body.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(SPACE_24))
        grid.setVerticalSpacing(px(SPACE_12))
        grid.setColumnStretch(1, 1)
        self.codes: list[CodeLabel] = []
        for row, file in enumerate(files):
            code = CodeLabel(ui, str(CaseCode(file.code)), Text.TITLE, "brand")
            code.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self.codes.append(code)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Label(ui, file.words, wrap=True))
            if not file.consented:
                words.addWidget(Label(ui, _("Consent not asked yet"), Text.SMALL, "soon"))
            grid.addWidget(code, row, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addLayout(words, row, 1)
        self.body.addLayout(grid)
