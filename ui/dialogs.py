"""Questions that stop the work: only for a decision, or for a place on the disk.

Screens ask through the `Dialogs` object of their context; tests hand in one that answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

    from ui.context import Ui


class Question(NamedTuple):
    """A decision: what is asked, what follows from it, and the word on the button that does it."""

    title: str
    text: str
    act: str
    details: Sequence[str] = ()
    """What will be lost, replaced or sent, one line each."""
    danger: bool = False
    """It cannot be undone: the button that does nothing is the one that Enter presses."""


class Dialogs(Protocol):
    """What a screen may ask."""

    def confirm(self, ui: Ui, parent: QWidget, question: Question) -> bool:
        """Whether to do it."""
        ...

    def choose_folder(self, ui: Ui, parent: QWidget, title: str, start: Path | None) -> Path | None:
        """A folder that exists, or None."""
        ...

    def open_file(
        self, ui: Ui, parent: QWidget, title: str, pattern: str, start: Path | None = None
    ) -> Path | None:
        """A file to read, or None; `pattern` as Qt writes it: `Invitation (*.jisr)`."""
        ...

    def save_file(
        self, ui: Ui, parent: QWidget, title: str, pattern: str, start: Path
    ) -> Path | None:
        """A file to write, its overwriting confirmed, or None; `start` proposes folder and name."""
        ...

    def choose_printer(self, ui: Ui, parent: QWidget) -> QPrinter | None:
        """A printer of the system with what was chosen for it, or None."""
        ...

    def dismiss(self) -> None:
        """Close whatever is open as if it were cancelled: the desk locks."""
        ...


class WindowDialogs:
    """Asks with real dialogs."""

    def __init__(self) -> None:
        self._open: list[QDialog] = []

    def confirm(self, ui: Ui, parent: QWidget, question: Question) -> bool:
        """Whether to do it."""
        from ui.widgets.question_dialog import QuestionDialog

        dialog = QuestionDialog(ui, question, parent)
        self._open.append(dialog)
        try:
            return dialog.exec() == QuestionDialog.DialogCode.Accepted
        finally:
            self._open.remove(dialog)
            dialog.deleteLater()

    def choose_folder(self, ui: Ui, parent: QWidget, title: str, start: Path | None) -> Path | None:
        """A folder that exists, or None."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(parent, title, str(start or Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return self._ask(dialog)

    def open_file(
        self, ui: Ui, parent: QWidget, title: str, pattern: str, start: Path | None = None
    ) -> Path | None:
        """A file to read, or None."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(parent, title, str(start or Path.home()), pattern)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        return self._ask(dialog)

    def save_file(
        self, ui: Ui, parent: QWidget, title: str, pattern: str, start: Path
    ) -> Path | None:
        """A file to write, its overwriting confirmed, or None."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(parent, title, str(start.parent), pattern)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(start.suffix.lstrip("."))
        dialog.selectFile(start.name)
        return self._ask(dialog)

    def choose_printer(self, ui: Ui, parent: QWidget) -> QPrinter | None:
        """A printer of the system with what was chosen for it, or None."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, parent)
        dialog.setWindowTitle(ui.gettext("Print…"))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, on=False)
        self._open.append(dialog)
        try:
            return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None
        finally:
            self._open.remove(dialog)
            dialog.deleteLater()

    def dismiss(self) -> None:
        """Close whatever is open as if it were cancelled."""
        for dialog in reversed(self._open):
            dialog.reject()

    def _ask(self, dialog: QFileDialog) -> Path | None:
        self._open.append(dialog)
        try:
            chosen = dialog.exec() == dialog.DialogCode.Accepted
            return Path(dialog.selectedFiles()[0]) if chosen else None
        finally:
            self._open.remove(dialog)
            dialog.deleteLater()
