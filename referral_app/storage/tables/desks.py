"""Blocks of case codes and invitations of further desks of our centre."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Table

from referral_app.storage.tables.metadata import METADATA, blob, integer

CODE_BLOCK = Table(
    "code_block",
    METADATA,
    blob("id", primary_key=True),
    blob("device"),
    integer("number", nullable=True),  # null while it is only asked for
    integer("returned"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

DESK_INVITATION_ROW = Table(
    "desk_invitation_row",
    METADATA,
    blob("id", primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

DESKS: Final = (CODE_BLOCK, DESK_INVITATION_ROW)
