"""What revoked desks wrote that does not count, and commits that nobody waits for any more.

Derived from membership streams; kept beside the journal, so that each commit is judged as it comes.
"""

from __future__ import annotations

from sqlalchemy import Table

from referral_app.storage.tables.metadata import METADATA, blob

CUT = Table(
    "cut",
    METADATA,
    blob("centre", primary_key=True),
    blob("device", primary_key=True),
    blob("cut", primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

WITHIN_CUT = Table(
    "within_cut",
    METADATA,
    blob("cut", primary_key=True),
    blob("cid", primary_key=True),  # it leads to the frontier; held, or only named as yet
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

QUARANTINE = Table(
    "quarantine",
    METADATA,
    blob("cid", primary_key=True),
    blob("centre"),
    blob("device"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

READOPTED = Table(
    "readopted",
    METADATA,
    blob("centre", primary_key=True),
    blob("cid", primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

ACCEPTED_GAP = Table(
    "accepted_gap",
    METADATA,
    blob("centre", primary_key=True),
    blob("cid", primary_key=True),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
