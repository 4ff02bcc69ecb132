"""A service of the directory from its facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from referral_app.domain.directory import Service, ServiceRecord, service_of
from referral_app.domain.facts import SERVICE_FIELD, SHARED_SERVICE
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import RecordId, ServiceId, belongs_to
from referral_app.journal.register import fields_of
from referral_app.journal.sound import about, founding, sound_facts
from referral_app.journal.write import Write


def fold_service(writes: Iterable[Write]) -> ServiceRecord | None:
    """Return the service with its registers; None while it has no name.

    A record belongs to the centre that wrote it first: another centre's facts about it are void.
    """
    (written,) = sound_facts(writes, SERVICE_FIELD)
    first = founding(written)
    if first is None:
        return None
    ours = [write for write in about(written, first.fact.record) if write.centre == first.centre]
    fields = fields_of(ours)
    service = service_of(ServiceId(first.fact.record), fields)
    return None if service is None else ServiceRecord(service, fields)


def shared_fields(writes: Iterable[Write], record: RecordId) -> Fields:
    """Return what the owner of a record of the commune says there; others' facts are void."""
    (written,) = sound_facts(writes, SHARED_SERVICE)
    return fields_of(w for w in about(written, record) if belongs_to(record, w.centre))


def fold_shared_service(writes: Iterable[Write], record: RecordId) -> Service | None:
    """Return a service that a centre shares with the commune; None while it has no name.

    One that it took back stays readable, for whoever was sent there, and is chosen no more.
    """
    (written,) = sound_facts(writes, SHARED_SERVICE)
    ours = [write for write in about(written, record) if belongs_to(record, write.centre)]
    fields = fields_of(ours)
    service = service_of(ServiceId(record), fields)
    if service is None:
        return None
    told = fields.value("shared") is True
    return replace(service, source=ours[0].centre, active=service.active and told)
