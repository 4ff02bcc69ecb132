"""The fields of a case or need and what stands in them, in words."""

from __future__ import annotations

from typing import Final

from referral_app.domain.case import list_of
from referral_app.domain.facts import Value
from referral_app.domain.fields import Fields
from referral_app.domain.household import link_of
from referral_app.language import N_, isolate_text
from ui.context import Ui
from ui.parts.names import Names

_LABELS: Final = {
    "sex": N_("Sex"),
    "age_band": N_("Age"),
    "intake_year": N_("Age recorded in"),
    "status": N_("Residence status"),
    "origin": N_("Region of origin"),
    "country": N_("Country"),
    "languages": N_("Languages"),
    "interpreter": N_("Interpreter"),
    "district": N_("District"),
    "flags": N_("Vulnerabilities"),
    "strengths": N_("Strengths"),
    "household": N_("Role in the household"),
    "household_size": N_("Household"),
    "caregiver": N_("Takes care of the child"),
    "contact_means": N_("How to reach the person"),
    "contact_warning": N_("Take care when contacting"),
    "register_page": N_("Page of the register"),
    "responsible": N_("Followed by"),
    "closure": N_("Closing of the file"),
    "hold": N_("Kept past the term"),
    "closure_note": N_("Note on the closing"),
    "category": N_("Need"),
    "detail": N_("Details"),
    "priority": N_("Priority"),
    "priority_reason": N_("Reason of the priority"),
    "state": N_("State of the need"),
    "services_given": N_("Help already given"),
}
SILENT: Final = frozenset({"intake_year"})
"""Fields that go with another one and say nothing by themselves."""


def field_label(ui: Ui, name: str) -> str:
    """What a field is called; one that this program does not know by its own name."""
    label = _LABELS.get(name)
    return ui.gettext(label) if label else name


def field_words(names: Names, name: str, value: Value) -> str:
    """What stands in a field; an empty one says so."""
    _ = names.ui.gettext
    if value is None or value in ("", ()):
        return _("File open") if name == "closure" else _("not recorded")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return _people(names.ui, value) if name == "household_size" else str(value)
    if name == "household" and (link := link_of(value)):
        return names.label("household_roles", link.role)
    if isinstance(value, tuple):
        return names.ui.language.format_list([_one(names, name, str(code)) for code in value])
    return _one(names, name, value) if isinstance(value, str) else ""


def person_words(names: Names, fields: Fields) -> str:
    """Sex and age in a few words: who stands at the desk. Empty where neither is recorded."""
    sex, age = fields.text("sex"), fields.text("age_band")
    parts = [_one(names, name, code) for name, code in (("sex", sex), ("age_band", age)) if code]
    return " · ".join(parts)


def _people(ui: Ui, count: int) -> str:
    return ui.ngettext("{count} person", "{count} people", count).format(count=count)


def _one(names: Names, name: str, code: str) -> str:
    if name == "responsible":
        return names.member(code) or names.ui.gettext("unknown person")
    known = list_of(name, code, names.lists)
    return names.label(known, code) if known else isolate_text(code)
