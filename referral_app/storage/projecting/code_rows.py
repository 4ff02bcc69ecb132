"""Rows of codes that centres add to the program's lists."""

from __future__ import annotations

from typing import Final

from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.journal.added_codes import fold_added_code
from referral_app.journal.write import Write
from referral_app.storage.projecting.rows import Rows
from referral_app.storage.sql import upsert
from referral_app.storage.tables.added_codes import ADDED_CODE_ROW

_CODE: Final = upsert(ADDED_CODE_ROW, ["id"])


def project_added_code(
    record: RecordId, writes: list[Write], _new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    """Make the row of an added code."""
    added, _fields = fold_added_code(writes, record)
    if added is None:
        return
    meaning = added.meaning
    out.put(
        _CODE,
        {
            "id": record,
            "source": added.source,
            "code": added.code,
            "list": meaning.list,
            "like": meaning.like,
            "fr": meaning.fr,
            "ar": meaning.ar,
            "en": meaning.en,
            "hidden": added.hidden,
        },
    )
