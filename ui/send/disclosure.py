"""What leaves: a tick for each thing, with the words that the recipient would read beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.context import Ui
from ui.send.presenter import Option
from ui.tokens import SPACE_4, SPACE_16
from ui.widgets.check_field import CheckField
from ui.widgets.labels import Label
from ui.widgets.walking import tab_in_place


class DisclosureList(QWidget):
    """Ticks that stay as the person at the desk set them while the options change."""

    changed = Signal()

    def __init__(self, ui: Ui) -> None:
        super().__init__()
        self._ui = ui
        self.ticks: dict[str, CheckField] = {}
        self._words: list[Label] = []
        self._touched: dict[str, bool] = {}
        self._chosen: frozenset[str] | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(ui.theme.px(SPACE_16))
        self._grid.setVerticalSpacing(ui.theme.px(SPACE_4))
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)

    def value(self) -> tuple[str, ...]:
        """Codes that are on and not barred."""
        return tuple(
            code for code, tick in self.ticks.items() if tick.isChecked() and tick.isEnabled()
        )

    def forget(self, chosen: Sequence[str] | None = None) -> None:
        """Begin anew: `chosen` codes on, the others off; None takes what is preset."""
        self._touched = {}
        self._chosen = None if chosen is None else frozenset(chosen)

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer these, keeping ticks that somebody set."""
        held = next((code for code, tick in self.ticks.items() if tick.hasFocus()), None)
        for old in (*self.ticks.values(), *self._words):
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.ticks, self._words = {}, []
        for row, option in enumerate(options):
            self._add(row, option)
        tab_in_place(self, [*self.ticks.values()])
        if held in self.ticks:
            self.ticks[held].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, row: int, option: Option) -> None:
        tick = CheckField(self._ui, option.label)
        words = option.words
        if option.barred:
            words = f"{words} – {option.barred}"
        tick.setAccessibleName(f"{option.label}: {words}")
        preset = option.on if self._chosen is None else option.code in self._chosen
        tick.setChecked(not option.barred and self._touched.get(option.code, preset))
        tick.setEnabled(not option.barred)
        tick.toggled.connect(lambda on, code=option.code: self._on_toggled(code, on=on))
        label = Label(self._ui, words, color="muted" if option.barred else "ink", wrap=True)
        label.setContentsMargins(0, self._ui.theme.px(SPACE_4 - 1), 0, self._ui.theme.px(SPACE_4))
        self._grid.addWidget(tick, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(label, row, 1, Qt.AlignmentFlag.AlignTop)
        self.ticks[option.code] = tick
        self._words.append(label)
        tick.show()
        label.show()

    def _on_toggled(self, code: str, *, on: bool) -> None:
        self._touched[code] = on
        self.changed.emit()
