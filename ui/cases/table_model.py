"""Rows of the case list for Qt: read page by page, as far as somebody scrolls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from referral_app.domain.identifiers import CaseId
from referral_app.services.ports import CasePage, CaseQuery, CaseRow
from ui.cases.presenter import CaseLine

PAGE: Final = 100
_LINE_ROLE: Final = Qt.ItemDataRole.UserRole
_AnyIndex = QModelIndex | QPersistentModelIndex


class CasesModel(QAbstractListModel):
    """`read` gives a page of rows, `word` what a row says."""

    def __init__(
        self, read: Callable[[CaseQuery], CasePage], word: Callable[[CaseRow], CaseLine]
    ) -> None:
        super().__init__()
        self._read, self._word = read, word
        self._query = CaseQuery(limit=PAGE)
        self._rows: list[CaseRow] = []
        self.total = 0

    def start(self, query: CaseQuery) -> None:
        """Show other rows from the top; raises what reading raises and then shows none."""
        self._load(replace(query, limit=PAGE, after=None))

    def reload(self) -> None:
        """Read again as many rows as were read; raises what reading raises."""
        self._load(replace(self._query, limit=max(PAGE, len(self._rows))))

    def row_at(self, index: _AnyIndex) -> CaseRow | None:
        """The row that Qt means."""
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def place_of(self, case: CaseId) -> QModelIndex:
        """Where a case stands among the rows that were read; invalid if it does not."""
        for place, row in enumerate(self._rows):
            if row.id == case:
                return self.index(place)
        return QModelIndex()

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        """How many rows were read."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The worded row, for the delegate and for screen readers."""
        row = self.row_at(index)
        if row is None:
            return None
        if role == _LINE_ROLE:
            return self._word(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._word(row).spoken
        return None

    def line(self, index: _AnyIndex) -> CaseLine:
        """What a row says."""
        line = index.data(_LINE_ROLE)
        assert isinstance(line, CaseLine)  # noqa: S101
        return line

    def canFetchMore(self, parent: _AnyIndex) -> bool:
        """Whether rows are left that were not read."""
        return not parent.isValid() and len(self._rows) < self.total

    def fetchMore(self, parent: _AnyIndex) -> None:
        """Read the next page."""
        if parent.isValid() or not self._rows:
            return
        last = self._rows[-1]
        page = self._read(replace(self._query, limit=PAGE, after=(last.last_at, last.id)))
        known = {row.id for row in self._rows}
        rows = [row for row in page.rows if row.id not in known]
        # Where the rest has gone meanwhile, nothing is left to ask for.
        self.total = page.total if rows else len(self._rows)
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()

    def _load(self, query: CaseQuery) -> None:
        self.beginResetModel()
        self._rows, self.total = [], 0
        self._query = query
        try:
            page = self._read(query)
            self._rows, self.total = list(page.rows), page.total
        finally:
            self.endResetModel()
