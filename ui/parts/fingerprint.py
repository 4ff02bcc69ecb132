"""Sixty digits that two centres read to each other: in groups, left to right everywhere."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from referral_app.language import isolate
from ui.context import Ui
from ui.tokens import SPACE_4, SPACE_16, Text
from ui.widgets.labels import Label

_ACROSS: Final = 4
"""Groups in a line: three breaths for the whole."""


class Fingerprint(QWidget):
    """The groups of a fingerprint, which stand apart by blanks, in lines of four."""

    def __init__(self, ui: Ui, digits: str) -> None:
        super().__init__()
        self.digits = digits
        self.setAccessibleName(digits)
        board = QWidget()
        board.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, ui.theme.px(SPACE_4), 0, ui.theme.px(SPACE_4))
        line.addWidget(board)
        line.addStretch(1)
        grid = QGridLayout(board)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(ui.theme.px(SPACE_16))
        grid.setVerticalSpacing(ui.theme.px(SPACE_4))
        for place, group in enumerate(digits.split()):
            label = Label(ui, isolate(group), Text.BASE_BOLD)
            grid.addWidget(label, place // _ACROSS, place % _ACROSS)
