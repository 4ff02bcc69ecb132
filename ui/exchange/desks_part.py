"""What the page of the exchange does about the desks of our own centre."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.desks import MOST_STEWARDS
from referral_app.errors import InvalidInputError
from referral_app.language import isolate
from referral_app.sentences import sentence
from referral_app.services.desks import DeskLine, alarms, desks, may_let_in
from referral_app.settings import LAST_FOLDER
from ui.changes import CASES, CENTRE, EXCHANGE, REFERRALS
from ui.dialogs import Question
from ui.exchange.desks_card import DesksCard
from ui.exchange.prepare_desk import DeskEntry
from ui.parts.desk_words import desk_name, retired_words
from ui.parts.section import NoticeLine
from ui.screen import Screen
from ui.tokens import SPACE_16

if TYPE_CHECKING:
    from referral_app.bootstrap import DeskInvitationSummary, JoiningDesk


class DesksPart(QWidget):
    """The card with its acts, and the word on a desk that was taken out of work."""

    def __init__(self, page: Screen, exchange: Callable[[], None]) -> None:
        super().__init__()
        self._page, self._context, self._exchange = page, page.context, exchange
        ui = self._context.ui
        self.retired = NoticeLine(ui, "info", "", "soon", "soon_ground")
        self.retired.hide()
        self.card = DesksCard(ui, page.context.workspace.desk_fingerprint)
        self.card.preparing.connect(self._prepare)
        self.card.form.wanted.connect(self._write)
        self.card.confirming.connect(self._confirm)
        self.card.refusing.connect(self._refuse)
        self.card.retiring.connect(self._retire)
        self.card.revoking.connect(self.revoke)
        self.card.promoting.connect(self._promote)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_16))
        column.addWidget(self.retired)
        column.addWidget(self.card)

    def refresh(self) -> None:
        """Read how things stand."""
        desk = self._context.desk
        self._lines = desks(desk)
        here = next((line for line in self._lines if line.is_here), None)
        gone = here is not None and not here.active
        self.retired.setVisible(gone)
        if here is not None and gone:
            self.retired.set_text(retired_words(self._context.ui, here))
        self.card.show_desks(
            self._lines,
            self._context.workspace.joining(),
            alarms(desk),
            desk.now(),
            may_manage=may_let_in(desk),
        )

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """Nothing else starts while something is written."""
        return (self.card.prepare, self.card.form.write, *self.card.buttons.values())

    def _prepare(self, replaces: DeskLine | None) -> None:
        people = self._context.desk.store.reader.staff()
        self.card.open_form(people, self._lines, replaces)

    def _write(self, entry: DeskEntry) -> None:
        ui, _ = self._context.ui, self._context.ui.gettext
        kept = self._context.settings.get(LAST_FOLDER)
        start = (Path(kept) if kept else Path.home()) / _("desk.rinv")
        title = _("Where should the file of the new desk be written?")
        file = ui.dialogs.save_file(ui, self, title, _("Invitation (*.rinv)"), start)
        if file is None:
            return
        workspace = self._context.workspace

        def work() -> DeskInvitationSummary:
            return workspace.invite_desk(
                file,
                entry.staff,
                may_let_in=entry.may_let_in,
                replaces=entry.replaces,
                by_mail=entry.by_mail,
            )

        def written(summary: DeskInvitationSummary) -> None:
            self.card.close_form()
            if summary.words:
                self.card.told.show_words(summary.words, summary.label)
                return
            words = _(
                "File written for {person}, valid until {date} and for one computer. Carry it "
                "there yourself. When the new desk has exchanged, exchange here: it then asks to "
                "be let in."
            )
            until = isolate(ui.language.format_moment(summary.expires))
            ui.notices.success(words.format(person=isolate(summary.label), date=until))

        def at_field(error: InvalidInputError) -> bool:
            return self.card.form.show_problem(error.field, sentence(ui.language, error))

        self._page.run(work, written, changed=(EXCHANGE,), at_field=at_field)

    def _confirm(self, one: JoiningDesk) -> None:
        ui, _ = self._context.ui, self._context.ui.gettext
        workspace = self._context.workspace

        def confirmed(_none: None) -> None:
            words = _("{person}’s desk is let in. Exchange here now, then at the new computer.")
            ui.notices.success(words.format(person=isolate(one.label)))
            if self._context.settings.get(LAST_FOLDER):
                self._exchange()

        self._page.run(
            lambda: workspace.confirm_desk(one.device), confirmed, changed=(EXCHANGE, CENTRE, CASES)
        )

    def _refuse(self, one: JoiningDesk) -> None:
        ui, _ = self._context.ui, self._context.ui.gettext
        workspace = self._context.workspace

        def refused(_none: None) -> None:
            words = _(
                "Sent away; nothing of it was taken. If somebody else holds the file, prepare the "
                "desk anew with another one."
            )
            ui.notices.info(words)

        self._page.run(lambda: workspace.refuse_desk(one.device), refused, changed=(EXCHANGE,))

    def _retire(self, line: DeskLine) -> None:
        ui, _ = self._context.ui, self._context.ui.gettext
        name, workspace = desk_name(ui, line), self._context.workspace
        question = Question(
            _("Take {desk} out of work?").format(desk=name),
            _(
                "Nothing can be written there any more, and it is given nothing new. What was "
                "written there before still arrives. This cannot be undone; a new desk can be "
                "prepared at any time."
            ),
            _("Take it out of work"),
            danger=True,
        )
        if not ui.dialogs.confirm(ui, self, question):
            return

        def retired(_none: None) -> None:
            words = _("{desk} is out of work. Exchange, so that the other desks hear of it.")
            ui.notices.success(words.format(desk=name))

        self._page.run(
            lambda: workspace.retire_desk(line.device, "retired"),
            retired,
            changed=(EXCHANGE, CENTRE, CASES),
        )

    def revoke(self, line: DeskLine) -> None:
        """Ask, then take a desk out of work whose computer is in other hands."""
        ui, _ = self._context.ui, self._context.ui.gettext
        name, workspace = desk_name(ui, line), self._context.workspace
        question = Question(
            _("Is the computer of {desk} lost, stolen or copied?").format(desk=name),
            _(
                "It is taken out of work at once, and the centre gets a new key. What was written "
                "there and has not come here by now counts nowhere: it is kept apart, and you can "
                "let it count later. If you have its last stick, exchange with it first. This "
                "cannot be undone."
            ),
            _("It is in other hands: revoke it"),
            danger=True,
        )
        if not ui.dialogs.confirm(ui, self, question):
            return

        def revoked(_none: None) -> None:
            words = _("{desk} is revoked. Exchange at once, so that the others hear of it.")
            ui.notices.success(words.format(desk=name))
            if self._context.settings.get(LAST_FOLDER):
                self._exchange()

        self._page.run(
            lambda: workspace.revoke_desk(line.device),
            revoked,
            changed=(EXCHANGE, CENTRE, CASES, REFERRALS),
        )

    def _promote(self, line: DeskLine) -> None:
        ui, _ = self._context.ui, self._context.ui.gettext
        name, workspace = desk_name(ui, line), self._context.workspace
        text = _(
            "Who manages desks can then do so there as well as here: prepare, let in and take out "
            "of work, this desk too. No more than {most} desks may, and it cannot be taken back."
        )
        question = Question(
            _("May {desk} let in others?").format(desk=name),
            text.format(most=MOST_STEWARDS),
            _("It may let in others"),
        )
        if not ui.dialogs.confirm(ui, self, question):
            return

        def promoted(_none: None) -> None:
            words = _("{desk} may let in others. Exchange, so that it hears of it.")
            ui.notices.success(words.format(desk=name))

        self._page.run(
            lambda: workspace.make_steward(line.device), promoted, changed=(EXCHANGE, CENTRE)
        )
