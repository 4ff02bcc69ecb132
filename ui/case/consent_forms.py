"""Forms for the consents of a file: given, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from referral_app.domain.consent import Consent
from referral_app.domain.identifiers import Moment
from referral_app.services.consents import ConsentEnded, end_consent
from referral_app.services.views import CaseView
from ui.case.panel import FormPanel, Panel, State
from ui.consent.panel import ConsentPanel
from ui.consent.state import ConsentState
from ui.parts.dates import day_of
from ui.parts.section import NoticeLine
from ui.screen import Screen
from ui.widgets.note_field import NoteField


class ConsentGiven(Panel):
    """A consent that the person gives."""

    name = "consent"

    def __init__(self, screen: Screen, view: CaseView) -> None:
        super().__init__(screen, screen.context.ui.gettext("Consent"))
        self.form = ConsentPanel(screen, view.case)
        self.column.addWidget(self.form)
        self.form.saved.connect(lambda _id: self.finished.emit(""))
        self.form.cancelled.connect(self.cancelled)
        self.form.changed.connect(self.changed)

    @property
    def buttons(self) -> tuple[QWidget, ...]:
        """The button that saves."""
        return self.form.buttons[:1]

    def state(self) -> State:
        """The consent as typed."""
        return self.form.form.state().dump()

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        self.form.form.set_state(ConsentState.load(state))

    def touched(self) -> bool:
        """Whether anything was typed."""
        return self.form.touched()

    def take_focus(self) -> None:
        """Put the keyboard on the first field."""
        self.form.form.read.setFocus()


class ConsentEndedPanel(FormPanel):
    """The person takes a consent back."""

    name = "end_consent"

    def __init__(self, screen: Screen, consent: Consent) -> None:
        self._consent = consent
        _ = screen.context.ui.gettext
        title, first = _("Withdraw the consent"), day_of(consent.given_at)
        super().__init__(screen, title, title, first)

    def build(self) -> None:
        """Why."""
        _ = self.ui.gettext
        told = _("Nothing more is sent under it. What was sent stays where it is.")
        self.column.insertWidget(1, NoticeLine(self.ui, "info", told))
        self.reason = NoteField(self.ui, lines=3)
        self.add("reason", _("What the person says"), self.reason, required=True)

    def state(self) -> State:
        """Reason and day."""
        return {"reason": self.reason.value(), "happened": self.day()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        self.reason.set_value(str(state.get("reason", "")))
        self.set_day(state.get("happened"))

    def check(self) -> None:
        """It has a reason."""
        if not self.reason.value():
            self.say("reason", self.ui.gettext("Say why, in a few words."))

    def work(self, at: Moment) -> Callable[[], object]:
        """End it."""
        desk, consent, reason = self.desk, self._consent.id, self.reason.value()
        return lambda: end_consent(desk, consent, reason, at)

    def said(self, result: object) -> str:
        """How many referrals still rely on it."""
        still = len(result.still_open) if isinstance(result, ConsentEnded) else 0
        if not still:
            return self.ui.gettext("The consent has been withdrawn.")
        return self.ui.ngettext(
            "The consent has been withdrawn. {count} referral that relied on it is still open: "
            "cancel it, or ask the person again.",
            "The consent has been withdrawn. {count} referrals that relied on it are still open: "
            "cancel them, or ask the person again.",
            still,
        ).format(count=still)
