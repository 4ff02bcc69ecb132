"""What was erased: kept for good, so that nothing of it comes back; and rows that tell of it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, Table

from referral_app.storage.tables.metadata import METADATA, blob, integer, text

ERASED = Table(
    "erased",
    METADATA,
    blob("record", primary_key=True),
    blob("centre", primary_key=True),  # whose words about it are erased; empty: everybody's
    integer("hlc"),  # the logical time of who erased it
    integer("late"),  # facts about it that were written later, and dropped as they came
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

ERASURE_ROW = Table(
    "erasure_row",
    METADATA,
    blob("record", primary_key=True),
    blob("centre", primary_key=True),  # who erased it
    text("reason"),
    blob("author"),
    integer("happened"),
    blob("code"),  # the mark of a case's code; empty where it had none
    Index("erasure_by_code", "code"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

FILED = Table(
    "filed",
    METADATA,
    blob("case", primary_key=True),
    blob("record", primary_key=True),  # a need, a consent or a referral of it, by whatever fact
    Index("filed_by_record", "record"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

ERASURES: Final = (ERASURE_ROW, FILED)
