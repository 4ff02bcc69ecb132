"""What a new desk shows until somebody at its centre has let it in: how to go on, and no more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from referral_app.errors import InvalidInputError, ReferralAppError, UnavailableError
from referral_app.language import N_, isolate, isolate_text
from referral_app.sentences import sentence
from referral_app.services.ports import RoundReport
from referral_app.settings import LAST_FOLDER, WindowSettings
from ui.context import Ui
from ui.exchange.folder_card import FolderCard
from ui.exchange.hub_card import HubCard
from ui.exchange.round_card import RoundCard
from ui.exchange.words import ReportLine, report_lines
from ui.gate import Gate
from ui.notices import Act
from ui.parts.fingerprint import Fingerprint
from ui.parts.words_form import WordsForm
from ui.tokens import SPACE_8, Text
from ui.widgets.buttons import QuietButton
from ui.widgets.card import Card
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.labels import Label

if TYPE_CHECKING:
    from referral_app.bootstrap import Workspace


Advance = Callable[[int, int], bool]
_LOOK_MS: Final = 15_000
"""Between two looks whether the next round with the hub is due."""
_WHY_NOT: Final = {
    "used": N_(
        "Another computer has joined with this file; each serves one. Have a new one written at "
        "your centre, and choose it here."
    ),
    "expired": N_(
        "The file had expired when your centre read the answer. Have a new one written there, and "
        "choose it here."
    ),
    "sent_away": N_(
        "Your centre has sent this desk away: the digits differed. Have a new file written there, "
        "carry it yourself, and choose it here."
    ),
}
"""By the reason that the centre gives."""


class Waiting(Gate):
    """The digits of this desk, and the folder or stick over which its keys will come."""

    entered = Signal(object)
    """The Workspace, once it may work."""
    left = Signal()
    """The person leaves the desk waiting, its store closed."""

    def __init__(self, ui: Ui, workspace: Workspace, settings: WindowSettings) -> None:
        _ = ui.gettext
        super().__init__(ui, _("Nearly there"), _("This desk waits to be let in by your centre."))
        self._ui, self._workspace, self._settings = ui, workspace, settings
        self._stopped = threading.Event()
        self._busy = False
        self._again = QTimer(self)
        self._again.setInterval(_LOOK_MS)
        self._again.timeout.connect(self._look)
        self.words_form: WordsForm | None = None
        steps = self._steps()
        self.column.addWidget(steps)
        self.folder = FolderCard(ui)
        self.folder.waiting.hide()
        self.folder.wanted.connect(self._exchange)
        self.folder.choosing.connect(self._choose)
        self.folder.stopped.connect(self._stopped.set)
        self._running: RoundCard = self.folder
        self.folder.show_place(settings.get(LAST_FOLDER))
        self.folder.show_report(self._refusal())
        self.hub = self._hub_card()
        self.column.addWidget(self.hub)
        self.column.addWidget(self.folder)
        self.folder.stand_second(second=self._workspace.hub() is not None)
        below = QWidget()
        foot = FlowLayout(below, ui.theme.px(SPACE_8))
        self.other = QuietButton(ui, _("I have another file…"))
        self.other.clicked.connect(self._choose_file)
        foot.addWidget(self.other)
        self.kit = QuietButton(ui, _("Use the recovery kit…"))
        self.kit.clicked.connect(self._use_kit)
        foot.addWidget(self.kit)
        leave = QuietButton(ui, _("Close for now"))
        leave.clicked.connect(self._leave)
        foot.addWidget(leave)
        self.column.addWidget(below)
        self._ways = (steps, self.hub, self.folder, below)

    def take_focus(self) -> None:
        """Stand on the button that goes on."""
        first = self.folder if self._workspace.hub() is None else self.hub
        first.exchange.setFocus()

    def stop(self) -> None:
        """Look at the hub no more, and let an exchange that runs end: the store is being closed."""
        self._stopped.set()
        self._again.stop()

    def _leave(self) -> None:
        self.stop()
        self.left.emit()

    def _hub_card(self) -> HubCard:
        """The hub that the invitation named; looked at now and then while somebody says yes."""
        card = HubCard(self._ui, may_choose=False)
        state = self._workspace.hub()
        card.show_hub(state, self._workspace.desk.now())
        card.setVisible(state is not None)
        card.wanted.connect(self._exchange_with_hub)
        card.stopped.connect(self._stopped.set)
        if state is not None:
            self._again.start()
        return card

    def _steps(self) -> Card:
        ui, _ = self._ui, self._ui.gettext
        summary = self._workspace.waiting
        card = Card(ui, _("What happens now"))
        steps = [
            _("1. Exchange here, with the hub, the stick or the folder of your centre."),
            _(
                "2. At a desk of the centre somebody exchanges, too, and opens the page "
                "“Exchange”: this desk asks there to be let in. Read these digits to each other."
            ),
            _("3. When they agree, the desk is let in there. Exchange there once more, then here."),
        ]
        for place, step in enumerate(steps):
            card.body.addWidget(Label(ui, step, wrap=True))
            if place == 1:
                card.body.addWidget(Fingerprint(ui, self._workspace.desk_fingerprint()))
        if summary is not None:
            name = summary.name_ar if ui.language.code == "ar" else summary.name_fr
            words = _("A desk of {centre}, for {person}. The invitation is valid until {date}.")
            said = words.format(
                centre=isolate_text(name),
                person=isolate(summary.label),
                date=isolate(ui.language.format_moment(summary.expires)),
            )
            card.body.addWidget(Label(ui, said, Text.SMALL, "muted", wrap=True))
        return card

    def _choose(self) -> bool:
        ui = self._ui
        title = ui.gettext("Folder or stick of the exchange")
        kept = self._settings.get(LAST_FOLDER)
        folder = ui.dialogs.choose_folder(ui, self, title, Path(kept) if kept else None)
        if folder is None:
            return False
        try:
            self._settings.put(LAST_FOLDER, str(folder))
        except ReferralAppError as error:
            ui.notices.warning(sentence(ui.language, error))
        self.folder.show_place(self._settings.get(LAST_FOLDER))
        return True

    def _exchange(self) -> None:
        if self._busy or not (self._settings.get(LAST_FOLDER) or self._choose()):
            return
        folder = Path(self._settings.get(LAST_FOLDER))
        self._begin(self.folder, lambda advance: self._workspace.synchronise(folder, advance))

    def _exchange_with_hub(self) -> None:
        if not self._busy:
            self._begin(self.hub, self._workspace.synchronise_hub)

    def _look(self) -> None:
        """Ask the hub again by itself; what goes wrong stands on its card."""
        due = self._workspace.hub_pace()
        if self._busy or due is None or due > self._workspace.desk.now():
            return
        self._ui.background.network(
            self, self._workspace.synchronise_hub, self._looked, lambda _error: self._show_hub()
        )

    def _looked(self, _report: RoundReport) -> None:
        self._show_hub()
        if not self._workspace.is_waiting:
            self.entered.emit(self._workspace)

    def _show_hub(self) -> None:
        self.hub.show_hub(self._workspace.hub(), self._workspace.desk.now())

    def _begin(self, card: RoundCard, round_: Callable[[Advance], RoundReport]) -> None:
        """Start a round that is shown on a card."""
        self._stopped.clear()
        self._running = card
        self._set_busy(True)
        card.begin()
        say = self._ui.background.relay(self, self._on_step)

        def advance(done: int, total: int) -> bool:
            say((done, total))
            return not self._stopped.is_set()

        self._ui.background.network(self, lambda: round_(advance), self._done, self._failed)

    def _on_step(self, step: tuple[int, int]) -> None:
        self._running.show_step(*step)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        folder, hub = self.folder, self.hub
        for button in (folder.exchange, folder.choose, self.other, self.kit, hub.exchange):
            button.setEnabled(not busy)
        if not busy:
            self._running.progress.hide()
            self._show_hub()
            self.take_focus()

    def _done(self, report: RoundReport) -> None:
        self._set_busy(False)
        if not self._workspace.is_waiting:
            self.entered.emit(self._workspace)
            return
        ui, _ = self._ui, self._ui.gettext
        words = _("This desk is not let in yet. Its answer lies there: go on at the other desk.")
        lines = [ReportLine(words), *report_lines(ui.language, report)]
        self._running.show_report(self._refusal() or lines)

    def _refusal(self) -> list[ReportLine]:
        why = _WHY_NOT.get(self._workspace.why_not)
        return [ReportLine(self._ui.gettext(why), good=False)] if why else []

    def _choose_file(self) -> None:
        ui, _ = self._ui, self._ui.gettext
        title, pattern = _("Choose the invitation"), _("Invitation (*.rinv)")
        file = ui.dialogs.open_file(ui, self, title, pattern)
        if file is None or self._busy:
            return

        def work() -> bytes:
            from referral_app import bootstrap

            data = bootstrap.invitation_bytes(file)
            if bootstrap.read_desk_invitation(data).needs_words:
                return data
            self._workspace.ask_again(data)
            return b""

        def taken(mailed: bytes) -> None:
            self._set_busy(False)
            if mailed:
                self._ask_words(mailed)
            else:
                self._say_taken()

        self._set_busy(True)
        ui.background.store(self, work, taken, self._failed)

    def _say_taken(self) -> None:
        self.folder.show_report(())
        words = self._ui.gettext("The new file is taken: exchange here to ask again.")
        self._ui.notices.success(words)

    def _ask_words(self, mailed: bytes) -> None:
        _ = self._ui.gettext
        explained = _(
            "This file came by mail. Call the person who sent it: type the twelve words that you "
            "are told."
        )

        def tell(words: str) -> None:
            from referral_app import bootstrap

            self._workspace.ask_again(bootstrap.tell_words(mailed, words))

        self._open_words(WordsForm(self._ui, explained, _("Go on")), tell, self._say_taken)

    def _use_kit(self) -> None:
        _ = self._ui.gettext
        explained = _(
            "When nobody can let in desks any more: type the twenty-four words of the sheet from "
            "the safe. This desk then may let in and revoke others."
        )

        def said() -> None:
            words = _("This desk is let in by the recovery kit: exchange here to take its files.")
            self._ui.notices.success(words)

        form = WordsForm(self._ui, explained, _("Take over the centre"))
        self._open_words(form, self._workspace.recover_stewardship, said)

    def _open_words(
        self, form: WordsForm, work: Callable[[str], None], done: Callable[[], None]
    ) -> None:
        self._close_words()
        self.words_form = form
        # In place of all the rest: beneath it nobody would see where the keyboard is.
        for part in self._ways:
            part.hide()
        self.column.addWidget(form)

        def taken(_none: None) -> None:
            self._set_busy(False)
            self._close_words()
            done()

        def failed(error: Exception) -> None:
            if isinstance(error, InvalidInputError):
                self._set_busy(False)
                form.show_problem(sentence(self._ui.language, error))
            else:
                self._failed(error)

        def take(words: str) -> None:
            self._set_busy(True)
            self._ui.background.store(self, lambda: work(words), taken, failed)

        form.wanted.connect(take)
        form.left.connect(self._close_words)
        form.take_focus()

    def _close_words(self) -> None:
        if self.words_form is not None:
            self.words_form.forget()
            self.words_form.hide()
            self.words_form.deleteLater()
            self.words_form = None
            for part in self._ways:
                part.setVisible(part is not self.hub or self._workspace.hub() is not None)
            self.take_focus()

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        if not isinstance(error, ReferralAppError):
            return  # a bug: the background has logged it and the window apologises
        ui, words = self._ui, sentence(self._ui.language, error)
        if isinstance(error, UnavailableError):
            ui.notices.error(words, Act(ui.gettext("Try again"), self._running.wanted.emit))
        else:
            ui.notices.warning(words)
