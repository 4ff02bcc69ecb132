"""Founding a centre: identity, keys, membership, names, person, codes; one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from referral_app.bootstrap import identity
from referral_app.bootstrap.checks import check_clock, tidy_details, tidy_person
from referral_app.bootstrap.identity import Known
from referral_app.bootstrap.inviting import open_invitation
from referral_app.bootstrap.values import CentreDetails, Created, Parts, Person
from referral_app.bootstrap.workspace import Workspace, workspace_of
from referral_app.domain.case_code import ALL_BLOCKS, KEY_BYTES, BlockRange
from referral_app.domain.facts import BLOCK_GRANTED, CENTRE_FIELD, STAFF_FIELD, Fact, content
from referral_app.domain.identifiers import Moment, RecordId, StaffId
from referral_app.exchange.enrolment import accept_invitation
from referral_app.exchange.founding import Founding, found, settle
from referral_app.exchange.invitation import CentreNames, InvitationContent
from referral_app.exchange.keys import DeskKeys
from referral_app.journal.stream import own
from referral_app.services.hub import ID, URL
from referral_app.storage.recovery_code import new_recovery_code
from referral_app.storage.slots import NewPerson
from referral_app.storage.store import OpenStore, create


@dataclass(frozen=True, slots=True)
class _Newcomer:
    """Everything that the founding transaction writes."""

    founding: Founding
    details: CentreDetails
    person: Person
    staff: StaffId
    blocks: BlockRange
    commune_key: bytes = field(repr=False)
    invitation: InvitationContent | None


def found_centre(folder: Path, details: CentreDetails, person: Person, parts: Parts) -> Created:
    """Found the first centre of a commune; see `bootstrap.create_centre`."""
    newcomer = _newcomer(details, person, parts, None)
    return _create(folder, newcomer, parts)


def found_invited_centre(
    folder: Path, invitation: bytes, details: CentreDetails, person: Person, parts: Parts
) -> Created:
    """Found a centre by invitation; see `bootstrap.accept_invitation`."""
    read = open_invitation(invitation, parts.clock.now(), details.mode)
    return _create(folder, _newcomer(details, person, parts, read), parts)


def staff_facts(staff: StaffId, person: Person, now: Moment) -> list[Fact]:
    """Return the facts that make a person a member of the staff."""
    return fields_of(STAFF_FIELD.name, staff, now, label=person.label, role=person.role.value)


def fields_of(kind: str, record: RecordId, now: Moment, **values: str | int | bytes) -> list[Fact]:
    """Return one fact a field, for a record that has none of them yet."""
    return [
        Fact(kind, record, now, content(field=name, value=value)) for name, value in values.items()
    ]


def _newcomer(
    details: CentreDetails, person: Person, parts: Parts, invitation: InvitationContent | None
) -> _Newcomer:
    check_clock(parts.clock.now())
    details, person = tidy_details(details), tidy_person(person)
    chance = parts.chance
    keys = DeskKeys.generate(chance)
    staff = StaffId(chance(16))
    founding = found(keys, details.mode, details.name_fr, parts.clock, chance, staff)
    terms = invitation.terms if invitation else None
    return _Newcomer(
        founding=founding,
        details=details,
        person=person,
        staff=staff,
        blocks=BlockRange(terms.first_block, terms.blocks) if terms else ALL_BLOCKS,
        commune_key=terms.commune_key if terms else chance(KEY_BYTES),
        invitation=invitation,
    )


def _create(folder: Path, newcomer: _Newcomer, parts: Parts) -> Created:
    code = new_recovery_code(parts.chance)
    slot = NewPerson(newcomer.person.label, newcomer.staff, newcomer.person.passphrase)
    # Until its first transaction has ended the new store is none: a failure leaves nothing.
    opened = create(folder, slot, code, chance=parts.chance)
    try:
        return Created(_found_in(folder, opened, newcomer, parts), code)
    except BaseException:
        opened.close()
        raise


def _found_in(folder: Path, opened: OpenStore, newcomer: _Newcomer, parts: Parts) -> Workspace:
    known = Known.of(newcomer.founding.identity, newcomer.commune_key)
    store = opened.attach(known.at_the_store(), parts.clock, parts.chance)
    now = parts.clock.now()
    with store.begin() as work:
        identity.keep(work, known)
        settle(work, newcomer.founding)
        facts = _first_facts(newcomer, now, parts)
        work.record(own(known.exchange.centre), facts, newcomer.staff)
        if newcomer.invitation is not None:
            names = _names(newcomer.details)
            accept_invitation(work, known.exchange, newcomer.invitation, names, now, newcomer.staff)
    return workspace_of(folder, opened, store, known, newcomer.staff, parts)


def _first_facts(newcomer: _Newcomer, now: Moment, parts: Parts) -> list[Fact]:
    founding, details, blocks = newcomer.founding.identity, newcomer.details, newcomer.blocks
    granted = content(device=founding.device, number=blocks.next_for_desk().number)
    hub = newcomer.invitation.terms.hub if newcomer.invitation else None
    where: dict[str, str | bytes] = {URL: hub.url, ID: hub.hub_id} if hub else {}
    return [
        *fields_of(
            CENTRE_FIELD.name,
            founding.centre,
            now,
            name_fr=details.name_fr,
            name_ar=details.name_ar,
            district=details.district,
            first_block=blocks.first,
            blocks=blocks.count,
            **where,
        ),
        *staff_facts(newcomer.staff, newcomer.person, now),
        Fact(BLOCK_GRANTED.name, parts.chance(16), now, granted),
    ]


def _names(details: CentreDetails) -> CentreNames:
    return CentreNames(details.name_fr, details.name_ar, details.district)
