"""The card of the folder or stick: where, how far, and what the last exchange did."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.language import isolate_text
from ui.context import Ui
from ui.exchange.words import ReportLine
from ui.parts.section import NoticeLine
from ui.tokens import SPACE_8
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.labels import Label
from ui.widgets.progress import Progress

_LOOKS = {True: ("circle-check", "ok"), False: ("triangle-alert", "soon")}


class FolderCard(Card):
    """Shows and asks; the page does the work."""

    wanted = Signal()
    choosing = Signal()
    stopped = Signal()

    def __init__(self, ui: Ui) -> None:
        _ = ui.gettext
        super().__init__(ui, _("By folder or stick"))
        self._ui = ui
        self.place = Label(ui, "", wrap=True)
        self.waiting = Label(ui, "", color="muted", wrap=True)
        self.exchange = PrimaryButton(ui, _("Exchange now"), "refresh-cw")
        self.exchange.clicked.connect(self.wanted)
        self.choose = SecondaryButton(ui, "", "folder")
        self.choose.clicked.connect(self.choosing)
        self.progress = Progress(ui, _("Reading and writing envelopes…"))
        self.progress.stopped.connect(self.stopped)
        self.progress.hide()
        self._report = QWidget()
        acts = QHBoxLayout()
        acts.setSpacing(ui.theme.px(SPACE_8))
        acts.addWidget(self.exchange)
        acts.addWidget(self.choose)
        acts.addStretch(1)
        for widget in (self.place, self.waiting):
            self.body.addWidget(widget)
        self.body.addLayout(acts)
        self.body.addWidget(self.progress)
        self.body.addWidget(self._report)
        self._report.hide()

    def show_place(self, folder: str) -> None:
        """Say which folder it is; empty for none yet."""
        _ = self._ui.gettext
        if folder:
            self.place.setText(_("Folder: {folder}").format(folder=isolate_text(folder)))
            self.choose.set_text(_("Another folder…"))
        else:
            words = _("No folder chosen yet: insert the stick, or choose the shared folder.")
            self.place.setText(words)
            self.choose.set_text(_("Choose the folder…"))

    def show_waiting(self, count: int) -> None:
        """Say how much has not left yet."""
        if count:
            text = self._ui.ngettext(
                "{count} message waits to leave.", "{count} messages wait to leave.", count
            )
            self.waiting.setText(text.format(count=count))
        else:
            words = self._ui.gettext("Everything written here has been laid into an envelope.")
            self.waiting.setText(words)

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
        self.body.replaceWidget(self._report, fresh)
        self._report.hide()
        self._report.deleteLater()
        self._report = fresh
        fresh.setVisible(bool(lines))
