"""Information given to people who asked and left: no file, no person, only what and where."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, Table

from referral_app.storage.tables.metadata import METADATA, blob, integer, text

INFORMATION_ROW = Table(
    "information_row",
    METADATA,
    blob("id", primary_key=True),
    text("category"),
    text("district"),  # empty where it was not asked
    integer("happened"),
    blob("author"),
    Index("information_by_day", "happened"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

INFORMATION: Final = (INFORMATION_ROW,)
