"""What must travel, what has travelled, and whom we know."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, Table
from sqlalchemy import text as sql_text

from referral_app.storage.tables.metadata import METADATA, blob, integer, row_number, text

QUEUE = Table(
    "queue",
    METADATA,
    row_number(),
    blob("cid"),
    blob("destination"),
    blob("eid", nullable=True),  # the envelope that it was packed in
    integer("delivered", nullable=True),
    Index("queue_by_commit", "cid", "destination"),
    sqlite_strict=True,
)
WAITING = Index(
    "queue_waiting",
    QUEUE.c.row,
    sqlite_where=sql_text("eid IS NULL AND delivered IS NULL"),
)
UNDELIVERED = Index(
    "queue_undelivered", QUEUE.c.destination, sqlite_where=sql_text("delivered IS NULL")
)
PACKED = Index("queue_packed", QUEUE.c.eid, sqlite_where=sql_text("eid IS NOT NULL"))

ENVELOPE = Table(
    "envelope",
    METADATA,
    row_number(),
    blob("eid", unique=True),
    blob("destination"),
    blob("data", nullable=True),  # null once delivered
    integer("made"),
    integer("deposited", nullable=True),
    sqlite_strict=True,
)
KEPT = Index("envelope_kept", ENVELOPE.c.row, sqlite_where=sql_text("data IS NOT NULL"))

HUB_PLACE: Final = 32
"""Letters of the mark of a hub, its id in hex; a folder's is shorter."""
DEPOSIT = Table(
    "deposit",
    METADATA,
    blob("eid", primary_key=True),
    text("place", primary_key=True),
    integer("at"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

ENVELOPE_SEEN = Table(
    "envelope_seen",
    METADATA,
    blob("eid", primary_key=True),
    integer("at"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

PENDING_ENVELOPE = Table(
    "pending_envelope",
    METADATA,
    row_number(),
    blob("eid", unique=True),
    blob("data"),
    sqlite_strict=True,
)

HELD_COMMIT = Table(
    "held_commit",
    METADATA,
    row_number(),
    blob("cid", unique=True),
    blob("device"),
    blob("raw"),
    sqlite_strict=True,
)

CONTACT = Table(
    "contact",
    METADATA,
    blob("centre", primary_key=True),
    integer("at"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

MEMBER = Table(
    "member",
    METADATA,
    blob("device", primary_key=True),
    blob("centre", primary_key=True),
    blob("sign_key"),
    blob("kem_key"),
    text("role"),
    text("label"),
    integer("active"),
    Index("member_by_centre", "centre"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

EPOCH = Table(
    "epoch",
    METADATA,
    blob("kid", primary_key=True),
    blob("centre", primary_key=True),
    integer("number"),
    blob("public"),
    Index("epoch_by_centre", "centre"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

EPOCH_SEED = Table(
    "epoch_seed",
    METADATA,
    blob("kid", primary_key=True),
    blob("seed"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

EXCHANGE_NOTE = Table(
    "exchange_note",
    METADATA,
    text("name", primary_key=True),
    blob("value"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
