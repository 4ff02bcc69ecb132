"""A case (a coded file, no name) and the needs recorded in it."""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import CaseId, Moment, NeedId, StaffId, WriteId
from referral_app.domain.vocabulary import Vocabularies

CASE_FIELDS = (
    "sex",
    "age_band",
    "intake_year",
    "status",
    "origin",
    "country",
    "languages",
    "interpreter",
    "district",
    "flags",
    "strengths",
    "household",
    "household_size",
    "caregiver",
    "contact_means",
    "contact_warning",
    "register_page",
    "responsible",
    "closure",
    "closure_note",
)
"""Fields of a case. `flags`, `strengths`, `languages` are lists of codes; `closure` is a closing
reason, or empty while the case is open; `responsible` is the hex of a staff id; `household` is
(household id, role code) or () where the file stands alone; `register_page` is the number of the
paper page that holds how to reach the person."""

NEED_FIELDS = ("category", "detail", "priority", "priority_reason", "state", "services_given")
"""Fields of a need; `state` is a code of the list `need_states`."""

CASE_LISTS = {
    "sex": "sex",
    "age_band": "age_bands",
    "status": "person_status",
    "origin": "origins",
    "country": "countries",
    "languages": "languages",
    "district": "districts",
    "flags": "vulnerability_flags",
    "strengths": "strengths",
    "caregiver": "caregivers",
    "contact_means": "contact_means",
    "closure": "closing_reasons",
}
"""The code list of each field of a case that holds codes."""

NEED_LISTS = {"category": "service_categories", "priority": "priorities", "state": "need_states"}
"""The code list of each field of a need that holds a code."""

SEVERAL_CODES = frozenset({"languages", "flags", "strengths"})
"""Fields of a case that hold any number of codes."""

OPEN_STATES = frozenset({"", "open"})
"""States of a need that still waits to be met; it is open before anyone says so."""

LOCKED_FLAGS = frozenset({"V12", "V13", "V14"})
"""Flags that never leave the centre unless the consent names them (domain.md 2.4)."""


def list_of(field: str, code: str, lists: Vocabularies) -> str | None:
    """Return the code list that a code in a field of a case or need is of; None for other fields.

    An age that is none of our bands is one of UNHCR's: files came from elsewhere with those.
    """
    if field == "age_band" and code not in lists.age_bands:
        return "unhcr_age_bands"
    return CASE_LISTS.get(field) or NEED_LISTS.get(field)


@dataclass(frozen=True, slots=True)
class Note:
    """A dated note; `text` is empty once redacted."""

    id: WriteId
    text: str
    happened: Moment
    entered: Moment
    author: StaffId
    redacted: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A coded file. `code` is ten digits without dashes; two codes mean two files were merged."""

    id: CaseId
    code: str
    opened_at: Moment
    entered_at: Moment
    opened_by: StaffId
    fields: Fields
    notes: tuple[Note, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether no closing reason stands."""
        return not self.fields.text("closure")


@dataclass(frozen=True, slots=True)
class Need:
    """A need recorded in a case."""

    id: NeedId
    case: CaseId
    recorded_at: Moment
    entered_at: Moment
    recorded_by: StaffId
    fields: Fields

    @property
    def category(self) -> str:
        """Service category code, S01 to S99."""
        return self.fields.text("category")

    @property
    def is_open(self) -> bool:
        """Whether the need still waits to be met."""
        return self.fields.text("state") in OPEN_STATES
