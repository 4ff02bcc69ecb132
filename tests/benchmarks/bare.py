"""The floor of a save: a bare SQLCipher connection that writes rows it was given, and commits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlcipher3

from referral_app.storage.tables.projections import LOOK_UP

_PRAGMAS: Final = (
    "cipher_log_level=NONE",
    "cipher_memory_security=OFF",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cache_size=-65536",
)
_INDEXED: Final = re.compile(
    rf"INSERT OR REPLACE INTO {LOOK_UP}\(rowid, words\) VALUES \((\d+), '(.*)'\)",  # noqa: S608
    re.DOTALL,
)

Rows = Mapping[tuple[Any, ...], tuple[Any, ...]]
"""Rows of a table by primary key."""
Change = list[tuple[str, list[tuple[Any, ...]]]]
"""Statements with the rows to run each of them for."""


@dataclass(frozen=True)
class Table:
    """A table and where its key stands in a row."""

    name: str
    columns: tuple[str, ...]
    key: tuple[int, ...]

    @property
    def put(self) -> str:
        marks = ", ".join("?" * len(self.columns))
        return f"INSERT OR REPLACE INTO {self.name} VALUES ({marks})"  # noqa: S608 - names of ours

    @property
    def drop(self) -> str:
        where = " AND ".join(f'"{self.columns[at]}" = ?' for at in self.key)
        return f"DELETE FROM {self.name} WHERE {where}"  # noqa: S608 - names of ours


class Watched:
    """A store whose changes are read off: by comparing its tables before and after."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self.ddl = [
            sql
            for name, sql in raw.execute("SELECT name, sql FROM sqlite_master ORDER BY rowid")
            # The index of words makes its own tables.
            if sql and not name.startswith(f"{LOOK_UP}_")
        ]
        names = [
            name
            for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(LOOK_UP)
        ]
        # Parents before children.
        self._tables = sorted(map(self._table, names), key=lambda table: table.name == "fact")
        self._held = self._rows()
        self._indexed: list[str] = []
        raw.set_trace_callback(self._indexed.append)

    def _table(self, name: str) -> Table:
        columns = self._raw.execute(f"PRAGMA table_info('{name}')").fetchall()
        key = sorted((place, at) for at, _, _, _, _, place in columns if place)
        return Table(name, tuple(column[1] for column in columns), tuple(at for _, at in key))

    def _rows(self) -> dict[str, Rows]:
        found = {}
        for table in self._tables:
            rows = self._raw.execute(f"SELECT * FROM {table.name}")  # noqa: S608 - names of ours
            found[table.name] = {tuple(row[at] for at in table.key): row for row in rows}
        return found

    def all(self) -> Change:
        """What stands in the tables now."""
        return [(table.put, list(self._held[table.name].values())) for table in self._tables]

    def change(self) -> Change:
        """What has changed since the last question, the words that were indexed included."""
        matches = [_INDEXED.fullmatch(statement) for statement in self._indexed]
        words = [(int(m[1]), m[2].replace("''", "'")) for m in matches if m]
        before, after = self._held, self._rows()
        self._held = after
        self._indexed.clear()
        found: Change = []
        for table in self._tables:
            old, new = before[table.name], after[table.name]
            found.append((table.drop, [key for key in old if key not in new]))
            found.append((table.put, [row for key, row in new.items() if old.get(key) != row]))
        found.append((f"INSERT INTO {LOOK_UP}(rowid, words) VALUES (?, ?)", words))  # noqa: S608
        return [(sql, rows) for sql, rows in found if rows]


@contextmanager
def bare(path: Path, ddl: list[str]) -> Iterator[Any]:
    """A connection of SQLCipher's own making on a new file with the same tables and settings."""
    raw = sqlcipher3.connect(str(path), isolation_level=None, cached_statements=512)
    raw.set_key(f"x'{'5a' * 32}'")
    for pragma in _PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")
    for statement in ddl:
        raw.execute(statement)
    try:
        yield raw
    finally:
        raw.close()


def write(raw: Any, change: Change) -> None:
    """Write the rows in one durable commit."""
    raw.execute("BEGIN IMMEDIATE")
    for sql, rows in change:
        raw.executemany(sql, rows)
    raw.execute("COMMIT")
