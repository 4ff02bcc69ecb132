"""The window: a gate before the store is open, then rail, top bar and pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.context import Ui
from ui.language import direction
from ui.tokens import PRODUCT_NAME
from ui.widgets.notice_bar import NoticeBar

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
        # The gate is painted without them.
        from ui.widgets.rail import Rail, RailItem
        from ui.widgets.top_bar import TopBar

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
        """Take the way that led somewhere before the lock."""
        known = [visit for visit in visits if visit.key in self._specs]
        if known:
            self._visits = known
            self._show(known[-1])

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


class MainWindow(QMainWindow):
    """One window; built again when the language or the look changes."""

    lock_wanted = Signal()
    exchange_wanted = Signal()
    searched = Signal(str)
    closing = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self.shell: Shell | None = None
        self._gate: QWidget | None = None
        self.setWindowTitle(PRODUCT_NAME)
        self.setLayoutDirection(direction(ui.language))
        self.setMinimumSize(800, 480)
        self._host = QStackedWidget()
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if ui.training:
            from ui.widgets.card import Banner

            column.addWidget(Banner(ui))
        column.addWidget(self._host, 1)
        self.setCentralWidget(central)
        self._has_keys = False

    def show_gate(self, gate: QWidget) -> None:
        """Show a page without rail: first run, unlocking. What was open is thrown away."""
        frame = QWidget()
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(gate, 1)
        column.addWidget(NoticeBar(self._ui))
        # Two dozen shortcuts take 4 ms, and nobody presses one before the gate is painted.
        QTimer.singleShot(0, self, self._add_keys)
        self._replace(frame)
        self.shell, self._gate = None, gate
        self.setWindowTitle(PRODUCT_NAME)

    def show_shell(self, pages: Sequence[PageSpec], identity: Identity) -> Shell:
        """Show rail and pages; call `show_page` or `restore` on what is given back."""
        self._add_keys()
        shell = Shell(self._ui, pages, identity)
        shell.top_bar.searched.connect(self.searched)
        shell.top_bar.lock_wanted.connect(self.lock_wanted)
        shell.top_bar.exchange_wanted.connect(self.exchange_wanted)
        shell.page_shown.connect(self._on_page)
        self._replace(shell)
        self.shell, self._gate = shell, None
        return shell

    def show_keys(self) -> None:
        """List the keys that work here."""
        from ui.widgets.keys_dialog import KeysDialog

        dialog = KeysDialog(self._ui, self._ui.actions.lines(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the window goes, so that typing is kept as a draft."""
        self.closing.emit()
        super().closeEvent(event)

    def _replace(self, widget: QWidget) -> None:
        old = self._host.currentWidget()
        self._host.addWidget(widget)
        self._host.setCurrentWidget(widget)
        if old is not None:
            self._host.removeWidget(old)
            old.deleteLater()

    def _add_keys(self) -> None:
        if self._has_keys:
            return
        self._has_keys = True
        _, add = self._ui.gettext, self._ui.actions.add
        everywhere, pages = _("Everywhere"), _("Pages")
        add(self, "F1", _("Show this list of keys"), self.show_keys, everywhere)
        add(self, "Ctrl+K", _("Search"), self._search, everywhere)
        add(self, "Ctrl+L", _("Lock"), self.lock_wanted.emit, everywhere)
        add(self, "Esc", _("Close the message, or go back"), self._escape, everywhere)
        add(self, "Alt+Left", _("Go back"), self._back, pages)
        self._ui.actions.describe(self, "Ctrl+1 … 9", _("Open a page of the rail"), pages)
        for number in range(1, 10):
            go = partial(self._go, number - 1)
            self._ui.actions.add_unlisted(self, f"Ctrl+{number}", go)

    def _search(self) -> None:
        if self.shell:
            self.shell.top_bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.shell.top_bar.search.selectAll()

    def _escape(self) -> None:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            # The window's key comes before those of a calendar that stands open over it.
            popup.close()
        elif self._ui.notices.open:
            self._ui.notices.close(self._ui.notices.open[-1])
        else:
            self._back()

    def _back(self) -> None:
        if self.shell:
            self.shell.back()

    def _go(self, index: int) -> None:
        if self.shell and index < len(self.shell.rail.buttons):
            self.shell.show_page(self.shell.rail.buttons[index].item.key)

    def _on_page(self) -> None:
        if self.shell is None:
            return
        page: Any = self.shell.page
        title = page.title()
        self.setWindowTitle(f"{title} – {PRODUCT_NAME}" if title else PRODUCT_NAME)
