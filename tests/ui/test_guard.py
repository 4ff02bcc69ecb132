"""PySide6 6.12.0 aborts on Python < 3.12: every void call drops a reference to None."""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def test_qt_does_not_eat_none(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(500):
        label.setText("x")
    # From Python 3.12 on None is immortal and the count never moves.
    assert abs(sys.getrefcount(None) - before) < 50
