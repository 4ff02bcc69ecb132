"""The window: a gate before the store is open, then rail, top bar and pages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ui.context import Ui
from ui.language import direction
from ui.tokens import PRODUCT_NAME

if TYPE_CHECKING:
    from ui.frame import Identity, PageSpec, Shell
    from ui.widgets.notice_bar import NoticeBar


class MainWindow(QMainWindow):
    """One window; built again when the language or the look changes."""

    lock_wanted = Signal()
    exchange_wanted = Signal()
    searched = Signal(str)
    closing = Signal()
    painted = Signal()
    """The window was painted for the first time: now for what that could do without."""

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
        self.setCentralWidget(central)
        self._column = column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if ui.training:
            from ui.widgets.card import Banner

            column.addWidget(Banner(ui))
        column.addWidget(self._host, 1)
        self._has_keys = False
        self.installEventFilter(self)
        self._gate_bar: NoticeBar | None = None
        ui.notices.changed.connect(self._show_notices)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint; idle comes after it."""
        if event.type() is QEvent.Type.Paint:
            self.removeEventFilter(self)
            QTimer.singleShot(0, self, self.painted.emit)
            # Two dozen shortcuts take 4 ms, and nobody presses one before the gate is painted.
            QTimer.singleShot(0, self, self._add_keys)
        return False

    def show_gate(self, gate: QWidget) -> None:
        """Show a page without rail: first run, unlocking. What was open is thrown away."""
        self._replace(gate)
        self.shell, self._gate = None, gate
        self._show_notices()
        self.setWindowTitle(PRODUCT_NAME)

    def show_shell(self, pages: Sequence[PageSpec], identity: Identity) -> Shell:
        """Show rail and pages; call `show_page` or `restore` on what is given back."""
        from ui.frame import Shell

        self._add_keys()
        if self._gate_bar is not None:
            self._gate_bar.hide()
            self._gate_bar.deleteLater()
            self._gate_bar = None
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
        for timer in self.findChildren(QTimer):
            timer.stop()  # what is still due would read a store that is closed
        super().closeEvent(event)

    def _replace(self, widget: QWidget) -> None:
        old = self._host.currentWidget()
        self._host.addWidget(widget)
        self._host.setCurrentWidget(widget)
        if old is not None:
            self._host.removeWidget(old)
            old.deleteLater()

    def _show_notices(self) -> None:
        """Make the gate's message bar when there is first something to say."""
        if self.shell is None and self._gate_bar is None and self._ui.notices.open:
            from ui.widgets.notice_bar import NoticeBar

            self._gate_bar = NoticeBar(self._ui)
            self._column.addWidget(self._gate_bar)

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
