"""A centre's calendar and its closures from their facts, in any order, with doublings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from referral_app.domain.calendar import Closure, read_days
from referral_app.domain.facts import CALENDAR_FIELD, CLOSURE_FIELD
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.journal.register import fields_of
from referral_app.journal.sound import about, founding, sound_facts
from referral_app.journal.write import Write

CLOSURE_FIELDS: Final = ("from", "to", "reason", "categories", "cancelled")


def fold_calendar(writes: Iterable[Write], own: CentreId) -> Fields:
    """Return what the centre set in its calendar, by the names of `domain.calendar`."""
    (written,) = sound_facts(writes, CALENDAR_FIELD)
    return fields_of(write for write in about(written, own) if write.centre == own)


def fold_closure(writes: Iterable[Write]) -> tuple[Closure | None, Fields]:
    """Return the closure, None until its days are known, and its fields."""
    (written,) = sound_facts(writes, CLOSURE_FIELD)
    first = founding(written)
    if first is None:
        return None, Fields()
    record = first.fact.record
    fields = fields_of(about(written, record))
    return closure_of(record, fields), fields


def closure_of(record: RecordId, fields: Fields) -> Closure | None:
    """Return the closure that these fields tell of."""
    days = read_days(fields.text("from"), fields.text("to"))
    if days is None:
        return None
    cancelled = fields.value("cancelled") is True
    return Closure(record, days, fields.text("reason"), fields.texts("categories"), cancelled)
