"""Forms for the needs of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from referral_app.domain.case import Need
from referral_app.domain.facts import Value
from referral_app.domain.identifiers import Moment
from referral_app.services.cases import record_need, set_need_fields
from referral_app.services.views import CaseView
from ui.case.panel import FormPanel, State, earliest
from ui.parts.case_words import field_label
from ui.parts.choices import choices_of
from ui.parts.dates import day_of
from ui.parts.need_fields import NeedFields, NeedState
from ui.screen import Screen
from ui.widgets.choice_field import ChoiceField


class NeedPanel(FormPanel):
    """A new need."""

    name = "need"

    def __init__(self, screen: Screen, view: CaseView) -> None:
        self._case = view.case
        _ = screen.context.ui.gettext
        super().__init__(screen, _("Add a need"), _("Record the need"), earliest(view.case))

    def build(self) -> None:
        """Category, priority, details."""
        self.need = NeedFields(self.ui, self.desk.vocabularies)
        self.add_rows(self.need, self.need.rows)

    def when_label(self) -> str:
        """What the day is called."""
        return self.ui.gettext("Said on")

    def state(self) -> State:
        """The need and the day."""
        return {"need": self.need.state().dump(), "happened": self.day()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        self.need.set_state(NeedState.load(state.get("need") or {}))
        self.set_day(state.get("happened"))

    def check(self) -> None:
        """As in a new file."""
        self.need.check()

    def work(self, at: Moment) -> Callable[[], object]:
        """Record it."""
        desk, case, entry = self.desk, self._case.id, self.need.state().entry()
        return lambda: record_need(desk, case, entry, at)


class EditNeedPanel(FormPanel):
    """A need that stands: what it is, how urgent, what became of it."""

    name = "edit_need"

    def __init__(self, screen: Screen, need: Need) -> None:
        self._need = need
        _ = screen.context.ui.gettext
        super().__init__(
            screen, _("Change the need"), _("Save"), day_of(need.recorded_at) - timedelta(days=1)
        )

    def build(self) -> None:
        """The need as it stands, and its state."""
        lists, fields = self.desk.vocabularies, self._need.fields
        self.need = NeedFields(self.ui, lists)
        names = ("category", "detail", "priority", "priority_reason")
        stands = {name: fields.text(name) for name in names if fields.text(name)}
        self.need.set_state(NeedState.load(stands))
        self.add_rows(self.need, self.need.rows)
        self.outcome = ChoiceField(self.ui, choices_of(lists.need_states, self.ui.language))
        stands_at = fields.text("state")
        self.outcome.set_value(stands_at if stands_at in lists.need_states else "open")
        self.add("state", field_label(self.ui, "state"), self.outcome)
        self._before = self._values()

    def state(self) -> State:
        """The need, its state and the day."""
        return {
            "need": self.need.state().dump(),
            "state": self.outcome.value() or "",
            "happened": self.day(),
        }

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        self.need.set_state(NeedState.load(state.get("need") or {}))
        if state.get("state") in self.desk.vocabularies.need_states:
            self.outcome.set_value(state["state"])
        self.set_day(state.get("happened"))

    def check(self) -> None:
        """As in a new file."""
        self.outcome.take()
        self.need.check()
        if self.outcome.value() is None:
            self.say("state", self.ui.gettext("Say how the need stands."))

    def work(self, at: Moment) -> Callable[[], object]:
        """Write what differs."""
        now, desk, need = self._values(), self.desk, self._need.id
        changes = {name: value for name, value in now.items() if value != self._before[name]}
        return lambda: set_need_fields(desk, need, changes, at)

    def _values(self) -> dict[str, Value]:
        entry = self.need.state().entry()
        return {
            "category": entry.category,
            "detail": entry.detail,
            "priority": entry.priority,
            "priority_reason": entry.priority_reason,
            "state": self.outcome.value() or "",
        }
