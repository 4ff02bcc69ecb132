"""What the centre set in its calendar, its closures, and referrals sent because of a danger."""

from __future__ import annotations

from sqlalchemy import Index, Table
from sqlalchemy import text as sql_text

from referral_app.storage.tables.metadata import METADATA, blob, integer, text

CALENDAR_ROW = Table(
    "calendar_row",
    METADATA,
    text("field", primary_key=True),
    blob("value"),  # as the journal's codec writes it
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

CLOSURE_ROW = Table(
    "closure_row",
    METADATA,
    blob("id", primary_key=True),
    text("first"),  # ISO days
    text("last"),
    text("reason"),
    blob("categories"),  # as the journal's codec writes it
    integer("cancelled"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

COMMUNE_DAY_ROW = Table(
    "commune_day_row",
    METADATA,
    blob("id", primary_key=True),
    blob("source"),  # the centre that tells it
    text("what"),
    text("first"),  # ISO days
    text("last"),
    text("reason"),
    text("word"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

EXCEPTION_ROW = Table(
    "exception_row",
    METADATA,
    blob("referral", primary_key=True),
    text("exception"),
    integer("sent"),
    integer("countersigned", nullable=True),
    Index("exception_by_sent", "sent"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
NOT_COUNTERSIGNED = Index(
    "exception_not_countersigned",
    EXCEPTION_ROW.c.sent,
    sqlite_where=sql_text("countersigned IS NULL"),
)
