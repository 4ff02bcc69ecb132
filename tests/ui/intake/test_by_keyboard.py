"""A file is opened by keyboard alone, and in few keys."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from referral_app.domain.case_code import CaseCode
from referral_app.domain.staff import Role
from referral_app.services.views import case_view
from tests.ui.conftest import MakeUi
from tests.ui.desk_pages import CTRL, SHIFT, AtDesk, Key, at_a_desk
from ui.intake.view import IntakeScreen
from ui.widgets.labels import CodeLabel

FEWEST_KEYS = 60
"""A typical file: read, consent, five facts on the person, one urgent need, sent at once."""


def fill(seat: AtDesk) -> None:
    """The typical file, from the first field of the page."""
    seat.press(Key.Key_Space)  # read
    seat.press(Key.Key_Tab)
    seat.press(Key.Key_Space)  # written
    seat.press(Key.Key_Tab, times=3)  # language and recipients are preset
    seat.press(Key.Key_Tab)
    seat.press(Key.Key_Space)  # statistics
    seat.press(Key.Key_Tab, times=2)
    seat.press(Key.Key_Space)  # female
    seat.press(Key.Key_Tab)
    seat.type("27")
    seat.press(Key.Key_Return)
    seat.type("sen")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Tab, times=4)  # region follows the country; status and languages preset
    seat.type("ya")
    seat.press(Key.Key_Return)
    seat.type("3")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Tab, times=3)
    seat.type("heb")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Left)  # urgent
    seat.press(Key.Key_Return)
    seat.type("à la rue")
    seat.press(Key.Key_Return, times=2)
    seat.type("yo")
    seat.press(Key.Key_Return)


def test_a_typical_file_in_few_keys(seat: AtDesk, capsys: pytest.CaptureFixture[str]) -> None:
    page = seat.page(IntakeScreen)
    fill(seat)
    seat.press(Key.Key_Return, CTRL)
    with capsys.disabled():
        print(f"\n    a typical file: {seat.keys} keys", end="")  # noqa: T201
    seat.wait()

    assert seat.keys <= FEWEST_KEYS
    assert not seat.said()
    view = case_view(seat.desk, page.done.case)
    fields = view.case.fields
    assert fields.text("sex") == "F"
    assert fields.text("age_band") == "25-34"
    assert (fields.text("country"), fields.text("origin")) == ("SN", "western_africa")
    assert fields.texts("languages") == ("fr",)
    assert fields.text("district") == "yacoub_el_mansour"
    assert fields.value("household_size") == 3
    assert fields.text("status") == "M90"
    (need,) = view.needs
    assert (need.category, need.fields.text("priority")) == ("S10", "P2")
    assert need.fields.text("priority_reason") == "à la rue"
    (consent,) = view.consents
    assert (consent.form, consent.statistics) == ("written", True)
    assert consent.recipients == (seat.two.there.id.hex(),)
    ((referral, _way),) = view.referrals
    assert referral.recipient == seat.two.there.id
    assert referral.request is not None
    assert dict(referral.request.person) == {
        "age_band": "18-59",
        "intake_year": 2026,
        "sex": "F",
        "languages": ("fr",),
    }


def test_the_code_stands_large_until_enter_opens_the_file(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    fill(seat)
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert page.done.isVisible()
    code = str(CaseCode(page.done.code))
    shown = next(w for w in page.done.findChildren(CodeLabel) if w.isVisible())
    assert shown.accessibleName() == code
    assert shown.font().pointSizeF() >= 30
    seat.press(Key.Key_Return)
    assert seat.gone == [("case", {"case": page.done.case})]


def test_save_and_next_leaves_a_fresh_page_with_the_code_above(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    fill(seat)
    seat.press(Key.Key_Return, CTRL | SHIFT)
    seat.wait()
    assert page.saved_card is not None
    assert page.saved_card.isVisible()
    assert page.form.state() == page._blank
    assert QApplication.focusWidget() is page.form.consent.read
    fill(seat)
    seat.press(Key.Key_Return, CTRL)
    seat.wait()
    assert seat.desk.store.reader.counts().open_cases == 2


def test_ctrl_b_and_enter_begin_another_need(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    seat.press(Key.Key_B, CTRL)
    assert len(page.form.needs.blocks) == 1, "an empty need is used first"
    seat.type("loge")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Return)
    seat.type("deux pièces")
    seat.press(Key.Key_Return)
    assert len(page.form.needs.blocks) == 2
    second = page.form.needs.blocks[1]
    assert QApplication.focusWidget() is second.need.category
    seat.type("scol")
    seat.press(Key.Key_Return)
    assert [line.need.category for line in page.form.needs.lines()] == ["S11", "S15"]


def test_removing_the_first_need_keeps_the_second(seat: AtDesk) -> None:
    page = seat.page(IntakeScreen)
    page.form.needs.blocks[0].need.category.set_value("S10")
    page.form.needs.add_block()
    page.form.needs.blocks[1].need.category.set_value("S06")
    page.form.needs.blocks[0].remove.click()
    assert [line.need.category for line in page.form.needs.lines()] == ["S06"]
    assert page.form.needs.blocks[0].remove.isHidden()


@pytest.fixture(params=["fr", "ar"])
def either(request: pytest.FixtureRequest, make_ui: MakeUi, tmp_path: Path) -> Iterator[AtDesk]:
    with at_a_desk(make_ui(request.param), tmp_path, Role.SUPERVISOR) as taken:
        yield taken


def test_tab_goes_as_one_reads(either: AtDesk) -> None:
    page = either.page(IntakeScreen)
    form = page.form
    form.consent.form.set_value("written")
    form.person.age_band.set_value("12-14")
    form.needs.blocks[0].need.priority.set_value("P1")
    form.needs.blocks[0].need.category.set_value("S10")
    form.needs.add_block()
    form.consent.read.setFocus()
    QApplication.processEvents()
    rtl = form.isRightToLeft()
    assert rtl == either.ui.language.right_to_left
    places: list[tuple[int, int, str]] = []
    while QApplication.focusWidget() not in page.footer.buttons:
        here = QApplication.focusWidget()
        assert here is not None
        assert len(places) < 80, "Tab never comes to the end"
        corner = here.mapTo(form, QPoint(here.width() if rtl else 0, 0))
        name = here.accessibleName() or type(here).__name__
        places.append((corner.y(), -corner.x() if rtl else corner.x(), name))
        either.press(Key.Key_Tab)
    assert len(places) > 25
    for (top, across, name), (next_top, next_across, next_name) in pairwise(places):
        same_line = abs(next_top - top) < 30
        further = next_across > across if same_line else next_top > top
        assert further, f"{next_name} comes after {name}"
