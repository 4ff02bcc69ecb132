"""The message bar: what happened, at the foot of the page, with a way on and a way off."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.context import Ui
from ui.notices import Level, Notice
from ui.tokens import RADIUS_CARD, SPACE_4, SPACE_8, SPACE_12, SPACE_24
from ui.widgets.buttons import IconButton, SmallButton
from ui.widgets.labels import Label
from ui.widgets.painting import box, painting

SHOWN: Final = 3
FADE_MS: Final = 8_000
_LOOKS: Final = {
    Level.INFO: ("info", "brand", "tint"),
    Level.SUCCESS: ("circle-check", "ok", "ok_ground"),
    Level.WARNING: ("triangle-alert", "soon", "soon_ground"),
    Level.ERROR: ("circle-x", "late", "late_ground"),
}


class NoticeBar(QWidget):
    """Shows the last messages that are open; Esc closes the newest (`close_newest`)."""

    def __init__(self, ui: Ui, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._lines: dict[Notice, _Line] = {}
        self._column = QVBoxLayout(self)
        edge = ui.theme.px(SPACE_24 + 2)
        self._column.setContentsMargins(edge, ui.theme.px(SPACE_8), edge, ui.theme.px(SPACE_12))
        self._column.setSpacing(ui.theme.px(SPACE_4))
        ui.notices.changed.connect(self._show_open)
        self._show_open()

    def close_newest(self) -> bool:
        """Close the newest message; False if there is none."""
        if not self._ui.notices.open:
            return False
        self._ui.notices.close(self._ui.notices.open[-1])
        return True

    def _show_open(self) -> None:
        shown = self._ui.notices.open[-SHOWN:]
        for notice in [old for old in self._lines if old not in shown]:
            line = self._lines.pop(notice)
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        for place, notice in enumerate(shown):
            if notice not in self._lines:
                self._lines[notice] = _Line(self._ui, notice, self)
                self._column.insertWidget(place, self._lines[notice])
                self._lines[notice].show()
                if notice is shown[-1]:
                    self._announce(notice)
        self.setVisible(bool(shown))

    def _announce(self, notice: Notice) -> None:
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        event = QAccessibleAnnouncementEvent(self, notice.text)
        if notice.level.stays:
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)


class _Line(QFrame):
    """One message."""

    def __init__(self, ui: Ui, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self._ui, self._notice = ui, notice
        px = ui.theme.px
        icon, ink, self._ground = _LOOKS[notice.level]
        self._ink = ink
        self.setAccessibleName(notice.text)
        line = QHBoxLayout(self)
        line.setContentsMargins(px(SPACE_12), px(SPACE_4), px(SPACE_8), px(SPACE_4))
        line.setSpacing(px(SPACE_12))
        sign = QLabel()
        sign.setPixmap(ui.icons.pixmap(icon, ink))
        words = Label(ui, notice.text, color="ink", wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line.addWidget(sign)
        line.addWidget(words, 1)
        if notice.act:
            act = SmallButton(ui, notice.act.label)
            act.clicked.connect(self._run)
            line.addWidget(act)
        off = IconButton(ui, "x", ui.gettext("Close the message"))
        off.clicked.connect(self._close)
        line.addWidget(off)
        if not notice.level.stays:
            self._timer = QTimer(self)
            self._timer.setInterval(FADE_MS)
            self._timer.timeout.connect(self._fade)
            self._timer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground in the colour of the level."""
        theme = self._ui.theme
        with painting(self) as painter:
            radius = theme.px(RADIUS_CARD)
            ground, ink = theme.color(self._ground), theme.color(self._ink)
            box(painter, QRectF(self.rect()), radius, ground, ink)

    def _fade(self) -> None:
        # Not while it is being read with the pointer on it or holds the keyboard.
        focus = QApplication.focusWidget()
        if not self.underMouse() and not (focus and self.isAncestorOf(focus)):
            self._close()

    def _run(self) -> None:
        act = self._notice.act
        self._close()
        if act:
            act.run()

    def _close(self) -> None:
        self._ui.notices.close(self._notice)
