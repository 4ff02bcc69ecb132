"""Rows of the commune's registry."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete

from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.journal.registry import fold_registry
from referral_app.journal.write import Write
from referral_app.storage.projecting.rows import Rows
from referral_app.storage.sql import compiled, insert_or_ignore, param, upsert
from referral_app.storage.tables.registry import LISTED_ROW, REGISTRY_ROW

_LISTED: Final = upsert(LISTED_ROW, ["id"])
_NONE_LISTED: Final = compiled(delete(LISTED_ROW).where(LISTED_ROW.c.registry == param("registry")))
_REGISTRY: Final = insert_or_ignore(REGISTRY_ROW)


def project_registry(
    record: RecordId, writes: list[Write], _new: frozenset[str], own: CentreId, out: Rows
) -> None:
    """Make one row a line of the registry that holds."""
    out.put(_REGISTRY, {"id": record})
    out.drop(_NONE_LISTED, {"registry": record})
    taken_in = fold_registry(writes, record, own)
    for entry in taken_in.registry.entries if taken_in else ():
        out.put(
            _LISTED,
            {
                "id": entry.id,
                "registry": record,
                "kind": entry.kind.value,
                "name_fr": entry.name_fr,
                "name_ar": entry.name_ar,
                "district": entry.district,
                "active": entry.active,
                "first_block": entry.first_block,
                "blocks": entry.blocks,
            },
        )
