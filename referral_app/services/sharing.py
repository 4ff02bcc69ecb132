"""What a centre shows the commune of its directory, and what it takes from others.

A service stays its centre's own fact. What is shared is a copy in the commune's stream, owned by
the centre: changes follow, and taking it back hides it everywhere. Two centres that list one
service are shown as one; what they say differently is settled by each for itself.
"""

from __future__ import annotations

from typing import Final

from referral_app.domain.directory import SERVICE_FIELDS, ServiceRecord
from referral_app.domain.facts import SERVICE_FIELD, SHARED_SERVICE, Value
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import Moment, ServiceId, shared_service
from referral_app.domain.shared_directory import (
    COMPARED,
    SHARED,
    Difference,
    Listing,
    listings,
    plain_form,
    value_of,
)
from referral_app.domain.staff import Act
from referral_app.errors import RefusedError
from referral_app.services.case_fields import CLEARED, changes_to, field_facts
from referral_app.services.checks import date_of, record_all
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader, Work

_KEPT: Final = "kept:"
"""Before a field's name: what other centres say there that we have looked at and not taken."""
_REMEMBERED: Final = 20


def listing_of(desk: Desk, which: ServiceId) -> Listing:
    """Return every listing of a service; raises NotPermittedError, RefusedError."""
    desk.require(Act.READ_CASES)
    for found in listings(desk.store.reader.services()):
        if any(service.id == which for service in found.listed):
            return found
    raise RefusedError("service.unknown")


def to_settle(desk: Desk, listing: Listing) -> tuple[Difference, ...]:
    """Return the differences that nobody here has settled yet; raises NotPermittedError."""
    desk.require(Act.READ_CASES)
    ours = desk.store.reader.service_record(listing.shown.id)
    return tuple(it for it in listing.differences if not _is_settled(it, ours))


def set_shared(desk: Desk, which: ServiceId, shared: bool, happened: Moment) -> None:
    """Tell the commune of a service of ours from now on, or take it back.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.MANAGE_DIRECTORY)
    at = date_of(desk, happened)
    with desk.store.begin() as work:
        record = _ours(work, which)
        changes = changes_to(record.fields, {SHARED: shared})
        facts = field_facts(SERVICE_FIELD, which, record.fields, changes, at)
        if facts:
            record_all(work, desk.stream, facts, desk.actor.id)
        tell_commune(desk, work, which, at)


def tell_commune(desk: Desk, work: Work, which: ServiceId, at: Moment) -> None:
    """Bring the commune's copy of a service in line with ours, in the same change."""
    record = work.service_record(which)
    copy = shared_service(desk.centre, which)
    told = work.shared_fields(copy)
    if record is None or not (told.by_name or record.service.shared):
        return
    wanted: dict[str, Value] = {SHARED: record.service.shared}
    if record.service.shared:
        values = {name: record.fields.value(name) for name in SERVICE_FIELDS}
        wanted |= {name: value for name, value in values.items() if value is not None}
    changes = changes_to(told, wanted)
    facts = field_facts(SHARED_SERVICE, copy, told, changes, at)
    if facts:
        record_all(work, desk.commune_stream, facts, desk.actor.id)


def take_over(desk: Desk, which: ServiceId, happened: Moment) -> ServiceId:
    """Copy what another centre shares into our own directory; returns our record.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.MANAGE_DIRECTORY)
    at = date_of(desk, happened)
    listing = listing_of(desk, which)
    if listing.shown.source is None:
        return listing.shown.id
    theirs = next(service for service in listing.listed if service.id == which)
    ours = ServiceId(desk.new_id())
    values = {name: value_of(theirs, name) for name in (*COMPARED, "checked_on")}
    told = {name: value for name, value in values.items() if value not in (None, *CLEARED)}
    with desk.store.begin() as work:
        facts = field_facts(SERVICE_FIELD, ours, Fields(), told, at)
        record_all(work, desk.stream, facts, desk.actor.id)
    return ours


def settle_listing(
    desk: Desk, which: ServiceId, field: str, source: ServiceId, happened: Moment
) -> None:
    """Let a field of a service say what one of its listings says; `which` is ours.

    What the others say there is remembered as looked at, and asked about no more until it changes.
    Raises NotPermittedError, InvalidInputError, RefusedError("service.settled").
    """
    desk.require(Act.MANAGE_DIRECTORY)
    at = date_of(desk, happened)
    listing = listing_of(desk, which)
    found = next((it for it in listing.differences if it.field == field), None)
    chosen = dict(found.values).get(source) if found else None
    if found is None or source not in dict(found.values):
        raise RefusedError("service.settled")
    with desk.store.begin() as work:
        record = _ours(work, which)
        kept = {plain_form(value) for _which, value in found.values} | set(
            record.fields.texts(_KEPT + field)
        )
        wanted: dict[str, Value] = {
            field: chosen,
            _KEPT + field: tuple(sorted(kept))[:_REMEMBERED],
        }
        changes = changes_to(record.fields, wanted)
        facts = field_facts(SERVICE_FIELD, which, record.fields, changes, at)
        if facts:
            record_all(work, desk.stream, facts, desk.actor.id)
        tell_commune(desk, work, which, at)


def _is_settled(difference: Difference, ours: ServiceRecord | None) -> bool:
    kept = set(ours.fields.texts(_KEPT + difference.field)) if ours else set()
    return {plain_form(value) for _which, value in difference.values} <= kept


def _ours(reader: Reader, which: ServiceId) -> ServiceRecord:
    found = reader.service_record(which)
    if found is None:
        raise RefusedError("service.unknown")
    return found
