"""What the page of the exchange does about the commune's registry of centres."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.staff import Act
from referral_app.language import isolate, isolate_text
from referral_app.settings import LAST_FOLDER
from ui.changes import CASES, CENTRE, EXCHANGE, REFERRALS
from ui.dialogs import Question
from ui.exchange.registry_card import RegistryCard
from ui.exchange.registry_form import Signing
from ui.exchange.registry_words import warnings
from ui.screen import Screen

if TYPE_CHECKING:
    from referral_app.bootstrap.registry_view import RegistryQuestion, RegistryState

_CHANGED = (EXCHANGE, CENTRE, CASES, REFERRALS)


class RegistryPart(QWidget):
    """The card with its acts."""

    def __init__(self, page: Screen) -> None:
        super().__init__()
        self._page, self._context = page, page.context
        self._may_manage = self._context.desk.actor.may(Act.MANAGE_DESKS)
        self.due = 0
        """How many things are to be looked at."""
        self.card = RegistryCard(self._context.ui, may_manage=self._may_manage)
        self.card.agreed.connect(lambda: self._answer(agreed=True))
        self.card.put_off.connect(lambda: self._answer(agreed=False))
        self.card.opening.connect(self._open)
        self.card.saving.connect(self._save)
        self.card.signing.connect(self._begin)
        self.card.wanted.connect(self._sign)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)

    def refresh(self) -> None:
        """Read how things stand."""
        workspace = self._context.workspace
        now = self._context.desk.now()
        state, question = workspace.registry(), workspace.registry_question()
        if not self._may_manage:
            question = None
        self.card.show_registry(state, question, now)
        told = len(tuple(warnings(self._context.ui, state, now))) if state else 0
        self.due = told + (question is not None) if self._may_manage else 0
        self.setVisible(self._may_manage or state is not None)

    def busy_widgets(self) -> tuple[QWidget, ...]:
        """Nothing else starts while something is written."""
        card = self.card
        form = (card.form.sign,) if card.form is not None else ()
        return (card.agree, card.later, card.open, card.save, card.sign, *form)

    def _answer(self, *, agreed: bool) -> None:
        workspace = self._context.workspace

        def done(_none: None) -> None:
            self._taken_in() if agreed else self.refresh()

        self._page.run(lambda: workspace.answer_registry(agreed=agreed), done, changed=_CHANGED)

    def _open(self) -> None:
        ui, _ = self._context.ui, self._context.ui.gettext
        pattern = _("Registry of centres (*.rdir *.dir)")
        title = _("Which registry?")
        file = ui.dialogs.open_file(ui, self, title, pattern, self._last_folder())
        if file is not None:
            self._import(file, agreed=False)

    def _import(self, file: Path, *, agreed: bool) -> None:
        workspace = self._context.workspace

        def done(question: RegistryQuestion | None) -> None:
            if question is None:
                self._taken_in()
            elif self._agrees(question):
                self._import(file, agreed=True)

        self._page.run(
            lambda: workspace.import_registry(file, agreed=agreed), done, changed=_CHANGED
        )

    def _agrees(self, asked: RegistryQuestion) -> bool:
        ui, _ = self._context.ui, self._context.ui.gettext
        lines = [_("Key of the new registry: {digits}").format(digits=isolate(asked.root))]
        if asked.pinned and asked.pinned != asked.root:
            words = _("Key that holds here so far: {digits}")
            lines.append(words.format(digits=isolate(asked.pinned)))
        for moved in asked.moved:
            words = _("{name}: known here as {known}, in the registry as {listed}")
            lines.append(
                words.format(
                    name=isolate_text(moved.name),
                    known=isolate(moved.known),
                    listed=isolate(moved.listed),
                )
            )
        question = Question(
            _("Does the key’s number agree?"),
            _("Ask the commune’s administrator to read the digits aloud: they must be these."),
            _("They agree"),
            lines,
            danger=bool(asked.moved or asked.pinned),
        )
        return ui.dialogs.confirm(ui, self, question)

    def _save(self) -> None:
        ui, _ = self._context.ui, self._context.ui.gettext
        start = (self._last_folder() or Path.home()) / _("registry.rdir")
        pattern = _("Registry of centres (*.rdir)")
        title = _("Where should the registry be written?")
        file = ui.dialogs.save_file(ui, self, title, pattern, start)
        if file is None:
            return
        workspace = self._context.workspace

        def done(_none: None) -> None:
            ui.notices.success(_("The registry is written. It holds no secret."))

        self._page.run(lambda: workspace.export_registry(file), done)

    def _begin(self) -> None:
        workspace = self._context.workspace
        self.card.open_form(workspace.registry_proposal(), founding=workspace.registry() is None)

    def _sign(self, signing: Signing) -> None:
        ui, _ = self._context.ui, self._context.ui.gettext
        pattern = _("Key of the registry (*.rroot)")
        if signing.founding:
            start = (self._last_folder() or Path.home()) / _("registry-key.rroot")
            title = _("Onto which stick should the key be written?")
            file = ui.dialogs.save_file(ui, self, title, pattern, start)
        else:
            title = _("Where is the key?")
            file = ui.dialogs.open_file(ui, self, title, pattern, self._last_folder())
        if file is None:
            return
        workspace = self._context.workspace
        act = workspace.found_registry if signing.founding else workspace.sign_registry

        def work() -> RegistryState:
            return act(file, signing.passphrase, signing.entries)

        def done(state: RegistryState) -> None:
            self.card.close_form()
            self.refresh()
            words = _(
                "Version {version} is signed. It leaves with the next exchange; put the stick back "
                "into the safe."
            )
            ui.notices.success(words.format(version=isolate(str(state.version))))

        self._page.run(work, done, changed=_CHANGED)

    def _taken_in(self) -> None:
        self.refresh()
        self._context.ui.notices.success(
            self._context.ui.gettext("The registry holds here from now on.")
        )

    def _last_folder(self) -> Path | None:
        kept = self._context.settings.get(LAST_FOLDER)
        return Path(kept) if kept else None
