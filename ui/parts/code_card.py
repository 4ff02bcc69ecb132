"""The code of a new file, large, to be copied onto the person's card."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from referral_app.domain.case_code import CaseCode
from ui.context import Ui
from ui.tokens import SPACE_4, SPACE_16, SPACE_24, Text
from ui.widgets.card import Card
from ui.widgets.labels import CodeLabel, Label

_POINTS = 34.0


class CodeCard(Card):
    """`title` and the sentence beside the code; `large` for a page of its own."""

    def __init__(self, ui: Ui, code: str, title: str, *, large: bool) -> None:
        super().__init__(ui)
        px, _ = ui.theme.px, ui.gettext
        self.code = CodeLabel(ui, str(CaseCode(code)), Text.TITLE, "brand")
        self.code.setFont(_code_font(ui, large=large))
        self.code.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        words = QVBoxLayout()
        words.setSpacing(px(SPACE_4))
        words.addWidget(Label(ui, title, Text.SECTION, wrap=True))
        sentence = _(
            "Write this code on the person’s card: the card is how the person is found again."
        )
        if large:
            sentence = _(
                "Write this code on the person’s card, then read it back together, digit by digit. "
                "There is no name in the file: the card is how the person is found again."
            )
        words.addWidget(Label(ui, sentence, color="muted", wrap=True))
        if large:
            self.body.setContentsMargins(*(px(SPACE_24),) * 4)
            self.body.setSpacing(px(SPACE_16))
            self.body.addLayout(words)
            self.body.addWidget(self.code)
            return
        sign = QLabel()
        sign.setPixmap(ui.icons.pixmap("circle-check", "ok", 22))
        self.line = QHBoxLayout()
        self.line.setSpacing(px(SPACE_16))
        self.line.addWidget(sign)
        self.line.addWidget(self.code)
        self.line.addLayout(words, 1)
        self.body.addLayout(self.line)


def _code_font(ui: Ui, *, large: bool) -> QFont:
    font = ui.theme.font(Text.TITLE)
    if large:
        font.setPointSizeF(_POINTS * ui.theme.scale)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 104)
    return font
