"""What the home screen must say of the desks: one that was replaced, one that exists twice."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.services.alerts import AlertKind, alerts
from referral_app.services.desks import alarms, here
from ui.parts.desk_words import alarm_words, retired_words
from ui.parts.safety_words import alert_words
from ui.parts.section import NoticeLine
from ui.screen import ScreenContext
from ui.tokens import SPACE_8
from ui.widgets.buttons import SmallButton

_ON_TODAY: Final = frozenset({AlertKind.QUARANTINE, AlertKind.GAP, AlertKind.NEWER})
"""What cannot wait until somebody opens the page of the exchange; a disk twice is told apart."""


class DeskAlarms(QWidget):
    """Lines that lead to the page of the exchange; hidden while there is nothing to say."""

    def __init__(self, context: ScreenContext) -> None:
        super().__init__()
        self._context = context
        self._said: tuple[tuple[str, str], ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(context.ui.theme.px(SPACE_8))
        self.lines: list[NoticeLine] = []
        self.hide()

    def refresh(self) -> None:
        """Read how things stand; what stands there already is left alone."""
        ui, desk = self._context.ui, self._context.desk
        said = [(alarm_words(ui, alarm), "late") for alarm in alarms(desk)]
        said += [
            (alert_words(ui, alert), "soon") for alert in alerts(desk) if alert.kind in _ON_TODAY
        ]
        line = here(desk)
        if line is not None and not line.active:
            said.insert(0, (retired_words(ui, line), "soon"))
        if tuple(said) == self._said:
            return
        self._said = tuple(said)
        for old in self.lines:
            old.hide()
            old.deleteLater()
        self.lines = [self._line(text, color) for text, color in said]
        for new in self.lines:
            self._column.addWidget(new)
        self.setVisible(bool(said))

    def _line(self, text: str, color: str) -> NoticeLine:
        ui = self._context.ui
        line = NoticeLine(ui, "triangle-alert", text, color, f"{color}_ground")
        button = SmallButton(ui, ui.gettext("See the desks"))
        button.clicked.connect(partial(self._context.go, "exchange"))
        line.add_act(button)
        return line
