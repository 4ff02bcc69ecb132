"""From form 2 to form 3: what desks keep for a hub, for many centres and for erasing."""

from __future__ import annotations

from typing import Final

from referral_app.storage.connection import Connection

_STATEMENTS: Final[tuple[str, ...]] = (
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
