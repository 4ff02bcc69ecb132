"""What the page of the exchange does with the hub of the commune."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.staff import Act
from referral_app.errors import UnavailableError
from referral_app.language import isolate
from referral_app.services.ports import RoundReport
from ui.changes import CASES, CENTRE, EXCHANGE, REFERRALS
from ui.dialogs import Question
from ui.exchange.hub_card import HubCard
from ui.exchange.words import show_report
from ui.screen import Screen

if TYPE_CHECKING:
    from referral_app.bootstrap import HubState

_ALL = (CASES, REFERRALS, EXCHANGE, CENTRE)


class HubPart(QWidget):
    """The card of the hub with its acts."""

    def __init__(self, page: Screen) -> None:
        super().__init__()
        self._page, self._context = page, page.context
        self._stopped = threading.Event()
        self._may_choose = self._context.desk.actor.may(Act.INVITE)
        self.card = HubCard(self._context.ui, may_choose=self._may_choose)
        self.card.wanted.connect(self.exchange)
        self.card.stopped.connect(self._stopped.set)
        self.card.form.wanted.connect(self._join)
        self.card.leaving.connect(self._leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)

    @property
    def is_joined(self) -> bool:
        """Whether the centre has a hub."""
        return self.card.exchange.isVisibleTo(self)

    def refresh(self) -> None:
        """Read how it stands."""
        hub = self._context.workspace.hub()
        self.card.show_hub(hub, self._context.desk.now())
        self.setVisible(hub is not None or self._may_choose)

    def stop(self) -> None:
        """Let an exchange that runs end at its next step."""
        self._stopped.set()

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """Nothing else starts while an exchange runs."""
        card = self.card
        return (card.exchange, card.open, card.leave, card.form.join)

    def exchange(self) -> None:
        """Exchange with the hub now."""
        self._stopped.clear()
        self.card.begin()
        workspace = self._context.workspace
        say = self._context.ui.background.relay(self, self._on_step)

        def advance(done: int, total: int) -> bool:
            say((done, total))
            return not self._stopped.is_set()

        def work() -> RoundReport | UnavailableError:
            try:
                return workspace.synchronise_hub(advance)
            except UnavailableError as error:
                return error  # what was read until then stays read, and pages must show it

        self._page.run(work, self._on_done, changed=_ALL, is_round=True)

    def _on_step(self, step: tuple[int, int]) -> None:
        self.card.show_step(*step)

    def end(self) -> None:
        """Nothing runs any more."""
        self.card.progress.hide()

    def _on_done(self, result: RoundReport | UnavailableError) -> None:
        if isinstance(result, UnavailableError):
            self._page.say_error(result, self.exchange)
        else:
            stopped = self._stopped.is_set()
            self.card.show_report(show_report(self._context, result, stopped=stopped))
        self.refresh()
        self.card.exchange.setFocus(Qt.FocusReason.OtherFocusReason)

    def _join(self, address: str, code: str) -> None:
        ui, _ = self._context.ui, self._context.ui.gettext
        workspace = self._context.workspace

        def joined(state: HubState) -> None:
            self.card.close_form()
            self.refresh()
            if state.waits:
                words = _(
                    "The hub was found. Whoever invited your centre exchanges with it once; then "
                    "it goes on by itself."
                )
                ui.notices.info(words)
            else:
                words = _("Your centre exchanges with {hub} from now on, at all its desks.")
                ui.notices.success(words.format(hub=isolate(state.name or state.url)))
            self.card.exchange.setFocus(Qt.FocusReason.OtherFocusReason)

        self._page.run(
            lambda: workspace.join_hub(address, code),
            joined,
            changed=_ALL,
            at_field=self.card.form.show_problem,
            is_round=True,
        )

    def _leave(self) -> None:
        ui, _ = self._context.ui, self._context.ui.gettext
        workspace = self._context.workspace
        question = Question(
            _("Leave the hub?"),
            _(
                "No desk of your centre exchanges with it any more. Nothing is lost: what waits "
                "here goes by stick or shared folder. You can join it again at any time."
            ),
            _("Leave the hub"),
            danger=True,
        )
        if not ui.dialogs.confirm(ui, self, question):
            return

        def left(_none: None) -> None:
            self.refresh()
            ui.notices.success(_("Your centre has left the hub."))
            self.card.open.setFocus(Qt.FocusReason.OtherFocusReason)

        self._page.run(workspace.leave_hub, left, changed=(EXCHANGE, CENTRE))
