"""Rows of the case list for Qt: of any number of them, only the pages in sight are held."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from referral_app.domain.identifiers import CaseId
from referral_app.services.ports import CasePage, CaseQuery, CaseRow
from ui.cases.presenter import CaseLine

PAGE: Final = 50
HELD: Final = 16
"""Pages kept in memory: what is in sight, and where one scrolls to and fro."""
_LINE_ROLE: Final = Qt.ItemDataRole.UserRole
_AnyIndex = QModelIndex | QPersistentModelIndex


class CasesModel(QAbstractListModel):
    """`read` gives a page of rows, `word` what a row says.

    The whole list has its length at once, so that one can jump anywhere in it.
    """

    def __init__(
        self, read: Callable[[CaseQuery], CasePage], word: Callable[[CaseRow], CaseLine]
    ) -> None:
        super().__init__()
        self._read, self._word = read, word
        self._query = CaseQuery(limit=PAGE)
        self._pages: OrderedDict[int, tuple[CaseRow, ...]] = OrderedDict()
        self.total = 0
        self.more = False

    def start(self, query: CaseQuery) -> None:
        """Show other rows from the top; raises what reading raises and then shows none."""
        self._load(replace(query, limit=PAGE, after=None, offset=0))

    def reload(self) -> None:
        """Read again what is in sight; raises what reading raises."""
        self._load(self._query)

    def row_at(self, index: _AnyIndex) -> CaseRow | None:
        """The row that Qt means; None where the list has become shorter meanwhile."""
        if not 0 <= index.row() < self.total:
            return None
        page, place = divmod(index.row(), PAGE)
        rows = self._page(page)
        return rows[place] if place < len(rows) else None

    def place_of(self, case: CaseId) -> QModelIndex:
        """Where a case stands at the top, where one just touched goes, or in the pages held;
        invalid if it does not."""
        if self.total:
            self._page(0)
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.id == case:
                    return self.index(page * PAGE + place)
        return QModelIndex()

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        """How many rows the list has."""
        return 0 if parent.isValid() else self.total

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The worded row, for the delegate and for screen readers."""
        if role not in (
            _LINE_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        row = self.row_at(index)
        if row is None:
            return None
        return self._word(row) if role == _LINE_ROLE else self._word(row).spoken

    def line(self, index: _AnyIndex) -> CaseLine | None:
        """What a row says; None for one that went meanwhile, until the list is read again."""
        line = index.data(_LINE_ROLE)
        return line if isinstance(line, CaseLine) else None

    def _page(self, page: int) -> tuple[CaseRow, ...]:
        rows = self._pages.get(page)
        if rows is None:
            rows = self._read(replace(self._query, offset=page * PAGE)).rows
            self._pages[page] = rows
            while len(self._pages) > HELD:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        return rows

    def _load(self, query: CaseQuery) -> None:
        self.beginResetModel()
        in_sight = next(reversed(self._pages), 0) if query is self._query else 0
        self._pages.clear()
        self.total, self.more = 0, False
        self._query = query
        try:
            page = self._read(replace(query, offset=in_sight * PAGE))
            self.total, self.more = page.total, page.more
            self._pages[in_sight] = page.rows
        finally:
            self.endResetModel()
