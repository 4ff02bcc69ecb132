"""Codes that centres add, from their facts in any order."""

from __future__ import annotations

from collections.abc import Iterable

from referral_app.domain.added_codes import OPEN_LISTS, AddedCode, Meaning, code_of
from referral_app.domain.facts import CODE_ADDED, CODE_FIELD, Fact
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import RecordId, belongs_to
from referral_app.journal.register import fields_of
from referral_app.journal.sound import about, founding, sound_facts
from referral_app.journal.values import text
from referral_app.journal.write import Write


def fold_added_code(writes: Iterable[Write], record: RecordId) -> tuple[AddedCode | None, Fields]:
    """Return the code that a record adds, None when it adds none, and what else is said of it.

    Only the centre that the record names says anything. The earliest meaning counts.
    """
    added, written = sound_facts(writes, CODE_ADDED, CODE_FIELD)
    ours = [write for write in about(added, record) if belongs_to(record, write.centre)]
    fields = fields_of(w for w in about(written, record) if belongs_to(record, w.centre))
    first = founding(ours)
    meaning = _meaning(first.fact) if first else None
    if first is None or meaning is None:
        return None, fields
    hidden = fields.value("hidden") is True
    return AddedCode(record, code_of(record, meaning), meaning, hidden, first.centre), fields


def _meaning(fact: Fact) -> Meaning | None:
    found = Meaning(*(text(fact, name) for name in ("list", "like", "fr", "ar", "en")))
    return found if found.list in OPEN_LISTS and found.fr and found.ar and found.en else None
