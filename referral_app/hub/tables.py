"""What the hub keeps. No table holds a sender, a reader's address, or anything in clear.

Who uploaded what is not kept: the daily shares of desks are counted without naming mailboxes, and
the time of arrival is cut to the hour (exchange.md 7.8 lists what a hub could learn).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

METADATA: Final = MetaData()
SCHEMA_VERSION: Final = 1

STATE: Final = Table(
    "hub_state",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("mode", String, nullable=False),
    Column("name", String, nullable=False),
)
"""One row: the journal's end. Its lock is what puts the journal in order."""

ENVELOPE: Final = Table(
    "envelope",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("mailbox", LargeBinary, nullable=False),
    Column("eid", LargeBinary, nullable=False, unique=True),
    Column("chain", LargeBinary, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", LargeBinary),
    Index("envelope_in_mailbox", "mailbox", "seq"),
)
"""The journal; `body` is NULL once the envelope is no longer kept, `size` the bytes that are."""

MAILBOX: Final = Table(
    "mailbox",
    METADATA,
    Column("id", LargeBinary, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
)
USE: Final = Table(
    "use",
    METADATA,
    Column("device", LargeBinary, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("envelopes", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
)
CURSOR: Final = Table(
    "cursor",
    METADATA,
    Column("device", LargeBinary, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("after", BigInteger, nullable=False),
)
"""The lowest position from which a desk read on a day."""

CENTRE: Final = Table(
    "centre",
    METADATA,
    Column("id", LargeBinary, primary_key=True),
    Column("admitted", Boolean, nullable=False),
)
DEVICE: Final = Table(
    "device",
    METADATA,
    Column("id", LargeBinary, primary_key=True),
    Column("centre", LargeBinary, ForeignKey("centre.id"), primary_key=True),
    Column("sign_key", LargeBinary, nullable=False),
    Column("active", Boolean, nullable=False),
)
"""Read from `member_commit`, for speed; never written from anything else.

A centre may name any desk: one row each, so that none takes another's desk away by naming it.
"""

MEMBER_COMMIT: Final = Table(
    "member_commit",
    METADATA,
    Column("id", LargeBinary, primary_key=True),
    Column("centre", LargeBinary, ForeignKey("centre.id"), nullable=False, index=True),
    Column("raw", LargeBinary, nullable=False),
)
ADMISSION: Final = Table(
    "admission",
    METADATA,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("until", BigInteger, nullable=False),
)
REGISTRY: Final = Table(
    "registry",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("version", BigInteger),
    Column("document", LargeBinary),
)
LISTED: Final = Table(
    "listed",
    METADATA,
    Column("centre", LargeBinary, primary_key=True),
)
"""The active centres of the registry that stands."""

SUMMARY: Final = Table(
    "summary",
    METADATA,
    Column("centre", LargeBinary, primary_key=True),
    Column("month", String, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("hlc", BigInteger, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Column("raw", LargeBinary, nullable=False),
)
"""The one summary of a centre and month that stands, as its desk signed it."""
