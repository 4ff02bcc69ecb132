"""What was printed: cards with a code each, and pages of the paper register."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, Table

from referral_app.storage.tables.metadata import METADATA, blob, integer, text

CARD = Table(
    "card",
    METADATA,
    blob("batch", primary_key=True),
    integer("place", primary_key=True),
    text("code"),
    integer("printed"),
    blob("author"),
    Index("card_by_code", "code"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

REGISTER_PAGE = Table(
    "register_page",
    METADATA,
    blob("batch", primary_key=True),
    integer("place", primary_key=True),
    text("number"),
    integer("printed"),
    blob("author"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

PAPER: Final = (CARD, REGISTER_PAGE)
