"""The questions about the person, for a new file and for changing one. There is no name."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Final, TypeAlias

from PySide6.QtCore import Signal

from referral_app.domain.age import is_minor
from referral_app.domain.case import LOCKED_FLAGS
from referral_app.domain.facts import Value
from referral_app.domain.vocabulary import Vocabularies
from referral_app.language import isolate
from referral_app.services.case_fields import UNACCOMPANIED
from ui.context import Ui
from ui.parts.case_words import field_label
from ui.parts.choices import age_choices, choices_of
from ui.parts.entry_form import go_on_when_taken
from ui.widgets.check_field import CheckField
from ui.widgets.choice_field import ChoiceField
from ui.widgets.field import TextField
from ui.widgets.field_grid import FieldGrid
from ui.widgets.form_row import FormRow
from ui.widgets.multi_choice_field import MultiChoiceField
from ui.widgets.number_field import NumberField
from ui.widgets.option_fields import SegmentedField
from ui.widgets.words_field import WordsField

_HOUSEHOLD: Final = 40
PAPER_REGISTER: Final = "paper_register"
"""The means of contact that a page of the locked register holds."""
_Any: TypeAlias = (
    SegmentedField | ChoiceField | MultiChoiceField | CheckField | NumberField | TextField
)
_SPANS: Final = {
    "sex": 4,
    "age_band": 2,
    "country": 2,
    "origin": 2,
    "status": 2,
    "languages": 4,
    "interpreter": 2,
    "district": 2,
    "household_size": 1,
    "contact_means": 3,
    "register_page": 2,
    "flags": 3,
    "contact_warning": 3,
}


class PersonFields(FieldGrid):
    """Fields by the names of CASE_FIELDS; `rows` hold them in the order of reading."""

    changed = Signal()
    minor_changed = Signal(bool)

    def __init__(self, ui: Ui, lists: Vocabularies, *, locked_flags: bool) -> None:
        super().__init__(ui)
        self._ui, self._lists = ui, lists
        self._minor = False
        self._make_fields(locked_flags=locked_flags)
        self._fields: dict[str, _Any] = {
            "sex": self.sex,
            "age_band": self.age_band,
            "country": self.country,
            "origin": self.origin,
            "status": self.status,
            "languages": self.languages,
            "interpreter": self.interpreter,
            "district": self.district,
            "household_size": self.household_size,
            "contact_means": self.contact_means,
            "register_page": self.register_page,
            "flags": self.flags,
            "contact_warning": self.contact_warning,
        }
        self.rows = {
            name: FormRow(ui, field_label(ui, name), field) for name, field in self._fields.items()
        }
        for name, row in self.rows.items():
            self.add(row, _SPANS[name])
        self._connect()
        self.set_values({})

    def values(self) -> dict[str, Value]:
        """What stands in the fields; "" and () where nothing does."""
        found: dict[str, Value] = {}
        for name, field in self._fields.items():
            value = field.value()
            found[name] = "" if value is None or value is False else value
        if not self._on_paper():
            found["register_page"] = ""
        return found

    def set_values(self, values: Mapping[str, Value]) -> None:
        """Show these, presets where nothing stands; codes that are not offered are left out."""
        presets = {"status": self._lists.person_status.default}
        for name, field in self._fields.items():
            value = values.get(name) or presets.get(name)
            with suppress(KeyError):
                self._set(field, value)

    def minor(self) -> bool:
        """Whether somebody answers for the person: by age, or as an unaccompanied minor."""
        return is_minor(self.age_band.value() or "") or UNACCOMPANIED in self.flags.value()

    def check(self) -> FormRow | None:
        """Say what cannot be taken; the first row that is wrong, or None."""
        self.rows["household_size"].set_error(self.household_size.objection())
        return next((row for row in self.rows.values() if row.error), None)

    def _set(self, field: _Any, value: Value) -> None:
        if isinstance(field, MultiChoiceField):
            codes = value if isinstance(value, (tuple, list)) else ()
            field.set_value([code for code in codes if isinstance(code, str)])
        elif isinstance(field, CheckField):
            field.set_value(value is True)
        elif isinstance(field, NumberField):
            field.set_value(value if isinstance(value, int) else None)
        elif isinstance(field, TextField):
            field.set_value(value if isinstance(value, str) else "")
        else:
            field.set_value(value if isinstance(value, str) and value else None)

    def _make_fields(self, *, locked_flags: bool) -> None:
        ui, lists, speech = self._ui, self._lists, self._ui.language
        _ = ui.gettext
        flags = choices_of(lists.vulnerability_flags, speech)
        if not locked_flags:
            flags = [choice for choice in flags if choice.code not in LOCKED_FLAGS]
        several = _("Type, Enter adds")
        self.sex = SegmentedField(ui, choices_of(lists.sex, speech))
        self.age_band = ChoiceField(ui, age_choices(lists.age_bands, speech), _("Age in years"))
        self.country = ChoiceField(ui, choices_of(lists.countries, speech))
        self.origin = ChoiceField(ui, choices_of(lists.origins, speech))
        self.status = ChoiceField(ui, choices_of(lists.person_status, speech))
        self.languages = MultiChoiceField(ui, choices_of(lists.languages, speech), several)
        self.interpreter = CheckField(ui, _("Needs an interpreter"))
        self.district = ChoiceField(ui, choices_of(lists.districts, speech))
        self.household_size = NumberField(ui, 1, _HOUSEHOLD)
        self.contact_means = ChoiceField(ui, choices_of(lists.contact_means, speech))
        self.register_page = TextField(ui, isolate("1-12"))
        self.flags = MultiChoiceField(ui, flags, several)
        self.contact_warning = WordsField(ui, _("No names, no telephone"))

    def _connect(self) -> None:
        for field in self._fields.values():
            field.changed.connect(self._on_changed)
            if isinstance(field, ChoiceField):
                go_on_when_taken(field)
        self.country.changed.connect(self._on_country)
        self.contact_means.changed.connect(self._on_means)
        self._on_means()

    def _on_changed(self) -> None:
        minor = self.minor()
        if minor != self._minor:
            self._minor = minor
            self.minor_changed.emit(minor)
        self.changed.emit()

    def _on_paper(self) -> bool:
        """Whether the number stands in the paper register, and a page is to be named."""
        return self.contact_means.value() == PAPER_REGISTER

    def _on_means(self) -> None:
        self.show_item(self.rows["register_page"], shown=self._on_paper())

    def _on_country(self) -> None:
        """A country tells its region; where it tells none, the region is asked."""
        entry = self._lists.countries.get(self.country.value() or "")
        region = entry.text("origin") if entry else ""
        if region:
            self.origin.set_value(region)
