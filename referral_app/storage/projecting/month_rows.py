"""Rows of frozen months and of the statistics' key."""

from __future__ import annotations

from typing import Final

from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.journal.months import fold_frozen, fold_statistics_key
from referral_app.journal.write import Write
from referral_app.storage.projecting.rows import Rows
from referral_app.storage.sql import upsert
from referral_app.storage.tables.months import MONTH_ROW, STATISTICS_KEY_ROW

_FROZEN: Final = upsert(MONTH_ROW, ["id"])
_KEY: Final = upsert(STATISTICS_KEY_ROW, ["id"])


def project_month(
    record: RecordId, writes: list[Write], _new: frozenset[str], own: CentreId, out: Rows
) -> None:
    """Make the row of a freezing by our own centre."""
    frozen = fold_frozen(write for write in writes if write.centre == own)
    if frozen is not None:
        row = {"id": record, "month": frozen.month, "revision": frozen.revision}
        out.put(_FROZEN, row)


def project_statistics_key(
    record: RecordId, writes: list[Write], _new: frozenset[str], own: CentreId, out: Rows
) -> None:
    """Make the row of a key of our own centre."""
    key = fold_statistics_key(write for write in writes if write.centre == own)
    if key is not None:
        out.put(_KEY, {"id": record, "key": key})
