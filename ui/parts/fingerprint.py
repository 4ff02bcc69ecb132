"""Sixty digits that two centres read to each other: in groups, left to right everywhere."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

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
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, ui.theme.px(SPACE_4), 0, ui.theme.px(SPACE_4))
        grid.setHorizontalSpacing(ui.theme.px(SPACE_16))
        grid.setVerticalSpacing(ui.theme.px(SPACE_4))
        grid.setColumnStretch(_ACROSS, 1)
        for place, group in enumerate(digits.split()):
            label = Label(ui, isolate(group), Text.BASE_BOLD)
            grid.addWidget(label, place // _ACROSS, place % _ACROSS)
