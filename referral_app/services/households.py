"""Households: linking files, separating them in one act, and counting both."""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.domain.case import Case
from referral_app.domain.case_code import CaseCode
from referral_app.domain.facts import Value
from referral_app.domain.household import FIELD, HouseholdId, Link, link_of
from referral_app.domain.identifiers import CaseId, Moment
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.checks import date_of, known_case, open_case_of, plain, record_all
from referral_app.services.desk import Desk
from referral_app.services.household_links import (
    link_facts,
    link_in,
    notes_hidden,
    refuse_itself,
    role_of,
    target_beside,
)
from referral_app.services.ports import HouseholdMember, Reader


@dataclass(frozen=True, slots=True)
class Household:
    """What one file shows of its household: its own role, and the others who stand in it."""

    id: HouseholdId
    role: str
    others: tuple[HouseholdMember, ...]


def household_of(desk: Desk, case: CaseId) -> Household | None:
    """Return the household of a file; None where it stands alone.

    Raises NotPermittedError, RefusedError when the file is unknown.
    """
    desk.require(Act.READ_CASES)
    reader = desk.store.reader
    link = link_in(known_case(reader, case))
    if link is None:
        return None
    return Household(link.household, link.role, _others(desk, reader, link.household, case))


def named_by(desk: Desk, value: Value, case: CaseId) -> Household | None:
    """Return the household that one value of a file's field names; None for standing alone.

    Raises NotPermittedError.
    """
    desk.require(Act.READ_CASES)
    link = link_of(value)
    if link is None:
        return None
    others = _others(desk, desk.store.reader, link.household, case)
    return Household(link.household, link.role, others)


def join(desk: Desk, case: CaseId, beside: CaseId, role: str, happened: Moment) -> None:
    """Link a file into the household of another, which gets one where it has none.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.EDIT_CASE)
    chosen = role_of(desk, role)
    refuse_itself(case, beside)
    with desk.store.begin() as work:
        found = open_case_of(work, case)
        at = date_of(desk, happened, found.opened_at)
        household, facts = target_beside(desk, work, beside, at)
        standing = link_in(found)
        if standing is not None and standing.household != household:
            raise RefusedError("household.elsewhere")
        if standing != Link(household, chosen):
            facts += link_facts(found, Link(household, chosen), at)
            record_all(work, desk.stream, facts, desk.actor.id)


def join_by_code(desk: Desk, typed: str, beside: CaseId, role: str, happened: Moment) -> CaseId:
    """Link the file that bears a code, typed or scanned, into the household of another.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.EDIT_CASE)
    try:
        code = CaseCode.parse(typed).digits
    except InvalidInputError as error:
        raise InvalidInputError(error.key, "code", **error.values) from None
    found = desk.store.reader.cases_with_code(code)
    if not found:
        raise InvalidInputError("household.no_such_file", "code")
    if len(found) > 1:
        raise InvalidInputError("household.two_files", "code")
    join(desk, found[0].id, beside, role, happened)
    return found[0].id


def set_role(desk: Desk, case: CaseId, role: str, happened: Moment) -> None:
    """Change what somebody is in the household.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.EDIT_CASE)
    chosen = role_of(desk, role)
    with desk.store.begin() as work:
        found = open_case_of(work, case)
        link = link_in(found)
        if link is None:
            raise RefusedError("household.alone")
        if link.role != chosen:
            at = date_of(desk, happened, found.opened_at)
            facts = link_facts(found, Link(link.household, chosen), at)
            record_all(work, desk.stream, facts, desk.actor.id)


def separate(desk: Desk, case: CaseId, happened: Moment, why_hidden: str = "") -> None:
    """Take a file out of its household: from then on neither side leads to the other.

    Notes in which one bears the code of the other are hidden, with `why_hidden`. Raises
    NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.EDIT_CASE)
    with desk.store.begin() as work:
        found = known_case(work, case)
        if link_in(found) is None and FIELD not in found.fields.conflicts:
            raise RefusedError("household.alone")
        at = date_of(desk, happened, found.opened_at)
        reason = plain(why_hidden, "reason")
        facts = link_facts(found, None, at)
        for household in _named_households(found):
            for member in _others(desk, work, household, case):
                other = known_case(work, member.case)
                facts += notes_hidden(found, other.code, desk.now(), reason)
                facts += notes_hidden(other, found.code, desk.now(), reason)
        record_all(work, desk.stream, facts, desk.actor.id)


def settle(desk: Desk, case: CaseId, value: Value, happened: Moment) -> None:
    """Say which of the values holds that two desks wrote at once.

    Raises NotPermittedError, InvalidInputError, RefusedError when none stands against it.
    """
    desk.require(Act.EDIT_CASE)
    with desk.store.begin() as work:
        found = known_case(work, case)
        field = found.fields.by_name.get(FIELD)
        if field is None or all(written.value != value for written in field.live):
            raise RefusedError("household.alone")
        at = date_of(desk, happened, found.opened_at)
        record_all(work, desk.stream, link_facts(found, link_of(value), at), desk.actor.id)


def count(desk: Desk) -> tuple[int, int]:
    """Return how many persons have an open file, and in how many households they stand.

    A file alone is a household of one. The size that somebody told of (`household_size`) has no
    part in it. Raises NotPermittedError.
    """
    desk.require(Act.READ_CASES)
    return desk.store.reader.persons_and_households()


def _named_households(case: Case) -> set[HouseholdId]:
    """Every household that a live value of the file names: more than one while in conflict."""
    field = case.fields.by_name.get(FIELD)
    links = [link_of(written.value) for written in field.live] if field else []
    return {link.household for link in links if link is not None}


def _others(
    desk: Desk, reader: Reader, household: HouseholdId, case: CaseId
) -> tuple[HouseholdMember, ...]:
    """Those who stand with a file: by role, the oldest first."""
    lists = desk.vocabularies
    roles, ages = lists.household_roles.codes, lists.age_bands.codes

    def order(member: HouseholdMember) -> tuple[int, int]:
        role = roles.index(member.role) if member.role in roles else len(roles)
        return role, -ages.index(member.age_band) if member.age_band in ages else 0

    members = reader.household_members(household)
    return tuple(sorted((m for m in members if m.case != case), key=order))
