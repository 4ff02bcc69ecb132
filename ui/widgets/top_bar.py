"""The bar above the page: search, the state of the exchange, lock, and who is here."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from ui.context import Ui
from ui.tokens import SPACE_8, SPACE_12, SPACE_24, Text
from ui.widgets.buttons import Button, IconButton, Wear
from ui.widgets.field import FieldIcon
from ui.widgets.labels import Label
from ui.widgets.painting import box, painting


class SearchBox(QLineEdit):
    """Takes a code, a card's scan or a word; Enter searches, Esc gives the page its keys back."""

    searched = Signal(str)

    def __init__(self, ui: Ui, keys: str) -> None:
        super().__init__()
        _ = ui.gettext
        self.setProperty("search", True)
        self.setFont(ui.theme.font())
        words = _("Code, card or word…   {keys}")
        self._hints = (words.format(keys=keys), words.format(keys="").rstrip())
        self.setPlaceholderText(self._hints[0])
        self.setAccessibleName(_("Search"))
        FieldIcon(ui, self, "search", leading=True)
        self._edge = ui.theme.px(SPACE_8)
        self.setMaximumWidth(ui.theme.px(430))
        self.setMinimumWidth(ui.theme.px(120))
        self.returnPressed.connect(self._search)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name the key only where the words leave room for it: half a key helps nobody."""
        super().resizeEvent(event)
        whole, words = self._hints
        margins = self.textMargins()
        room = self.width() - margins.left() - margins.right() - 2 * self._edge
        fits = self.fontMetrics().horizontalAdvance(whole) <= room
        self.setPlaceholderText(whole if fits else words)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the window's own key while there is something to empty."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.setAccepted(bool(self.text()))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the box first, then leaves it."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _search(self) -> None:
        if self.text().strip():
            self.searched.emit(self.text().strip())


class _ExchangeLine(Button):
    """One line on the exchange; pressing it opens the page of the exchange."""

    wear = Wear(None, "hover", None, "muted")
    across = SPACE_12

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, "", "refresh-cw")
        self.setFont(ui.theme.font(Text.SMALL))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._color = "muted"
        self._whole = ""

    def set_state(self, text: str, icon: str, color: str) -> None:
        self._whole, self._icon, self._color = text, icon, color
        self.set_text(text)
        self.setToolTip("")
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        words = self.fontMetrics().horizontalAdvance(self._whole)
        return size + QSize(words - self.fontMetrics().horizontalAdvance(self.text()), 0)

    def minimumSizeHint(self) -> QSize:
        px = self._ui.theme.px
        return QSize(px(18) + 2 * px(self.across), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        px = self._ui.theme.px
        room = self.width() - px(18) - px(SPACE_8) - 2 * px(self.across) + 1
        cut = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self._whole, cut, max(room, 0))
        if shown != self.text():
            self.setText(shown)
            self.setToolTip("" if shown == self._whole else self._whole)
        super().paintEvent(event)


class _Initials(Label):
    """Who is at the desk."""

    def __init__(self, ui: Ui, initials: str, name: str) -> None:
        super().__init__(ui, initials, Text.SMALL_BOLD, "brand")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(name)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        side = super().sizeHint().height() + self._theme.px(SPACE_12)
        words = super().sizeHint().width() + self._theme.px(SPACE_12)
        return QSize(max(side, words), side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            radius = self.height() / 2
            box(painter, QRectF(self.rect()), radius, self._theme.color("tint"))
        super().paintEvent(event)


class TopBar(QWidget):
    """Search at the start, the rest at the end."""

    searched = Signal(str)
    lock_wanted = Signal()
    exchange_wanted = Signal()

    def __init__(self, ui: Ui, initials: str, name: str) -> None:
        super().__init__()
        px, _ = ui.theme.px, ui.gettext
        self.search = SearchBox(ui, "Ctrl+K")
        self.exchange = _ExchangeLine(ui)
        self.lock = IconButton(ui, "lock", _("Lock (Ctrl+L)"))
        self.search.searched.connect(self.searched)
        self.lock.clicked.connect(self.lock_wanted)
        self.exchange.clicked.connect(self.exchange_wanted)
        line = QHBoxLayout(self)
        edge = px(SPACE_24 + 2)
        line.setContentsMargins(edge, px(14), edge, px(SPACE_8))
        line.setSpacing(px(SPACE_8))
        line.addWidget(self.search, 2)
        line.addStretch(1)
        line.addWidget(self.exchange)
        line.addWidget(self.lock)
        line.addWidget(_Initials(ui, initials, name))
        self.set_exchange(_("No exchange yet"), "refresh-cw")

    def set_exchange(self, text: str, icon: str = "check", color: str = "muted") -> None:
        """Say how the exchange stands, in plain words."""
        self.exchange.set_state(text, icon, color)
