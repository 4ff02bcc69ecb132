"""The list of files: found while typing, opened by keyboard, read as far as one scrolls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from referral_app.domain.case_code import CaseCode
from referral_app.domain.staff import Role
from referral_app.services.cases import add_note, close_case
from referral_app.services.families import Member, open_family
from referral_app.services.households import separate
from referral_app.services.intake import CaseOpened, Intake, NeedEntry, open_case
from tests.fakes import HOUR
from tests.ui.conftest import MakeUi
from tests.ui.desk_pages import CTRL, AtDesk, Key, at_a_desk
from ui.cases import table_model
from ui.cases.presenter import ALL, CLOSED, CasesPresenter
from ui.cases.view import _LIST, _NO_MATCH, _NOT_HERE, _NOTHING, CasesScreen


def opened(seat: AtDesk, detail: str = "", **fields: str) -> CaseOpened:
    seat.two.clock.advance(HOUR)
    needs = (NeedEntry("S10", detail=detail),)
    return open_case(seat.desk, Intake(seat.desk.now(), fields, needs, None))


def codes(page: CasesScreen) -> list[str]:
    model = page.model
    return [model.line(model.index(row)).code for row in range(model.rowCount())]


def shown(*cases: CaseOpened) -> list[str]:
    return [str(CaseCode(case.code)) for case in cases]


def test_rows_say_who_and_how_the_file_stands(seat: AtDesk) -> None:
    old = opened(seat, sex="M", district="hassan")
    new = opened(seat, sex="F", age_band="25-34")
    page = seat.page(CasesScreen)
    assert codes(page) == shown(new, old)
    line = page.model.line(page.model.index(0))
    assert line.who == "Féminin · 25 à 34 ans"
    assert [text for text, _kind in line.pills] == ["1 open need"]
    assert page.count.text() == "2 files"
    spoken = page.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert all(part in spoken for part in (line.code, line.who, "1 open need", line.when))


def test_type_down_enter_opens(seat: AtDesk, qtbot: QtBot) -> None:
    wanted = opened(seat)
    for _turn in range(5):
        opened(seat)
    page = seat.page(CasesScreen)
    assert QApplication.focusWidget() is page.search
    seat.type(f"{wanted.code[:4]} {wanted.code[4:7]}")
    qtbot.waitUntil(lambda: codes(page) == shown(wanted))
    seat.press(Key.Key_Down)
    assert QApplication.focusWidget() is page.list
    seat.press(Key.Key_Return)
    assert seat.gone == [("case", {"case": wanted.case})]


def test_enter_in_the_search_opens_what_was_found_at_once(seat: AtDesk) -> None:
    wanted = opened(seat)
    opened(seat)
    page = seat.page(CasesScreen)
    page.search.setText(str(CaseCode(wanted.code)))
    seat.press(Key.Key_Return)
    assert seat.gone == [("case", {"case": wanted.case})]


def test_words_are_found_folded(seat: AtDesk, qtbot: QtBot) -> None:
    wanted = opened(seat, detail="hébergée chez une amie")
    opened(seat, detail="à la rue")
    page = seat.page(CasesScreen)
    seat.type("HEBERGEE")
    qtbot.waitUntil(lambda: codes(page) == shown(wanted))


def test_up_from_the_first_row_and_esc_lead_back(seat: AtDesk) -> None:
    opened(seat)
    page = seat.page(CasesScreen)
    seat.press(Key.Key_Down)
    seat.press(Key.Key_Up)
    assert QApplication.focusWidget() is page.search
    page.search.setText("zz")
    seat.press(Key.Key_Escape)
    assert page.search.text() == ""


def test_one_jumps_to_the_end_of_a_long_list(seat: AtDesk) -> None:
    cases = [opened(seat) for _turn in range(205)]
    page = seat.page(CasesScreen)
    assert page.model.rowCount() == 205
    seat.press(Key.Key_Down)
    seat.press(Key.Key_End)
    row = page.model.row_at(page.list.currentIndex())
    assert row is not None
    assert row.id == cases[0].case
    assert codes(page) == shown(*reversed(cases))


def test_the_list_is_sorted_as_asked(seat: AtDesk) -> None:
    cases = [opened(seat) for _turn in range(5)]
    add_note(seat.desk, cases[0].case, "Une visite", seat.desk.now())
    page = seat.page(CasesScreen)
    assert codes(page)[0] == shown(cases[0])[0]
    page.order.set_value("opened")
    assert codes(page) == shown(*reversed(cases))
    page.order.set_value("code")
    assert codes(page) == sorted(codes(page))


def test_no_more_pages_are_held_than_needed(seat: AtDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    for module_name, value in (("PAGE", 2), ("HELD", 3)):
        monkeypatch.setattr(table_model, module_name, value)
    cases = [opened(seat) for _turn in range(15)]
    page = seat.page(CasesScreen)
    assert codes(page) == shown(*reversed(cases))
    assert len(page.model._pages) <= 3


def test_closed_files_stand_apart(seat: AtDesk) -> None:
    kept, closed = opened(seat), opened(seat)
    close_case(seat.desk, closed.case, "C01", "", seat.desk.now())
    page = seat.page(CasesScreen)
    assert codes(page) == shown(kept)
    page.state.set_value(CLOSED)
    assert codes(page) == shown(closed)
    assert "Closed" in [text for text, _kind in page.model.line(page.model.index(0)).pills]
    page.state.set_value(ALL)
    assert len(codes(page)) == 2


def test_empty_states_say_what_will_stand_here_and_offer_an_act(seat: AtDesk) -> None:
    page = seat.page(CasesScreen)
    assert page.pages.currentIndex() == _NOTHING
    assert not page.tools.isVisible()
    assert page.nothing.button is not None
    page.nothing.button.click()
    assert seat.gone == [("intake", {})]
    opened(seat)
    page.show_with(text="zzz")
    assert page.pages.currentIndex() == _NO_MATCH
    assert page.no_match.button is not None
    page.no_match.button.click()
    assert page.pages.currentIndex() == _LIST


def test_a_role_without_files_reads_none(seat: AtDesk) -> None:
    opened(seat)
    seat.sit_as(Role.ADMINISTRATOR)
    page = seat.page(CasesScreen)
    assert page.pages.currentIndex() == _NOT_HERE
    assert page.model.rowCount() == 0
    assert not seat.said()


def test_a_change_keeps_the_chosen_row(seat: AtDesk) -> None:
    first, second = opened(seat), opened(seat)
    page = seat.page(CasesScreen)
    page.list.setCurrentIndex(page.model.index(1))
    third = opened(seat)
    seat.changes.publish("cases")
    assert codes(page) == shown(third, second, first)
    row = page.model.row_at(page.list.currentIndex())
    assert row is not None
    assert row.id == first.case


def test_ctrl_n_begins_a_file(seat: AtDesk) -> None:
    seat.page(CasesScreen)
    seat.press(Key.Key_N, CTRL)
    assert seat.gone == [("intake", {})]


def test_a_code_is_looked_for_however_it_is_typed(seat: AtDesk) -> None:
    presenter = CasesPresenter(seat.ui, seat.desk)
    for typed in ("4231-9008", "4231 9008", "٤٢٣١-٩٠٠٨", "42319008"):
        assert presenter.query(typed, ALL, "").text == "42319008"
    assert presenter.query("deux-pièces 4", ALL, "").text == "deux-pièces 4"


@pytest.fixture
def arabic_seat(make_ui: MakeUi, tmp_path: Path) -> Iterator[AtDesk]:
    with at_a_desk(make_ui("ar"), tmp_path) as taken:
        yield taken


def _ink(page: CasesScreen, *, rtl: bool) -> tuple[int, int]:
    """Dark pixels in the first and the last 60 of a painted row: its disc and its button."""
    image = QImage(600, 64, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    option = QStyleOptionViewItem()
    option.rect = image.rect()
    way = Qt.LayoutDirection
    option.direction = way.RightToLeft if rtl else way.LeftToRight
    painter = QPainter(image)
    page.list.itemDelegate().paint(painter, option, page.model.index(0))
    painter.end()
    tint = page.context.ui.theme.color("tint").rgb()

    def count(start: int) -> int:
        return sum(image.pixel(x, y) == tint for x in range(start, start + 60) for y in range(64))

    return count(0), count(540)


def test_a_row_is_painted_from_where_reading_starts(seat: AtDesk) -> None:
    opened(seat, sex="F")
    page = seat.page(CasesScreen)
    start, end = _ink(page, rtl=False)
    assert start > end
    start, end = _ink(page, rtl=True)
    assert end > start


def test_in_arabic_the_page_is_mirrored(arabic_seat: AtDesk) -> None:
    opened(arabic_seat)
    page = arabic_seat.page(CasesScreen)
    assert page.isRightToLeft()
    assert page.search.mapTo(page, page.search.rect().topRight()).x() > page.width() / 2


def test_persons_and_households_are_told_apart(seat: AtDesk) -> None:
    page_of = Intake(seat.desk.now(), {"age_band": "25-34"}, (), None)
    child = Member("child", Intake(seat.desk.now(), {"age_band": "0-4"}, (), None))
    family = open_family(seat.desk, page_of, [child], "mother")
    opened(seat)
    page = seat.page(CasesScreen)
    assert page.page.subtitle.text() == "Open files: 3 people in 2 households"
    separate(seat.desk, family.members[0].case, seat.desk.now())
    page.refresh()
    assert page.page.subtitle.text() == "Open files: 3 people in 3 households"
