"""Statements are built by SQLAlchemy once and run as text: a save pays for no building."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Column, Integer, Table, Text, bindparam, literal_column
from sqlalchemy import insert as _insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import insert as _insert_or
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.expression import ClauseElement, ColumnElement

DIALECT: Final = sqlite.dialect(paramstyle="named")
_GROUPS: Final = (1, 4, 16, 64, 256)


def compiled(statement: ClauseElement, columns: Sequence[str] | None = None) -> str:
    """Return a statement's text with named parameters; it must carry no values of its own.

    A limit needs an offset beside it, or SQLAlchemy adds one as a value.
    """
    built = statement.compile(dialect=DIALECT, column_keys=columns)
    carried = [
        name
        for name, value in built.params.items()
        if value is not None and name not in (columns or ())
    ]
    if carried:
        raise ValueError(f"values inside the statement: {carried}")
    return str(built)


def insert(table: Table) -> str:
    """Insert a row, all columns by name except a row number."""
    return compiled(_insert(table), _names(table))


def insert_in_order(table: Table) -> str:
    """Insert a row, its values in the order of the columns: quicker for many rows at once."""
    names = ", ".join(DIALECT.identifier_preparer.quote(name) for name in _names(table))
    marks = ", ".join("?" for _ in _names(table))
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 - names of ours


def insert_or_ignore(table: Table) -> str:
    """Insert a row unless its key is there."""
    return compiled(_insert_or(table).on_conflict_do_nothing(), _names(table))


def upsert(table: Table, key: Sequence[str]) -> str:
    """Insert a row or replace the one of the same key."""
    statement = _insert_or(table)
    rest = {name: statement.excluded[name] for name in _names(table) if name not in key}
    return compiled(
        statement.on_conflict_do_update(index_elements=list(key), set_=rest), _names(table)
    )


def param(name: str) -> ColumnElement[Any]:
    """A value given at run time."""
    return bindparam(name)


def constant(value: int | str) -> ColumnElement[Any]:
    """A value that never changes, written into the statement; names of ours, nothing typed."""
    if isinstance(value, int):
        return literal_column(str(value), Integer)
    return literal_column(f"'{value}'", Text)


def is_set(column: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a column of 0 or 1 says yes."""
    return column == constant(1)


def is_unset(column: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a column of 0 or 1 says no."""
    return column == constant(0)


def aside(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column that SQLite is to read row by row, and not to choose an index by.

    That is what a plus before it says (https://sqlite.org/optoverview.html, 1).
    """
    plain: ColumnElement[Any] = literal_column(f"+{column}", column.type)
    return plain


def any_of(column: Column[Any], count: int) -> ColumnElement[bool]:
    """Whether a column is one of the parameters `k0`, `k1` …"""
    return column.in_([bindparam(f"k{at}") for at in range(count)])


def grouped(values: Sequence[bytes]) -> list[dict[str, bytes]]:
    """Cut values into parameter sets of a few sizes, so that few statements serve any number."""
    sets = []
    for start in range(0, len(values), _GROUPS[-1]):
        part = values[start : start + _GROUPS[-1]]
        size = next(size for size in _GROUPS if size >= len(part))
        # Naming one twice changes nothing.
        filled = [*part, *[part[-1]] * (size - len(part))]
        sets.append({f"k{at}": value for at, value in enumerate(filled)})
    return sets


def definition(table: Table) -> tuple[str, ...]:
    """Return the statements that create a table and its indexes."""
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    creates: list[ClauseElement] = [CreateTable(table), *map(CreateIndex, indexes)]
    return tuple(str(create.compile(dialect=DIALECT)) for create in creates)


@lru_cache(maxsize=128)
def _names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.name != "row")
