"""The log of who read what: written by the pages themselves, shown and checked."""

from __future__ import annotations

import pytest

from referral_app.domain.identifiers import RecordId
from referral_app.language import without_isolates
from referral_app.services.month_reports import EXPORT
from referral_app.services.readings import CASE_PAGE, note_reading, readings
from tests.ui.two_centres import Seat, Town
from ui.case.view import CaseScreen
from ui.readings import view
from ui.readings.view import ReadingsScreen
from ui.referral.view import ReferralScreen


def shown(page: ReadingsScreen) -> list[tuple[str, str, str]]:
    return [
        (item.row.title, item.row.code, without_isolates(item.row.other).split(" · ")[0])
        for item in page.list.items
    ]


def verdict(seat: Seat, page: ReadingsScreen) -> str:
    seat.wait()
    assert page.verdict is not None
    return without_isolates(page.verdict.words.text())


def test_pages_note_who_reads_them_once_an_hour(town: Town) -> None:
    case, referral = town.send()
    seat = town.yem
    opened = seat.page(CaseScreen, case=case)
    opened.show_with(case=case)
    opened.refresh()
    seat.page(ReferralScreen, referral=referral)
    seat.wait()
    lines = readings(seat.desk, 10)
    assert [(line.label, line.what) for line in lines] == [("FA", "referral"), ("FA", "case")]
    assert seat.said() == []


def test_the_page_shows_them_and_says_that_the_log_is_whole(town: Town) -> None:
    case, _referral = town.send()
    seat = town.yem
    note_reading(seat.desk, CASE_PAGE, case)
    code = seat.desk.store.reader.case(case)
    assert code
    dashed = f"{code.code[:4]}-{code.code[4:8]}-{code.code[8:]}"
    page = seat.page(ReadingsScreen)
    assert shown(page) == [("FA", dashed, "File")]
    assert verdict(seat, page) == "1 line, checked: as it was written."
    assert page.older.isHidden()


def test_a_log_that_was_changed_says_so(town: Town) -> None:
    case, _referral = town.send()
    seat = town.yem
    note_reading(seat.desk, CASE_PAGE, case)
    seat.workspace._opened._writer.run("UPDATE reading_log SET at = 1")
    page = seat.page(ReadingsScreen)
    assert "from line 1 on" in verdict(seat, page)


def test_older_lines_come_on_demand(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "PAGE", 2)
    seat = town.yem
    for _ in range(5):
        note_reading(seat.desk, CASE_PAGE, town.send()[0])
    page = seat.page(ReadingsScreen)
    assert len(shown(page)) == 2
    page.older.click()
    assert len(shown(page)) == 4
    page.older.click()
    assert len(shown(page)) == 5
    assert page.older.isHidden()
    verdict(seat, page)


def test_before_anybody_has_read_it_says_so(town: Town) -> None:
    page = town.yem.page(ReadingsScreen)
    assert page.card.isHidden()
    assert not page.empty.isHidden()
    town.yem.wait()


def test_exports_of_exact_figures_say_what_for(town: Town) -> None:
    seat = town.yem
    note_reading(seat.desk, f"{EXPORT}: Comité de suivi", RecordId(bytes(16)))
    page = seat.page(ReadingsScreen)
    assert shown(page) == [("FA", "", "Exact figures exported: Comité de suivi")]
