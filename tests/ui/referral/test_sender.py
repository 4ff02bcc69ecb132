"""What the sender of a referral sees of its way, and does."""

from __future__ import annotations

import pytest

from referral_app.domain.identifiers import ReferralId
from referral_app.domain.referral import Status
from referral_app.domain.staff import Role
from referral_app.language import without_isolates
from referral_app.services.answers import complete, open_referral, refuse
from referral_app.services.loops import close_loop
from referral_app.services.referrals import cancel_referral
from tests.ui.conftest import MakeUi
from tests.ui.referral.test_answers import begin, send, wrong
from tests.ui.two_centres import Key, Seat, Town, need_of
from ui.referral.progress_card import ProgressCard
from ui.referral.view import ReferralScreen
from ui.send.view import SendScreen
from ui.widgets.labels import Label
from ui.widgets.steps import Steps


def way_and_steps(page: ReferralScreen) -> tuple[str, str]:
    """The words of the way, and where the line of steps stands."""
    page.refresh()
    card = page._progress
    assert isinstance(card, ProgressCard)
    steps = card.findChild(Steps)
    assert isinstance(steps, Steps)
    assert card.way.isVisible()
    here = without_isolates(steps.accessibleName()).partition(".")[0]
    return without_isolates(card.way.text()), here


def test_the_way_reads_right_at_each_stage(town: Town) -> None:
    """saved → deposited → delivered → opened, over real rounds by a folder."""
    _case, referral = town.send()
    page = town.yem.page(ReferralScreen, referral=referral)
    assert way_and_steps(page) == ("Saved here; leaves with the next exchange", "Envoyée")
    town.exchange(town.yem)
    way, here = way_and_steps(page)
    assert way.startswith("Left for the other centre: ")
    assert here == "Envoyée"
    town.exchange(town.youss, town.yem)
    way, here = way_and_steps(page)
    assert way.startswith("Delivered to the other centre: ")
    assert here == "Delivered"
    open_referral(town.youss.desk, referral, town.clock.now())
    assert way_and_steps(page)[0].startswith("Delivered to the other centre: ")
    town.exchange(town.youss, town.yem)
    way, here = way_and_steps(page)
    assert way.startswith("Opened by a person: ")
    assert here == "Opened"


def test_a_cancellation_begins_a_way_of_its_own(town: Town) -> None:
    referral = town.received()
    town.meet()
    page = town.yem.page(ReferralScreen, referral=referral)
    assert way_and_steps(page)[0].startswith("Opened by a person: ")
    cancel_referral(town.yem.desk, referral, "K01", "", town.clock.now())
    assert way_and_steps(page)[0] == "Saved here; leaves with the next exchange"
    town.exchange(town.yem)
    assert way_and_steps(page)[0].startswith("Left for the other centre: ")
    town.exchange(town.youss, town.yem)
    assert way_and_steps(page)[0].startswith("Delivered to the other centre: ")


def test_the_recipient_reads_how_far_his_answer_came(town: Town) -> None:
    referral = town.received(opened=False)
    page = town.youss.page(ReferralScreen, referral=referral)
    card = page._progress
    assert isinstance(card, ProgressCard)
    assert not card.way.isVisible()
    open_referral(town.youss.desk, referral, town.clock.now())
    assert way_and_steps(page)[0] == "Saved here; leaves with the next exchange"
    town.meet()
    assert way_and_steps(page)[0].startswith("Delivered to the other centre: ")


def completed(town: Town) -> ReferralId:
    referral = town.accepted()
    complete(town.youss.desk, referral, "O01", "E3", "", town.clock.now())
    town.meet()
    return referral


def test_the_loop_is_closed_on_what_became_of_the_need(town: Town) -> None:
    referral = completed(town)
    seat = town.yem
    page = seat.page(ReferralScreen, referral=referral)
    assert page.panel.buttons["close"].hasFocus()
    form = begin(seat, page, "close")
    send(seat)
    assert wrong(form) == {"need_state": "This is needed."}
    seat.press(Key.Key_Right)
    assert form.state()["need_state"] == "met"
    seat.press(Key.Key_Return)
    seat.type("Confirmé par la personne")
    send(seat)
    found = town.at(seat, referral)
    assert found.loop_closed
    need = seat.desk.store.reader.need(need_of(seat, referral))
    assert need is not None
    assert need.fields.text("state") == "met"
    assert found.case is not None
    case = seat.desk.store.reader.case(found.case)
    assert case is not None
    assert [note.text for note in case.notes] == ["Confirmé par la personne"]
    town.meet()
    assert town.at(town.youss, referral).loop_closed


def test_a_supervisor_opens_a_closed_loop_again(town: Town) -> None:
    referral = completed(town)
    close_loop(town.yem.desk, referral, "met", "", town.clock.now())
    page = town.yem.page(ReferralScreen, referral=referral)
    assert "close" not in page.panel.buttons
    begin(town.yem, page, "reopen")
    town.yem.type("la personne est revenue")
    send(town.yem)
    assert not town.at(town.yem, referral).loop_closed
    assert "close" in page.panel.buttons
    close_loop(town.yem.desk, referral, "met", "", town.clock.now())
    town.yem.sit_down(Role.SOCIAL_WORKER)
    page.refresh()
    assert "reopen" not in page.panel.buttons


