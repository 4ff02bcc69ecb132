"""How many files and needs there are: counted as rows come and go, for counting them takes time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Table

from referral_app.storage.tables.metadata import METADATA, integer, text

TALLY = Table(
    "tally",
    METADATA,
    text("name", primary_key=True),
    integer("count"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

OPEN_CASES: Final = "open_cases"
CLOSED_CASES: Final = "closed_cases"
OPEN_NEEDS: Final = "open_needs"

_COUNTED: Final = (
    (OPEN_CASES, "case_row", 1),
    (CLOSED_CASES, "case_row", 0),
    (OPEN_NEEDS, "need_row", 1),
)
"""A tally, its table, and the `is_open` that counts; NULL, of a file not known yet, never does."""


def _ddl(tally: str, table: str, state: int) -> Iterator[str]:
    """Begin at none and follow every row, whoever writes it."""
    yield f"INSERT INTO tally (name, count) VALUES ('{tally}', 0)"  # noqa: S608 - names of ours
    acts = (
        ("INSERT", f"new.is_open = {state}", "1"),
        ("DELETE", f"old.is_open = {state}", "-1"),
        (
            "UPDATE OF is_open",
            f"(new.is_open = {state}) IS NOT (old.is_open = {state})",
            f"coalesce(new.is_open = {state}, 0) - coalesce(old.is_open = {state}, 0)",
        ),
    )
    for act, when, step in acts:
        follow = f"UPDATE tally SET count = count + {step} WHERE name = '{tally}'"  # noqa: S608
        trigger = f"{tally}_{act.split()[0].lower()}"
        yield f"CREATE TRIGGER {trigger} AFTER {act} ON {table} WHEN {when} BEGIN {follow}; END"


TALLY_DDL: Final = tuple(made for counted in _COUNTED for made in _ddl(*counted))
