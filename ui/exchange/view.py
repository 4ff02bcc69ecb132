"""The page of the exchange: a folder or stick, what happened, and the centres that are known."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.domain.centre import Centre
from referral_app.domain.staff import Act
from referral_app.errors import ReferralAppError
from referral_app.language import isolate_text
from referral_app.services.ports import RoundReport
from referral_app.services.views import today
from referral_app.settings import LAST_FOLDER
from ui.changes import CASES, CENTRE, EXCHANGE, REFERRALS
from ui.exchange.words import report_lines
from ui.screen import Screen, ScreenContext
from ui.tokens import SPACE_8, SPACE_12, Text
from ui.widgets.buttons import PrimaryButton, SecondaryButton, SmallButton
from ui.widgets.card import Card, EmptyState
from ui.widgets.labels import CodeLabel, Label
from ui.widgets.progress import Progress
from ui.widgets.rows import IconDisc
from ui.widgets.scroll_page import ScrollPage

if TYPE_CHECKING:
    from referral_app.bootstrap import InvitationSummary


class ExchangeScreen(Screen):
    """Exchange with a folder or stick; invite another centre."""

    listens_to = frozenset({EXCHANGE, CENTRE})

    def __init__(self, context: ScreenContext) -> None:
        super().__init__(context)
        ui, _ = context.ui, context.ui.gettext
        self._cancelled = threading.Event()
        subtitle = _(
            "Sealed envelopes, by a stick or a shared folder: only their centre reads them."
        )
        self.page = ScrollPage(ui, self.title(), subtitle, max_width=900)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.page.body.addWidget(self._folder_card())
        self.centres = Card(ui, _("The other centres"))
        self._list = QWidget()
        self.centres.body.addWidget(self._list)
        self.page.body.addWidget(self.centres)
        self.page.body.addStretch(1)
        self._show_folder()

    def title(self) -> str:
        """Name of the page."""
        return self.context.ui.gettext("Exchange")

    def show_with(self, **arguments: Any) -> None:
        """Read how things stand; stand on the button that does it."""
        self.refresh()
        self.exchange.setFocus()

    def refresh(self) -> None:
        """Read how things stand."""
        state = today(self.context.desk).exchange
        ui, ngettext = self.context.ui, self.context.ui.ngettext
        if state.waiting_to_leave:
            text = ngettext(
                "{count} message waits to leave.",
                "{count} messages wait to leave.",
                state.waiting_to_leave,
            ).format(count=state.waiting_to_leave)
        else:
            text = ui.gettext("Everything written here has been laid into an envelope.")
        self.waiting.setText(text)
        self._show_centres(state.last_contact)

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """Nothing else starts while an exchange or an invitation runs."""
        return (self.exchange, self.choose, self.invite)

    def _folder_card(self) -> Card:
        ui, _ = self.context.ui, self.context.ui.gettext
        card = Card(ui, _("By folder or stick"))
        self.folder_label = Label(ui, "", wrap=True)
        self.waiting = Label(ui, "", color="muted", wrap=True)
        self.exchange = PrimaryButton(ui, _("Exchange now"), "refresh-cw")
        self.exchange.clicked.connect(self._exchange)
        ui.actions.add(self, "Ctrl+Return", _("Exchange now"), self._exchange, self.title())
        self.choose = SecondaryButton(ui, _("Another folder…"), "folder")
        self.choose.clicked.connect(self._choose)
        self.progress = Progress(ui, _("Reading and writing envelopes…"))
        self.progress.stopped.connect(self._cancelled.set)
        self.progress.hide()
        self.report = QVBoxLayout()
        acts = QHBoxLayout()
        acts.setSpacing(ui.theme.px(SPACE_8))
        acts.addWidget(self.exchange)
        acts.addWidget(self.choose)
        acts.addStretch(1)
        card.body.addWidget(self.folder_label)
        card.body.addWidget(self.waiting)
        card.body.addLayout(acts)
        card.body.addWidget(self.progress)
        card.body.addLayout(self.report)
        return card

    def _show_folder(self) -> None:
        _ = self.context.ui.gettext
        folder = self.context.settings.get(LAST_FOLDER)
        if folder:
            words = _("Folder: {folder}").format(folder=isolate_text(folder))
        else:
            words = _("No folder chosen yet: insert the stick, or choose the shared folder.")
        self.folder_label.setText(words)

    def _choose(self) -> bool:
        ui, _ = self.context.ui, self.context.ui.gettext
        kept = self.context.settings.get(LAST_FOLDER)
        start = Path(kept) if kept else None
        folder = ui.dialogs.choose_folder(ui, self, _("Folder or stick of the exchange"), start)
        if folder is None:
            return False
        try:
            self.context.settings.put(LAST_FOLDER, str(folder))
        except ReferralAppError as error:
            self.say_error(error)
        self._show_folder()
        return True

    def _exchange(self) -> None:
        if not self.exchange.isEnabled():
            return
        if not self.context.settings.get(LAST_FOLDER) and not self._choose():
            return
        folder = Path(self.context.settings.get(LAST_FOLDER))
        workspace, cancelled = self.context.workspace, self._cancelled
        cancelled.clear()
        self.progress.set_progress(0, 0)
        self.progress.show()
        say = self.context.ui.background.relay(self, self._on_progress)

        def advance(done: int, total: int) -> bool:
            say((done, total))
            return not cancelled.is_set()

        changed = (CASES, REFERRALS, EXCHANGE, CENTRE)
        self.run(lambda: workspace.synchronise(folder, advance), self._show_report, changed=changed)

    def _on_progress(self, step: tuple[int, int]) -> None:
        self.progress.set_progress(*step)

    def _set_saving(self, saving: bool) -> None:
        super()._set_saving(saving)
        if not saving:
            self.progress.hide()

    def _show_report(self, report: RoundReport) -> None:
        ui = self.context.ui
        while (item := self.report.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        lines = report_lines(ui.language, report)
        for at, line in enumerate(lines):
            rank = Text.BASE_BOLD if at == 0 else Text.BASE
            self.report.addWidget(Label(ui, line, rank, wrap=True))
        if report.refused or report.missing:
            ui.notices.warning(" ".join(lines))
        else:
            ui.notices.success(" ".join(lines))
        self.exchange.setFocus()

    def _show_centres(self, contacts: dict[Any, Any]) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        others = [c for c in self.context.desk.store.reader.centres() if not c.is_own]
        for centre in others:
            column.addWidget(self._centre(centre, contacts.get(centre.id)))
        may = self.context.desk.actor.may(Act.INVITE)
        self.invite = SecondaryButton(ui, _("Invite a centre…"), "plus")
        self.invite.clicked.connect(self._invite)
        self.invite.setVisible(may)
        if not others:
            words = _(
                "No other centre yet. Write an invitation onto a stick and hand it over: the two "
                "centres know each other from then on."
            )
            column.addWidget(EmptyState(ui, "users", words))
        foot = QHBoxLayout()
        foot.addWidget(self.invite)
        foot.addStretch(1)
        column.addLayout(foot)
        self.centres.body.replaceWidget(self._list, fresh)
        self._list.hide()
        self._list.deleteLater()
        self._list = fresh

    def _centre(self, centre: Centre, contact: int | None) -> QWidget:
        ui, _ = self.context.ui, self.context.ui.gettext
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(ui.theme.px(SPACE_12))
        words = QVBoxLayout()
        words.addWidget(Label(ui, centre.name(ui.language.code), Text.BASE_BOLD, wrap=True))
        if contact is None:
            said = _("Nothing heard from it yet")
        else:
            ago = ui.language.format_ago(contact, self.context.desk.now())
            said = _("Last heard from: {ago}").format(ago=ago)
        words.addWidget(Label(ui, said, Text.SMALL, "muted"))
        print_label = CodeLabel(ui, self.context.workspace.fingerprint(centre.id), Text.SMALL)
        print_label.hide()
        words.addWidget(print_label)
        show = SmallButton(ui, _("Fingerprint"))
        show.setToolTip(_("Sixty digits that both centres read to each other: they must agree."))
        show.clicked.connect(lambda: print_label.setVisible(print_label.isHidden()))
        line.addWidget(IconDisc(ui, "house"))
        line.addLayout(words, 1)
        line.addWidget(show)
        return holder

    def _invite(self) -> None:
        ui, _ = self.context.ui, self.context.ui.gettext
        start = Path.home() / _("invitation.rinv")
        pattern = _("Invitation (*.rinv)")
        title = _("Where should the invitation be written?")
        file = ui.dialogs.save_file(ui, self, title, pattern, start)
        if file is None:
            return
        workspace = self.context.workspace

        def written(summary: InvitationSummary) -> None:
            words = _(
                "Invitation written, valid until {date} and for one centre. Hand it over yourself: "
                "whoever holds it can join. Then exchange once to hear their answer."
            )
            ui.notices.info(words.format(date=ui.language.format_moment(summary.expires)))

        self.run(lambda: workspace.invite(file), written, changed=(EXCHANGE,))
