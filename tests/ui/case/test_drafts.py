"""What stands in a form of a file is never lost: not by a lock, another file, or a slip."""

from __future__ import annotations

import json

import pytest

from referral_app.services.drafts import draft, drafts, keep_draft
from referral_app.services.intake import CaseOpened
from tests.services.builders import opened
from tests.ui.desk_pages import CTRL, AtDesk, Key
from tests.ui.fakes import AnsweringDialogs
from ui.case.desk_side import FORM
from ui.case.file_forms import NotePanel
from ui.case.need_forms import EditNeedPanel, NeedPanel
from ui.case.view import CaseScreen


@pytest.fixture
def made(seat: AtDesk) -> CaseOpened:
    return opened(seat.two)


@pytest.fixture
def page(seat: AtDesk, made: CaseOpened) -> CaseScreen:
    return seat.page(CaseScreen, case=made.case)


def test_a_lock_keeps_the_form_and_it_opens_again(
    seat: AtDesk, page: CaseScreen, made: CaseOpened
) -> None:
    page.side.open("note")
    seat.type("Half a note")
    page.keep_draft()
    assert draft(seat.desk, FORM, made.case.hex()) is not None
    after = seat.page(CaseScreen, case=made.case)
    panel = after.side.panel
    assert isinstance(panel, NotePanel)
    assert panel.note.value() == "Half a note"
    assert panel.touched()


@pytest.mark.parametrize("kind", ["note", "need", "person", "consent", "close"])
def test_a_form_that_holds_nothing_leaves_no_draft(
    seat: AtDesk, page: CaseScreen, kind: str
) -> None:
    assert page.side.open(kind)
    page.keep_draft()
    assert drafts(seat.desk) == ()


def test_a_save_drops_the_draft(seat: AtDesk, page: CaseScreen, made: CaseOpened) -> None:
    page.side.open("note")
    seat.type("A note")
    page.keep_draft()
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert drafts(seat.desk) == ()


def test_another_file_keeps_what_was_typed_in_the_first(
    seat: AtDesk, page: CaseScreen, made: CaseOpened
) -> None:
    other = opened(seat.two)
    page.side.open("need")
    panel = page.side.panel
    assert isinstance(panel, NeedPanel)
    panel.need.category.set_value("S05")
    page.show_with(case=other.case)
    assert page.side.panel is None
    seat.wait()
    page.show_with(case=made.case)
    again = page.side.panel
    assert isinstance(again, NeedPanel)
    assert again.need.category.value() == "S05"


def test_leaving_a_form_asks_before_words_are_lost(
    seat: AtDesk, page: CaseScreen, dialogs: AnsweringDialogs
) -> None:
    page.side.open("note")
    seat.type("Half a note")
    dialogs.confirmations += [False]
    seat.press(Key.Key_Escape)
    assert isinstance(page.side.panel, NotePanel)
    assert page.side.panel.note.value() == "Half a note"
    dialogs.confirmations += [False]
    assert not page.side.open("need")
    dialogs.confirmations += [True]
    seat.press(Key.Key_Escape)
    assert page.side.panel is None
    seat.wait()
    assert drafts(seat.desk) == ()


def test_every_form_comes_back_as_it_was(seat: AtDesk, page: CaseScreen, made: CaseOpened) -> None:
    page.side.open("edit_need", made.needs[0].hex())
    panel = page.side.panel
    assert isinstance(panel, EditNeedPanel)
    panel.outcome.set_value("met")
    before = panel.state()
    page.keep_draft()
    after = seat.page(CaseScreen, case=made.case).side.panel
    assert isinstance(after, EditNeedPanel)
    assert after.state() == before


@pytest.mark.parametrize(
    "data",
    [
        json.dumps({"panel": "teleport", "about": "", "state": {}}),
        json.dumps({"panel": "edit_need", "about": "00", "state": {}}),
        json.dumps(["note"]),
        json.dumps({"panel": "note", "about": "", "state": {"happened": "yesterday"}}),
    ],
)
def test_a_draft_of_another_program_is_left_alone(
    seat: AtDesk, made: CaseOpened, data: str
) -> None:
    keep_draft(seat.desk, FORM, made.case.hex(), data)
    page = seat.page(CaseScreen, case=made.case)
    panel = page.side.panel
    assert panel is None or isinstance(panel, NotePanel)
    assert draft(seat.desk, FORM, made.case.hex()) is not None
