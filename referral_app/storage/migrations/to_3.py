"""From form 2 to form 3: what desks keep for a hub, for many centres and for erasing."""

from __future__ import annotations

from typing import Final

from referral_app.storage.connection import Connection

_STATEMENTS: Final[tuple[str, ...]] = (
    """CREATE TABLE cut (
        centre BLOB NOT NULL,
        device BLOB NOT NULL,
        cut BLOB NOT NULL,
        PRIMARY KEY (centre, device, cut)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE within_cut (
        cut BLOB NOT NULL,
        cid BLOB NOT NULL,
        PRIMARY KEY (cut, cid)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE quarantine (
        cid BLOB NOT NULL,
        centre BLOB NOT NULL,
        device BLOB NOT NULL,
        PRIMARY KEY (cid)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE readopted (
        centre BLOB NOT NULL,
        cid BLOB NOT NULL,
        PRIMARY KEY (centre, cid)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE accepted_gap (
        centre BLOB NOT NULL,
        cid BLOB NOT NULL,
        PRIMARY KEY (centre, cid)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE erased (
        record BLOB NOT NULL,
        centre BLOB NOT NULL,
        hlc INTEGER NOT NULL,
        late INTEGER NOT NULL,
        PRIMARY KEY (record, centre)
    ) WITHOUT ROWID, STRICT""",
)


def step(connection: Connection) -> None:
    """Make the tables that form 2 did not have."""
    for statement in _STATEMENTS:
        connection.run(statement)
