"""Rows, tiles, steps, timelines: what a page of work is made of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible, QImage, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeUi, Show
from ui.context import Ui
from ui.tokens import FOCUS, Kind
from ui.widgets.card import EmptyState
from ui.widgets.check_field import CheckField
from ui.widgets.form_row import FormRow
from ui.widgets.head_line import HeadLine
from ui.widgets.labels import CodeLabel, ElidedLabel, Label
from ui.widgets.pill import Pill
from ui.widgets.progress import Progress
from ui.widgets.rows import Row, RowList, Way
from ui.widgets.stat_tile import StatTile
from ui.widgets.steps import Step, Steps, StepState
from ui.widgets.table import Table
from ui.widgets.timeline import Entry, Timeline

CODE = "4231-9008-69"
ROWS = [
    Row("1", "stethoscope", "Health", CODE, Way.OUT, "Massira", "Late by 1 day", Kind.LATE, "Call"),
    Row(
        "2",
        "inbox",
        "School",
        "7710-2245-30",
        Way.IN,
        "Youssoufia",
        "Before 12:30",
        Kind.SOON,
        "Open",
    ),
    Row("3", "bed", "Shelter"),
]
DONE, HERE, AHEAD, STOPPED = StepState
WAY = ["Sent", "Delivered", "Opened", "Accepted", "In progress", "Completed"]


@pytest.fixture
def rows(ui: Ui, show: Show) -> RowList:
    made = RowList(ui, ROWS)
    made.resize(900, 300)
    show(made)
    made.items[0].setFocus()
    return made


def heard(rows: RowList) -> list[tuple[str, str]]:
    events = list[tuple[str, str]]()
    rows.acted.connect(lambda key: events.append(("act", key)))
    rows.opened.connect(lambda key: events.append(("open", key)))
    return events


def test_enter_acts_space_opens_and_arrows_walk(rows: RowList, qtbot: QtBot) -> None:
    events = heard(rows)
    qtbot.keyClick(rows.items[0], Qt.Key.Key_Return)
    qtbot.keyClick(rows.items[0], Qt.Key.Key_Space)
    qtbot.keyClick(rows.items[0], Qt.Key.Key_Down)
    assert rows.items[1].hasFocus()
    qtbot.keyClick(rows.items[1], Qt.Key.Key_Enter)
    qtbot.keyClick(rows.items[1], Qt.Key.Key_End)
    assert rows.items[2].hasFocus()
    qtbot.keyClick(rows.items[2], Qt.Key.Key_Return)  # no act of its own: it opens
    qtbot.keyClick(rows.items[2], Qt.Key.Key_Down)
    assert rows.items[2].hasFocus()
    qtbot.keyClick(rows.items[2], Qt.Key.Key_Home)
    assert rows.items[0].hasFocus()
    assert events == [("act", "1"), ("open", "1"), ("act", "2"), ("open", "3")]


def test_the_button_acts_and_the_row_opens(rows: RowList, qtbot: QtBot) -> None:
    events = heard(rows)
    button = rows.items[0].button
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(rows.items[0], Qt.MouseButton.LeftButton, pos=QPoint(90, 20))
    assert events == [("act", "1"), ("open", "1")]


def test_a_row_is_read_whole(rows: RowList) -> None:
    item = QAccessible.queryAccessibleInterface(rows.items[0])
    assert item.role() is QAccessible.Role.Button
    assert item.text(QAccessible.Text.Name) == f"Health, {CODE}, Massira, Late by 1 day"
    assert item.text(QAccessible.Text.Description) == "Call"


def test_new_rows_keep_the_focus_on_the_same_thing(rows: RowList) -> None:
    rows.items[1].setFocus()
    rows.set_rows([ROWS[2], ROWS[1]])
    assert rows.items[1].hasFocus()
    assert rows.items[1].row.key == "2"


def test_new_rows_are_reached_where_the_list_stands(ui: Ui, show: Show, qtbot: QtBot) -> None:
    page, above, below = QWidget(), QLineEdit(), QLineEdit()
    made = RowList(ui)
    column = QVBoxLayout(page)
    for widget in (above, made, below):
        column.addWidget(widget)
    show(page)
    made.set_rows(ROWS)
    above.setFocus()
    reached = []
    for _step in range(len(ROWS) + 1):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert reached == [*made.items, below]


def test_pills_go_under_the_words_together_where_there_is_no_room(rows: RowList) -> None:
    first = rows.items[0]
    assert first.pill_place().y() < first.height() / 2
    wide = first.wanted_width()
    rows.resize(wide - 40, 400)
    QApplication.processEvents()
    stated = [item for item in rows.items if item.row.pill]
    assert [item.pill_place().y() > item.height() / 2 for item in stated] == [True, True]
    first.repaint()
    assert first.toolTip() == "", "no word is cut"


def test_words_that_are_cut_are_told_by_the_tooltip(rows: RowList) -> None:
    long = replace(ROWS[0], title="Accompagnement " * 8, other="Centre de santé " * 8)
    rows.set_rows([long])
    QApplication.processEvents()
    (item,) = rows.items
    item.repaint()
    assert item.toolTip() == f"{long.title}\n{long.other}"
    rows.resize(6000, 300)
    QApplication.processEvents()
    item.repaint()
    assert item.toolTip() == ""


def test_a_row_is_mirrored_in_arabic(arabic: Ui, show: Show) -> None:
    """The act at the end of the line, the state before it, nothing over anything else."""
    made = RowList(arabic, ROWS[:1])
    made.resize(900, 100)
    show(made)
    (item,) = made.items
    assert item.button is not None
    pill = item.pill_place()
    assert item.button.geometry().right() < pill.left()
    assert pill.right() < item.width() / 2


def test_rows_added_to_a_page_in_sight_are_seen_at_once(rows: RowList) -> None:
    rows.set_rows([*ROWS, Row("4", "bed", "Shelter", act="Open")])
    QApplication.processEvents()
    assert all(item.isVisible() for item in rows.items)
    tops = [item.y() for item in rows.items]
    assert tops == sorted(set(tops)), "each under the one before"
    assert all(item.width() == rows.width() for item in rows.items)


def test_a_long_pill_under_the_words_takes_the_room_beneath_the_button(ui: Ui, show: Show) -> None:
    late = "For the supervisor · late by 5 working days"
    made = RowList(ui, [Row("1", "bed", "Shelter", pill=late, act="Telephone the person")])
    made.resize(420, 100)
    show(made)
    (item,) = made.items
    assert item.button is not None
    pill = item.pill_place()
    assert pill.y() > item.button.geometry().top()
    assert pill.width() + item.button.width() > 420
    assert item.minimumSizeHint().width() <= 420


def test_acts_stand_in_one_column(rows: RowList) -> None:
    buttons = [item.button for item in rows.items if item.button]
    assert len({(b.x(), b.width()) for b in buttons}) == 1


def test_the_ring_touches_neither_icon_nor_act(rows: RowList) -> None:
    item = rows.items[0]
    assert item.button is not None
    room = 2 * FOCUS
    assert item.disc_place().left() >= room
    assert item.button.geometry().right() <= item.width() - room


def test_a_code_reads_left_to_right_and_is_copied_bare(arabic: Ui, show: Show) -> None:
    label = show(CodeLabel(arabic, CODE))
    assert label.text() == f"\u2066{CODE}\u2069"
    assert label.accessibleName() == CODE
    label.set_code("7710-2245-30")
    assert label.accessibleName() == "7710-2245-30"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_tile_is_pressed_by_keys(ui: Ui, show: Show, qtbot: QtBot, key: Qt.Key) -> None:
    tile = show(StatTile(ui, "Late", 3, Kind.LATE))
    assert tile.accessibleName() == "3 Late"
    with qtbot.waitSignal(tile.clicked):
        qtbot.keyClick(tile, key)
    tile.set_number(12)
    assert tile.accessibleName() == "12 Late"


def make_steps(ui: Ui, show: Show, *states: StepState, reason: str = "") -> Steps:
    steps = Steps(ui, [Step(w, s) for w, s in zip(WAY, states, strict=False)], reason, 6)
    steps.resize(720, steps.heightForWidth(720))
    return show(steps)


def near(image: QImage, x: float, y: float) -> str:
    return image.pixelColor(round(x), round(y)).name()


def test_steps_say_what_is_done_and_what_is_ahead(ui: Ui, show: Show) -> None:
    steps = make_steps(ui, show, DONE, DONE, HERE, AHEAD, AHEAD, AHEAD)
    assert steps.accessibleName() == (
        "Opened. done: Sent, Delivered. still ahead: Accepted, In progress, Completed"
    )


def test_a_refusal_ends_the_line_with_its_reason(ui: Ui, show: Show) -> None:
    steps = make_steps(ui, show, DONE, DONE, DONE, STOPPED, reason="No room left")
    assert steps.accessibleName() == "Accepted. No room left. done: Sent, Delivered, Opened"
    image, line = steps.grab().toImage(), ui.theme.px(4) + ui.theme.px(17) / 2
    assert near(image, 3.5 * 120 - 20, line) == ui.theme.color("late").name()
    last = [near(image, x, line + 5) for x in range(640, 720)]
    assert set(last) == {ui.theme.color("ground").name()}


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_the_line_runs_with_the_reading(make_ui: MakeUi, show: Show, code: str) -> None:
    ui = make_ui(code)
    steps = make_steps(ui, show, DONE, HERE, AHEAD, AHEAD, AHEAD, AHEAD)
    image, line = steps.grab().toImage(), ui.theme.px(4) + ui.theme.px(17) / 2
    start, end = near(image, 120, line), near(image, 720 - 120, line)
    if code == "ar":
        start, end = end, start
    assert (start, end) == (ui.theme.color("brand").name(), ui.theme.color("line").name())


def test_a_long_reason_gets_its_own_lines(ui: Ui, show: Show) -> None:
    short = make_steps(ui, show, DONE, STOPPED, reason="Full")
    long = make_steps(ui, show, DONE, STOPPED, reason="word " * 60)
    assert long.heightForWidth(720) > short.heightForWidth(720) + 20


def test_a_timeline_is_set_anew(ui: Ui, show: Show) -> None:
    timeline = show(Timeline(ui, [Entry("phone", "Called", "Today 09:12")]))
    timeline.set_entries([Entry("send", "Sent", "Yesterday"), Entry("folder", "Opened", "19 Nov")])
    assert [item.accessibleName() for item in timeline.items] == [
        "Sent, Yesterday",
        "Opened, 19 Nov",
    ]


def test_a_head_line_acts_and_reflows(ui: Ui, show: Show, qtbot: QtBot) -> None:
    holder = QWidget()
    head = HeadLine(ui, ROWS[0])
    QVBoxLayout(holder).addWidget(head)
    holder.resize(900, 80)
    show(holder)
    assert head.button is not None
    with qtbot.waitSignal(head.acted) as acted:
        qtbot.keyClick(head.button, Qt.Key.Key_Space)
    assert acted.args == ["1"]
    beside = head.height()
    holder.resize(420, 160)
    qtbot.waitUntil(lambda: head.button is not None and head.button.y() > beside / 2)


def test_elided_words_can_be_read_in_a_tooltip(ui: Ui, show: Show, qtbot: QtBot) -> None:
    label = ElidedLabel(ui, "Centre de santé Massira")
    holder = QWidget()
    label.setParent(holder)
    label.resize(60, 30)
    show(holder)
    qtbot.waitUntil(lambda: label.toolTip() == "Centre de santé Massira")
    label.resize(400, 30)
    qtbot.waitUntil(lambda: label.toolTip() == "")


def test_a_pill_changes_words_and_colour(ui: Ui, show: Show) -> None:
    pill = Pill(ui, "Late", Kind.LATE)
    pill.set_state("Accepted", Kind.OK)
    show(pill)
    middle = pill.grab().toImage().pixelColor(5, pill.height() // 2)
    assert middle == ui.theme.color("ok_ground")
    assert pill.text() == "Accepted"


def test_progress_can_be_stopped(ui: Ui, show: Show, qtbot: QtBot) -> None:
    progress = show(Progress(ui, "Reading the stick"))
    progress.set_progress(3, 14)
    assert (progress.bar.value(), progress.bar.maximum()) == (3, 14)
    button = next(b for b in progress.findChildren(QWidget) if b.accessibleName() == "Stop")
    with qtbot.waitSignal(progress.stopped):
        qtbot.keyClick(button, Qt.Key.Key_Space)


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_a_table_opens_by_enter(make_ui: MakeUi, show: Show, qtbot: QtBot, code: str) -> None:
    ui, model, opened = make_ui(code), QStandardItemModel(), list[QModelIndex]()
    for number in range(3):
        model.appendRow([QStandardItem(str(number)), QStandardItem("x")])
    table = show(Table(ui, "Cases", model))
    table.opened.connect(opened.append)
    table.selectRow(1)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [1]
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert [index.row() for index in opened] == [2]
    assert table.accessibleName() == "Cases"
    assert table.verticalHeader().defaultSectionSize() > table.fontMetrics().height()


def test_labels_start_where_lines_start(arabic: Ui, show: Show) -> None:
    label = QLabel()
    assert label.layoutDirection() is Qt.LayoutDirection.RightToLeft
    code = CodeLabel(arabic, CODE)
    holder = QWidget()
    code.setParent(holder)
    code.resize(400, 30)
    show(holder)
    image = holder.grab().toImage()
    ground = arabic.theme.color("ground").name()
    inked = [x for x in range(400) if any(near(image, x, y) != ground for y in range(30))]
    assert min(inked) > 200


@pytest.mark.parametrize("code", ["fr", "ar"])
@pytest.mark.parametrize(("kind", "box"), [(Label, 0), (CheckField, 28)])
def test_all_lines_start_at_the_edge(
    make_ui: MakeUi, show: Show, code: str, kind: type[Label] | type[CheckField], box: int
) -> None:
    ui = make_ui(code)
    words = " ".join(["منزل" if code == "ar" else "maison"] * 12)
    widget = Label(ui, words, wrap=True) if kind is Label else CheckField(ui, words)
    widget.setFixedSize(140, widget.heightForWidth(140))
    picture = show(widget).grab().toImage()
    line = widget.fontMetrics().lineSpacing()
    margin = picture.height() % line // 2
    starts = [
        _start(picture, range(margin + n * line, margin + (n + 1) * line), box, code)
        for n in range(picture.height() // line)
    ]
    assert len(starts) >= 3
    assert max(starts) - min(starts) <= 1


def _start(picture: QImage, line: range, box: int, code: str) -> int:
    """How far from its edge a line has its first ink, beyond the box to tick."""
    across = range(box, picture.width())
    columns = ((gap, picture.width() - 1 - gap if code == "ar" else gap) for gap in across)
    return next(
        gap for gap, x in columns if any(picture.pixelColor(x, y).lightness() < 90 for y in line)
    )


def test_a_required_field_has_its_mark_in_arabic(arabic: Ui, show: Show) -> None:
    row = show(FormRow(arabic, "المهمة", QLineEdit(), required=True))
    label = row.findChild(Label)
    assert label is not None
    picture = label.grab().toImage()
    ground = picture.pixelColor(0, 0)
    inked = [
        x
        for x in range(picture.width())
        if any(picture.pixelColor(x, y) != ground for y in range(picture.height()))
    ]
    assert max(inked) - min(inked) <= label.sizeHint().width()
    mark = picture.pixelColor(min(inked) + 2, label.fontMetrics().ascent() // 2 + 2)
    assert mark.red() > mark.green()


def test_centred_words_stay_centred_in_arabic(arabic: Ui, show: Show) -> None:
    empty = EmptyState(arabic, "folder", "لا ملف هنا")
    empty.resize(400, 200)
    show(empty)
    label = empty.findChild(Label)
    assert label is not None
    picture = label.grab().toImage()
    ground = picture.pixelColor(0, 0)
    inked = [
        x
        for x in range(picture.width())
        if any(picture.pixelColor(x, y) != ground for y in range(picture.height()))
    ]
    assert abs((min(inked) + max(inked)) / 2 - picture.width() / 2) <= 3
