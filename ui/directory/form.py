"""The fields of one outside service, as they stand in the directory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from referral_app.domain.directory import Service
from referral_app.domain.vocabulary import Vocabularies
from referral_app.errors import InvalidInputError
from referral_app.services.directory import ServiceEntry
from ui.context import Ui
from ui.parts.choices import choices_of
from ui.parts.entry_form import EntryForm, first_wrong, go_on_when_taken, show_at_field
from ui.parts.section import NoticeLine
from ui.parts.state import sound
from ui.tokens import SPACE_8, SPACE_12
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field import TextField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.multi_choice_field import MultiChoiceField
from ui.widgets.note_field import NoteField

_SPANS: Final = {
    "name_fr": 3,
    "name_ar": 3,
    "kind": 3,
    "district": 3,
    "categories": 6,
    "address": 3,
    "phone": 3,
    "hours": 6,
    "documents": 6,
}


class ServiceForm(EntryForm):
    """Names, what for, where, when; `wanted` when it is to be saved."""

    wanted = Signal()
    left = Signal()
    changed = Signal()

    def __init__(self, ui: Ui, lists: Vocabularies, act: str) -> None:
        super().__init__()
        self._ui = ui
        self._make_fields(lists)
        self._untouched = ServiceEntry()
        self._lay_out(act)
        for field in self._fields.values():
            field.changed.connect(self.changed)
        for choice in (self.kind, self.district):
            go_on_when_taken(choice)
        ui.actions.add(self, "Ctrl+Return", act, self.wanted.emit, ui.gettext("Directory"))

    def entry(self) -> ServiceEntry:
        """What stands in the form."""
        return ServiceEntry(
            name_fr=self.name_fr.value(),
            name_ar=self.name_ar.value(),
            kind=self.kind.value() or "",
            categories=self.categories.value(),
            district=self.district.value() or "",
            address=self.address.value(),
            phone=self.phone.value(),
            hours=self.hours.value(),
            documents=self.documents.value(),
        )

    def show_service(self, service: Service) -> None:
        """Show what stands in the directory."""
        self._show(asdict(service))
        self._untouched = self.entry()

    def load(self, data: str) -> None:
        """Go on with what a draft kept."""
        try:
            found = json.loads(data)
        except json.JSONDecodeError:
            return
        if isinstance(found, dict):
            self._show(asdict(ServiceEntry(**sound(ServiceEntry(), found))))

    def dump(self) -> str | None:
        """What was typed and not saved, as JSON; None while there is nothing."""
        entry = self.entry()
        return None if entry == self._untouched else json.dumps(asdict(entry), ensure_ascii=False)

    def check(self) -> bool:
        """Say at each field what is missing; whether all is there."""
        _ = self._ui.gettext
        for field in (self.kind, self.district, self.categories.input):
            field.take()
        entry = self.entry()
        for name, lacking, sentence in (
            ("name_fr", not (entry.name_fr or entry.name_ar), _("Give it a name.")),
            ("kind", not entry.kind, _("Say what kind of service it is.")),
            ("district", not entry.district, _("Say in which district it is.")),
            ("categories", not entry.categories, _("Say what people go there for.")),
        ):
            if lacking and not self.rows[name].error:
                self.rows[name].set_error(sentence)
            elif not lacking and self.rows[name].error == sentence:
                self.rows[name].set_error("")
        wrong = first_wrong(self.rows.values())
        if wrong is not None:
            wrong.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return wrong is None

    def at_field(self, error: InvalidInputError) -> bool:
        """Say a service's refusal at its field; False if it is of no field here."""
        return show_at_field(self._ui, self.rows, error)

    def take_focus(self) -> None:
        """Stand on the name in the language of the window."""
        first = self.name_ar if self._ui.language.right_to_left else self.name_fr
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, values: Mapping[str, Any]) -> None:
        for name, field in self._fields.items():
            value = values[name]
            if isinstance(field, ChoiceField):
                with suppress(KeyError):  # a newer list may no longer offer it
                    field.set_value(value or None)
            elif isinstance(field, MultiChoiceField):
                field.set_value([code for code in value if code in self._categories])
            else:
                field.set_value(value)

    def _make_fields(self, lists: Vocabularies) -> None:
        ui, _ = self._ui, self._ui.gettext
        speech = ui.language
        self._categories = set(lists.service_categories.codes)
        self.name_fr, self.name_ar = TextField(ui), TextField(ui)
        self.kind = ChoiceField(ui, choices_of(lists.service_kinds, speech))
        self.district = ChoiceField(ui, choices_of(lists.districts, speech))
        self.categories = MultiChoiceField(ui, choices_of(lists.service_categories, speech))
        self.address = TextField(ui)
        self.phone = TextField(ui, _("The service’s own number"))
        self.phone.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.hours = TextField(ui, _("For example: Monday to Friday, 8:30 to 16:30"))
        self.documents = NoteField(ui, lines=2, placeholder=_("What a person brings there"))
        self._fields: dict[str, Any] = {name: getattr(self, name) for name in _SPANS}

    def _lay_out(self, act: str) -> None:
        ui, _ = self._ui, self._ui.gettext
        labels = {
            "name_fr": _("Name in French"),
            "name_ar": _("Name in Arabic"),
            "kind": _("Kind of service"),
            "district": _("District"),
            "categories": _("What people go there for"),
            "address": _("Address"),
            "phone": _("Public telephone"),
            "hours": _("Opening hours"),
            "documents": _("What to bring"),
        }
        required = {"kind", "district", "categories"}
        grid = FieldGrid(ui)
        self.rows: dict[str, FormRow] = {}
        for name, span in _SPANS.items():
            row = FormRow(ui, labels[name], self._fields[name], required=name in required)
            self.rows[name] = row
            grid.add(row, span)
        public = NoticeLine(
            ui,
            "info",
            _("What stands here is public: never the number or the name of a person."),
        )
        self.save = PrimaryButton(ui, act)
        self.save.clicked.connect(self.wanted)
        back = QuietButton(ui, _("Not now"))
        back.clicked.connect(self.left)
        acts = QHBoxLayout()
        acts.setSpacing(ui.theme.px(SPACE_8))
        for button in (self.save, back):
            acts.addWidget(button)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ui.theme.px(SPACE_12))
        column.addWidget(grid)
        column.addWidget(public)
        column.addLayout(acts)
