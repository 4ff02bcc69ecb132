"""Rows of frozen months, and of the key under which their cells are rounded."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Table

from referral_app.storage.tables.metadata import METADATA, blob, integer, text

MONTH_ROW = Table(
    "month_row",
    METADATA,
    blob("id", primary_key=True),
    text("month"),
    integer("revision"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

STATISTICS_KEY_ROW = Table(
    "statistics_key_row",
    METADATA,
    blob("id", primary_key=True),
    blob("key"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

MONTHS: Final = (MONTH_ROW, STATISTICS_KEY_ROW)
