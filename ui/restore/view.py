"""The page on which a backup is chosen, opened, compared with what is there, and put back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.errors import ReferralAppError, UnavailableError, WrongPassphraseError
from referral_app.language import isolate_text
from referral_app.sentences import sentence
from referral_app.services.ports.backups import Checked, Restored, RestorePreview, Secret
from ui.context import Ui
from ui.gate import Gate
from ui.notices import Act
from ui.parts.section import NoticeLine
from ui.restore import presenter
from ui.restore.place import RestorePlace
from ui.tokens import SPACE_8, SPACE_12, Text
from ui.widgets.buttons import Button, DangerButton, PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.choice import Choice
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.option_fields import SegmentedField
from ui.widgets.passphrase_field import PassphraseField
from ui.widgets.progress import Progress


class Restore(Gate):
    """Choose, open, compare, put back."""

    done = Signal()
    """The backup stands in its place, or the person went back."""
    elsewhere = Signal()
    """Another folder for the files is wanted."""

    def __init__(self, ui: Ui, folder: Path) -> None:
        _ = ui.gettext
        super().__init__(
            ui,
            _("Put a backup back"),
            _("You see what it holds and what it would replace before anything happens."),
        )
        self._folder = folder
        self._stopped = threading.Event()
        self._file: Path | None = None
        self._found: Checked | None = None
        self._preview: RestorePreview | None = None
        self.choose_card = self._choosing()
        self.open_card = self._opening()
        self.compare_card = self._comparing()
        self.progress = Progress(ui, _("Reading and checking the backup…"))
        self.progress.stopped.connect(self._stopped.set)
        self.progress.hide()
        for part in (self.choose_card, self.open_card, self.compare_card, self.progress):
            self.column.addWidget(part)
        back = QuietButton(ui, _("Back"))
        back.clicked.connect(self.done)
        self.column.addWidget(_buttons(ui, back))
        self.open_card.hide()
        self.compare_card.hide()

    def take_focus(self) -> None:
        """Stand on what comes next."""
        if self._preview is not None:
            self.leave.setFocus()
        elif self._found is not None:
            self.passphrase.setFocus()
        else:
            self.choose.setFocus()

    def place(self) -> RestorePlace:
        """What another one of these goes on with."""
        return RestorePlace(
            self._file, self._found, self._preview, self.passphrase.value(), self.person.value()
        )

    def take_up(self, place: RestorePlace) -> None:
        """Go on where the one before was."""
        if place.file is not None and place.checked is not None:
            self._file = place.file
            self._show_outside(place.checked)
            self.person.set_value(place.person)
            self.passphrase.line.setText(place.passphrase)
        if place.preview is not None:
            self._show_preview(place.preview)

    def stop(self) -> None:
        """Let the window close: what runs is stopped, nothing was changed."""
        self._stopped.set()

    def _choosing(self) -> Card:
        ui, _ = self._ui, self._ui.gettext
        card = Card(ui, _("The backup"))
        self.about = Label(ui, _("A file whose name ends in .jbak, on a stick or in a folder."))
        self.about.setWordWrap(True)
        self.choose = SecondaryButton(ui, _("Choose the file…"), "folder")
        self.choose.clicked.connect(self._choose_file)
        card.body.addWidget(self.about)
        card.body.addWidget(_buttons(ui, self.choose))
        return card

    def _opening(self) -> Card:
        ui, _ = self._ui, self._ui.gettext
        card = Card(ui, _("Open it"))
        card.body.setSpacing(ui.theme.px(SPACE_12))
        self.person = SegmentedField(ui, [])
        self._person_row = FormRow(ui, _("Initials"), self.person)
        self.passphrase = PassphraseField(ui)
        self.passphrase.submitted.connect(self._look_inside)
        words = _("The one of the day of the backup; the printed recovery code opens it, too.")
        self.passphrase_row = FormRow(ui, _("Passphrase"), self.passphrase, help_text=words)
        self.look = PrimaryButton(ui, _("Open and compare"), "search")
        self.look.clicked.connect(self._look_inside)
        card.body.addWidget(self._person_row)
        card.body.addWidget(self.passphrase_row)
        card.body.addWidget(_buttons(ui, self.look))
        return card

    def _comparing(self) -> Card:
        ui, _ = self._ui, self._ui.gettext
        card = Card(ui, _("Compare"))
        card.body.setSpacing(ui.theme.px(SPACE_8))
        self.compared = QWidget()
        card.body.addWidget(self.compared)
        self.leave: Button = SecondaryButton(ui, _("Leave everything as it is"))
        self.leave.clicked.connect(self.done)
        self.act: Button = DangerButton(ui, _("Put this backup in place"))
        self.act.clicked.connect(self._put_back)
        card.body.addWidget(_buttons(ui, self.act, self.leave))
        return card

    def _choose_file(self) -> None:
        ui, _ = self._ui, self._ui.gettext
        title, pattern = _("Which backup should be put back?"), _("Backup (*.jbak)")
        file = ui.dialogs.open_file(ui, self, title, pattern, self._folder.parent)
        if file is None:
            return

        def show(found: Checked) -> None:
            self._file = file
            self._show_outside(found)
            self.take_focus()

        self._do(presenter.looking(file), show)

    def _show_outside(self, found: Checked) -> None:
        self._found, self._preview = found, None
        self.about.setText(presenter.outside_words(self._ui.language, found))
        self.choose.set_text(self._ui.gettext("Another file…"))
        labels = found.file.labels
        self.person = SegmentedField(self._ui, [Choice(label, label) for label in labels])
        if labels:
            self.person.set_value(labels[0])
        row = FormRow(self._ui, self._ui.gettext("Initials"), self.person)
        self.open_card.body.replaceWidget(self._person_row, row)
        self._person_row.hide()
        self._person_row.deleteLater()
        self._person_row = row
        row.setVisible(len(labels) > 1)
        self.compare_card.hide()
        self.open_card.show()

    def _secret(self) -> Secret:
        return Secret(self.passphrase.value(), self.person.value())

    def _look_inside(self) -> None:
        if self._file is None:
            return
        if not self.passphrase.value():
            self.passphrase_row.set_error(self._ui.gettext("Type your passphrase."))
            self.passphrase.setFocus()
            return
        work = presenter.previewing(self._folder, self._file, self._secret(), self._advance())

        def show(preview: RestorePreview | None) -> None:
            if preview is not None:
                self._show_preview(preview)
                self.take_focus()

        self._do(work, show, long=True)

    def _show_preview(self, preview: RestorePreview) -> None:
        ui, _ = self._ui, self._ui.gettext
        self._preview = preview
        language = ui.language
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_8))
        sides = QHBoxLayout()
        sides.setSpacing(ui.theme.px(SPACE_12))
        sides.addLayout(
            self._told_side(_("The backup"), presenter.backup_lines(language, preview)), 1
        )
        there = presenter.present_lines(language, preview)
        sides.addLayout(self._told_side(_("What is there now"), there), 1)
        column.addLayout(sides)
        if presenter.is_newer(preview):
            words = _("What is there now is newer: part of it is not in this backup.")
            column.addWidget(NoticeLine(ui, "triangle-alert", words, "late"))
        if preview.present is not None:
            words = _(
                "What is there now is kept beside, under a name with today’s date; nothing is "
                "deleted. What this desk had sent comes back with the next exchange."
            )
        else:
            words = _("What this desk had sent comes back with the next exchange.")
        column.addWidget(Label(ui, words, wrap=True))
        place = _("In {folder}").format(folder=isolate_text(str(self._folder)))
        column.addWidget(Label(ui, place, Text.SMALL, "muted", wrap=True))
        self.compare_card.body.replaceWidget(self.compared, fresh)
        self.compared.hide()
        self.compared.deleteLater()
        self.compared = fresh
        self.open_card.hide()
        self.compare_card.show()

    def _told_side(self, title: str, lines: Sequence[str]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self._ui.theme.px(SPACE_8))
        column.addWidget(Label(self._ui, title, Text.BASE_BOLD))
        for line in lines:
            column.addWidget(Label(self._ui, line, wrap=True))
        column.addStretch(1)
        return column

    def _put_back(self) -> None:
        if self._file is None:
            return
        work = presenter.restoring(self._folder, self._file, self._secret(), self._advance())

        def finish(restored: Restored | None) -> None:
            if restored is None:
                words = self._ui.gettext("Stopped. Everything is as it was.")
                self._ui.notices.info(words)
                return
            self.passphrase.forget()
            words = self._ui.gettext(
                "The backup is in its place. Open the desk, then synchronise: what had been sent "
                "comes back."
            )
            self._ui.notices.success(words)
            self.done.emit()

        self._do(work, finish, long=True)

    def _advance(self) -> Callable[[int, int], bool]:
        self._stopped.clear()
        say = self._ui.background.relay(self, self._on_step)

        def advance(done: int, total: int) -> bool:
            say((done, total))
            return not self._stopped.is_set()

        return advance

    def _on_step(self, step: tuple[int, int]) -> None:
        self.progress.set_progress(*step)

    def _do(
        self, work: Callable[[], Any], then: Callable[[Any], None], *, long: bool = False
    ) -> None:
        ui = self._ui
        self._set_running(running=True, long=long)

        def done(result: Any) -> None:
            self._set_running(running=False)
            then(result)

        def failed(error: Exception) -> None:
            self._set_running(running=False)
            if not isinstance(error, ReferralAppError):
                return
            words = sentence(ui.language, error)
            if isinstance(error, WrongPassphraseError):
                self.passphrase_row.set_error(words)
                self.passphrase.line.selectAll()
                self.passphrase.setFocus()
            elif isinstance(error, UnavailableError):
                again = lambda: self._do(work, then, long=long)  # noqa: E731
                ui.notices.error(words, Act(ui.gettext("Try again"), again))
            else:
                ui.notices.warning(words)

        # Behind whatever is still being saved by the store that was open.
        ui.background.store(self, work, done, failed)

    def _set_running(self, *, running: bool, long: bool = False) -> None:
        """All but the way to stop it waits."""
        for part in (self.choose_card, self.open_card, self.compare_card, self.languages):
            part.setEnabled(not running)
        self.progress.setVisible(running and long)
        if running and long:
            self.progress.set_progress(0, 0)
            self.progress.setFocus(Qt.FocusReason.OtherFocusReason)


def _buttons(ui: Ui, *buttons: QWidget) -> QWidget:
    holder = QWidget()
    line = FlowLayout(holder, ui.theme.px(SPACE_8))
    for button in buttons:
        line.addWidget(button)
    return holder
