"""Reading a workbook back."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from openpyxl import load_workbook


def opened(data: bytes) -> Any:
    return load_workbook(BytesIO(data))


def cells(data: bytes) -> Iterator[tuple[str, Any]]:
    """Every cell that holds something, with the name of its sheet."""
    for sheet in opened(data):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield sheet.title, cell


def table(sheet: Any) -> tuple[list[str], list[list[Any]]]:
    """Heads and lines of a table's sheet, its total last; numbers of a line as they stand."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    return rows[0], [row for row in rows[1:] if row[0]]
