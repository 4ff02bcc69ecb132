"""The page of the exchange: a folder or stick, what happened, and the centres that are known."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from referral_app.domain.staff import Act
from referral_app.errors import ReferralAppError, UnavailableError
from referral_app.language import isolate
from referral_app.services.ports import RoundReport
from referral_app.services.views import exchange_state
from referral_app.settings import LAST_FOLDER
from ui.changes import CASES, CENTRE, EXCHANGE, REFERRALS
from ui.exchange.administration import Administration
from ui.exchange.centres_card import CentresCard
from ui.exchange.cleaning_card import CleaningCard
from ui.exchange.desks_part import DesksPart
from ui.exchange.folder_card import FolderCard
from ui.exchange.hub_part import HubPart
from ui.exchange.registry_part import RegistryPart
from ui.exchange.safety_part import SafetyPart
from ui.exchange.told_words import ToldWords
from ui.exchange.words import show_report
from ui.parts.entry_form import EntryForm
from ui.screen import Screen, ScreenContext
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.walking import stops_within, tab_through

if TYPE_CHECKING:
    from referral_app.bootstrap import InvitationSummary


class ExchangeScreen(Screen):
    """Exchange with a folder or stick; invite another centre."""

    listens_to = frozenset({REFERRALS, CASES, EXCHANGE, CENTRE})

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        self._stopped = threading.Event()
        subtitle = _(
            "Sealed envelopes, by hub, stick or shared folder: only their centre reads them."
        )
        self.page = ScrollPage(ui, self.title(), subtitle, max_width=900)
        self.folder = FolderCard(ui)
        self.folder.wanted.connect(self._exchange)
        self.folder.choosing.connect(self._choose)
        self.folder.stopped.connect(self._stopped.set)
        may_invite = context.desk.actor.may(Act.INVITE)
        self.centres = CentresCard(ui, context.workspace.fingerprint, may_invite=may_invite)
        self.centres.inviting.connect(self._invite)
        self.centres.inviting_by_mail.connect(lambda: self._invite(by_mail=True))
        self.desks = DesksPart(self, self._exchange)
        self.hub = HubPart(self)
        self.safety = SafetyPart(self, self.desks.revoke)
        self.told = ToldWords(ui)
        self.cleaning = CleaningCard(self)
        self.registry = RegistryPart(self)
        parts = (self.safety, self.registry, self.cleaning)
        self.administration = Administration(ui, parts)
        # How the exchange stands, and exchanging, come first: they are what everybody needs.
        first = (self.administration.hint, self.hub, self.folder)
        for part in (*first, self.desks, self.told, self.centres, self.administration):
            self.page.body.addWidget(part)
        self.page.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        ui.actions.add(self, "Ctrl+Return", self._main_words, self._do_main, self.title())

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Exchange")

    def show_with(self, **arguments: Any) -> None:
        """Read how things stand; stand on the button that does it."""
        self.refresh()
        first = self.hub.card if self.hub.is_joined else self.folder
        first.exchange.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read how things stand."""
        desk = self.context.desk
        state, reader, now = exchange_state(desk), desk.store.reader, desk.now()
        self.hub.refresh()
        self._put_first(self.hub if self.hub.is_joined else self.folder)
        self.folder.stand_second(second=self.hub.is_joined)
        self.folder.show_place(self.context.settings.get(LAST_FOLDER))
        self.folder.show_waiting(state.waiting_to_leave)
        invited = [it for it in reader.invitations() if it.used_by is None and it.expires > now]
        centres = {centre.id: centre for centre in (reader.own_centre(), *reader.centres())}
        self.centres.show_centres([*centres.values()], state.last_contact, invited, now)
        self.desks.refresh()
        self.registry.refresh()
        self.safety.refresh()
        self.administration.show_due(self.safety.due + self.registry.due)
        # Lists were made anew: Tab would come to them last.
        tab_through([*stops_within(self.page.body)])

    def keep_draft(self) -> None:
        """Let a lock stop a running exchange: the next one goes on from there."""
        self._stopped.set()
        self.hub.stop()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """Nothing else starts while an exchange or an invitation runs."""
        centres = (self.centres.invite, self.centres.invite_by_mail)
        ours = (self.folder.exchange, self.folder.choose, *centres)
        inside = (self.hub, self.desks, self.safety, self.registry)
        return (*ours, *(widget for part in inside for widget in part.busy_widgets()))

    def _put_first(self, card: QWidget) -> None:
        """Let the way by which the centre exchanges stand above the other."""
        body, other = self.page.body, self.folder if card is self.hub else self.hub
        if body.indexOf(card) > body.indexOf(other):
            body.removeWidget(card)
            body.insertWidget(body.indexOf(other), card)

    def _main_form(self) -> tuple[EntryForm | None, bool]:
        """The open form that has the keyboard, else the first; and whether it is meant for sure."""
        forms = [form for form in self.page.findChildren(EntryForm) if form.isVisible()]
        forms = [form for form in forms if form.main is not None]
        here = QApplication.focusWidget()
        within = [form for form in forms if here is not None and form.isAncestorOf(here)]
        found = next(iter([*within, *forms]), None)
        return found, bool(within) or len(forms) == 1

    def _main_words(self) -> str:
        form, _sure = self._main_form()
        if form is None or form.main is None:
            return self.context.ui.gettext("Exchange now")
        return form.main.text()

    def _do_main(self) -> None:
        """Do what the open form says; of several it is shown first which one. Else exchange."""
        form, sure = self._main_form()
        if form is None or form.main is None:
            self._exchange_now()
        elif sure:
            form.main.click()
        else:
            form.main.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self) -> bool:
        ui, _ = self.context.ui, self.context.ui.gettext
        title = _("Folder or stick of the exchange")
        folder = ui.dialogs.choose_folder(ui, self, title, self._last_folder())
        if folder is None:
            return False
        try:
            self.context.settings.put(LAST_FOLDER, str(folder))
        except ReferralAppError as error:
            self.say_error(error)
        self.folder.show_place(self.context.settings.get(LAST_FOLDER))
        return True

    def _last_folder(self) -> Path | None:
        kept = self.context.settings.get(LAST_FOLDER)
        return Path(kept) if kept else None

    def _exchange_now(self) -> None:
        """Exchange with the hub, or with the folder where the centre has none."""
        if self._saving:
            return
        if self.hub.is_joined:
            self.hub.exchange()
        else:
            self._exchange()

    def _exchange(self) -> None:
        if self._saving:
            return
        folder = self._last_folder()
        if folder is None:
            if not self._choose():
                return
            folder = Path(self.context.settings.get(LAST_FOLDER))
        self._stopped.clear()
        self.folder.begin()
        say = self.context.ui.background.relay(self, self._on_step)

        def advance(done: int, total: int) -> bool:
            say((done, total))
            return not self._stopped.is_set()

        def work() -> RoundReport | UnavailableError:
            try:
                return self.context.workspace.synchronise(folder, advance)
            except UnavailableError as error:
                return error  # what was read until then stays read, and pages must show it

        changed = (CASES, REFERRALS, EXCHANGE, CENTRE)
        self.run(work, self._on_done, changed=changed, is_round=True)

    def _on_step(self, step: tuple[int, int]) -> None:
        self.folder.show_step(*step)

    def _set_saving(self, saving: bool) -> None:
        super()._set_saving(saving)
        if not saving:
            self.folder.progress.hide()
            self.hub.end()

    def _on_done(self, result: RoundReport | UnavailableError) -> None:
        if isinstance(result, UnavailableError):
            self.say_error(result, self._exchange)
        else:
            stopped = self._stopped.is_set()
            self.folder.show_report(show_report(self.context, result, stopped=stopped))
        self.folder.exchange.setFocus(Qt.FocusReason.OtherFocusReason)

    def _invite(self, *, by_mail: bool = False) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        start = (self._last_folder() or Path.home()) / _("invitation.rinv")
        pattern = _("Invitation (*.rinv)")
        title = _("Where should the invitation be written?")
        file = ui.dialogs.save_file(ui, self, title, pattern, start)
        if file is None:
            return
        workspace = self.context.workspace

        def written(summary: InvitationSummary) -> None:
            if summary.words:
                self.told.show_words(summary.words)
                return
            words = _(
                "Invitation written, valid until {date} and for one centre. Hand it over yourself: "
                "whoever holds it can join. Then exchange once to hear their answer."
            )
            until = isolate(ui.language.format_moment(summary.expires))
            ui.notices.success(words.format(date=until))

        self.run(lambda: workspace.invite(file, by_mail=by_mail), written, changed=(EXCHANGE,))
