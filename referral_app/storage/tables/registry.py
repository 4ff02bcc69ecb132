"""The commune's registry of centres as it holds here."""

from __future__ import annotations

from sqlalchemy import Table

from referral_app.storage.tables.metadata import METADATA, blob, integer, text

LISTED_ROW = Table(
    "listed_row",
    METADATA,
    blob("id", primary_key=True),
    blob("registry"),  # the record of the facts that it was read from
    text("kind"),
    text("name_fr"),
    text("name_ar"),
    text("district"),
    integer("active"),
    integer("first_block"),
    integer("blocks"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

REGISTRY_ROW = Table(
    "registry_row",
    METADATA,
    blob("id", primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

REGISTRY_PROJECTIONS = (LISTED_ROW, REGISTRY_ROW)
