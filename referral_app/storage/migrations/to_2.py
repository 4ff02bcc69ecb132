"""From form 1 to form 2: what desks keep of their own for several people and restored backups."""

from __future__ import annotations

from typing import Final

from referral_app.storage.connection import Connection

_STATEMENTS: Final = (
    """CREATE TABLE reading_log (
        "row" INTEGER NOT NULL,
        at INTEGER NOT NULL,
        staff BLOB NOT NULL,
        what TEXT NOT NULL,
        record BLOB NOT NULL,
        hash BLOB NOT NULL,
        PRIMARY KEY ("row")
    ) STRICT""",
)


def step(connection: Connection) -> None:
    """Make the tables that form 1 did not have."""
    for statement in _STATEMENTS:
        connection.run(statement)
