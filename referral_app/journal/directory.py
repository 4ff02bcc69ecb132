"""A service of the directory from its facts."""

from __future__ import annotations

from collections.abc import Iterable

from referral_app.domain.directory import ServiceRecord, service_of
from referral_app.domain.facts import SERVICE_FIELD
from referral_app.domain.identifiers import ServiceId
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
