"""Several statements in one trip to a PostgreSQL server; SQLite has no trips to save.

A group of envelopes takes nine small statements, and each trip costs about as much as the commit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import ARRAY, Connection, Dialect, Select, any_, bindparam
from sqlalchemy.exc import DBAPIError

Asked: TypeAlias = tuple[Select[Any], Mapping[str, Any]]
"""A statement and its values."""


def among(column: Any, name: str, *, is_postgresql: bool) -> Any:
    """Return the condition that a column is one of a list given by name."""
    if is_postgresql:
        return column == any_(bindparam(name, type_=ARRAY(column.type)))
    return column.in_(bindparam(name, expanding=True))


def ask_all(connection: Connection, asked: Sequence[Asked]) -> list[Sequence[Any]]:
    """Return the rows of each statement, asked in this order; each sees what is there by then."""
    if not is_postgresql(connection):
        return [connection.execute(statement, values).all() for statement, values in asked]
    driver = driver_of(connection)
    with one_trip(connection):
        cursors = [driver.cursor(binary=True) for _ in asked]
        for cursor, (statement, values) in zip(cursors, asked, strict=True):
            text, fixed = _compiled(statement, connection.dialect)
            cursor.execute(text, {**fixed, **values})
        return [cursor.fetchall() for cursor in cursors]


@contextmanager
def one_trip(connection: Connection) -> Iterator[None]:
    """Send what is done within together; nothing of it may return rows.

    Raises DBAPIError at the end for what failed.
    """
    if is_postgresql(connection):
        with as_ours(connection), driver_of(connection).pipeline():
            yield
    else:
        yield


@contextmanager
def as_ours(connection: Connection) -> Iterator[None]:
    """Raise for what the driver of PostgreSQL refuses what SQLAlchemy would have raised."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        ours = DBAPIError.instance(None, None, error, psycopg.Error, dialect=connection.dialect)
        raise ours from error


def driver_of(connection: Connection) -> Any:
    """Return the driver's own connection."""
    return connection.connection.driver_connection


def is_postgresql(connection: Connection) -> bool:
    """Whether a server is at the other end."""
    return connection.dialect.name == "postgresql"


@cache
def _compiled(statement: Select[Any], dialect: Dialect) -> tuple[str, dict[str, Any]]:
    """Write a statement as the driver takes it, with the values that stand in it.

    Each is one of a few that live for ever.
    """
    compiled = statement.compile(dialect=dialect)
    return str(compiled), {name: it for name, it in compiled.params.items() if it is not None}
