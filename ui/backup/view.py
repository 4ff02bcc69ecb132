"""The page of backups: the last good one, one more now, checking one, putting one back."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from referral_app.errors import ForeignDataError, ReferralAppError, UnavailableError
from referral_app.language import isolate
from referral_app.sentences.holdings import held_words
from referral_app.services.ports.backups import Checked
from ui.backup.last_card import LastCard
from ui.backup.list_card import ListCard
from ui.backup.restored_card import RestoredCard
from ui.changes import BACKUPS, EXCHANGE
from ui.dialogs import Question
from ui.parts.backup_words import path_words
from ui.screen import Screen, ScreenContext
from ui.widgets.scroll_page import READING_WIDTH, ScrollPage

if TYPE_CHECKING:
    from referral_app.bootstrap.backing_up import Backups


class BackupScreen(Screen):
    """Backups of this desk."""

    listens_to = frozenset({BACKUPS, EXCHANGE})

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        self._stopped = threading.Event()
        subtitle = _("One encrypted file holds all of this desk; read back before it counts.")
        self.page = ScrollPage(ui, self.title(), subtitle, max_width=READING_WIDTH)
        self.restored = RestoredCard(ui, context.desk)
        self.restored.noted.connect(self._take_note)
        self.last = LastCard(ui)
        self.last.wanted.connect(self._make)
        self.last.choosing.connect(self._choose)
        self.last.stopped.connect(self._stopped.set)
        self.last.limited.connect(self._limit)
        self.list = ListCard(ui)
        self.list.checking.connect(self._check)
        self.list.checking_other.connect(self._check_other)
        self.list.restoring.connect(self._restore)
        for card in (self.restored, self.last, self.list):
            self.page.body.addWidget(card)
        self.page.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        ui.actions.add(self, "Ctrl+Return", _("Back up now"), self._make, self.title())

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Backups")

    def show_with(self, **arguments: Any) -> None:
        """Read how things stand; stand on the button that makes one."""
        self.refresh()
        self.last.make.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read how things stand."""
        ui, backups = self.context.ui, self._backups
        plan, now = backups.plan(), self.context.desk.now()
        ago = ui.language.format_ago(plan.made, now) if plan.made is not None else ""
        self.last.show_plan(plan, backups.folder, old=plan.is_too_old(now), ago=ago)
        self.restored.refresh()
        # A stick may take its time to answer.
        folder = backups.folder
        work = lambda: (backups.list_files(), plan.folder is None or folder.is_dir())  # noqa: E731
        ui.background.network(
            self, work, lambda found: self.list.show_files(found[0], reachable=found[1])
        )

    def keep_draft(self) -> None:
        """Let a lock stop what is running."""
        self._stopped.set()

    def busy_widgets(self) -> tuple[Any, ...]:
        """Nothing else starts while a backup is made or checked."""
        return (
            self.last.make,
            self.last.choose,
            self.last.ceiling,
            self.list.rows,
            self.list.check_other,
            self.list.restore,
        )

    @property
    def _backups(self) -> Backups:
        return self.context.workspace.backups

    def _make(self) -> None:
        backups = self._backups
        self._long(backups.make, self._made)

    def _made(self, made: Checked | None) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        if made is None or made.held is None:
            ui.notices.info(_("Stopped. No backup was made; the ones before are untouched."))
            return
        words = _("A backup was written, read back and found whole: {held}, in {file}.")
        held = held_words(ui.language, made.held)
        ui.notices.success(words.format(held=held, file=path_words(made.file.path)))
        self.list.mark(made.file.path, whole=True)
        self.context.changes.publish(BACKUPS)

    def _check(self, file: Path) -> None:
        backups = self._backups

        def failed(error: Exception) -> None:
            if isinstance(error, ForeignDataError):
                self.list.mark(file, whole=False)

        self._long(lambda advance: backups.check(file, advance), self._checked, failed)

    def _checked(self, found: Checked | None) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        if found is None:
            ui.notices.info(_("Stopped; nothing was found out."))
            return
        made = isolate(ui.language.format_moment(found.file.made))
        words = _("The backup of {moment} is whole. Who opens it: {labels}.")
        labels = ui.language.format_list([isolate(label) for label in found.file.labels])
        said = words.format(moment=made, labels=labels)
        if found.held is not None:
            holds = _("It holds {what}.").format(what=held_words(ui.language, found.held))
            said = f"{said} {holds}"
        ui.notices.success(said)
        self.list.mark(found.file.path, whole=True)

    def _check_other(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        title, pattern = _("Which backup should be checked?"), _("Backup (*.jbak)")
        file = ui.dialogs.open_file(ui, self, title, pattern, self._backups.folder)
        if file is not None:
            self._check(file)

    def _restore(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        question = Question(
            _("Put a backup back?"),
            _("The desk is locked first. Then you choose the backup and see what it replaces."),
            _("Lock and go on"),
        )
        if ui.dialogs.confirm(ui, self, question):
            self.context.wardrobe.put_back()

    def _choose(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        title = _("Where should the backups go?")
        folder = ui.dialogs.choose_folder(ui, self, title, self._backups.folder)
        if folder is None:
            return
        self.run(lambda: self._backups.choose(folder), lambda _none: None, changed=(BACKUPS,))

    def _limit(self, megabytes: int) -> None:
        self.run(lambda: self._backups.limit(megabytes), lambda _none: None)

    def _take_note(self) -> None:
        self.run(self.restored.take_note, lambda _none: self.restored.refresh())

    def _long(self, work: Any, then: Any, refused: Any = lambda _error: None) -> None:
        """Do long work beside the store's queue, with progress and a way to stop it."""
        if self._saving:
            return
        ui = self.context.ui
        self._stopped.clear()
        say = ui.background.relay(self, self._on_step)

        def advance(done: int, total: int) -> bool:
            say((done, total))
            return not self._stopped.is_set()

        def done(result: Any) -> None:
            self._end()
            then(result)

        def failed(error: Exception) -> None:
            self._end()
            refused(error)
            if isinstance(error, ReferralAppError):
                again = lambda: self._long(work, then, refused)  # noqa: E731
                self.say_error(error, again if isinstance(error, UnavailableError) else None)

        self._set_saving(True)
        self.last.show_step(0, 0)
        self.last.progress.show()
        ui.background.network(self, lambda: work(advance), done, failed)

    def _on_step(self, step: tuple[int, int]) -> None:
        self.last.show_step(*step)

    def _end(self) -> None:
        self._set_saving(False)
        self.last.progress.hide()
