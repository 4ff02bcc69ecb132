"""A family in one go: a file for each person, one household, one reading of the consent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from referral_app.domain.age import is_minor
from referral_app.domain.case import LOCKED_FLAGS, Case
from referral_app.domain.consent import Consent
from referral_app.domain.facts import Fact, Value
from referral_app.domain.household import HouseholdId, Link, role_alone
from referral_app.domain.identifiers import CaseId, ConsentId, Moment
from referral_app.domain.staff import Act
from referral_app.errors import RefusedError
from referral_app.services.case_fields import caregiver_of
from referral_app.services.checks import date_of, known_case, open_case_of, record_all
from referral_app.services.consents import ConsentEntry, consent_fact, known_consent
from referral_app.services.desk import Desk
from referral_app.services.household_links import SHARED, link_in, role_of, target_beside
from referral_app.services.intake import CaseOpened, Intake, open_within, unsaved_fields
from referral_app.services.ports import HouseholdMember, Reader

CAREGIVER: Final = "caregiver"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who comes with the first person: the role, and a page like any other."""

    role: str
    page: Intake


@dataclass(frozen=True, slots=True)
class FamilyOpened:
    """What was made: the file of the first person, and those of the others as entered."""

    first: CaseOpened
    members: tuple[CaseOpened, ...]

    @property
    def all(self) -> tuple[CaseOpened, ...]:
        """Every file, the first person's first."""
        return (self.first, *self.members)


def open_family(
    desk: Desk,
    first: Intake,
    members: Sequence[Member],
    caregiver: str = "",
    *,
    covers_children: bool = True,
) -> FamilyOpened:
    """Open the files of people who came together, or none of them.

    District and languages of the first person stand in every file that says none of its own;
    `caregiver` is who answers for the children among `members`; where the reading
    `covers_children`, the consent of `first` extends to those whose page holds none. Raises
    NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.OPEN_CASE)
    chosen = [role_of(desk, member.role) for member in members]
    extended = first.consent if covers_children else None
    with desk.store.begin() as work:
        if not members:
            return FamilyOpened(open_within(work, desk, first), ())
        household = HouseholdId(desk.new_id())
        own = Link(household, role_alone(unsaved_fields(first.fields)))
        opened = open_within(work, desk, first, own)
        others = [
            open_within(
                work,
                desk,
                _page_beside(first, member.page, extended, caregiver),
                Link(household, r),
            )
            for member, r in zip(members, chosen, strict=True)
        ]
        return FamilyOpened(opened, tuple(others))


def add_member(
    desk: Desk, beside: CaseId, role: str, page: Intake, under: ConsentId | None = None
) -> CaseOpened:
    """Open a file in the household of another one, which takes over what they share.

    `under` is the consent of an adult there that covers the child of this page. Raises
    NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.EDIT_CASE)
    chosen = role_of(desk, role)
    with desk.store.begin() as work:
        from_case = known_case(work, beside)
        at = date_of(desk, page.happened)
        household, facts = target_beside(desk, work, beside, at)
        if facts:
            record_all(work, desk.stream, facts, desk.actor.id)
        fields = shared_fields(from_case, page.fields) | dict(page.fields)
        whole = replace(page, fields=fields)
        if under is not None:
            whole = replace(whole, consent=_covering_child(desk, work, under, whole, beside))
        return open_within(work, desk, whole, Link(household, chosen))


def shared_fields(beside: Case, fields: Mapping[str, Value]) -> dict[str, Value]:
    """Return what a file takes over from the one beside which it is opened: no more than this.

    Who answers for a child is asked of a child's file alone; `fields` say whether it is one.
    """
    found: dict[str, Value] = {
        name: value for name in SHARED if (value := beside.fields.value(name))
    }
    caregiver = beside.fields.text(CAREGIVER)
    if caregiver and is_minor(str(fields.get("age_band", ""))):
        found[CAREGIVER] = caregiver
    return found


