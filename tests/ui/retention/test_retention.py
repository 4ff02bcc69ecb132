"""Erasing in the window: the form of a file, the list of what is past its term, the terms."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QLabel

from referral_app.domain.erasure import Reason, Term
from referral_app.domain.month import Month
from referral_app.domain.staff import Role
from referral_app.language import Code, without_isolates
from referral_app.paths import locale_dir
from referral_app.services.answers import complete
from referral_app.services.cases import close_case
from referral_app.services.erasure import hold_case, late_facts
from referral_app.services.months import freeze
from referral_app.services.readings import CASE_PAGE, note_reading
from referral_app.services.retention import terms
from referral_app.services.views import Todo, today
from tests.fakes import DAY
from tests.ui.conftest import MakeUi
from tests.ui.fakes import AnsweringDialogs
from tests.ui.two_centres import CTRL, SHIFT, Key, Seat, Town, two_centres
from ui.case.erase_forms import ErasePanel, HoldPanel
from ui.case.view import CaseScreen
from ui.parts.names import Names
from ui.parts.todo_words import TodoWords
from ui.readings.view import ReadingsScreen
from ui.referral.view import ReferralScreen
from ui.referrals.presenter import rows_of
from ui.referrals.view import ReferralsScreen
from ui.retention.view import RetentionScreen

YEARS = 3 * 365 * DAY
ZONE = ZoneInfo("Africa/Casablanca")


def done(town: Town) -> bytes:
    """A file whose referral was completed by the other centre."""
    referral = town.accepted()
    complete(town.youss.desk, referral, "O01", "E3", "", town.clock.now())
    town.meet()
    found = town.at(town.yem, referral)
    assert found.case is not None
    return found.case


def form(page: CaseScreen) -> ErasePanel:
    assert isinstance(page.side.panel, ErasePanel)
    return page.side.panel


def test_a_file_is_erased_by_keyboard(town: Town, dialogs: AnsweringDialogs) -> None:
    seat, case = town.yem, done(town)
    page = seat.page(CaseScreen, case=case)
    seat.wait()
    seat.press(Key.Key_Delete, CTRL | SHIFT)
    panel = form(page)
    assert "not ended" not in " ".join(panel._warnings())
    seat.press(Key.Key_Return, CTRL)
    assert panel.rows["reason"].error == "Say why the file is erased."
    panel.reason.set_value(Reason.PERSON_ASKED.value)
    dialogs.confirmations = [False, True]
    seat.press(Key.Key_Return, CTRL)
    assert seat.desk.store.reader.case(case)  # type: ignore[arg-type]
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert dialogs.asked[-1].danger
    assert seat.desk.store.reader.case(case) is None  # type: ignore[arg-type]
    assert seat.gone[-1] == ("cases", {})
    assert seat.said() == ["The file is erased."]
    assert page.side.panel is None


def test_only_a_supervisor_finds_the_act(town: Town) -> None:
    seat, (case, _) = town.yem, town.send()
    seat.sit_down(Role.SOCIAL_WORKER)
    page = seat.page(CaseScreen, case=case, panel="erase")
    assert page.side.panel is None
    assert not page.acts.erase.isVisible()
    assert not page.acts.hold.isVisible()
    seat.press(Key.Key_Delete, CTRL | SHIFT)
    assert page.side.panel is None


def test_a_file_that_waits_or_is_kept_says_so(town: Town) -> None:
    seat, (case, _) = town.yem, town.send()
    hold_case(seat.desk, case, "Procédure")
    page = seat.page(CaseScreen, case=case, panel="erase")
    said = [without_isolates(line) for line in form(page)._warnings()]
    assert said == [
        "It is kept past its term: Procédure",
        "1 referral is not ended: end or cancel it first.",
    ]
    page.side.open("hold")
    panel = page.side.panel
    assert isinstance(panel, HoldPanel)
    panel.note.set_value("")
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    found = seat.desk.store.reader.case(case)
    assert found
    assert found.fields.text("hold") == ""


def lines(page: RetentionScreen) -> list[tuple[str, str]]:
    return [(item.row.pill, item.row.act) for item in page.over.items]


def test_what_is_past_its_term_is_erased_at_once_when_said(
    town: Town, dialogs: AnsweringDialogs
) -> None:
    seat, case = town.yem, done(town)
    kept, _ = town.send()
    close_case(seat.desk, case, "C01", "", town.clock.now())  # type: ignore[arg-type]
    page = seat.page(RetentionScreen)
    assert lines(page) == []
    assert page.all.isHidden()
    town.clock.advance(YEARS)
    page.refresh()
    assert sorted(act for _, act in lines(page)) == ["Erase…", "See"]
    assert without_isolates(page.counted.text()) == "2 are past their term."
    (item,) = [i for i in today(seat.desk).to_do if i.kind is Todo.TERM_OVER]
    told = TodoWords(Names(seat.ui, seat.desk), seat.desk.actor).task(item)
    assert (told.row.title, told.act.page) == ("2 files are past their term", "retention")
    page.over.acted.emit(case.hex())
    assert seat.gone[-1] == ("case", {"case": case, "panel": "erase"})
    dialogs.confirmations = [True]
    page.all.click()
    seat.wait()
    assert len(dialogs.asked[-1].details) == 1
    assert seat.desk.store.reader.case(case) is None  # type: ignore[arg-type]
    assert seat.desk.store.reader.case(kept)
    assert [act for _, act in lines(page)] == ["See"]


def test_what_waits_for_a_month_says_which(town: Town) -> None:
    seat, now = town.yem, town.clock.now
    before = Month.of(now(), ZONE)
    town.clock.advance(before.after.start(ZONE) + DAY - now())
    freeze(seat.desk, before)
    case = done(town)
    close_case(seat.desk, case, "C01", "", now())  # type: ignore[arg-type]
    page = seat.page(CaseScreen, case=case, panel="erase")
    (said,) = form(page)._warnings()
    months = "décembre 2026 et janvier 2027"
    lost = f"The figures of {months} are not frozen yet: they will lose this file."
    assert without_isolates(said) == lost
    town.clock.advance(YEARS)
    listed = seat.page(RetentionScreen)
    assert lines(listed) == [("Month not frozen", "Erase…")]
    assert f"({months})" in without_isolates(listed.months.words.text())
    assert listed.all.isHidden()
    listed.over.acted.emit(case.hex())
    assert seat.gone[-1] == ("case", {"case": case, "panel": "erase"})
    for month in (before.after, before.after.after):
        freeze(seat.desk, month)
    listed.refresh()
    assert listed.months.isHidden()
    assert not listed.all.isHidden()


def test_a_referral_received_that_waits_for_a_month_is_only_shown(town: Town) -> None:
    before = Month.of(town.clock.now(), ZONE)
    town.clock.advance(before.after.start(ZONE) + DAY - town.clock.now())
    seat = town.youss
    freeze(seat.desk, before)
    done(town)
    town.clock.advance(YEARS)
    page = seat.page(RetentionScreen)
    assert lines(page) == [("Month not frozen", "See")]
    (item,) = page.over.items
    page.over.acted.emit(item.row.key)
    assert seat.gone[-1][0] == "referral"


def test_what_another_centre_erased_stands_there(town: Town, dialogs: AnsweringDialogs) -> None:
    case = done(town)
    town.yem.workspace.erase_case(case, Reason.PERSON_ASKED)  # type: ignore[arg-type]
    town.meet()
    seat = town.youss
    page = seat.page(RetentionScreen)
    (item,) = page.notices.items
    assert item.row.act == "Erase our part…"
    dialogs.confirmations = [True]
    page.notices.acted.emit(item.row.key)
    seat.wait()
    assert page.notices_card.isHidden()
    town.meet()
    assert late_facts(seat.desk) == 0


def test_a_request_that_was_erased_is_not_said_to_be_on_its_way(town: Town) -> None:
    seat, case = town.youss, done(town)
    town.yem.workspace.erase_case(case, Reason.PERSON_ASKED)  # type: ignore[arg-type]
    town.meet()
    (notice,) = seat.desk.store.reader.erasure_notices(1)
    page = seat.page(ReferralScreen, referral=notice.referral)
    said = " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
    assert "The other centre erased its file on" in said
    assert "has not arrived" not in said


def test_the_list_says_what_was_erased_and_asks_for_nothing(town: Town) -> None:
    seat, case = town.youss, done(town)
    town.yem.workspace.erase_case(case, Reason.PERSON_ASKED)  # type: ignore[arg-type]
    town.meet()
    page = seat.page(ReferralsScreen, box="received", all=True)
    (row,) = page.lists.rows
    (shown,) = rows_of(Names(seat.ui, seat.desk), [row])
    assert (shown.title, shown.act) == ("Erased by the centre that sent it", "See")
    assert seat.desk.store.reader.counts().to_check == 0
    page._act(row.id.hex())
    assert seat.gone[-1] == ("referral", {"referral": row.id})


def test_terms_are_set_within_what_is_promised(town: Town) -> None:
    seat = town.yem
    page = seat.page(RetentionScreen)
    field = page.terms.fields[Term.CLOSED]
    field.setText("25")
    page.terms.save.click()
    assert page.terms.rows[Term.CLOSED.value].error
    field.set_value(12)
    page.terms.save.click()
    seat.wait()
    assert terms(seat.desk).length(Term.CLOSED) == 12
    assert seat.said() == ["Saved."]


def test_the_log_keeps_that_somebody_read_it(town: Town) -> None:
    seat, case = town.yem, done(town)
    note_reading(seat.desk, CASE_PAGE, case)
    seat.workspace.erase_case(case, Reason.IN_ERROR)  # type: ignore[arg-type]
    page = seat.page(ReadingsScreen)
    (item,) = page.list.items
    assert item.row.code == ""
    assert "erased since" in item.row.other
    seat.wait()


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_the_pages_stand_in_both_directions(
    founded: Path, tmp_path: Path, make_ui: MakeUi, code: Code
) -> None:
    """With JISR_GALLERY=folder the pictures are kept there, to be looked at."""
    ui = make_ui(code, catalogs=locale_dir())
    with two_centres(founded, tmp_path / "town", ui) as town:
        case = done(town)
        close_case(town.yem.desk, case, "C01", "", town.clock.now())  # type: ignore[arg-type]
        held, _ = town.send()
        hold_case(town.yem.desk, held, "Recours en cours")
        town.clock.advance(YEARS)
        pages = (
            (town.yem, town.yem.page(CaseScreen, case=case, panel="erase"), "erase"),
            (town.yem, town.yem.page(RetentionScreen), "terms"),
        )
        for seat, page, name in pages:
            _look(seat, page, f"{name}_{code}")
        town.yem.workspace.erase_case(case, Reason.TERM_OVER)  # type: ignore[arg-type]
        town.meet()
        there = town.youss.page(RetentionScreen)
        _look(town.youss, there, f"notices_{code}")
        assert there.notices.items


def _look(seat: Seat, page: CaseScreen | RetentionScreen, name: str) -> None:
    seat.wait()
    folder = os.environ.get("JISR_GALLERY")
    if folder:
        page.grab().save(f"{folder}/{name}.png")
    assert page.width() <= 1170
