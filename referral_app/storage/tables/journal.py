"""Commits and the facts in them (exchange.md 5.1)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Table, text

from referral_app.storage.tables.metadata import METADATA, blob, integer, row_number

COMMIT_LOG = Table(
    "commit_log",
    METADATA,
    row_number(),
    blob("cid", unique=True),
    blob("stream"),
    blob("centre"),
    blob("device"),
    blob("author"),
    integer("hlc"),
    blob("incarnation"),
    blob("previous"),  # ids of the commits it follows, one after another
    integer("arrived", nullable=True),  # when it came from elsewhere; null for this desk's own
    blob("body"),
    blob("signature"),
    Index("commit_by_stream", "stream", "hlc"),
    sqlite_strict=True,
)

FACT = Table(
    "fact",
    METADATA,
    integer("commit", ForeignKey("commit_log.row"), primary_key=True),
    integer("place", primary_key=True),
    blob("record", nullable=True),  # null when erased, or of a form that is not read here
    blob("data", nullable=True),  # the wire form; null when erased
    Index("fact_by_record", "record"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

HEAD = Table(
    "head",
    METADATA,
    blob("stream", primary_key=True),
    blob("device", primary_key=True),
    blob("cid", primary_key=True),
    integer("seq"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

MISSING = Table(
    "missing",
    METADATA,
    blob("cid", primary_key=True),
    blob("stream"),
    blob("device"),
    Index("missing_by_stream", "stream"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

LOGICAL_CLOCK = Table(
    "logical_clock",
    METADATA,
    integer("one", primary_key=True),
    integer("last"),
    sqlite_strict=True,
)

ARRIVED = Index(
    "commit_by_arrival",
    COMMIT_LOG.c.arrived,
    sqlite_where=text("arrived IS NOT NULL"),
)
