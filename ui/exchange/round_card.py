"""What the cards of the folder and of the hub share: the button, how far, and what was done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.context import Ui
from ui.exchange.words import ReportLine
from ui.parts.section import NoticeLine
from ui.tokens import SPACE_8
from ui.widgets.buttons import PrimaryButton
from ui.widgets.card import Card
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.progress import Progress

_LOOKS = {True: ("circle-check", "ok"), False: ("triangle-alert", "soon")}


class RoundCard(Card):
    """Shows and asks; the page does the work. `body` takes `buttons`, `progress`, `report`."""

    wanted = Signal()
    stopped = Signal()

    def __init__(self, ui: Ui, title: str) -> None:
        _ = ui.gettext
        super().__init__(ui, title)
        self.exchange = PrimaryButton(ui, _("Exchange now"), "refresh-cw")
        self.exchange.clicked.connect(self.wanted)
        self.progress = Progress(ui, _("Reading and writing envelopes…"))
        self.progress.stopped.connect(self.stopped)
        self.progress.hide()
        self.report = QWidget()
        self.report.hide()
        self.buttons = QWidget()
        self.acts = FlowLayout(self.buttons, ui.theme.px(SPACE_8))
        self.acts.addWidget(self.exchange)

    def begin(self) -> None:
        """An exchange starts."""
        self.show_report(())
        self.show_step(0, 0)
        self.progress.show()

    def show_step(self, done: int, total: int) -> None:
        """How far it is."""
        _ = self._ui.gettext
        self.progress.set_progress(done, total)
        words = _("Reading and writing envelopes…")
        if total:
            step = _("{done} of {total}").format(done=done, total=total)
            words = f"{words} {step}"
        self.progress.set_text(words)

    def show_report(self, lines: Sequence[ReportLine]) -> None:
        """Say what was done, line by line; it stays until the next exchange."""
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._ui.theme.px(SPACE_8))
        for line in lines:
            icon, color = _LOOKS[line.good]
            said = NoticeLine(self._ui, icon, line.text, color)
            said.words.set_color("ink")
            said.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(said)
        self.body.replaceWidget(self.report, fresh)
        self.report.hide()
        self.report.deleteLater()
        self.report = fresh
        fresh.setVisible(bool(lines))
