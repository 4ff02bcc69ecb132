"""Rows that tell what was erased, by whom and why; nothing of what it was."""

from __future__ import annotations

from typing import Final

from referral_app.domain.facts import CASE_PURGED, REFERRAL_PURGED
from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.journal.sound import founding, is_sound
from referral_app.journal.values import data, text
from referral_app.journal.write import Write
from referral_app.storage.projecting.rows import Rows
from referral_app.storage.sql import upsert
from referral_app.storage.tables.erasing import ERASURE_ROW

_ERASURE: Final = upsert(ERASURE_ROW, ["record", "centre"])


def project_erasure(
    record: RecordId, writes: list[Write], _new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    """Make the row of a file that this centre erased; the first word of it counts."""
    first = founding([write for write in writes if is_sound(write, CASE_PURGED)])
    if first is not None:
        _put(record, first, out)


def project_notices(record: RecordId, writes: list[Write], own: CentreId, out: Rows) -> list[Write]:
    """Make the rows of what other centres erased of a referral; return its other facts."""
    told: dict[CentreId, list[Write]] = {}
    rest: list[Write] = []
    for write in writes:
        if write.fact.kind != REFERRAL_PURGED.name:
            rest.append(write)
        elif write.centre != own and is_sound(write, REFERRAL_PURGED):
            told.setdefault(write.centre, []).append(write)
    for notices in told.values():
        first = founding(notices)
        if first is not None:
            _put(record, first, out)
    return rest


def _put(record: RecordId, write: Write, out: Rows) -> None:
    out.put(
        _ERASURE,
        {
            "record": record,
            "centre": write.centre,
            "reason": text(write.fact, "reason"),
            "author": write.author,
            "happened": write.fact.happened,
            "code": data(write.fact, "code"),
        },
    )
