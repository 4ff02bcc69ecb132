"""What the page of the exchange does about keys, quarantine and the recovery kit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.bootstrap.guarding import RecoveryKit
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError
from referral_app.exports.kit_sheet import kit_sheet
from referral_app.exports.words import Words
from referral_app.language import isolate
from referral_app.sentences import sentence
from referral_app.services.alerts import Alert, AlertKind, Remedy
from referral_app.services.desks import DeskLine, desks, here, may_let_in
from referral_app.services.ports.desks import LeftOut
from referral_app.services.ports.pages import Document
from referral_app.services.quarantine import gaps
from ui.changes import CASES, CENTRE, EXCHANGE, REFERRALS
from ui.dialogs import Question
from ui.exchange.kit_panel import KitPanel
from ui.exchange.safety_card import SafetyCard, Shown
from ui.painting.devices import PagePainter
from ui.parts.desk_words import desk_name
from ui.parts.output import Deliver, Output
from ui.parts.words_form import WordsForm
from ui.screen import Screen


class SafetyPart(QWidget):
    """The card with its acts."""

    def __init__(self, page: Screen, revoke: Callable[[DeskLine], None]) -> None:
        super().__init__()
        self._page, self._context, self._revoke = page, page.context, revoke
        self._output = Output(page)
        self.due = 0
        """How many things are to be looked at."""
        self.card = SafetyCard(page.context.ui)
        self.card.remedied.connect(self._remedy)
        self.card.readopting.connect(self._readopt)
        self.card.rotating.connect(self._rotate)
        self.card.drawing.connect(self._draw)
        self.card.recovering.connect(self._recover)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)

    def refresh(self) -> None:
        """Read how things stand."""
        desk, workspace = self._context.desk, self._context.workspace
        manages = desk.actor.may(Act.MANAGE_DESKS)
        may_manage = may_let_in(desk)
        own = here(desk)
        known = desk.store.reader.own_membership()
        kit = known is not None and bool(known.kits) and own is not None and own.active
        shown = Shown(
            # A disk that exists twice is told beside the desks, where they are revoked.
            tuple(alert for alert in workspace.alerts() if alert.kind != AlertKind.CLONE),
            workspace.quarantine() if manages else (),
            workspace.centre_keys() if manages else (),
            desks(desk),
        )
        may_recover = kit and not may_manage
        self.due = len(shown.alerts)
        self.card.show_state(shown, may_manage=may_manage, may_recover=may_recover)
        # The whole part, not its card alone: an empty one would leave a double margin.
        self.setVisible(manages or may_recover or bool(shown.alerts))

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """Nothing else starts while something is written."""
        card = self.card
        return (card.rotate, card.kit, card.recover, *card.buttons)

    def _remedy(self, alert: Alert) -> None:
        if alert.remedy is Remedy.PRINT_KIT:
            self._draw()
        elif alert.remedy is Remedy.REVOKE and alert.desk is not None:
            self._revoke(alert.desk)
        elif alert.remedy is Remedy.ACCEPT_GAP and alert.desk is not None:
            self._accept_gap(alert.desk)

    def _accept_gap(self, line: DeskLine) -> None:
        ui, _ = self._context.ui, self._context.ui.gettext
        name, workspace = desk_name(ui, line), self._context.workspace
        found = [gap for gap in gaps(self._context.desk) if gap.device == line.device]
        commits = [commit for gap in found for commit in gap.commits]
        question = Question(
            _("Wait no longer for what {desk} wrote?").format(desk=name),
            _(
                "It is not shown as missing any more, at no desk. If it comes after all, from a "
                "stick found in a drawer, it is taken as ever."
            ),
            _("Wait no longer"),
        )
        if ui.dialogs.confirm(ui, self, question):
            done = _("Nobody waits for it any more.")
            self._do(lambda: workspace.accept_gap(commits), done)

    def _readopt(self, lines: tuple[LeftOut, ...]) -> None:
        ui, _ = self._context.ui, self._context.ui.gettext
        workspace = self._context.workspace
        question = Question(
            ui.ngettext(
                "Let {count} entry of a revoked desk count?",
                "Let {count} entries of a revoked desk count?",
                len(lines),
            ).format(count=len(lines)),
            _(
                "It then counts at every desk of every centre that holds it, as if nothing had "
                "happened. Do so only if you know who wrote it."
            ),
            _("It is genuine: let it count"),
        )
        if ui.dialogs.confirm(ui, self, question):
            commits = [line.commit for line in lines]
            done = _("It counts here now. Exchange, so that it counts everywhere.")
            self._do(lambda: workspace.readopt(commits), done)

    def _rotate(self) -> None:
        _ = self._context.ui.gettext
        done = _("A new key is open. Exchange, so that the others use it.")
        self._do(self._context.workspace.rotate_keys, done)

    def _draw(self) -> None:
        def drawn(kit: RecoveryKit) -> None:
            panel = KitPanel(self._context.ui, kit)
            panel.printing.connect(lambda: self._deliver(self._output.to_printer(), kit))
            name = self._context.ui.gettext("recovery-kit.pdf")
            panel.saving.connect(lambda: self._deliver(self._output.to_file(name), kit))
            panel.kept.connect(lambda: self._keep(kit))
            panel.left.connect(self.card.close_panel)
            self.card.open_panel(panel)
            panel.print.setFocus()

        self._page.run(self._context.workspace.recovery_kit, drawn)

    def _keep(self, kit: RecoveryKit) -> None:
        _, workspace = self._context.ui.gettext, self._context.workspace
        done = _("The recovery kit counts. Put the sheet into the safe, and destroy older ones.")

        def kept(_none: None) -> None:
            self.card.close_panel()
            self._context.ui.notices.success(done)

        words = " ".join(kit.words)
        self._page.run(lambda: workspace.keep_recovery_kit(words), kept, changed=(EXCHANGE, CENTRE))

    def _deliver(self, deliver: Deliver | None, kit: RecoveryKit) -> None:
        if deliver is not None:
            deliver(self._sheet(kit))

    def _sheet(self, kit: RecoveryKit) -> Document:
        ui, desk = self._context.ui, self._context.desk
        name = desk.store.reader.own_centre().name(ui.language.code)
        words = Words(ui.language, desk.vocabularies)
        ruler = PagePainter().ruler
        return kit_sheet(kit.words, kit.code, name, kit.drawn_at, words, ruler)

    def _recover(self) -> None:
        ui, _ = self._context.ui, self._context.ui.gettext
        explained = _(
            "When nobody can let in desks any more: type the twenty-four words of the sheet from "
            "the safe. This desk then may let in and revoke others, and you manage desks and team."
        )
        form = WordsForm(ui, explained, _("Take over the centre"))
        form.left.connect(self.card.close_panel)
        form.wanted.connect(lambda words: self._take_over(form, words))
        self.card.open_panel(form)
        form.take_focus()

    def _take_over(self, form: WordsForm, words: str) -> None:
        ui, workspace = self._context.ui, self._context.workspace

        def taken(_none: None) -> None:
            form.forget()
            self.card.close_panel()
            done = ui.gettext(
                "This desk may let in others, {person} manages desks and team. Now revoke the "
                "computers that are gone, exchange, and print a new kit."
            )
            label = isolate(workspace.desk.actor.label)
            ui.notices.success(done.format(person=label))

        def at_field(error: InvalidInputError) -> bool:
            return form.show_problem(sentence(ui.language, error))

        self._page.run(
            lambda: workspace.recover_stewardship(words),
            taken,
            changed=(EXCHANGE, CENTRE, CASES),
            at_field=at_field,
        )

    def _do(self, work: Callable[[], None], said: str) -> None:
        def done(_none: None) -> None:
            self._context.ui.notices.success(said)

        self._page.run(work, done, changed=(EXCHANGE, CENTRE, CASES, REFERRALS))
