"""The one list of tables, and the few column forms that they share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Text

METADATA = MetaData()


def blob(name: str, **options: Any) -> Column[bytes]:
    """A column of bytes that is always filled."""
    return Column(name, LargeBinary, **{"nullable": False, **options})


def integer(name: str, *extra: Any, **options: Any) -> Column[int]:
    """A column of whole numbers that is always filled."""
    return Column(name, Integer, *extra, **{"nullable": False, **options})


def text(name: str, **options: Any) -> Column[str]:
    """A column of text that is always filled."""
    return Column(name, Text, **{"nullable": False, **options})


def row_number() -> Column[int]:
    """SQLite's own row number, under a name."""
    return Column("row", Integer, primary_key=True)
