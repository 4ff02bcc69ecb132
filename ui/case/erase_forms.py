"""Forms of the supervisor: erasing a file for good, and keeping one past its term."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from referral_app.domain.erasure import HOLD, Reason
from referral_app.domain.identifiers import Moment
from referral_app.services.erasure import hold_case, preview
from referral_app.services.views import CaseView
from ui.case.panel import FormPanel, State, earliest
from ui.changes import CASES, REFERRALS
from ui.dialogs import Question
from ui.parts.code_words import dashed
from ui.parts.entry_form import first_wrong
from ui.parts.erasure_words import REASONS, going, horizon_words, months_words
from ui.parts.names import Names
from ui.parts.section import NoticeLine
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.labels import Label
from ui.widgets.note_field import NoteField

if TYPE_CHECKING:
    from ui.case.view import CaseScreen


class ErasePanel(FormPanel):
    """What goes, why, and until when copies could still be opened; asks before it does."""

    name = "erase"

    def __init__(self, screen: CaseScreen, view: CaseView) -> None:
        self._screen = screen
        self._names = Names(screen.context.ui, screen.context.desk)
        self.found = preview(screen.context.desk, view.case.id)
        _ = screen.context.ui.gettext
        super().__init__(screen, _("Erase the file"), _("Erase…"), earliest(view.case), dated=False)

    def build(self) -> None:
        """What goes, and the reason."""
        ui, _ = self.ui, self.ui.gettext
        lines = ui.language.format_list(list(going(ui, self.found)))
        words = _("With the file go: {things}.").format(things=lines) if lines else ""
        said = [words, horizon_words(self._names, self.found.horizon)]
        said.append(_("Months that are frozen keep their figures. The code is never given again."))
        for line in filter(None, said):
            self._fields.addWidget(Label(ui, line, wrap=True))
        for line in self._warnings():
            self._fields.addWidget(NoticeLine(ui, "triangle-alert", line, "soon"))
        choices = [Choice(reason.value, _(REASONS[reason])) for reason in self.found.reasons]
        self.reason = ChoiceField(ui, choices)
        self.add("reason", _("Why"), self.reason, required=True)

    def _warnings(self) -> list[str]:
        ui, _ = self.ui, self.ui.gettext
        found = []
        if self.found.hold:
            found.append(_("It is kept past its term: {reason}").format(reason=self.found.hold))
        if waiting := len(self.found.waiting):
            words = ui.ngettext(
                "{count} referral is not ended: end or cancel it first.",
                "{count} referrals are not ended: end or cancel them first.",
                waiting,
            )
            found.append(words.format(count=ui.language.format_number(waiting)))
        if self.found.unfrozen:
            words = _("The figures of {months} are not frozen yet: they will lose this file.")
            found.append(words.format(months=months_words(ui, self.found.unfrozen)))
        return found

    def state(self) -> State:
        """The reason."""
        return {"reason": self.reason.value() or ""}

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        if state.get("reason") in {reason.value for reason in self.found.reasons}:
            self.reason.set_value(state["reason"])

    def check(self) -> None:
        """It has a reason."""
        self.reason.take()
        if not self.reason.value() and not self.rows["reason"].error:
            self.say("reason", self.ui.gettext("Say why the file is erased."))

    def save(self) -> None:
        """Ask, then erase and leave the page."""
        self.check()
        wrong = first_wrong(self.rows.values())
        if wrong is not None:
            wrong.field.setFocus()
            return
        if self.ui.dialogs.confirm(self.ui, self, self._question()):
            workspace, case = self._screen.context.workspace, self.found.case
            reason = Reason(self.reason.value() or "")
            self._screen.run(
                lambda: workspace.erase_case(case, reason),
                lambda _none: self._screen.leave_erased(),
                changed=(CASES, REFERRALS),
                is_round=True,
            )

    def _question(self) -> Question:
        ui, _ = self.ui, self.ui.gettext
        return Question(
            _("Erase file {code} for good?").format(code=dashed(self.found.code, isolated=True)),
            _("Nobody can bring it back, at this centre or elsewhere."),
            _("Erase it"),
            list(going(ui, self.found)),
            danger=True,
        )


class HoldPanel(FormPanel):
    """Why a file is kept past its term; without a reason it is no longer kept."""

    name = "hold"

    def __init__(self, screen: CaseScreen, view: CaseView) -> None:
        self._case = view.case
        _ = screen.context.ui.gettext
        super().__init__(
            screen, _("Keep past the term"), _("Save"), earliest(view.case), dated=False
        )

    def build(self) -> None:
        """The reason."""
        ui, _ = self.ui, self.ui.gettext
        words = _(
            "While a reason stands here, such as a procedure under way or an objection, the file "
            "is not erased because its term is over. An empty field lets it go again."
        )
        self._fields.addWidget(Label(ui, words, wrap=True))
        self.note = NoteField(ui, lines=3, placeholder=_("No names, no telephone"))
        self.note.set_value(self._case.fields.text(HOLD))
        self.add(HOLD, _("Reason"), self.note)

    def state(self) -> State:
        """The reason."""
        return {"hold": self.note.value()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        self.note.set_value(str(state.get("hold", "")))

    def work(self, _at: Moment) -> Callable[[], object]:
        """Keep it, or let it go."""
        desk, case, words = self.desk, self._case.id, self.note.value()
        return lambda: hold_case(desk, case, words)
