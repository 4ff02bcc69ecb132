"""Lists of a store of full size, in the real window, beside the bare questions to its file."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.benchmarks.full_window import settle, store, window_at
from tests.benchmarks.ratio import Wait, quietest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.cases.view import CasesScreen
    from ui.session import Session

FIRST_PAGE: Final = 0.100
STALL: Final = 0.050
KEY: Final = 0.016
_LAPS: Final = 7
_SHARE: Final = 0.95
_PAGE: Final = 100
_TYPED: Final = (
    "hébergement",
    "suivi de grossesse",
    "titre",
    "سكن مستعجل",
    "تمدرس",
    "4231",
    "2905",
    "premier rendez",
)
_ROWS: Final = "SELECT * FROM case_row ORDER BY last DESC, id DESC LIMIT 100 OFFSET ?"
_WORDS: Final = "SELECT rowid FROM look_up WHERE look_up MATCH ? ORDER BY rowid DESC LIMIT 100"


def measure() -> Iterator[Wait]:
    """First pages, jumps and sorting, and each letter typed; seconds."""
    path = store()
    with window_at(path) as (app, session):
        bench = _Bench(app, session, path)
        yield from bench.first_pages()
        yield from bench.in_the_list()


@dataclass
class _Bench:
    app: QApplication
    session: Session
    path: Path

    def __post_init__(self) -> None:
        workspace = self.session.workspace
        assert workspace is not None
        self._raw: Any = workspace._opened._reader._raw  # type: ignore[union-attr]

    def first_pages(self) -> Iterator[Wait]:
        """Today, files and referrals: built, read and painted, with every row that will stand.

        All of it is done on the window's thread: it is also the longest that the window waits.
        """
        from ui.cases.view import CasesScreen
        from ui.referrals.view import ReferralsScreen
        from ui.today.view import TodayScreen

        pages = (("today", TodayScreen), ("files", CasesScreen), ("referrals", ReferralsScreen))
        ours: dict[str, list[list[float]]] = {name: [] for name, _kind in pages}
        least: list[list[float]] = []
        for _lap in range(_LAPS):
            gc.collect()
            least.append([self._floor(0)])
            for name, kind in pages:
                ours[name].append([self._show(kind)])
        for name, laps in ours.items():
            yield Wait(f"{name} first shown", quietest(laps), quietest(least), FIRST_PAGE)

    def in_the_list(self) -> Iterator[Wait]:
        """Jump and sort in the files; type in the search box."""
        from ui.cases.view import CasesScreen

        self.session.go("cases")
        settle(self.app)
        shell = self.session.window.shell
        assert shell is not None
        (page,) = [built for built in shell.built_pages if isinstance(built, CasesScreen)]
        page.state.set_value("all")
        settle(self.app)
        ours, least = self._laps(lambda: self._moves(page), self._jumps)
        yield Wait("files jumped and sorted, longest", quietest(ours), quietest(least), STALL)
        ours, least = self._laps(lambda: self._typing(page), self._words)
        held = (quietest(ours, _SHARE), quietest(least, _SHARE))
        yield Wait("letter typed in files, 95 of 100", *held, KEY)

    def _laps(
        self, lap: Callable[[], list[float]], floor: Callable[[], list[float]]
    ) -> tuple[list[list[float]], list[list[float]]]:
        ours, least = [], []
        lap()  # warm
        for _lap in range(_LAPS):
            gc.collect()
            ours.append(lap())
            least.append(floor())
        return ours, least

    def _show(self, kind: Any) -> float:
        from PySide6.QtWidgets import QVBoxLayout, QWidget

        host = QWidget()
        column = QVBoxLayout(host)
        host.resize(1170, 690)
        began = time.perf_counter()
        page = kind(self.session._context)
        column.addWidget(page)
        page.show_with()
        host.show()
        self.app.processEvents()
        host.repaint()
        seconds = time.perf_counter() - began
        host.close()
        host.deleteLater()
        settle(self.app)
        return seconds

    def _moves(self, page: CasesScreen) -> list[float]:
        """From end to end, into the middle, and each order, as one presses keys."""
        bar = page.list.verticalScrollBar()
        acts: list[Callable[[], object]] = [page.list.scrollToBottom, page.list.scrollToTop]
        acts += [partial(bar.setValue, bar.maximum() * at // 9) for at in (4, 7, 2, 5)]
        acts += [partial(page.order.set_value, order) for order in ("code", "opened", "last")]
        return [self._painted(act, page) for act in acts]

    def _typing(self, page: CasesScreen) -> list[float]:
        """Each letter from the second of a text on: what one letter begins is nobody's question."""

        def find(typed: str) -> None:
            page.search.setText(typed)
            page._find()  # what the pause after a key begins

        found = [self._painted(partial(find, typed), page) for typed in _prefixes()]
        page.search.clear()
        page._find()
        settle(self.app)
        return found

    def _painted(self, act: Callable[[], object], page: CasesScreen) -> float:
        began = time.perf_counter()
        act()
        page.list.viewport().repaint()
        self.app.processEvents()
        return time.perf_counter() - began

    def _floor(self, offset: int) -> float:
        return self._ask(_ROWS, (offset,))

    def _jumps(self) -> list[float]:
        last = 100_000 - _PAGE
        return [self._floor(at) for at in (last, 0, last // 2)]

    def _words(self) -> list[float]:
        from referral_app.storage.reading.look_up import words_of

        return [self._ask(_WORDS, (" ".join(words_of(typed)),)) for typed in _prefixes()]

    def _ask(self, sql: str, values: Sequence[object]) -> float:
        began = time.perf_counter()
        self._raw.execute(sql, values).fetchall()
        return time.perf_counter() - began


def _prefixes() -> list[str]:
    return [text[:end] for text in _TYPED for end in range(2, len(text) + 1)]
