"""Records whose facts left or came back: their rows are owed to the lists until they are folded."""

from __future__ import annotations

from sqlalchemy import Table

from referral_app.storage.tables.metadata import METADATA, blob

UNFOLDED = Table(
    "unfolded",
    METADATA,
    blob("record", primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
