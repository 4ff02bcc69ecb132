"""Which files stand in a household; a file alone has no row here."""

from __future__ import annotations

from sqlalchemy import Index, Table

from referral_app.storage.tables.metadata import METADATA, blob, integer, text

HOUSEHOLD_MEMBER = Table(
    "household_member",
    METADATA,
    blob("case", primary_key=True),
    blob("household"),
    text("role"),
    integer("is_open"),  # as in the row of the case: counting reads this index alone
    Index("member_by_household", "household", "is_open"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
