"""Codes, fields and dates in the words of the paper's language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from referral_app.communes import clock_there
from referral_app.domain.case import list_of
from referral_app.domain.case_code import CaseCode
from referral_app.domain.facts import Value
from referral_app.domain.identifiers import Moment
from referral_app.domain.vocabulary import Vocabularies
from referral_app.language import N_, Code, Language, isolate, isolate_text
from referral_app.services.ports.paper import Party

_LABELS: Final = {
    "sex": N_("Sex"),
    "age_band": N_("Age"),
    "status": N_("Residence status"),
    "origin": N_("Region of origin"),
    "country": N_("Country"),
    "languages": N_("Languages"),
    "interpreter": N_("Interpreter"),
    "district": N_("District"),
    "flags": N_("Vulnerabilities"),
    "strengths": N_("Strengths"),
    "household_size": N_("Household"),
    "caregiver": N_("Takes care of the child"),
    "contact_means": N_("How to reach the person"),
    "contact_warning": N_("Take care when contacting"),
}
_ORDER: Final = tuple(_LABELS)
_SILENT: Final = frozenset({"intake_year"})


@dataclass(frozen=True, slots=True)
class Words:
    """A language and the code lists; bind `gettext` as `_`."""

    language: Language
    lists: Vocabularies

    def gettext(self, message: str) -> str:
        """The message in this language."""
        return self.language.gettext(message)

    def speaking(self, code: Code) -> Words:
        """The same in another language."""
        return replace(self, language=self.language._replace(code=code))

    def label(self, code_list: str, code: str) -> str:
        """The words of a code; one that this program does not know as it stands."""
        return self.lists.named(code_list).label(code, self.language.code)

    def choices(self, code_list: str) -> list[tuple[str, str]]:
        """Every entry that a person may choose: its code and words, in the list's order."""
        entries = self.lists.named(code_list).choices
        return [(entry.code, entry.label(self.language.code)) for entry in entries]

    def name(self, party: Party) -> str:
        """A centre or service by its name."""
        return isolate_text(party.name(self.language.code)) if party.name("fr") else ""

    def code(self, digits: str) -> str:
        """A file's code with its dashes, left to right in any sentence."""
        return isolate(str(CaseCode(digits)))

    def day(self, moment: Moment) -> str:
        """The day of a moment, in the commune."""
        return self.date(clock_there(moment).date())

    def date(self, day: date) -> str:
        """A day, left to right in any sentence."""
        return isolate(self.language.format_date(day))

    def person(self, pairs: tuple[tuple[str, Value], ...]) -> list[tuple[str, str]]:
        """Label and words of what is told of a person, in the order of the file's page.

        A locked flag stands by its own code, as a pair (code, True).
        """
        told = {name: value for name, value in pairs if name not in _SILENT}
        locked = [name for name in told if name in self.lists.vulnerability_flags]
        lines = [
            (self._field_label(name), self._field_words(name, told[name]))
            for name in sorted(told, key=_place)
            if name not in locked
        ]
        if locked:
            named = [self.label("vulnerability_flags", code) for code in sorted(locked)]
            lines.append((self._field_label("flags"), self.language.format_list(named)))
        return [(label, words) for label, words in lines if words]

    def _field_label(self, name: str) -> str:
        label = _LABELS.get(name)
        return self.gettext(label) if label else name

    def _field_words(self, name: str, value: Value) -> str:
        if isinstance(value, bool):
            return self.gettext("yes") if value else self.gettext("no")
        if isinstance(value, int):
            if name != "household_size":
                return str(value)
            people = self.language.ngettext("{count} person", "{count} people", value)
            return people.format(count=value)
        if isinstance(value, tuple):
            return self.language.format_list([self._one(name, str(code)) for code in value])
        return self._one(name, value) if isinstance(value, str) else ""

    def _one(self, name: str, code: str) -> str:
        known = list_of(name, code, self.lists)
        return self.label(known, code) if known else isolate_text(code)


def _place(name: str) -> tuple[int, str]:
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)
