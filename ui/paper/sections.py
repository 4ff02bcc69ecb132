"""The parts of the page "paper": how many to print, two ways out, and what was printed before."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.context import Ui
from ui.parts.section import Section
from ui.tokens import SPACE_12
from ui.widgets.buttons import SecondaryButton
from ui.widgets.form_row import FormRow
from ui.widgets.labels import Label
from ui.widgets.number_field import NumberField


class PrintSection(Section):
    """A sentence, fields, and the buttons that print or save."""

    printing = Signal()
    saving = Signal()

    def __init__(self, ui: Ui, icon: str, title: str, sentence: str) -> None:
        super().__init__(ui, icon, title)
        _ = ui.gettext
        self.body.addWidget(Label(ui, sentence, color="muted", wrap=True))
        self.print = SecondaryButton(ui, _("Print…"), "printer")
        self.save = SecondaryButton(ui, _("Save as PDF…"), "download")
        self.buttons = (self.print, self.save)
        self.print.setAccessibleName(f"{title}: {self.print.text()}")
        self.save.setAccessibleName(f"{title}: {self.save.text()}")
        self.print.clicked.connect(self.printing)
        self.save.clicked.connect(self.saving)

    def add_acts(self) -> None:
        """Put the buttons under the fields."""
        acts = QWidget()
        line = QHBoxLayout(acts)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self._ui.theme.px(SPACE_12))
        for button in self.buttons:
            line.addWidget(button)
        line.addStretch(1)
        self.body.addWidget(acts)


class CountedSection(PrintSection):
    """So many of something, `least` to `most`, `preset` to begin with."""

    def __init__(self, ui: Ui, words: tuple[str, str, str, str], most: int, preset: int) -> None:
        icon, title, sentence, label = words
        super().__init__(ui, icon, title, sentence)
        self.count = NumberField(ui, 1, most)
        self.count.set_value(preset)
        self.row = FormRow(ui, label, self.count)
        self.row.share_line(3)
        self.body.addWidget(self.row)
        self.add_acts()

    def number(self) -> int | None:
        """How many, or None with a word about it at the field."""
        count = self.count.value()
        if count is None:
            _ = self._ui.gettext
            self.row.set_error(self.count.objection() or _("How many?"))
            self.count.setFocus()
        return count


def joined(section: PrintSection, run: Callable[[bool], object]) -> None:
    """Let both buttons do the same thing, told whether it goes to the printer."""
    section.printing.connect(lambda: run(True))
    section.saving.connect(lambda: run(False))
