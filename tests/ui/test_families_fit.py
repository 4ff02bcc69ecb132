"""Nothing of a family is cut: on small screens, in large letters, in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_app.services.cases import NeedEntry
from referral_app.services.families import Member, open_family
from tests.services.builders import intake, opened
from tests.ui.conftest import MakeUi
from tests.ui.desk_pages import AtDesk, at_a_desk
from tests.ui.test_fits import SIZES, cut
from ui.case.view import CaseScreen
from ui.intake.member_line import MemberLine
from ui.intake.view import IntakeScreen
from ui.send.view import SendScreen


@pytest.fixture(params=SIZES)
def sized(
    request: pytest.FixtureRequest, make_ui: MakeUi, tmp_path: Path
) -> Iterator[tuple[AtDesk, int, int]]:
    code, scale, width, height = request.param
    with at_a_desk(make_ui(code, scale=scale), tmp_path) as seat:
        yield seat, width, height


def test_the_lines_of_a_family(sized: tuple[AtDesk, int, int]) -> None:
    seat, width, height = sized
    page = seat.page(IntakeScreen, width, height)
    page.form.consent.read.set_value(True)
    page.form.consent.form.set_value("written")
    for line in (MemberLine("35-49", "M"), MemberLine("5-11", "F"), MemberLine("0-4")):
        page.form.members.add_block()
        page.form.members.blocks[-1].set_line(line)
    assert cut(page) == []
    page.form.members.blocks[-1].age_band.set_value(None)
    page.form.members.check()
    assert cut(page) == []
    page.form.members.blocks[-1].age_band.set_value("0-4")
    page.form.needs.blocks[0].need.category.set_value("S10")
    page.form.person.sex.set_value("F")
    page.form.person.age_band.set_value("25-34")
    page.save()
    seat.wait()
    assert page.done.case
    assert cut(page) == []


def test_the_household_and_its_forms(sized: tuple[AtDesk, int, int]) -> None:
    seat, width, height = sized
    two = seat.two
    members = [
        Member(role, intake(two, needs=(), consent=None, fields={"sex": "M", "age_band": age}))
        for role, age in (("partner", "35-49"), ("child", "5-11"), ("other", "60+"))
    ]
    made = open_family(seat.desk, intake(two), members, "mother", covers_children=False)
    page = seat.page(CaseScreen, width, height, case=made.first.case)
    assert cut(page) == []
    for form in ("link", "role", "separate", "cover"):
        assert page.side.open(form)
        assert cut(page) == []
    beside = seat.page(IntakeScreen, width, height, beside=made.first.case)
    beside.form.person.age_band.set_value("0-4")
    assert cut(beside) == []


def test_needs_beside_one_another(sized: tuple[AtDesk, int, int]) -> None:
    seat, width, height = sized
    detail = "avec deux enfants en bas âge, " * 8
    made = opened(seat.two, needs=(NeedEntry("S10"), NeedEntry("S06", detail=detail)))
    page = seat.page(SendScreen, width, height, need=made.needs[0])
    page.form.recipient.set_value(seat.two.there.id.hex())
    next(iter(page.form.also.ticks.values())).setChecked(True)
    page._show_preview()
    assert cut(page) == []
