from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Show
from ui.context import Ui
from ui.notices import HISTORY, Act, Level, Notices
from ui.widgets.buttons import Button
from ui.widgets.notice_bar import SHOWN, NoticeBar


def texts(bar: NoticeBar) -> list[str]:
    lines = [line for line in bar.findChildren(QWidget) if type(line).__name__ == "_Line"]
    shown = [line for line in lines if line.isVisibleTo(bar)]
    return [line.accessibleName() for line in sorted(shown, key=lambda line: line.y())]


def stand(ui: Ui, show: Show) -> NoticeBar:
    """A bar in a window whose keyboard is elsewhere."""
    holder, bar, other = QWidget(), NoticeBar(ui), QLineEdit()
    column = QVBoxLayout(holder)
    column.addWidget(other)
    column.addWidget(bar)
    show(holder)
    other.setFocus()
    return bar


def button(bar: NoticeBar, name: str) -> Button:
    return next(b for b in bar.findChildren(Button) if b.accessibleName() == name)


def test_words_said_before_the_window_are_shown_in_it(ui: Ui, show: Show) -> None:
    ui.notices.warning("The clock was set back.")
    bar = NoticeBar(ui)
    show(bar)
    assert texts(bar) == ["The clock was set back."]


def test_a_bar_without_messages_takes_no_room(ui: Ui) -> None:
    assert NoticeBar(ui).isHidden()


def test_only_the_last_few_are_shown_and_all_are_remembered(ui: Ui, show: Show) -> None:
    bar = stand(ui, show)
    for number in range(SHOWN + 2):
        ui.notices.error(f"error {number}")
    assert texts(bar) == [f"error {n}" for n in range(2, SHOWN + 2)]
    assert len(ui.notices.history) == SHOWN + 2
    assert bar.close_newest()
    assert texts(bar) == [f"error {n}" for n in range(1, SHOWN + 1)]


def test_the_same_words_twice_are_one_line(ui: Ui) -> None:
    ui.notices.error("The folder does not answer.")
    ui.notices.error("The folder does not answer.")
    assert len(ui.notices.open) == 1
    assert len(ui.notices.history) == 2


def test_history_is_short() -> None:
    notices = Notices()
    for number in range(HISTORY + 7):
        notices.info(str(number))
    assert [notices.history[0].text, notices.history[-1].text] == ["7", str(HISTORY + 6)]


def test_the_act_runs_once_and_closes_the_message(ui: Ui, show: Show, qtbot: QtBot) -> None:
    ran = list[int]()
    bar = NoticeBar(ui)
    ui.notices.error("No answer.", Act("Try again", lambda: ran.append(1)))
    show(bar)
    qtbot.keyClick(button(bar, "Try again"), Qt.Key.Key_Space)
    assert ran == [1]
    assert ui.notices.open == ()


def test_a_message_can_be_closed_by_its_button(ui: Ui, show: Show, qtbot: QtBot) -> None:
    bar = NoticeBar(ui)
    ui.notices.success("Saved.")
    show(bar)
    qtbot.mouseClick(button(bar, "Close the message"), Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert ui.notices.open == ()
    assert bar.isHidden()
    assert not bar.close_newest()


def test_what_is_done_goes_by_itself_and_trouble_stays(ui: Ui, show: Show) -> None:
    bar = stand(ui, show)
    for level in Level:
        getattr(ui.notices, level.value)(level.value)
    for timer in bar.findChildren(QTimer):
        timer.timeout.emit()
    assert [notice.text for notice in ui.notices.open] == ["warning", "error"]


def test_a_message_that_holds_the_keyboard_does_not_go(ui: Ui, show: Show, qtbot: QtBot) -> None:
    bar = NoticeBar(ui)
    ui.notices.success("Sent.", Act("Undo", lambda: None))
    show(bar)
    button(bar, "Undo").setFocus()
    qtbot.waitUntil(lambda: button(bar, "Undo").hasFocus())
    for timer in bar.findChildren(QTimer):
        timer.timeout.emit()
    assert len(ui.notices.open) == 1


def test_locking_forgets_what_was_said(ui: Ui) -> None:
    ui.notices.error("4231-9008-69")
    ui.notices.clear()
    assert (ui.notices.open, ui.notices.history) == ((), ())
