"""What of a case leaves the centre: the fields that the consent names, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from referral_app.domain.case import LOCKED_FLAGS
from referral_app.domain.facts import Value
from referral_app.domain.fields import Fields
from referral_app.domain.vocabulary import Vocabularies
from referral_app.services.case_fields import CLEARED

NEED_DETAIL = "need_detail"
"""The consent field that lets the detail of the need travel."""

Pairs = tuple[tuple[str, Value], ...]


def disclosed(lists: Vocabularies, fields: Fields, codes: Iterable[str]) -> Pairs:
    """Return the fields of a case that the consent fields `codes` let a recipient read, by name.

    A locked flag (V12 to V14) leaves by its own code alone, as a pair (code, True).
    """
    found: dict[str, Value] = {}
    for code in codes:
        entry = lists.consent_fields[code]
        if entry.flag("locked"):
            if code in fields.texts("flags"):
                found[code] = True
            continue
        for name in entry.texts("case_fields"):
            value = _outside(lists, name, fields)
            if value is not None and value not in CLEARED:
                found[name] = value
    return tuple(sorted(found.items()))


def _outside(lists: Vocabularies, name: str, fields: Fields) -> Value:
    """The value under which a field leaves the centre: coarser for age and residence status."""
    if name == "flags":
        return tuple(code for code in fields.texts(name) if code not in LOCKED_FLAGS)
    coarser = {
        "age_band": (lists.age_bands, "unhcr"),
        "status": (lists.person_status, "outside_as"),
    }
    if name not in coarser:
        return fields.value(name)
    codes, column = coarser[name]
    entry = codes.get(fields.text(name))
    # A code of a newer program has no coarser form here: it stays inside.
    return entry.text(column) if entry else None
