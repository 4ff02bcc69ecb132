"""The form for what is known of the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from referral_app.domain.facts import Value
from referral_app.domain.identifiers import Moment
from referral_app.domain.staff import Act
from referral_app.services.cases import set_case_fields
from referral_app.services.views import CaseView
from ui.case.panel import FormPanel, State, earliest
from ui.parts.case_words import field_label
from ui.parts.choices import choices_of
from ui.parts.dates import day_of
from ui.parts.person_fields import PersonFields
from ui.screen import Screen
from ui.widgets.choice import Choice
from ui.widgets.choice_field import ChoiceField
from ui.widgets.multi_choice_field import MultiChoiceField


class PersonPanel(FormPanel):
    """What is known of the person, corrected or completed."""

    name = "person"

    def __init__(self, screen: Screen, view: CaseView) -> None:
        self._case = view.case
        _ = screen.context.ui.gettext
        super().__init__(screen, _("The person"), _("Save"), earliest(view.case))

    def build(self) -> None:
        """The questions of a new file, and those that come later."""
        ui, lists, fields = self.ui, self.desk.vocabularies, self._case.fields
        locked = self.desk.actor.may(Act.READ_LOCKED_FLAGS)
        self.person = PersonFields(ui, lists, locked_flags=locked)
        self.person.set_values({name: fields.value(name) for name in fields.by_name})
        self.add_rows(self.person, self.person.rows)
        self.caregiver = ChoiceField(ui, choices_of(lists.caregivers, ui.language))
        self.strengths = MultiChoiceField(ui, choices_of(lists.strengths, ui.language))
        staff = self.desk.store.reader.staff()
        people = [Choice(member.id.hex(), member.label) for member in staff if member.active]
        self.responsible = ChoiceField(ui, people)
        self._later: dict[str, ChoiceField | MultiChoiceField] = {
            "caregiver": self.caregiver,
            "strengths": self.strengths,
            "responsible": self.responsible,
        }
        for name, field in self._later.items():
            self.add(name, field_label(ui, name), field)
        self._show_later({name: fields.value(name) for name in self._later})
        self._ask_caregiver(minor=self.person.minor())
        self.person.minor_changed.connect(lambda minor: self._ask_caregiver(minor=minor))
        self._before = self._values()

    def state(self) -> State:
        """Every field and the day."""
        return {"fields": self._values(), "happened": self.day()}

    def load(self, state: Mapping[str, Any]) -> None:
        """Show a draft."""
        fields = state.get("fields")
        if isinstance(fields, dict):
            self.person.set_values(fields)
            self._show_later(fields)
        self.set_day(state.get("happened"))

    def when_label(self) -> str:
        """What the day is called."""
        return self.ui.gettext("Known since")

    def check(self) -> None:
        """As in a new file."""
        for field in (self.caregiver, self.responsible):
            field.take()
        self.person.check()

    def work(self, at: Moment) -> Callable[[], object]:
        """Write what differs; a band of age goes with the year in which it was asked."""
        now, desk, case = self._values(), self.desk, self._case.id
        changes = {name: value for name, value in now.items() if value != self._before[name]}
        if changes.get("age_band"):
            changes["intake_year"] = day_of(at).year
        return lambda: set_case_fields(desk, case, changes, at)

    def _values(self) -> dict[str, Value]:
        later: dict[str, Value] = {name: field.value() or "" for name, field in self._later.items()}
        later["strengths"] = self.strengths.value()
        return self.person.values() | later

    def _show_later(self, values: Mapping[str, Any]) -> None:
        for name, field in self._later.items():
            value = values.get(name)
            with suppress(KeyError):  # no longer offered
                if isinstance(field, MultiChoiceField):
                    field.set_value(tuple(value or ()))
                else:
                    field.set_value(value or None)

    def _ask_caregiver(self, *, minor: bool) -> None:
        self.rows["caregiver"].setVisible(minor)
