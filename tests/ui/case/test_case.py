"""The page of a file: what it shows, and where its acts lead."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel

from referral_app.domain.identifiers import CaseId, Moment
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.services.answers import accept, complete, open_referral
from referral_app.services.cases import NeedEntry, add_note, close_case, record_need
from referral_app.services.consents import end_consent
from referral_app.services.intake import SendEntry
from referral_app.services.loops import close_loop
from referral_app.services.referrals import send_referral
from tests.fakes import DAY, HOUR, Neighbours
from tests.services.builders import consent, declined, opened, request, sent, shown
from tests.ui.conftest import MakeUi
from tests.ui.desk_pages import CTRL, AtDesk, Key, at_a_desk
from ui.case.view import CaseScreen
from ui.changes import CASES
from ui.tokens import Kind
from ui.widgets.pill import Pill
from ui.widgets.steps import Steps


def marks(page: CaseScreen) -> list[str]:
    found = page.page._marks.findChildren(Pill)
    return [without_isolates(pill.text()) for pill in found if not pill.isHidden()]


def words(page: CaseScreen) -> str:
    """Everything that can be read on the page."""
    return "\n".join(without_isolates(label.text()) for label in page.findChildren(QLabel))


def case_of(two: Neighbours, referral: bytes) -> CaseId:
    found = shown(two.here, referral)
    assert found.case is not None
    return found.case


def finished(two: Neighbours) -> bytes:
    referral = sent(two)
    now = two.clock.now()
    open_referral(two.there.desk, referral, now)
    accept(two.there.desk, referral, "Room 2", None, "", now)
    complete(two.there.desk, referral, "O01", "E2", "", now)
    two.relay()
    return referral


def test_the_head_says_who_and_until_when(seat: AtDesk) -> None:
    page = seat.page(CaseScreen, case=opened(seat.two).case)
    assert page.view is not None
    code = page.view.case.code
    assert code[:4] in page.title()
    who, where, agreed = marks(page)
    assert who == "Féminin · 25 à 34 ans"
    assert where == "Yacoub El Mansour"
    assert agreed.startswith("Consent until ")


def test_a_file_without_consent_says_so_in_red(seat: AtDesk) -> None:
    page = seat.page(CaseScreen, case=opened(seat.two, consent=None).case)
    pill = page.page._marks.findChildren(Pill)[-1]
    assert (pill.text(), pill._kind) == ("No consent", Kind.LATE)
    assert "nothing is sent" in words(page)


def test_a_consent_that_ended_or_ends_soon_is_told_apart(seat: AtDesk) -> None:
    two = seat.two
    until = Moment(two.clock.now() + 40 * DAY)
    agreed = consent(two.there.id, now=two.clock.now(), until=until)
    case = opened(two, consent=agreed).case
    page = seat.page(CaseScreen, case=case)

    def colour() -> Kind:
        return page.page._marks.findChildren(Pill)[-1]._kind

    assert colour() is Kind.OK
    two.clock.advance(20 * DAY)
    page.refresh()
    assert colour() is Kind.SOON
    two.clock.advance(21 * DAY)
    page.refresh()
    assert colour() is Kind.LATE
    assert marks(page)[-1].startswith("Consent ended on")


def test_a_withdrawn_consent_is_said_to_be(seat: AtDesk) -> None:
    page = opened(seat.two)
    assert page.consent is not None
    seat.two.clock.advance(HOUR)
    end_consent(seat.desk, page.consent, "Changed her mind", seat.two.clock.now())
    screen = seat.page(CaseScreen, case=page.case)
    assert marks(screen)[-1].startswith("Consent withdrawn on")
    assert "Changed her mind" in words(screen)
    assert not screen.consents.buttons


def test_a_need_without_referral_offers_one(seat: AtDesk) -> None:
    made = opened(seat.two)
    page = seat.page(CaseScreen, case=made.case)
    (card,) = page.cards
    assert "Two nights" in words(page)
    assert not card.findChildren(Steps)
    assert card.heads[0].button is not None
    card.heads[0].button.click()
    page.acts.refer.click()
    assert seat.gone == [
        ("send", {"case": made.case, "need": made.needs[0]}),
        ("send", {"case": made.case}),
    ]


def test_a_referral_shows_its_steps_and_its_way(seat: AtDesk) -> None:
    send = SendEntry(0, seat.two.there.id, request())
    made = opened(seat.two, sends=(send,))
    page = seat.page(CaseScreen, case=made.case)
    (card,) = page.cards
    (steps,) = card.findChildren(Steps)
    assert steps.accessibleName().startswith("Envoyée")
    assert "Saved here; leaves with the next exchange" in words(page)
    assert "Youssoufia" in words(page)
    assert card.heads[0].button is not None
    card.heads[0].button.click()
    assert seat.gone == [("referral", {"referral": made.referrals[0]})]


def test_a_refusal_offers_another_door(seat: AtDesk) -> None:
    referral = declined(seat.two)
    page = seat.page(CaseScreen, case=case_of(seat.two, referral))
    (card,) = page.cards
    assert card.heads[0].button is not None
    card.heads[0].button.click()
    card.acted.emit("see", referral.hex())
    assert seat.gone == [("send", {"again": referral}), ("referral", {"referral": referral})]
    assert "Plus de place" in card.findChildren(Steps)[0].accessibleName()


def test_another_door_leaves_the_first_in_one_line(seat: AtDesk) -> None:
    two = seat.two
    first = declined(two)
    found = shown(two.here, first)
    assert found.need is not None
    again = request(replaces=first)
    two.clock.advance(HOUR)
    second = send_referral(seat.desk, found.need, two.there.id, again, two.clock.now())
    page = seat.page(CaseScreen, case=case_of(two, first))
    (card,) = page.cards
    assert [head.button is not None for head in card.heads] == [True, True]
    assert len(card.findChildren(Steps)) == 1
    assert "Earlier" in words(page)
    for head in card.heads:
        assert head.button is not None
        head.button.click()
    assert [arguments["referral"] for _page, arguments in seat.gone] == [second, first]


def test_an_outcome_is_to_be_checked_and_then_is(seat: AtDesk) -> None:
    referral = finished(seat.two)
    page = seat.page(CaseScreen, case=case_of(seat.two, referral))
    head = page.cards[0].heads[0]
    assert head.button is not None
    assert head.button.text() == "Check outcome"
    head.button.click()
    assert seat.gone == [("referral", {"referral": referral})]
    close_loop(seat.desk, referral, "met", "", seat.two.clock.now())
    seat.changes.publish(CASES)
    after = page.cards[0].heads[0]
    assert after.button is not None
    assert after.button.text() == "See"
    assert "Satisfait" in words(page)


def test_a_need_still_open_after_its_loop_can_be_referred(seat: AtDesk) -> None:
    referral = finished(seat.two)
    close_loop(seat.desk, referral, "open", "", seat.two.clock.now())
    page = seat.page(CaseScreen, case=case_of(seat.two, referral))
    head = page.cards[0].heads[0]
    assert head.button is not None
    head.button.click()
    (name, arguments) = seat.gone[0]
    assert name == "send"
    assert arguments["need"] == shown(seat.two.here, referral).need


def test_urgent_needs_stand_first(seat: AtDesk) -> None:
    case = opened(seat.two).case
    urgent = NeedEntry("S05", priority="P1", priority_reason="Tonight")
    record_need(seat.desk, case, urgent, seat.two.clock.now())
    page = seat.page(CaseScreen, case=case)
    assert page.cards[0].accessibleName() == "Aide juridique"
    assert "Urgence · Tonight" in words(page)


def test_the_thread_tells_both_dates_and_offers_older_entries(seat: AtDesk) -> None:
    case = opened(seat.two).case
    seat.two.clock.advance(3 * DAY)
    add_note(seat.desk, case, "Came back", Moment(seat.two.clock.now() - 2 * DAY))
    for number in range(35):
        add_note(seat.desk, case, f"Note {number}", seat.two.clock.now())
    page = seat.page(CaseScreen, case=case)
    assert len(page.history.timeline.items) == 30
    page.history.older.click()
    assert page.view is not None
    assert len(page.history.timeline.items) == len(page.view.timeline)
    assert "entered" in words(page)


def test_a_closed_file_offers_to_be_reopened_and_nothing_else(seat: AtDesk) -> None:
    case = opened(seat.two).case
    close_case(seat.desk, case, "C01", "", seat.two.clock.now())
    page = seat.page(CaseScreen, case=case)
    assert marks(page)[0].startswith("Closed: ")
    acts = page.acts
    assert [acts.reopen.isHidden(), acts.refer.isHidden(), acts.consent.isHidden()] == [
        False,
        True,
        True,
    ]
    assert not page.side.open("need")
    assert page.side.open("note")


def test_reception_reads_and_changes_nothing(make_ui: MakeUi, tmp_path: Path) -> None:
    with at_a_desk(make_ui(), tmp_path, Role.RECEPTION) as seat:
        made = opened(seat.two)
        page = seat.page(CaseScreen, case=made.case)
        acts = page.acts
        shown_acts = [
            b for b in (acts.note, acts.consent, acts.refer, acts.reopen) if b.isVisible()
        ]
        assert shown_acts == []
        assert page.person.edit is None
        assert not page.consents.buttons
        for kind in ("note", "need", "consent", "person", "close", "reopen"):
            assert not page.side.open(kind)
        page.setFocus()
        seat.press(Key.Key_R, CTRL)
        assert seat.gone == []


def test_keys_do_what_the_buttons_do(seat: AtDesk) -> None:
    made = opened(seat.two)
    page = seat.page(CaseScreen, case=made.case)
    page.setFocus()
    for key, modifiers, kind in (
        (Key.Key_M, CTRL, "note"),
        (Key.Key_B, CTRL, "need"),
        (Key.Key_J, CTRL, "consent"),
        (Key.Key_F2, Qt.KeyboardModifier.NoModifier, "person"),
    ):
        seat.press(key, modifiers)
        assert page.side.panel is not None
        assert page.side.panel.name == kind
        seat.press(Key.Key_Escape)
        assert page.side.panel is None
    seat.press(Key.Key_R, CTRL)
    seat.press(Key.Key_N, CTRL)
    assert seat.gone == [("send", {"case": made.case}), ("intake", {})]
    listed = {line.keys for line in seat.ui.actions.lines()}
    assert {"Ctrl+M", "Ctrl+B", "Ctrl+J", "Ctrl+R", "F2"} <= listed


def test_the_code_is_copied_without_marks_of_direction(seat: AtDesk) -> None:
    page = seat.page(CaseScreen, case=opened(seat.two).case)
    page.acts.copy.trigger()
    clipboard = QApplication.clipboard()
    assert page.view is not None
    assert clipboard.text().replace("-", "") == page.view.case.code
    clipboard.clear()


def test_an_unknown_file_leads_back(seat: AtDesk) -> None:
    seat.page(CaseScreen, case=CaseId(bytes(16)))
    assert seat.gone == [("back", {})]
    assert seat.said()


def test_the_page_follows_what_happens(seat: AtDesk) -> None:
    case = opened(seat.two).case
    page = seat.page(CaseScreen, case=case)
    record_need(seat.desk, case, NeedEntry("S05"), seat.two.clock.now())
    seat.changes.publish(CASES)
    assert len(page.cards) == 2


def test_a_file_without_needs_offers_the_first(seat: AtDesk) -> None:
    page = seat.page(CaseScreen, case=opened(seat.two, needs=()).case)
    assert page.cards == []
    assert "No need is recorded yet." in words(page)
    assert page.acts.refer.isHidden()


def test_today_s_way_to_the_consent_opens_its_form(seat: AtDesk) -> None:
    without = opened(seat.two, consent=None).case
    page = seat.page(CaseScreen, case=without, panel="consent")
    assert page.side.panel is not None
    assert page.side.panel.name == "consent"
    standing = opened(seat.two).case
    page.show_with(case=standing, panel="consent")
    assert page.side.panel is None


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_the_thread_stands_at_the_end_of_the_line(
    make_ui: MakeUi, tmp_path: Path, code: str
) -> None:
    with at_a_desk(make_ui(code), tmp_path) as seat:
        page = seat.page(CaseScreen, case=opened(seat.two).case)
        corner = QPoint(0, 0)
        work, thread = (w.mapTo(page, corner).x() for w in (page.cards[0], page.history))
        assert (thread > work) is (code == "fr")
        assert "\u2066" in page.title()
