"""Codes that the commune's centres add to the program's lists."""

from __future__ import annotations

from sqlalchemy import Table

from referral_app.storage.tables.metadata import METADATA, blob, integer, text

ADDED_CODE_ROW = Table(
    "added_code_row",
    METADATA,
    blob("id", primary_key=True),
    blob("source"),  # the centre that added it
    text("code"),
    text("list"),
    text("like"),  # the program's code that it stands under
    text("fr"),
    text("ar"),
    text("en"),
    integer("hidden"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
