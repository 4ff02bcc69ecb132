"""Rows of the journal in one statement: the way in which each driver takes many at once.

Measured: `executemany` gives the interpreter up for each row, to threads that read requests, and
waits to have it back; with one statement a hundred rows cost a third.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final, NamedTuple

from sqlalchemy import Connection

from referral_app.hub.tables import ENVELOPE

_TOGETHER: Final = 500
"""Rows of one statement for SQLite, which takes 32,766 values."""
_TYPES: Final = ("bigint", "bytea", "bytea", "bytea", "integer", "integer", "bytea")


class JournalRow(NamedTuple):
    """A row of `tables.ENVELOPE`, its columns in their order."""

    seq: int
    mailbox: bytes
    eid: bytes
    chain: bytes
    hour: int
    size: int
    body: bytes | None


_INTO: Final = f"INSERT INTO {ENVELOPE.name} ({', '.join(JournalRow._fields)})"
_ARRAYS: Final = ", ".join(f"%b::{kind}[]" for kind in _TYPES)
_ONE: Final = f"({', '.join('?' * len(_TYPES))})"


def add_rows(connection: Connection, rows: Sequence[JournalRow]) -> None:
    """Add rows to the journal."""
    if connection.dialect.name == "postgresql":
        columns = tuple(list(column) for column in zip(*rows, strict=True))
        connection.exec_driver_sql(f"{_INTO} SELECT * FROM unnest({_ARRAYS})", columns)
        return
    for at in range(0, len(rows), _TOGETHER):
        some = rows[at : at + _TOGETHER]
        values = tuple(chain.from_iterable(some))
        connection.exec_driver_sql(f"{_INTO} VALUES {', '.join([_ONE] * len(some))}", values)
