"""The system's own dialog of printers, as far as it can be asked without one."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.context import Ui
from ui.dialogs import WindowDialogs


def test_what_is_accepted_is_a_printer(ui: Ui, qtbot: QtBot) -> None:
    parent, dialogs = QWidget(), WindowDialogs()
    qtbot.addWidget(parent)

    def accept() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QPrintDialog)
        assert not dialog.testOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.accept()

    QTimer.singleShot(0, accept)
    printer = dialogs.choose_printer(ui, parent)
    assert printer is not None
    assert printer.isValid()


def test_locking_takes_it_away_and_nothing_is_printed(ui: Ui, qtbot: QtBot) -> None:
    parent, dialogs = QWidget(), WindowDialogs()
    qtbot.addWidget(parent)
    QTimer.singleShot(0, dialogs.dismiss)
    assert dialogs.choose_printer(ui, parent) is None
