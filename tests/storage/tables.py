"""All rows of a store, to compare two of them."""

from __future__ import annotations

from typing import Any

from referral_app.storage.connection import Connection
from referral_app.storage.opened import OpenStore
from referral_app.storage.projecting.refresh import rebuild
from referral_app.storage.tables import METADATA
from referral_app.storage.tables.projections import LOOK_UP, PROJECTIONS
from referral_app.storage.tables.traffic import EPOCH, MEMBER

Rows = dict[str, list[tuple[Any, ...]]]


def writer(files: OpenStore) -> Connection:
    """The connection that writes."""
    return files._writer


def projections(files: OpenStore) -> Rows:
    """What lists read, without row numbers, which depend on the order of arrival."""
    found: Rows = {}
    for table in (*PROJECTIONS, MEMBER, EPOCH):
        columns = ", ".join(f'"{column.name}"' for column in table.columns if column.name != "row")
        found[table.name] = sorted(
            writer(files).all(f"SELECT {columns} FROM {table.name}"),  # noqa: S608 - names of ours
            key=repr,
        )
    return found


def everything(files: OpenStore) -> Rows:
    """Every row of every table."""
    return {
        table.name: sorted(
            writer(files).all(f"SELECT * FROM {table.name}"),  # noqa: S608 - names of ours
            key=repr,
        )
        for table in METADATA.sorted_tables
    }


def facts_held(files: OpenStore) -> list[tuple[Any, ...]]:
    """Every fact by its commit and place, with its bytes; None where they were erased."""
    sql = (
        "SELECT c.cid, f.place, f.record, f.data"
        " FROM fact f JOIN commit_log c ON c.row = f.[commit]"
    )
    return sorted(writer(files).all(sql), key=repr)


def found_by(files: OpenStore, word: str) -> int:
    """How many rows of the word index hold a word."""
    sql = f"SELECT count(*) FROM {LOOK_UP} WHERE {LOOK_UP} MATCH ?"  # noqa: S608 - names of ours
    return int(writer(files).all(sql, [f'"{word}"'])[0][0])


def refolded(files: OpenStore, own: bytes) -> Rows:
    """What the lists would say if they were folded from the journal alone; nothing is changed."""

    class _BackError(Exception):
        pass

    found: Rows = {}
    try:
        with writer(files).change():
            rebuild(writer(files), own)  # type: ignore[arg-type]
            found = projections(files)
            raise _BackError
    except _BackError:
        return found


def forms(files: OpenStore) -> dict[str, object]:
    """Columns and indexes of every table, as the database sees them."""
    names = [name for (name,) in writer(files).all(_TABLES)]
    return {
        name: (
            writer(files).all("SELECT * FROM pragma_table_xinfo(?)", [name]),
            sorted(
                (index, writer(files).all("SELECT * FROM pragma_index_xinfo(?)", [index]))
                for (index,) in writer(files).all("SELECT name FROM pragma_index_list(?)", [name])
            ),
        )
        for name in names
    }


_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