def consent_for_household(
    desk: Desk,
    consent: ConsentId,
    children: Sequence[CaseId],
    caregiver: str = "",
) -> tuple[ConsentId, ...]:
    """Let the consent that an adult gave in one reading cover the minor children of the household.

    Each child's file gets a consent of its own, of the same date and terms; locked flags are left
    out: they are asked for by name. `caregiver` is who answers for the children, where their files
    say nobody. Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.EDIT_CASE)
    if not children:
        raise RefusedError("household.no_children")
    with desk.store.begin() as work:
        given = _standing_consent(desk, work, consent)
        link = link_in(known_case(work, given.case))
        facts: list[Fact] = []
        made: list[ConsentId] = []
        for child in children:
            found = open_case_of(work, child)
            theirs = link_in(found)
            if link is None or theirs is None or theirs.household != link.household:
                raise RefusedError("household.elsewhere")
            if caregiver_of(desk, found.fields) == "":
                raise RefusedError("household.not_a_child")
            entry = _extended(given, found.fields.text(CAREGIVER) or caregiver)
            made.append(ConsentId(desk.new_id()))
            ids = (made[-1], child)
            facts.append(consent_fact(desk, work, ids, found.fields, entry, given.given_at))
        record_all(work, desk.stream, facts, desk.actor.id)
    return tuple(made)


def children_to_cover(desk: Desk, case: CaseId) -> tuple[HouseholdMember, ...]:
    """Return the children of the household of a file for whom no consent stands today.

    Raises NotPermittedError, RefusedError when the file is unknown.
    """
    desk.require(Act.READ_CASES)
    reader, now = desk.store.reader, desk.now()
    link = link_in(known_case(reader, case))
    members = reader.household_members(link.household) if link else ()
    return tuple(
        member
        for member in members
        if member.case != case
        and member.open
        and is_minor(member.age_band)
        and not any(_holds(given, now) for given in reader.consents_of(member.case))
    )


def for_child(entry: ConsentEntry, caregiver: str) -> ConsentEntry:
    """Return the consent of a reading as it stands in a child's file."""
    fields = tuple(code for code in entry.fields if code not in LOCKED_FLAGS)
    return replace(entry, fields=fields, caregiver=caregiver, assent=None)


def _covering_child(
    desk: Desk, reader: Reader, under: ConsentId, page: Intake, beside: CaseId
) -> ConsentEntry:
    """Return the consent of an adult as it covers the child of a page."""
    given = _standing_consent(desk, reader, under)
    if given.case != beside:
        raise RefusedError("household.elsewhere")
    fields = unsaved_fields(page.fields)
    if caregiver_of(desk, fields) == "":
        raise RefusedError("household.not_a_child")
    return _extended(given, fields.text(CAREGIVER))


def _page_beside(
    first: Intake, page: Intake, extended: ConsentEntry | None, caregiver: str
) -> Intake:
    fields: dict[str, Value] = {name: value for name in SHARED if (value := first.fields.get(name))}
    minor = is_minor(str(page.fields.get("age_band", "")))
    if minor and caregiver:
        fields[CAREGIVER] = caregiver
    consent = page.consent
    if minor and consent is None and extended is not None:
        consent = for_child(extended, caregiver)
    return replace(page, fields=fields | dict(page.fields), consent=consent)


def _extended(given: Consent, caregiver: str) -> ConsentEntry:
    entry = ConsentEntry(
        form=given.form,
        language=given.language,
        interpreter=given.interpreter,
        recipients=given.recipients,
        fields=given.fields,
        until=given.until,
        statistics=given.statistics,
        restrictions=given.restrictions,
    )
    return for_child(entry, caregiver)


def _holds(given: Consent, now: Moment) -> bool:
    return given.ended_at is None and given.given_at <= now < given.until


def _standing_consent(desk: Desk, reader: Reader, consent: ConsentId) -> Consent:
    """Return a consent that holds today; raises RefusedError."""
    found = known_consent(reader, consent)
    if found.ended_at is not None:
        raise RefusedError("consent.withdrawn")
    if found.until <= desk.now():
        raise RefusedError("consent.expired")
    return found
