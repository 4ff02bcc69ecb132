"""Hand-written stand-ins for what a person does outside our widgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from ui.context import Ui
from ui.dialogs import Question


@dataclass
class AnsweringDialogs:
    """Answers questions from lists, first come first served; an unexpected question fails."""

    confirmations: list[bool] = field(default_factory=list)
    paths: list[Path | None] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    printers: list[QPrinter | None] = field(default_factory=list)
    dismissed: int = 0

    def confirm(self, ui: Ui, parent: QWidget, question: Question) -> bool:
        self.asked.append(question)
        return self.confirmations.pop(0)

    def choose_folder(self, ui: Ui, parent: QWidget, title: str, start: Path | None) -> Path | None:
        return self._path(title)

    def open_file(
        self, ui: Ui, parent: QWidget, title: str, pattern: str, start: Path | None = None
    ) -> Path | None:
        return self._path(title)

    def save_file(
        self, ui: Ui, parent: QWidget, title: str, pattern: str, start: Path
    ) -> Path | None:
        return self._path(title)

    def choose_printer(self, ui: Ui, parent: QWidget) -> QPrinter | None:
        return self.printers.pop(0)

    def dismiss(self) -> None:
        self.dismissed += 1

    def _path(self, title: str) -> Path | None:
        self.titles.append(title)
        return self.paths.pop(0)
