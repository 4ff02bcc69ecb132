"""Rows of printed cards and register pages."""

from __future__ import annotations

from typing import Final

from referral_app.domain.facts import CARDS_PRINTED, REGISTER_PRINTED, Kind
from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.journal.sound import founding, sound_facts
from referral_app.journal.values import texts
from referral_app.journal.write import Write
from referral_app.storage.projecting.rows import Rows
from referral_app.storage.sql import upsert
from referral_app.storage.tables.paper import CARD, REGISTER_PAGE

_CARD: Final = upsert(CARD, ["batch", "place"])
_PAGE: Final = upsert(REGISTER_PAGE, ["batch", "place"])


def project_cards(
    record: RecordId, writes: list[Write], _new: frozenset[str], own: CentreId, out: Rows
) -> None:
    """Write a row for each card of a batch."""
    _project(record, writes, own, out, (CARDS_PRINTED, "codes", _CARD, "code"))


def project_register_pages(
    record: RecordId, writes: list[Write], _new: frozenset[str], own: CentreId, out: Rows
) -> None:
    """Write a row for each page of a batch."""
    _project(record, writes, own, out, (REGISTER_PRINTED, "pages", _PAGE, "number"))


def _project(
    record: RecordId,
    writes: list[Write],
    own: CentreId,
    out: Rows,
    form: tuple[Kind, str, str, str],
) -> None:
    kind, values, statement, column = form
    (printed,) = sound_facts(writes, kind)
    first = founding(write for write in printed if write.centre == own)
    if first is None:
        return
    for place, value in enumerate(texts(first.fact, values)):
        out.put(
            statement,
            {
                "batch": record,
                "place": place,
                column: value,
                "printed": first.fact.happened,
                "author": first.author,
            },
        )
