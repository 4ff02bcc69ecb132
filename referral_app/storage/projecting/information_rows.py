"""Rows of information given."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete

from referral_app.domain.facts import INFORMATION_GIVEN, INFORMATION_WITHDRAWN
from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.journal.sound import founding, sound_facts
from referral_app.journal.write import Write
from referral_app.storage.projecting.rows import Rows
from referral_app.storage.sql import compiled, param, upsert
from referral_app.storage.tables.information import INFORMATION_ROW

_PUT: Final = upsert(INFORMATION_ROW, ["id"])
_DROP: Final = compiled(delete(INFORMATION_ROW).where(INFORMATION_ROW.c.id == param("id")))


def project_information(
    record: RecordId, writes: list[Write], _new: frozenset[str], own: CentreId, out: Rows
) -> None:
    """Write the row of what was given; a withdrawal wins, whichever of the two came first."""
    ours = [write for write in writes if write.centre == own]
    given, withdrawn = sound_facts(ours, INFORMATION_GIVEN, INFORMATION_WITHDRAWN)
    first = founding(given)
    if withdrawn or first is None:
        out.drop(_DROP, {"id": record})
        return
    fact = first.fact
    out.put(
        _PUT,
        {
            "id": record,
            "category": fact.get("category"),
            "district": fact.get("district") or "",
            "happened": fact.happened,
            "author": first.author,
        },
    )
