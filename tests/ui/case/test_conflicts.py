"""Two people wrote a field at once: both values stand, and a person says which one holds."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from referral_app.domain.facts import CASE_FIELD, NEED_FIELD, Fact, Kind, Value, content
from referral_app.domain.identifiers import RecordId
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.services.cases import close_case
from referral_app.services.views import case_view
from tests.services.builders import opened
from tests.ui.desk_pages import AtDesk
from ui.case.conflicts import ConflictBanner
from ui.case.view import CaseScreen


def beside(seat: AtDesk, kind: Kind, record: RecordId, name: str, value: Value) -> None:
    """Write a field as a supervisor did at another desk, without seeing what stands here."""
    here = seat.two.here
    fact = Fact(kind.name, record, here.clock.now(), content(field=name, value=value))
    with here.store.begin() as work:
        work.record(here.desk.stream, (fact,), here.staff[Role.SUPERVISOR].id)


def words(banner: ConflictBanner) -> str:
    return "\n".join(without_isolates(label.text()) for label in banner.findChildren(QLabel))


def test_both_values_stand_with_who_and_when(seat: AtDesk) -> None:
    case = opened(seat.two).case
    beside(seat, CASE_FIELD, case, "district", "youssoufia")
    page = seat.page(CaseScreen, case=case)
    (banner,) = page.banners
    said = words(banner)
    assert "Two values for “District”" in said
    assert "Youssoufia" in said
    assert "Yacoub El Mansour" in said
    assert f"{seat.two.here.staff[Role.SUPERVISOR].label}, " in said
    assert f"{seat.desk.actor.label}, " in said
    assert [button.text() for button in banner.buttons] == ["This one", "This one"]


def test_the_chosen_value_holds(seat: AtDesk) -> None:
    case = opened(seat.two).case
    beside(seat, CASE_FIELD, case, "district", "youssoufia")
    page = seat.page(CaseScreen, case=case)
    (banner,) = page.banners
    (at,) = [
        number
        for number, option in enumerate(banner.conflict.options)
        if option.value == "yacoub_el_mansour"
    ]
    banner.buttons[at].click()
    seat.wait()
    view = case_view(seat.desk, case)
    assert view.conflicts == ()
    assert view.case.fields.text("district") == "yacoub_el_mansour"
    assert page.banners == []
    assert page._banners.isHidden()


def test_a_need_in_conflict_says_which_need(seat: AtDesk) -> None:
    made = opened(seat.two)
    beside(seat, NEED_FIELD, made.needs[0], "detail", "Ten nights")
    page = seat.page(CaseScreen, case=made.case)
    (banner,) = page.banners
    assert "Hébergement d’urgence · Details" in words(banner)
    banner.buttons[0].click()
    seat.wait()
    assert case_view(seat.desk, made.case).conflicts == ()


def test_closed_here_and_left_open_there(seat: AtDesk) -> None:
    case = opened(seat.two).case
    close_case(seat.desk, case, "C01", "Ours", seat.desk.now())
    beside(seat, CASE_FIELD, case, "closure", "")
    page = seat.page(CaseScreen, case=case)
    (banner,) = page.banners
    assert "File open" in words(banner)
    values = [option.value for option in banner.conflict.options]
    banner.buttons[values.index("")].click()
    seat.wait()
    view = case_view(seat.desk, case)
    assert view.case.is_open
    assert view.conflicts == ()


def test_two_reasons_of_closing_keep_the_note_that_went_with_the_chosen_one(seat: AtDesk) -> None:
    case = opened(seat.two).case
    close_case(seat.desk, case, "C01", "Ours", seat.desk.now())
    beside(seat, CASE_FIELD, case, "closure", "C05")
    beside(seat, CASE_FIELD, case, "closure_note", "Theirs")
    page = seat.page(CaseScreen, case=case)
    (banner,) = page.banners
    values = [option.value for option in banner.conflict.options]
    banner.buttons[values.index("C05")].click()
    seat.wait()
    view = case_view(seat.desk, case)
    assert (view.case.fields.text("closure"), view.case.fields.text("closure_note")) == (
        "C05",
        "Theirs",
    )
    assert view.conflicts == ()


def test_two_notes_on_one_closing_are_settled(seat: AtDesk) -> None:
    case = opened(seat.two).case
    close_case(seat.desk, case, "C01", "Ours", seat.desk.now())
    beside(seat, CASE_FIELD, case, "closure_note", "Theirs")
    page = seat.page(CaseScreen, case=case)
    (banner,) = page.banners
    values = [option.value for option in banner.conflict.options]
    banner.buttons[values.index("Ours")].click()
    seat.wait()
    view = case_view(seat.desk, case)
    assert view.case.fields.text("closure_note") == "Ours"
    assert view.conflicts == ()
    assert not view.case.is_open


def test_three_equal_values_are_shown_once(seat: AtDesk) -> None:
    case = opened(seat.two).case
    for value in ("youssoufia", "youssoufia"):
        beside(seat, CASE_FIELD, case, "district", value)
    page = seat.page(CaseScreen, case=case)
    (banner,) = page.banners
    assert len(banner.conflict.options) == 3
    assert len(banner.buttons) == 2


def test_one_value_twice_is_no_conflict(seat: AtDesk) -> None:
    case = opened(seat.two).case
    beside(seat, CASE_FIELD, case, "district", "yacoub_el_mansour")
    assert seat.page(CaseScreen, case=case).banners == []
