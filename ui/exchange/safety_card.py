"""The administrator's card: alerts with what to do, keys, quarantine, and the recovery kit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from referral_app.bootstrap.guarding import KeyLine
from referral_app.language import N_
from referral_app.services.alerts import Alert, Remedy
from referral_app.services.desks import DeskLine
from referral_app.services.ports.desks import LeftOut
from ui.context import Ui
from ui.parts.desk_words import desk_name
from ui.parts.safety_words import alert_words, key_words, left_out_words
from ui.parts.section import NoticeLine
from ui.tokens import SPACE_8, SPACE_12, SPACE_16, Text
from ui.widgets.buttons import SecondaryButton, SmallButton
from ui.widgets.card import Card
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.labels import Label
from ui.widgets.walking import stops_within, tab_through

_REMEDIES = {
    Remedy.REVOKE: N_("Revoke it…"),
    Remedy.ACCEPT_GAP: N_("Wait no longer…"),
    Remedy.PRINT_KIT: N_("Print a recovery kit…"),
}
_FORMER = 3
"""Former keys that are named; older ones tell nobody anything."""


class Shown(NamedTuple):
    """What the card shows."""

    alerts: tuple[Alert, ...]
    left_out: tuple[LeftOut, ...]
    keys: tuple[KeyLine, ...]
    lines: tuple[DeskLine, ...]


class SafetyCard(Card):
    """For those who manage desks; the others see only how the kit is used."""

    remedied = Signal(object)
    """An Alert to be acted on."""
    readopting = Signal(object)
    """A tuple of LeftOut that are to count."""
    rotating = Signal()
    drawing = Signal()
    recovering = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__(ui, ui.gettext("Keys and recovery"))
        self._ui = ui
        self.body.setSpacing(ui.theme.px(SPACE_16))
        self.buttons: list[QWidget] = []
        self._said: object = None
        self._list = QWidget()
        self.body.addWidget(self._list)
        self.panel: QWidget | None = None
        _ = ui.gettext
        self.rotate = SecondaryButton(ui, _("Open a new key now"), "refresh-cw")
        self.rotate.clicked.connect(self.rotating)
        self.kit = SecondaryButton(ui, _("Print a recovery kit…"), "printer")
        self.kit.clicked.connect(self.drawing)
        self.recover = SecondaryButton(ui, _("Use the recovery kit…"))
        self.recover.clicked.connect(self.recovering)
        self._foot = QWidget()
        flow = FlowLayout(self._foot, ui.theme.px(SPACE_8))
        for button in (self.rotate, self.kit, self.recover):
            flow.addWidget(button)
        self.body.addWidget(self._foot)

    def show_state(self, shown: Shown, *, may_manage: bool, may_recover: bool) -> None:
        """Show this; what stands there already is left alone."""
        self.rotate.setVisible(may_manage)
        asked = any(alert.remedy is Remedy.PRINT_KIT for alert in shown.alerts)
        self.kit.setVisible(may_manage and not asked)
        self.recover.setVisible(may_recover)
        said = (shown, may_manage)
        if said == self._said:
            return
        self._said = said
        self.buttons = []
        fresh = QWidget()
        column = QVBoxLayout(fresh)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._ui.theme.px(SPACE_12))
        for alert in shown.alerts:
            column.addWidget(self._alert(alert, may_manage=may_manage))
        if shown.keys:
            self._key_lines(column, shown.keys)
        if shown.left_out:
            self._quarantine(column, shown, may_manage=may_manage)
        self.body.replaceWidget(self._list, fresh)
        fresh.show()
        self._list.hide()
        self._list.deleteLater()
        self._list = fresh

    def open_panel(self, panel: QWidget) -> None:
        """Put a form in place of the buttons."""
        self.close_panel()
        self.panel = panel
        self._foot.hide()
        self.body.addWidget(panel)
        tab_through([*stops_within(self.body)])
        panel.show()

    def close_panel(self) -> None:
        """Let the form go, and what was shown in it."""
        if self.panel is not None:
            self.panel.hide()
            self.panel.deleteLater()
            self.panel = None
        self._foot.show()

    def _alert(self, alert: Alert, *, may_manage: bool) -> QWidget:
        ui = self._ui
        words = alert_words(ui, alert, on_page=True)
        line = NoticeLine(ui, "triangle-alert", words, "soon", "soon_ground")
        text = _REMEDIES.get(alert.remedy)
        if may_manage and text is not None:
            line.add_act(self._button(ui.gettext(text), partial(self.remedied.emit, alert)))
        return line

    def _key_lines(self, column: QVBoxLayout, keys: Sequence[KeyLine]) -> None:
        ui = self._ui
        present, *former = keys
        column.addWidget(Label(ui, key_words(ui, present), wrap=True))
        for key in former[:_FORMER]:
            column.addWidget(Label(ui, key_words(ui, key), Text.SMALL, "muted", wrap=True))

    def _quarantine(self, column: QVBoxLayout, shown: Shown, *, may_manage: bool) -> None:
        ui, _ = self._ui, self._ui.gettext
        names = {line.device: desk_name(ui, line) for line in shown.lines}
        column.addWidget(Label(ui, _("Kept apart, counting nowhere"), Text.BASE_BOLD, wrap=True))
        for line in shown.left_out:
            row = QWidget()
            beside = QHBoxLayout(row)
            beside.setContentsMargins(0, 0, 0, 0)
            beside.setSpacing(ui.theme.px(SPACE_12))
            text = f"{names.get(line.device, '–')} · {left_out_words(ui, line)}"
            beside.addWidget(Label(ui, text, Text.SMALL, wrap=True), 1)
            if may_manage:
                act = partial(self.readopting.emit, (line,))
                beside.addWidget(self._button(_("Let it count"), act))
            column.addWidget(row)
        if may_manage and len(shown.left_out) > 1:
            act = partial(self.readopting.emit, shown.left_out)
            every = self._button(_("Let all of it count…"), act)
            column.addWidget(every, 0, Qt.AlignmentFlag.AlignLeading)

    def _button(self, text: str, act: Callable[[], object]) -> SmallButton:
        button = SmallButton(self._ui, text)
        button.clicked.connect(lambda _checked=False: act())
        self.buttons.append(button)
        return button
