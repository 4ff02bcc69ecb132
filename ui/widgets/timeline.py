"""What happened, newest first: icon, words, when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.context import Ui
from ui.tokens import SPACE_8, SPACE_12, Text
from ui.widgets.buttons import IconButton
from ui.widgets.labels import Label, LineIcon


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, worded and dated in the window's language."""

    icon: str
    text: str
    when: str
    color: str = "accent"
    key: str = ""
    """Names the entry when its act is asked for."""
    act: str = ""
    """What may be done to the entry: the name of the button at its end, none if empty."""
    act_icon: str = "ellipsis"


class Timeline(QWidget):
    """A list of entries; set anew when something happened."""

    acted = Signal(str)
    """The key of an entry: do what its button says."""

    def __init__(
        self, ui: Ui, entries: Sequence[Entry] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ui = ui
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(ui.theme.px(SPACE_8))
        self.items: list[QWidget] = []
        self.set_entries(entries)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        for item in self.items:
            self._column.removeWidget(item)
            item.hide()  # else a show that is still queued would make it a window
            item.setParent(None)
            item.deleteLater()
        self.items = [self._item(entry) for entry in entries]
        for item in self.items:
            self._column.addWidget(item)

    def _item(self, entry: Entry) -> QWidget:
        ui = self._ui
        item = QWidget(self)
        item.setAccessibleName(f"{entry.text}, {entry.when}")
        grid = QGridLayout(item)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(ui.theme.px(SPACE_12))
        grid.setVerticalSpacing(0)
        picture = LineIcon(ui, entry.icon, entry.color)
        grid.addWidget(picture, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Label(ui, entry.text, wrap=True), 0, 1)
        grid.addWidget(Label(ui, entry.when, Text.SMALL, "muted"), 1, 1)
        grid.setColumnStretch(1, 1)
        if entry.act:
            button = IconButton(ui, entry.act_icon, entry.act)
            button.clicked.connect(lambda: self.acted.emit(entry.key))
            grid.addWidget(button, 0, 2, 2, 1, Qt.AlignmentFlag.AlignTop)
        return item
