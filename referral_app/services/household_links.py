"""The facts that link a file into a household and that separate it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from referral_app.domain.case import Case
from referral_app.domain.facts import CASE_FIELD, ENTRY_REDACTED_CASE, Fact, Value, content
from referral_app.domain.household import (
    ALONE,
    FIELD,
    HouseholdId,
    Link,
    link_of,
    role_alone,
)
from referral_app.domain.identifiers import CaseId, Moment
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.case_fields import field_facts
from referral_app.services.checks import choice, known_case
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader

SHARED: Final = ("district", "languages")
"""What a new member's file takes over from the file beside which it is opened; a minor's also who
answers for the child."""


def link_in(case: Case) -> Link | None:
    """Return the household that a file shows."""
    return link_of(case.fields.value(FIELD))


def role_of(desk: Desk, role: str) -> str:
    """Return a role that is offered; raises InvalidInputError."""
    return choice(desk.vocabularies.household_roles, role, "role").code


def target_beside(
    desk: Desk, reader: Reader, beside: CaseId, at: Moment
) -> tuple[HouseholdId, list[Fact]]:
    """Return the household of a file, and the facts that found one where it stands alone.

    Raises RefusedError when the file is unknown or its household is in doubt.
    """
    found = known_case(reader, beside)
    refuse_in_doubt(found)
    link = link_in(found)
    if link is not None:
        return link.household, []
    household = HouseholdId(desk.new_id())
    return household, link_facts(found, Link(household, role_alone(found.fields)), at)


def link_facts(case: Case, link: Link | None, at: Moment) -> list[Fact]:
    """Return the facts that place a file in a household, or alone with None."""
    value: Value = ALONE if link is None else tuple(link)
    return field_facts(CASE_FIELD, case.id, case.fields, {FIELD: value}, at)


def notes_hidden(case: Case, code: str, at: Moment, reason: str) -> list[Fact]:
    """Return the facts that hide the notes of a file in which another code stands."""
    return [
        Fact(ENTRY_REDACTED_CASE.name, case.id, at, content(reason=reason), seen=(note.id,))
        for note in case.notes
        if not note.redacted and _bears(note.text, code)
    ]


def _bears(text: str, code: str) -> bool:
    """Whether a code stands in a text, in digits of any script, with or without dashes."""
    plain = "".join(str(unicodedata.decimal(char, char)) for char in text)
    return re.search(r"[\s\u2010-\u2015-]*".join(code), plain) is not None


def refuse_in_doubt(case: Case) -> None:
    """Refuse while two desks say different things of a file's household; raises RefusedError."""
    if FIELD in case.fields.conflicts:
        raise RefusedError("household.in_conflict")


def refuse_itself(case: CaseId, beside: CaseId) -> None:
    """Refuse to link a file to itself; raises InvalidInputError."""
    if case == beside:
        raise InvalidInputError("household.itself", "code")
