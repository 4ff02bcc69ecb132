"""Rows of the directory of outside services."""

from __future__ import annotations

from sqlalchemy import Table

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
    blob("source", nullable=True),  # the centre that shares it; null for ours
    integer("shared"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

DIRECTORY_PROJECTIONS = (SERVICE_ROW,)
