"""What is nobody else's: who this desk is, drafts, settings, where its codes stand."""

from __future__ import annotations

from sqlalchemy import Table

from referral_app.storage.tables.metadata import METADATA, blob, integer, row_number, text

META = Table(
    "meta",
    METADATA,
    text("name", primary_key=True),
    integer("value"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

IDENTITY = Table(
    "identity",
    METADATA,
    text("name", primary_key=True),
    blob("value"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

DRAFT = Table(
    "draft",
    METADATA,
    text("form", primary_key=True),
    text("subject", primary_key=True),
    blob("owner", primary_key=True),
    text("data"),
    integer("saved"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

SETTING = Table(
    "setting",
    METADATA,
    text("name", primary_key=True),
    text("value"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

CODE_CURSOR = Table(
    "code_cursor",
    METADATA,
    integer("block", primary_key=True),
    integer("next"),
    sqlite_strict=True,
)

READING_LOG = Table(
    "reading_log",
    METADATA,
    row_number(),
    integer("at"),
    blob("staff"),
    text("what"),  # the kind of page that was read
    blob("record"),
    blob("hash"),  # SHA-256 over the hash before and this line: a line cut out shows
    sqlite_strict=True,
)
