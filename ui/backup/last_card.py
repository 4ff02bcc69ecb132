"""The card of the last good backup: when, where, and the act that makes the next."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from referral_app.language import isolate
from referral_app.services.backups import BackupPlan
from ui.context import Ui
from ui.parts.backup_words import path_words
from ui.parts.section import NoticeLine
from ui.tokens import SPACE_8, Text
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.choice import Choice
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.option_fields import SegmentedField
from ui.widgets.progress import Progress

CEILINGS = (1, 2, 4, 8, 16, 32)
"""What all backups may take together, in GB."""


class LastCard(Card):
    """Shows and asks; the page does the work."""

    wanted = Signal()
    choosing = Signal()
    stopped = Signal()
    limited = Signal(int)
    """The new ceiling in MB."""

    def __init__(self, ui: Ui) -> None:
        _ = ui.gettext
        super().__init__(ui, _("The last good backup"))
        self._ui = ui
        self.state = NoticeLine(ui, "circle-check", color="ok")
        self.state.words.set_color("ink")
        self.place = Label(ui, "", wrap=True)
        self.hint = Label(ui, "", Text.SMALL, "muted", wrap=True)
        self.make = PrimaryButton(ui, _("Back up now"), "download")
        self.make.clicked.connect(self.wanted)
        self.choose = SecondaryButton(ui, _("Another place…"), "folder")
        self.choose.clicked.connect(self.choosing)
        acts = QWidget()
        line = FlowLayout(acts, ui.theme.px(SPACE_8))
        line.addWidget(self.make)
        line.addWidget(self.choose)
        self.progress = Progress(ui, _("Copying, writing and checking the backup…"))
        self.progress.stopped.connect(self.stopped)
        self.progress.hide()
        sizes = [(f"{count * 1000}", count) for count in CEILINGS]
        words = _("{count} GB")
        number = ui.language.format_number
        self.ceiling = SegmentedField(
            ui, [Choice(code, words.format(count=isolate(number(n)))) for code, n in sizes]
        )
        self.ceiling.changed.connect(lambda: self.limited.emit(int(self.ceiling.value() or 4000)))
        for widget in (self.state, self.place, self.hint, acts, self.progress):
            self.body.addWidget(widget)
        kept = _("The last seven days and the last four weeks stay; older ones go first.")
        self.body.addWidget(
            FormRow(ui, _("Room that all backups may take"), self.ceiling, help_text=kept)
        )

    def show_plan(self, plan: BackupPlan, folder: Path, *, old: bool, ago: str) -> None:
        """Say when the last one was made, and where the next goes; `ago` is its age in words."""
        ui, _ = self._ui, self._ui.gettext
        if plan.made is None:
            text = _("No backup has been made yet.")
        else:
            when = isolate(ui.language.format_moment(plan.made))
            text = _("{moment} ({ago})").format(moment=when, ago=ago)
        icon, color = ("triangle-alert", "late") if old else ("circle-check", "ok")
        self.state.sign.setPixmap(ui.icons.pixmap(icon, color, 16))
        self.state.set_text(text)
        self.place.setText(_("Backups go to {folder}").format(folder=path_words(folder)))
        if plan.folder is None:
            hint = _(
                "This is the disk of this computer: if it breaks or is stolen, the backups are "
                "gone as well. Choose a stick that stays in a safe place, or a shared folder."
            )
        else:
            hint = _("One a day is made by itself while you work, and checked.")
        self.hint.setText(hint)
        nearest = min(CEILINGS, key=lambda count: abs(count * 1000 - plan.ceiling))
        self.ceiling.blockSignals(True)
        self.ceiling.set_value(f"{nearest * 1000}")
        self.ceiling.blockSignals(False)

    def show_step(self, done: int, total: int) -> None:
        """How far it is."""
        self.progress.set_progress(done, total)
