"""Days of commune-wide meaning from their facts, in any order."""

from __future__ import annotations

from collections.abc import Iterable

from referral_app.domain.commune_days import CommuneDay, day_of
from referral_app.domain.facts import COMMUNE_DAY
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import RecordId, belongs_to
from referral_app.journal.register import fields_of
from referral_app.journal.sound import about, sound_facts
from referral_app.journal.write import Write


def fold_commune_day(writes: Iterable[Write], record: RecordId) -> tuple[CommuneDay | None, Fields]:
    """Return the day, None when it is none or was taken back, and what its owner wrote."""
    (written,) = sound_facts(writes, COMMUNE_DAY)
    ours = [write for write in about(written, record) if belongs_to(record, write.centre)]
    fields = fields_of(ours)
    return (day_of(record, ours[0].centre, fields) if ours else None), fields
