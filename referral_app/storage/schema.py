"""The numbers of a store's form, and making the tables of a new one."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from referral_app.errors import ForeignDataError
from referral_app.storage.connection import Connection
from referral_app.storage.sql import compiled, definition, insert, param, upsert
from referral_app.storage.tables import METADATA
from referral_app.storage.tables.desk import META
from referral_app.storage.tables.journal import LOGICAL_CLOCK
from referral_app.storage.tables.projections import BESIDES, FOLD_VERSION

SCHEMA_VERSION: Final = 3
"""Number of the tables' form; a higher one is refused, a lower one migrated. Projections have no
part in it: folding anew makes their tables anew."""

_SCHEMA: Final = "schema_version"
_FOLD: Final = "fold_version"
_GET: Final = compiled(select(META.c.value).where(META.c.name == param("name")))
_PUT: Final = upsert(META, ["name"])


def create_tables(connection: Connection) -> None:
    """Make the tables of a new store, inside one change."""
    for table in METADATA.sorted_tables:
        for statement in definition(table):
            connection.run(statement)
    for statement in BESIDES:
        connection.run(statement)
    connection.run(insert(LOGICAL_CLOCK), {"one": 1, "last": 0})
    put_schema_version(connection, SCHEMA_VERSION)
    put_fold_version(connection)


def schema_version(connection: Connection) -> int:
    """Read the number: raises ForeignDataError("store.damaged") when this is no store of ours."""
    known = connection.all("SELECT 1 FROM sqlite_master WHERE name = 'meta'")
    row = connection.one(_GET, {"name": _SCHEMA}) if known else None
    if row is None:
        raise ForeignDataError("store.damaged")
    return int(row[0])


def require_known(found: int, known: int) -> None:
    """Refuse a store of a newer program, before anything is written to it.

    Raises ForeignDataError("store.newer") with both numbers.
    """
    if found > known:
        raise ForeignDataError("store.newer", found=found, known=known)


def put_schema_version(connection: Connection, number: int) -> None:
    """Write the number of the tables' form."""
    connection.run(_PUT, {"name": _SCHEMA, "value": number})


def is_folded(connection: Connection) -> bool:
    """Whether the lists were folded by the rules of this program."""
    row = connection.one(_GET, {"name": _FOLD})
    return row is not None and row[0] == FOLD_VERSION


def put_fold_version(connection: Connection) -> None:
    """Say that the lists were folded by the rules of this program."""
    connection.run(_PUT, {"name": _FOLD, "value": FOLD_VERSION})
