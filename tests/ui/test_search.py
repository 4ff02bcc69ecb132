"""The search box: one thing found opens, several are listed, a mistyped code says why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_app.domain.case_code import CaseCode
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.services.cases import add_note, close_case
from referral_app.services.intake import SendEntry
from referral_app.services.views import case_view
from tests.fakes import Neighbours
from tests.services.builders import opened, request, sent
from tests.ui.desk_pages import AtDesk, at_a_desk
from ui.context import Ui
from ui.search import open_found


@pytest.fixture
def seat(ui: Ui, tmp_path: Path) -> Iterator[AtDesk]:
    with at_a_desk(ui, tmp_path) as taken:
        yield taken


def look(seat: AtDesk, text: str) -> None:
    gone = len(seat.gone)
    led = open_found(seat.ui, seat.desk, seat.context.go, text)
    assert led is (len(seat.gone) > gone)


def code_of(seat: AtDesk, case: bytes) -> CaseCode:
    return CaseCode(case_view(seat.desk, case).case.code)  # type: ignore[arg-type]


def test_a_code_opens_its_file(seat: AtDesk) -> None:
    case = opened(seat.two).case
    opened(seat.two)
    code = code_of(seat, case)
    for typed in (str(code), code.digits, code.scanned, f"  {code.digits} "):
        look(seat, typed)
    assert seat.gone == [("case", {"case": case})] * 4


def test_a_file_is_opened_before_the_referrals_sent_from_it(seat: AtDesk) -> None:
    made = opened(seat.two, sends=(SendEntry(0, seat.two.there.id, request()),))
    look(seat, str(code_of(seat, made.case)))
    assert seat.gone == [("case", {"case": made.case})]


def test_a_closed_file_is_found(seat: AtDesk) -> None:
    case = opened(seat.two).case
    close_case(seat.desk, case, "C01", "", seat.desk.now())
    look(seat, str(code_of(seat, case)))
    assert seat.gone == [("case", {"case": case})]


def test_the_card_of_another_centre_opens_its_referral(seat: AtDesk) -> None:
    two = seat.two
    referral = sent(Neighbours(two.there, two.here, two.clock))
    found = two.here.store.reader.referral(referral)
    assert found is not None
    assert found.request is not None
    look(seat, found.request.case_code)
    assert seat.gone == [("referral", {"referral": referral})]


def test_a_word_finds_the_one_file_that_holds_it(seat: AtDesk) -> None:
    case = opened(seat.two).case
    opened(seat.two)
    add_note(seat.desk, case, "Écrit à la préfecture", seat.desk.now())
    look(seat, "prefecture")
    assert seat.gone == [("case", {"case": case})]


def test_several_are_listed(seat: AtDesk) -> None:
    for _turn in range(2):
        opened(seat.two)
    look(seat, "nights")
    assert seat.gone == [("cases", {"text": "nights"})]


def test_several_referrals_of_others_are_listed(seat: AtDesk) -> None:
    two = seat.two
    for _turn in range(2):
        sent(Neighbours(two.there, two.here, two.clock), detail="Two cold nights")
    look(seat, "cold")
    assert seat.gone == [("referrals", {"box": "received", "all": True, "text": "cold"})]


def test_nothing_is_looked_for_without_a_word(seat: AtDesk) -> None:
    look(seat, "   ")
    assert seat.gone == []
    assert seat.said() == []


def test_a_word_that_stands_nowhere(seat: AtDesk) -> None:
    look(seat, "prefecture")
    assert "Nothing found" in seat.said()[0]
    assert seat.gone == []


def test_a_code_that_nobody_bears(seat: AtDesk) -> None:
    look(seat, "4231-9008-69")
    assert without_isolates(seat.said()[0]) == (
        "No file and no referral here bears the code 4231-9008-69."
    )


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("4231-9008-96", "do not go together"),
        ("4231-9008-6", "Digits are missing"),
        ("4231-9008-691", "too many digits"),
        ("0612345678", "telephone number"),
    ],
)
def test_a_mistyped_code_says_what_is_wrong(seat: AtDesk, typed: str, part: str) -> None:
    look(seat, typed)
    assert part in without_isolates(seat.said()[0])


def test_a_role_without_files_is_told_so(ui: Ui, tmp_path: Path) -> None:
    with at_a_desk(ui, tmp_path, Role.ADMINISTRATOR) as seat:
        look(seat, "prefecture")
        assert len(seat.said()) == 1
        assert seat.gone == []
