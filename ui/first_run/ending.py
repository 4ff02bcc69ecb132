"""The last line of a form of the first start: set up, or go back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout

from ui.context import Ui
from ui.tokens import SPACE_8
from ui.widgets.buttons import PrimaryButton, QuietButton


def ending_line(ui: Ui, make: PrimaryButton, leave: Callable[[], object]) -> QHBoxLayout:
    """Lay out `make` and a way back that calls `leave`."""
    back = QuietButton(ui, ui.gettext("Back"))
    back.clicked.connect(leave)
    line = QHBoxLayout()
    line.setSpacing(ui.theme.px(SPACE_8))
    line.addWidget(make)
    line.addWidget(back)
    line.addStretch(1)
    return line
