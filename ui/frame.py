"""Rail, top bar, pages and message bar of an open store; the gate is painted without them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.context import Ui
from ui.widgets.notice_bar import NoticeBar
from ui.widgets.rail import Rail, RailItem
from ui.widgets.top_bar import TopBar

COMPACT_WIDTH = 1100
COMPACT_SCALE = 1.5


class PageWidget(Protocol):
    """What the window asks of a page; every `ui.screen.Screen` has it."""

    def title(self) -> str:
        """The page's name."""
        ...

    def show_with(self, **arguments: Any) -> None:
        """Read and fill; called each time the page is shown, before it is seen."""
        ...


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page: title in the window's language; `factory` builds it when it is first shown.

    A page with a `parent` is a detail: it has no entry in the rail, its parent's is marked.
    """

    key: str
    title: str
    icon: str
    factory: Callable[[], QWidget]
    count: Callable[[], int] | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who works where."""

    centre: str
    desk: str
    initials: str
    name: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A page with what it was asked to show: a place to come back to."""

    key: str
    arguments: dict[str, Any] = field(default_factory=dict)


class Shell(QWidget):
    """Rail, top bar, pages and message bar of an open store."""

    page_shown = Signal(str)

    def __init__(self, ui: Ui, pages: Sequence[PageSpec], identity: Identity) -> None:
        super().__init__()
        self._ui = ui
        self._specs = {page.key: page for page in pages}
        self._built: dict[str, QWidget] = {}
        self._visits: list[Visit] = []
        railed = [RailItem(p.key, p.title, p.icon) for p in pages if p.parent is None]
        self.rail = Rail(ui, railed, identity.centre, identity.desk)
        self.top_bar = TopBar(ui, identity.initials, identity.name)
        self.stack = QStackedWidget()
        self.rail.chosen.connect(self.show_page)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.stack, 1)
        column.addWidget(NoticeBar(ui))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.rail)
        line.addLayout(column, 1)
        self.refresh_counts()

    @property
    def visits(self) -> tuple[Visit, ...]:
        """The way that led here, the page that is shown last."""
        return tuple(self._visits)

    @property
    def page(self) -> QWidget:
        """The page that is shown; raises LookupError before the first one."""
        page = self.stack.currentWidget()
        if page is None:
            raise LookupError("no page is shown")
        return page

    @property
    def built_pages(self) -> tuple[QWidget, ...]:
        """Every page that was built: those that may hold unsaved typing."""
        return tuple(self._built.values())

    def show_page(self, key: str, **arguments: Any) -> None:
        """Show a page; a detail can be left by `back`. Raises KeyError for an unknown one."""
        spec = self._specs[key]
        if spec.parent is None:
            self._visits.clear()
        elif not self._visits:
            self._visits.append(Visit(spec.parent))
        visit = Visit(key, arguments)
        if not self._visits or self._visits[-1] != visit:
            self._visits.append(visit)
        self._show(visit)

    def restore(self, visits: Sequence[Visit]) -> None:
        """Take the way that led somewhere before the lock; to the first page where none is left."""
        known = [visit for visit in visits if visit.key in self._specs]
        if known:
            self._visits = known
            self._show(known[-1])
        else:
            self.show_page(next(iter(self._specs)))

    def back(self) -> bool:
        """Return to the page before; False if this is the first."""
        if len(self._visits) < 2:
            return False
        self._visits.pop()
        self._show(self._visits[-1])
        return True

    def refresh_counts(self) -> None:
        """Ask every page how much waits there."""
        for spec in self._specs.values():
            if spec.count:
                self.rail.set_count(spec.key, spec.count())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the words off the rail where there is no room for them."""
        super().resizeEvent(event)
        large = self._ui.theme.scale >= COMPACT_SCALE
        compact = large or self.width() < COMPACT_WIDTH
        if compact != self.rail.compact:
            self.rail.set_compact(compact)

    def _show(self, visit: Visit) -> None:
        spec = self._specs[visit.key]
        if visit.key not in self._built:
            self._built[visit.key] = spec.factory()
            self.stack.addWidget(self._built[visit.key])
        page: Any = self._built[visit.key]
        page.show_with(**visit.arguments)
        page.setAccessibleName(page.title())
        # Where the page put the focus, or where it was; else on the page itself, so that Tab goes
        # to the first thing on it. The stack alone would choose the first button.
        goal: QWidget = page.focusWidget() or page
        self.stack.setCurrentWidget(page)
        goal.setFocus(Qt.FocusReason.OtherFocusReason)
        self.rail.choose(spec.parent or spec.key)
        self.page_shown.emit(visit.key)
