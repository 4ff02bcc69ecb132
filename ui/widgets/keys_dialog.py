"""F1: the keys that work here and now."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from referral_app.language import isolate
from ui.actions import KeyLine
from ui.context import Ui
from ui.tokens import SPACE_4, SPACE_8, SPACE_12, SPACE_24, Kind
from ui.widgets.buttons import PrimaryButton
from ui.widgets.labels import Label, SectionTitle
from ui.widgets.pill import Pill
from ui.widgets.scroll_page import ScrollPage


class KeysDialog(QDialog):
    """Keys by group, each with what it does."""

    def __init__(self, ui: Ui, lines: list[KeyLine], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px, _ = ui.theme.px, ui.gettext
        self.setWindowTitle(_("Keys"))
        self.resize(px(560), px(520))
        page = ScrollPage(ui, _("Keys"), _("What works here and now, without the mouse."))
        for group, members in groupby(sorted(lines, key=_group(lines)), lambda line: line.group):
            page.body.addWidget(SectionTitle(ui, group))
            page.body.addLayout(_table(ui, list(members)))
        page.body.addStretch(1)
        close = PrimaryButton(ui, _("Close"))
        close.clicked.connect(self.accept)
        close.setDefault(True)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(SPACE_24), px(SPACE_8), px(SPACE_24), px(SPACE_24))
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(SPACE_12), 0, 0)
        column.addWidget(page, 1)
        column.addLayout(foot)
        close.setFocus()


def _group(lines: list[KeyLine]):  # type: ignore[no-untyped-def]
    order = list(dict.fromkeys(line.group for line in lines))
    return lambda line: order.index(line.group)


def _table(ui: Ui, lines: list[KeyLine]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(ui.theme.px(SPACE_12))
    grid.setVerticalSpacing(ui.theme.px(SPACE_4))
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, ui.theme.px(130))
    for row, line in enumerate(lines):
        keys = Pill(ui, isolate(line.keys), Kind.NEUTRAL)
        grid.addWidget(keys, row, 0, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Label(ui, line.text, wrap=True), row, 1)
    return grid
