"""Rows of the directory of outside services, and of the calls that are due to them."""

from __future__ import annotations

from sqlalchemy import Index, Table
from sqlalchemy import text as sql_text

from referral_app.storage.tables.metadata import METADATA, blob, integer, text

SERVICE_ROW = Table(
    "service_row",
    METADATA,
    blob("id", primary_key=True),
    text("name_fr"),
    text("name_ar"),
    text("kind"),
    text("categories"),  # codes, parted by spaces
    text("district"),
    text("address"),
    text("phone"),
    text("hours"),
    text("documents"),
    integer("checked_on", nullable=True),
    integer("active"),
    text("suspended"),
    integer("in_conflict"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

OUTSIDE_ROW = Table(
    "outside_row",
    METADATA,
    blob("referral", primary_key=True),
    integer("call_at", nullable=True),  # when the service is asked next; null: nothing is awaited
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
OUTSIDE_CALL = Index(
    "outside_call", OUTSIDE_ROW.c.call_at, sqlite_where=sql_text("call_at IS NOT NULL")
)

DIRECTORY_PROJECTIONS = (SERVICE_ROW, OUTSIDE_ROW)
