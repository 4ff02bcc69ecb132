"""How long a centre keeps files, from what it set for itself."""

from __future__ import annotations

from collections.abc import Iterable

from referral_app.domain.erasure import LIMITS, Terms
from referral_app.domain.facts import CENTRE_FIELD
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import CentreId
from referral_app.journal.register import fields_of
from referral_app.journal.sound import about, sound_facts
from referral_app.journal.write import Write


def fold_own_fields(writes: Iterable[Write], own: CentreId) -> Fields:
    """Return the fields that a centre wrote of itself."""
    (written,) = sound_facts(writes, CENTRE_FIELD)
    return fields_of(about([write for write in written if write.centre == own], own))


def terms_of(fields: Fields) -> Terms:
    """Return the terms that hold: what was set within the limits, the limit for all else."""
    lengths = []
    for term, most in LIMITS.items():
        value = fields.value(term.value)
        fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
        lengths.append((term, value if fits and isinstance(value, int) else most))
    return Terms(tuple(lengths))
