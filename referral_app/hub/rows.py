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
from referral_app.hub.trips import as_ours, driver_of, is_postgresql

_TOGETHER: Final = 500
"""Rows of one statement for SQLite, which takes 32,766 values."""
_TYPES: Final = ("int8", "bytea", "bytea", "bytea", "int4", "int4", "bytea")


class JournalRow(NamedTuple):
    """A row of `tables.ENVELOPE`, its columns in their order."""

    seq: int
    mailbox: bytes
    eid: bytes
    chain: bytes
    hour: int
    size: int
    body: bytes | None


_COLUMNS: Final = f"{ENVELOPE.name} ({', '.join(JournalRow._fields)})"
_COPY: Final = f"COPY {_COLUMNS} FROM STDIN (FORMAT BINARY)"
_ONE: Final = f"({', '.join('?' * len(_TYPES))})"


def add_rows(connection: Connection, rows: Sequence[JournalRow]) -> None:
    """Add rows to the journal."""
    if is_postgresql(connection):
        _copy(connection, rows)
        return
    for at in range(0, len(rows), _TOGETHER):
        some = rows[at : at + _TOGETHER]
        values = tuple(chain.from_iterable(some))
        marks = ", ".join([_ONE] * len(some))
        line = f"INSERT INTO {_COLUMNS} VALUES {marks}"  # noqa: S608 (names of our own)
        connection.exec_driver_sql(line, values)


def _copy(connection: Connection, rows: Sequence[JournalRow]) -> None:
    with as_ours(connection), driver_of(connection).cursor().copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for row in rows:
            copy.write_row(row)
