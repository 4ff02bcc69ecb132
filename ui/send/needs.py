"""What else goes on the slip: a tick for each other open need of the file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from referral_app.domain.case import Need
from referral_app.language import isolate_text
from ui.context import Ui
from ui.parts.names import Names
from ui.parts.status import priority_pill
from ui.tokens import SPACE_4
from ui.widgets.check_field import CheckField
from ui.widgets.labels import Label


class NeedTicks(QWidget):
    """Ticks by the hex of the need; hidden where there is nothing to tick."""

    changed = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self.ticks: dict[str, CheckField] = {}
        self._needs: Sequence[Need] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(ui.theme.px(SPACE_4))
        self._column.addWidget(Label(ui, ui.gettext("On the same slip")))
        self.hide()

    def value(self) -> tuple[str, ...]:
        """The needs that are ticked."""
        return tuple(need for need, tick in self.ticks.items() if tick.isChecked())

    def words(self, names: Names, *, details: bool) -> list[str]:
        """What the recipient reads of the needs that are ticked."""
        chosen = self.value()
        needs = [need for need in self._needs if need.id.hex() in chosen]
        return [need_words(names, need, details=details) for need in needs]

    def set_needs(self, names: Names, needs: Sequence[Need], chosen: Sequence[str]) -> None:
        """Offer these, `chosen` ones ticked."""
        held = next((need for need, tick in self.ticks.items() if tick.hasFocus()), None)
        for old in self.ticks.values():
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.ticks, self._needs = {}, needs
        for need in needs:
            tick = CheckField(self._ui, need_words(names, need))
            tick.setChecked(need.id.hex() in chosen)
            tick.changed.connect(self.changed)
            self.ticks[need.id.hex()] = tick
            self._column.addWidget(tick)
            tick.show()
        self.setVisible(bool(needs))
        if held in self.ticks:
            self.ticks[held].setFocus()


def need_words(names: Names, need: Need, *, details: bool = True) -> str:
    """Category, priority where it is not routine, and the details as typed."""
    urgent = priority_pill(names, need.fields.text("priority"))
    detail = need.fields.text("detail") if details else ""
    parts = [names.category(need.category), urgent.text if urgent else ""]
    return " · ".join([part for part in parts if part] + ([isolate_text(detail)] if detail else []))