def test_what_was_learned_by_telephone_can_close_the_loop(town: Town) -> None:
    referral = town.accepted()
    town.meet()
    seat = town.yem
    page = seat.page(ReferralScreen, referral=referral)
    assert "close" not in page.panel.buttons
    form = begin(seat, page, "follow_up")
    seat.type("appel")
    seat.press(Key.Key_Return)
    assert form.state()["evidence"] == "E2", "a call proposes what is heard from the service"
    seat.type("satisf")
    seat.press(Key.Key_Return)
    send(seat)
    found = town.at(seat, referral)
    assert [(f.means, f.evidence, f.outcome) for f in found.follow_ups] == [
        ("telephone", "E2", "O01")
    ]
    assert found.status is Status.ACCEPTED, "what is learned is never the recipient's word"
    assert page.panel.buttons["close"].isVisible()


def test_evidence_that_was_chosen_is_left_alone(town: Town) -> None:
    referral = town.accepted()
    town.meet()
    seat = town.yem
    page = seat.page(ReferralScreen, referral=referral)
    form = begin(seat, page, "follow_up")
    form.fields["evidence"].set_value("E4")  # type: ignore[attr-defined]
    seat.type("appel")
    seat.press(Key.Key_Return)
    assert form.state()["evidence"] == "E4"


def test_it_is_cancelled_and_reinstated(town: Town) -> None:
    referral = town.received()
    town.meet()
    seat = town.yem
    page = seat.page(ReferralScreen, referral=referral)
    form = begin(seat, page, "cancel")
    offered = [choice.code for choice in form.fields["reason"]._choices]  # type: ignore[attr-defined]
    assert "K07" not in offered, "an error is not a cancellation"
    seat.type("renonce")
    seat.press(Key.Key_Return)
    send(seat)
    assert town.at(seat, referral).status is Status.CANCELLED
    begin(seat, page, "reinstate")
    seat.type("la personne veut de nouveau")
    send(seat)
    assert town.at(seat, referral).status is Status.RECEIVED
    town.meet()
    assert town.at(town.youss, referral).status is Status.RECEIVED


def test_an_error_is_said_before_it_was_opened(town: Town) -> None:
    _case, referral = town.send()
    seat = town.yem
    page = seat.page(ReferralScreen, referral=referral)
    begin(seat, page, "error")
    seat.type("erreur")
    seat.press(Key.Key_Return)
    send(seat)
    assert town.at(seat, referral).status is Status.ENTERED_IN_ERROR


def refused(town: Town) -> ReferralId:
    referral = town.received()
    refuse(town.youss.desk, referral, "D01", "service", "", "Centre Agdal", town.clock.now())
    town.meet()
    return referral


def test_a_refused_one_is_referred_again_from_its_page(town: Town) -> None:
    referral = refused(town)
    seat = town.yem
    page = seat.page(ReferralScreen, referral=referral)
    assert page.again.isVisible()
    page.again.setFocus()
    seat.press(Key.Key_Space)
    assert seat.gone == [("send", {"again": referral})]
    sending = seat.page(SendScreen, again=referral)
    state = sending.form.state()
    assert state.again == referral.hex()
    assert state.detail == "Un toit dès ce soir"


def test_a_running_one_is_not_referred_again(town: Town) -> None:
    page = town.yem.page(ReferralScreen, referral=town.accepted())
    assert not page.again.isVisible()


def test_its_file_is_one_key_away(town: Town) -> None:
    case, referral = town.send()
    page = town.yem.page(ReferralScreen, referral=referral)
    page.file.setFocus()
    town.yem.press(Key.Key_Space)
    assert town.yem.gone == [("case", {"case": case})]
    there = town.youss.page(ReferralScreen, referral=town.received())
    assert not there.file.isVisible()


def test_an_unknown_one_leads_back_to_the_lists(town: Town) -> None:
    town.yem.page(ReferralScreen, referral=ReferralId(bytes(16)))
    assert town.yem.gone[-1][0] == "referrals"
    assert len(town.yem.said()) == 1


def test_a_report_under_a_cancellation_says_what_to_check(town: Town) -> None:
    referral = town.accepted()
    town.meet()
    cancel_referral(town.yem.desk, referral, "K01", "", town.clock.now())
    complete(town.youss.desk, referral, "O01", "E3", "", town.clock.now())
    town.meet()
    page = town.yem.page(ReferralScreen, referral=referral)
    words = [label.text() for label in page._progress.findChildren(Label)]
    assert any("although the referral had been withdrawn" in text for text in words)


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_the_page_follows_the_direction_of_its_language(
    town: Town, make_ui: MakeUi, code: str
) -> None:
    referral = town.accepted()
    seat = Seat(town.youss.workspace, make_ui(code), town.youss.folder)
    page = seat.page(ReferralScreen, referral=referral)
    try:
        begin(seat, page, "start")
        form = page.panel.form
        assert form is not None
        day = form.fields["happened"]
        assert page.isRightToLeft() == (code == "ar")
        assert not day.isRightToLeft(), "dates read left to right everywhere"
        card = page.timeline.mapTo(page, page.timeline.rect().center()).x()
        main = page.panel.mapTo(page, page.panel.rect().center()).x()
        assert (card < main) == (code == "ar")
    finally:
        seat.close()


def test_accepting_twice_sends_once(town: Town) -> None:
    referral = town.received()
    seat = town.youss
    page = seat.page(ReferralScreen, referral=referral)
    form = begin(seat, page, "accept")
    seat.type("Guichet 2")
    form.submitted.emit()
    assert not form.save.isEnabled()
    form.submitted.emit()
    seat.wait()
    facts = [f.status for f in town.at(seat, referral).recipient_half.known]
    assert facts == [Status.RECEIVED, Status.ACCEPTED]
