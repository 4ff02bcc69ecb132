"""Layouts, pages, cards and dialogs."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Show
from tests.ui.fakes import AnsweringDialogs
from ui.context import Ui
from ui.dialogs import Question, WindowDialogs
from ui.widgets.buttons import IconButton, PrimaryButton, SecondaryButton
from ui.widgets.card import Banner, Card, EmptyState
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.form_row import FormRow
from ui.widgets.keys_dialog import KeysDialog
from ui.widgets.pill import Pill
from ui.widgets.question_dialog import QuestionDialog
from ui.widgets.scroll_page import Columns, ScrollPage

QUESTION = Question("Delete the draft?", "What you typed goes.", "Delete", ("1 page",), danger=True)


def boxes(parent: QWidget, widths: list[int], width: int) -> list[QRect]:
    flow = FlowLayout(parent, spacing=10)
    for wide in widths:
        child = QWidget()
        child.setFixedSize(wide, 20)
        flow.addWidget(child)
    flow.setGeometry(QRect(0, 0, width, 100))
    found = [flow.itemAt(index) for index in range(flow.count())]
    return [item.geometry() for item in found if item is not None]


def test_words_of_a_line_stand_level(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder, 8)
    high, low = QWidget(), QWidget()
    high.setFixedSize(80, 40)
    low.setFixedSize(80, 30)
    for widget in (high, low):
        flow.addWidget(widget)
    holder.resize(300, 100)
    flow.setGeometry(holder.rect())
    assert high.geometry().center().y() == low.geometry().center().y()


def test_what_does_not_fit_goes_to_the_next_line(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    placed = boxes(parent, [100, 100, 100], 220)
    assert [(box.x(), box.y()) for box in placed] == [(0, 0), (110, 0), (0, 30)]


def test_lines_start_at_the_right_in_arabic(arabic: Ui, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    placed = boxes(parent, [100, 50, 100], 220)
    assert [(box.x(), box.y()) for box in placed] == [(120, 0), (60, 0), (120, 30)]


def test_a_flow_knows_its_height(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    flow = FlowLayout(parent, spacing=10)
    for _ in range(3):
        child = QWidget()
        child.setFixedSize(100, 20)
        flow.addWidget(child)
    assert (flow.heightForWidth(400), flow.heightForWidth(220), flow.heightForWidth(90)) == (
        20,
        50,
        80,
    )
    assert flow.itemAt(3) is None
    assert flow.takeAt(0) is not None
    assert flow.count() == 2


def test_a_flow_measures_anew_what_has_changed(show: Show, qtbot: QtBot) -> None:
    parent = QWidget()
    flow = FlowLayout(parent, spacing=10)
    first, second, third = (QPushButton("Save") for _ in range(3))
    for child in (first, second, third):
        child.setFixedSize(100, 20)
        flow.addWidget(child)
    parent.resize(220, 200)
    show(parent)
    assert (flow.heightForWidth(220), flow.sizeHint().width()) == (50, 320)
    second.hide()
    assert (flow.heightForWidth(220), flow.sizeHint().width()) == (20, 210)
    second.show()
    assert flow.heightForWidth(220) == 50
    first.setFixedSize(200, 60)
    assert (flow.heightForWidth(220), flow.minimumSize().width()) == (90, 200)
    qtbot.waitUntil(lambda: third.geometry() == QRect(110, 70, 100, 20))
    flow.takeAt(0)
    assert flow.heightForWidth(220) == 20


def test_a_page_keeps_its_edges_when_a_bar_comes(ui: Ui, show: Show, qtbot: QtBot) -> None:
    page = ScrollPage(ui, "Cases", "all of them")
    card = Card(ui, "One")
    page.body.addWidget(card)
    page.resize(900, 400)
    show(page)
    before = card.mapTo(page, card.rect().topRight()).x()
    filler = QWidget()
    filler.setFixedHeight(900)
    page.body.addWidget(filler)
    qtbot.waitUntil(lambda: page.scroller.verticalScrollBar().maximum() > 0)
    QApplication.processEvents()
    assert card.mapTo(page, card.rect().topRight()).x() == before


def test_tab_brings_a_field_into_sight(ui: Ui, show: Show, qtbot: QtBot) -> None:
    page, fields = ScrollPage(ui, "Form"), [QLineEdit() for _ in range(40)]
    for field in fields:
        page.body.addWidget(field)
    page.resize(600, 300)
    show(page)
    fields[0].setFocus()
    for field in fields[:20]:
        qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert fields[20].hasFocus()
    fields[39].setFocus()  # as arrows do
    assert fields[39].hasFocus()
    spot = fields[39].mapTo(page, fields[39].rect().center())
    assert page.rect().contains(spot)
    page.reveal(fields[0])
    assert page.scroller.verticalScrollBar().value() < 100


def test_of_a_tall_form_the_top_is_shown(ui: Ui, show: Show, qtbot: QtBot) -> None:
    page, form = ScrollPage(ui, "Form"), QWidget()
    above = QLabel("above")
    above.setFixedHeight(600)
    form.setFixedHeight(900)
    for part in (above, form):
        page.body.addWidget(part)
    page.resize(600, 400)
    show(page)

    def top() -> int:
        return form.mapTo(page.scroller.viewport(), QPoint(0, 0)).y()

    page.reveal(form)
    assert 0 <= top() <= 40
    page.scroller.verticalScrollBar().setValue(10_000)
    page.reveal(form)
    assert 0 <= top() <= 40


def test_a_field_comes_into_sight_with_its_label_and_its_error(
    ui: Ui, show: Show, qtbot: QtBot
) -> None:
    page = ScrollPage(ui, "Form")
    rows = [FormRow(ui, f"Field {n}", QLineEdit()) for n in range(30)]
    for row in rows:
        page.body.addWidget(row)
    page.resize(600, 400)
    show(page)
    rows[-1].field.setFocus()
    rows[4].set_error("This is needed.")
    rows[4].field.setFocus()
    view = page.scroller.viewport()
    top = rows[4].mapTo(view, QPoint(0, 0)).y()
    assert top >= 0
    assert top + rows[4].height() <= view.height()


def test_header_and_footer(ui: Ui, show: Show) -> None:
    page = ScrollPage(ui, "Case")
    act, other = PrimaryButton(ui, "Refer"), SecondaryButton(ui, "Print")
    page.set_actions([other, act])
    page.set_marks([Pill(ui, "Woman"), Pill(ui, "25–34")])
    page.set_title("Case 2", "household of 3")
    footer = QLabel("save")
    page.set_footer(footer)
    page.resize(900, 400)
    show(page)
    assert other.x() < act.x()
    assert page.title.text() == "Case 2"
    assert page.subtitle.isVisible()
    assert footer.mapTo(page, footer.rect().topLeft()).y() > 300
    page.set_actions([act])
    page.set_marks([])
    assert page.findChildren(Pill) == [] or not any(p.isVisible() for p in page.findChildren(Pill))


def test_what_a_page_says_of_itself_has_its_whole_width(ui: Ui, show: Show, qtbot: QtBot) -> None:
    page = ScrollPage(ui, "New file", "No name, no telephone, no papers: a code.")
    act = PrimaryButton(ui, "An act with many words on it")
    page.set_actions([act])
    page.resize(700, 300)
    show(page)
    beneath = page.title.geometry().bottom()
    qtbot.waitUntil(lambda: page.subtitle.width() > page.title.width())
    assert page.subtitle.y() > beneath
    page.resize(420, 300)
    place = act.parentWidget()
    qtbot.waitUntil(lambda: place.y() > page.subtitle.y())
    page.resize(700, 300)
    qtbot.waitUntil(lambda: place.y() < page.subtitle.y())


def test_columns_stack_where_it_is_narrow(ui: Ui, show: Show, qtbot: QtBot) -> None:
    main, side = QWidget(), QWidget()
    columns = Columns(ui, main, side)
    columns.resize(1100, 400)
    show(columns)
    assert (side.x() > main.x(), side.width()) == (True, 330)
    columns.resize(700, 400)
    qtbot.waitUntil(lambda: side.y() > main.y())
    assert side.width() == 700
    columns.resize(1100, 400)
    qtbot.waitUntil(lambda: side.x() > main.x())


def test_an_empty_place_offers_the_first_act(ui: Ui, show: Show, qtbot: QtBot) -> None:
    ran = list[int]()
    empty = show(
        EmptyState(ui, "inbox", "Referrals will stand here.", "Read a stick", lambda: ran.append(1))
    )
    assert empty.button is not None
    qtbot.keyClick(empty.button, Qt.Key.Key_Return)
    assert ran == [1]
    assert EmptyState(ui, "inbox", "Nothing yet.").button is None


def test_the_training_strip_names_itself(ui: Ui) -> None:
    assert Banner(ui).accessibleName() == "Fictional data – training"


def test_an_icon_button_has_a_name_for_eyes_and_ears(ui: Ui) -> None:
    button = IconButton(ui, "lock", "Lock")
    assert (button.accessibleName(), button.toolTip(), button.text()) == ("Lock", "Lock", "")
    button.set_icon("lock-open", "Unlock")
    assert button.accessibleName() == "Unlock"


def answer(ui: Ui, qtbot: QtBot, question: Question, key: Qt.Key) -> bool:
    parent, dialogs = QWidget(), WindowDialogs()
    qtbot.addWidget(parent)

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QuestionDialog)
        qtbot.keyClick(dialog.focusWidget() or dialog, key)

    QTimer.singleShot(0, press)
    return dialogs.confirm(ui, parent, question)


def test_enter_does_what_is_safe(ui: Ui, qtbot: QtBot) -> None:
    assert not answer(ui, qtbot, QUESTION, Qt.Key.Key_Return)
    assert answer(
        ui, qtbot, Question("Send?", "It goes to two centres.", "Send"), Qt.Key.Key_Return
    )


def test_escape_never_does_it(ui: Ui, qtbot: QtBot) -> None:
    assert not answer(ui, qtbot, Question("Send?", "It goes.", "Send"), Qt.Key.Key_Escape)


def test_locking_takes_a_question_away(ui: Ui, qtbot: QtBot) -> None:
    parent, dialogs = QWidget(), WindowDialogs()
    qtbot.addWidget(parent)
    QTimer.singleShot(0, dialogs.dismiss)
    assert not dialogs.confirm(ui, parent, Question("Send?", "It goes.", "Send"))
    QTimer.singleShot(0, dialogs.dismiss)
    assert dialogs.choose_folder(ui, parent, "Choose a folder", None) is None
    dialogs.dismiss()


@pytest.mark.parametrize("way", ["folder", "open", "save"])
def test_a_place_is_chosen(ui: Ui, qtbot: QtBot, tmp_path: Path, way: str) -> None:
    from PySide6.QtWidgets import QFileDialog

    parent, dialogs = QWidget(), WindowDialogs()
    qtbot.addWidget(parent)
    (tmp_path / "invitation.jisr").write_text("x")

    def accept() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        if way == "open":
            dialog.selectFile(str(tmp_path / "invitation.jisr"))
        dialog.accept()

    QTimer.singleShot(0, accept)
    if way == "folder":
        assert dialogs.choose_folder(ui, parent, "Folder", tmp_path) == tmp_path
    elif way == "open":
        chosen = dialogs.open_file(ui, parent, "Open", "Invitation (*.jisr)", tmp_path)
        assert chosen == tmp_path / "invitation.jisr"
    else:
        goal = tmp_path / "report.pdf"
        assert dialogs.save_file(ui, parent, "Save", "PDF (*.pdf)", goal) == goal


def test_the_fake_answers_as_it_was_told(ui: Ui, dialogs: AnsweringDialogs, tmp_path: Path) -> None:
    dialogs.confirmations, dialogs.paths = [True], [tmp_path, None]
    parent = QWidget()
    assert ui.dialogs.confirm(ui, parent, QUESTION)
    assert ui.dialogs.choose_folder(ui, parent, "Folder", None) == tmp_path
    assert ui.dialogs.open_file(ui, parent, "Open", "*") is None
    ui.dialogs.dismiss()
    assert (dialogs.asked, dialogs.titles, dialogs.dismissed) == ([QUESTION], ["Folder", "Open"], 1)


def test_keys_are_listed_by_group(ui: Ui, show: Show) -> None:
    home = show(QWidget())
    ui.actions.add(home, "Ctrl+K", "Search", lambda: None, "Everywhere")
    ui.actions.describe(home, "+  −", "The next day", "In a date")
    ui.actions.add(home, "Ctrl+L", "Lock", lambda: None, "Everywhere")
    dialog = show(KeysDialog(ui, ui.actions.lines()))
    words = [label.text() for label in dialog.findChildren(QLabel) if label.text()]
    order = [words.index(w) for w in ("Everywhere", "Search", "Lock", "In a date", "The next day")]
    assert order == sorted(order)
