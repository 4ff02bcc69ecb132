"""A sentence with its sign: what stands beside it, and where there is no room for that."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from referral_app.language import Code
from tests.ui.conftest import MakeUi, Show
from ui.parts.section import NoticeLine
from ui.widgets.buttons import SmallButton

WORDS = "No recovery kit was printed yet: if every desk is lost, nobody can be let in any more."


@pytest.mark.parametrize("code", ["fr", "ar"])
@pytest.mark.parametrize(
    ("scale", "width", "below"), [(1.0, 700, False), (1.0, 420, True), (2.0, 700, True)]
)
def test_a_button_goes_below_where_words_would_have_no_room(
    make_ui: MakeUi, show: Show, qtbot: QtBot, code: Code, scale: float, width: int, *, below: bool
) -> None:
    ui = make_ui(code, scale=scale)
    line = NoticeLine(ui, "triangle-alert", WORDS, "soon", "soon_ground")
    button = SmallButton(ui, "Print a kit…")
    line.add_act(button)
    host = QWidget()
    host.setFixedSize(width, 400)
    column = QVBoxLayout(host)
    column.addWidget(line)
    column.addStretch(1)
    show(host)
    label = line.words
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    words = line.words.mapTo(host, QPoint(0, 0)).y() + line.words.height()
    assert (button.mapTo(host, QPoint(0, 0)).y() >= words) is below
    starts = button.geometry().right() > width / 2 if code == "ar" else button.x() < width / 2
    assert starts is below


def test_a_short_sentence_keeps_its_button(make_ui: MakeUi, show: Show) -> None:
    ui = make_ui()
    line = NoticeLine(ui, "pencil", "Taken up.")
    button = SmallButton(ui, "Discard")
    line.add_act(button)
    show(line).resize(240, 40)
    assert button.x() > line.words.x()
    assert abs(button.geometry().center().y() - line.rect().center().y()) <= 2
