"""A referral that was received is answered by keyboard alone; what cannot be taken stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from referral_app.communes import clock_there
from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.referral import Status
from referral_app.domain.staff import Role
from referral_app.services.answers import accept, complete, open_referral, put_on_hold, refuse
from referral_app.services.referrals import cancel_referral
from tests.fakes import DAY
from tests.ui.two_centres import CTRL, Key, Seat, Town
from ui.answering.answer_form import AnswerForm
from ui.referral.view import ReferralScreen


def begin(seat: Seat, page: ReferralScreen, act: str) -> AnswerForm:
    """Press the button of an act; its form has the keyboard."""
    page.panel.buttons[act].setFocus()
    seat.press(Key.Key_Space)
    form = page.panel.form
    assert form is not None
    assert form.act.key == act
    assert form.isAncestorOf(form.window().focusWidget())
    return form


def send(seat: Seat) -> None:
    seat.press(Key.Key_Return, CTRL)
    seat.wait()


def wrong(form: AnswerForm) -> dict[str, str]:
    return {name: row.error for name, row in form.rows.items() if row.error}


def status(town: Town, referral: ReferralId) -> Status:
    return town.at(town.youss, referral).status


@pytest.fixture
def opened(town: Town) -> tuple[Seat, ReferralScreen, ReferralId]:
    """At Youssoufia, before a referral that somebody opened."""
    referral = town.received()
    return town.youss, town.youss.page(ReferralScreen, referral=referral), referral


@pytest.fixture
def taken(town: Town) -> tuple[Seat, ReferralScreen, ReferralId]:
    """The same, once it was accepted."""
    referral = town.accepted()
    return town.youss, town.youss.page(ReferralScreen, referral=referral), referral


def test_opening_it_is_said_once_and_offers_the_answers(town: Town) -> None:
    referral = town.received(opened=False)
    seat = town.youss
    page = seat.page(ReferralScreen, referral=referral)
    assert list(page.panel.buttons) == ["open"]
    assert page.panel.buttons["open"].hasFocus()
    seat.press(Key.Key_Space)
    seat.wait()
    assert status(town, referral) is Status.RECEIVED
    assert list(page.panel.buttons) == ["accept", "hold", "refuse"]
    assert page.panel.buttons["accept"].hasFocus()
    assert seat.said() == ["Acknowledged. The sender learns it with the next exchange."]
    assert len(town.at(seat, referral).recipient_half.known) == 1


def test_it_is_accepted_with_an_appointment(
    town: Town, opened: tuple[Seat, ReferralScreen, ReferralId]
) -> None:
    seat, page, referral = opened
    begin(seat, page, "accept")
    seat.type("Guichet 2, rez-de-chaussée")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_T)  # today
    seat.press(Key.Key_Plus, times=3)
    seat.press(Key.Key_Return)
    seat.type("9h30")
    seat.press(Key.Key_Return)
    seat.type("مستند السكن")
    send(seat)
    fact = town.at(seat, referral).shown
    assert fact is not None
    assert fact.status == Status.ACCEPTED
    assert fact.text("contact_point") == "Guichet 2, rez-de-chaussée"
    assert fact.text("documents") == "مستند السكن"
    at = fact.get("appointment_at")
    assert isinstance(at, int)
    here = clock_there(at)
    wanted = clock_there(town.clock.now()) + timedelta(days=3)
    assert (here.date(), here.hour, here.minute) == (wanted.date(), 9, 30)
    assert seat.said() == ["Accepted. The answer leaves with the next exchange."]
    assert page.panel.buttons["start"].hasFocus()
    town.meet()
    assert town.at(town.yem, referral).status is Status.ACCEPTED


def test_it_is_accepted_without_appointment(
    town: Town, opened: tuple[Seat, ReferralScreen, ReferralId]
) -> None:
    seat, page, referral = opened
    begin(seat, page, "accept")
    seat.type("Guichet 2")
    send(seat)
    fact = town.at(seat, referral).shown
    assert fact is not None
    assert (fact.get("appointment_at"), fact.get("without_appointment")) == (None, True)


@pytest.mark.parametrize(
    ("day", "hour", "sentence"),
    [
        ("30/11/2026", "", "Write the hour as well, such as 10:30."),
        ("", "10:30", "Write the day of the appointment as well."),
        ("30/11/2026", "25:00", "Write the hour as 10:30."),
        ("40/11/2026", "10:30", ""),
        ("01/11/2026", "10:30", "The appointment lies before the day of the answer."),
    ],
)
def test_half_an_appointment_is_said_at_its_field(
    opened: tuple[Seat, ReferralScreen, ReferralId], day: str, hour: str, sentence: str, town: Town
) -> None:
    seat, page, referral = opened
    form = begin(seat, page, "accept")
    seat.type("Guichet 2")
    seat.press(Key.Key_Return)
    seat.type(day)
    seat.press(Key.Key_Tab)
    seat.type(hour)
    send(seat)
    assert list(wrong(form)) == ["appointment_at"]
    assert sentence in wrong(form)["appointment_at"]
    assert form.rows["appointment_at"].isAncestorOf(form.window().focusWidget())
    assert form.state()["appointment_at"] == f"{day}\n{hour}"
    assert form.state()["contact_point"] == "Guichet 2"
    assert status(town, referral) is Status.RECEIVED


def test_what_is_needed_is_said_at_its_field_until_it_is_there(
    opened: tuple[Seat, ReferralScreen, ReferralId], town: Town
) -> None:
    seat, page, referral = opened
    form = begin(seat, page, "accept")
    send(seat)
    assert wrong(form) == {"contact_point": "This is needed."}
    assert form.fields["contact_point"].hasFocus()
    seat.type("Guichet 2")
    assert not wrong(form)
    send(seat)
    assert status(town, referral) is Status.ACCEPTED


def test_it_waits_and_says_when_it_is_looked_at_again(
    town: Town, opened: tuple[Seat, ReferralScreen, ReferralId]
) -> None:
    seat, page, referral = opened
    form = begin(seat, page, "hold")
    seat.type("liste")
    seat.press(Key.Key_Return)
    send(seat)
    assert wrong(form) == {"review_at": "This is needed."}
    assert form.fields["review_at"].hasFocus()
    seat.press(Key.Key_T)
    seat.press(Key.Key_Minus, times=2)
    send(seat)
    assert wrong(form) == {"review_at": "This date lies before the day on which the wait begins."}
    seat.press(Key.Key_Plus, times=9)
    send(seat)
    fact = town.at(seat, referral).shown
    assert fact is not None
    assert (fact.status, fact.text("reason")) == (Status.ON_HOLD, "W01")
    assert isinstance(fact.get("review_at"), int)


def shown_deciders(form: AnswerForm) -> list[str]:
    return [b.text() for b in form.fields["decided_by"].buttons if not b.isHidden()]  # type: ignore[attr-defined]


def test_it_is_declined_and_who_may_have_decided_follows_the_reason(
    town: Town, opened: tuple[Seat, ReferralScreen, ReferralId]
) -> None:
    seat, page, referral = opened
    form = begin(seat, page, "refuse")
    assert shown_deciders(form) == ["Le service", "La personne", "Les circonstances"]
    seat.type("hors sect")
    seat.press(Key.Key_Return)
    assert shown_deciders(form) == ["Le service"]
    assert form.state()["decided_by"] == "service"
    seat.press(Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    seat.type("plus de place")
    seat.press(Key.Key_Return)
    assert shown_deciders(form) == ["Le service", "Les circonstances"]
    seat.press(Key.Key_Right)
    seat.press(Key.Key_Return)
    seat.type("Centre Agdal")
    send(seat)
    fact = town.at(seat, referral).shown
    assert fact is not None
    assert fact.status == Status.REJECTED
    assert (fact.text("reason"), fact.text("decided_by")) == ("D01", "circumstances")
    assert fact.text("suggestion") == "Centre Agdal"


def test_another_reason_asks_for_words(
    opened: tuple[Seat, ReferralScreen, ReferralId], town: Town
) -> None:
    seat, page, referral = opened
    form = begin(seat, page, "refuse")
    seat.type("autre")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Space)
    send(seat)
    assert wrong(form) == {"text": "Say in a few words what “other” stands for."}
    assert status(town, referral) is Status.RECEIVED
    seat.type("travaux dans la salle")
    send(seat)
    assert status(town, referral) is Status.REJECTED


def test_the_person_is_seen_and_what_came_of_it_is_told(
    town: Town, taken: tuple[Seat, ReferralScreen, ReferralId]
) -> None:
    seat, page, referral = taken
    begin(seat, page, "start")
    send(seat)
    assert status(town, referral) is Status.IN_PROGRESS
    form = begin(seat, page, "complete")
    labels = [choice.label for choice in form.fields["outcome"]._choices]  # type: ignore[attr-defined]
    assert "La personne ne s’est pas présentée" not in labels
    seat.type("satisf")
    seat.press(Key.Key_Return)
    send(seat)
    assert wrong(form) == {"evidence": "This is needed."}
    seat.type("écrit")
    seat.press(Key.Key_Return)
    send(seat)
    fact = town.at(seat, referral).shown
    assert fact is not None
    assert fact.status == Status.COMPLETED
    assert (fact.text("outcome"), fact.text("evidence")) == ("O01", "E3")


def test_unreachable_asks_for_the_dates_of_the_tries(
    town: Town, taken: tuple[Seat, ReferralScreen, ReferralId]
) -> None:
    seat, page, referral = taken
    form = begin(seat, page, "fail")
    seat.type("O07")
    seat.press(Key.Key_Return)
    send(seat)
    assert list(wrong(form)) == ["text"]
    assert "3 tries" in wrong(form)["text"]
    assert form.rows["text"].isAncestorOf(form.window().focusWidget())
    seat.type("12/11, 14/11, 18/11")
    assert not wrong(form)
    send(seat)
    fact = town.at(seat, referral).shown
    assert fact is not None
    assert (fact.status, fact.text("outcome")) == (Status.FAILED, "O07")
    assert fact.text("text") == "12/11, 14/11, 18/11"


def test_a_step_too_many_is_corrected_with_its_reason(
    town: Town, taken: tuple[Seat, ReferralScreen, ReferralId]
) -> None:
    seat, page, referral = taken
    complete(seat.desk, referral, "O01", "E3", "", town.clock.now())
    page.refresh()
    form = begin(seat, page, "correct-accepted")
    send(seat)
    assert wrong(form) == {"text": "This is needed."}
    seat.type("noté sur le mauvais dossier")
    send(seat)
    found = town.at(seat, referral)
    assert found.status is Status.ACCEPTED
    assert found.shown is not None
    assert found.shown.text("contact_point") == "Guichet 2"


def test_a_day_in_the_future_is_said_at_its_field(
    taken: tuple[Seat, ReferralScreen, ReferralId], town: Town
) -> None:
    seat, page, referral = taken
    form = begin(seat, page, "start")
    seat.press(Key.Key_Plus, times=3)
    send(seat)
    assert list(wrong(form)) == ["happened"]
    assert "future" in wrong(form)["happened"]
    assert status(town, referral) is Status.ACCEPTED


def test_enter_goes_on_and_never_sends(
    opened: tuple[Seat, ReferralScreen, ReferralId], town: Town
) -> None:
    seat, page, referral = opened
    form = begin(seat, page, "accept")
    seat.type("Guichet 2")
    for _press in range(4):
        seat.press(Key.Key_Return)
    seat.wait()
    assert status(town, referral) is Status.RECEIVED
    assert form.isAncestorOf(form.window().focusWidget())


def test_reception_reads_and_does_not_answer(town: Town) -> None:
    referral = town.received()
    town.youss.sit_down(Role.RECEPTION)
    page = town.youss.page(ReferralScreen, referral=referral)
    assert not page.panel.isVisible()


def test_what_was_cancelled_meanwhile_offers_only_what_was_done(town: Town) -> None:
    referral = town.accepted()
    cancel_referral(town.yem.desk, referral, "K01", "", town.clock.now())
    town.meet()
    page = town.youss.page(ReferralScreen, referral=referral)
    assert [act for act in page.panel.buttons if not act.startswith("correct")] == [
        "complete",
        "fail",
    ]


def test_pages_of_every_status_open(town: Town) -> None:
    now = town.clock.now
    desk = town.youss.desk
    for act in (
        lambda it: open_referral(desk, it, now()),
        lambda it: accept(desk, it, "Guichet", None, "", now()),
        lambda it: put_on_hold(desk, it, "W01", None, Moment(now() + DAY), "", now()),
        lambda it: refuse(desk, it, "D01", "service", "", "", now()),
    ):
        referral = town.received(opened=False)
        open_referral(desk, referral, now())
        act(referral)
        town.meet()
        for seat in (town.yem, town.youss):
            page = seat.page(ReferralScreen, referral=referral)
            assert page.panel.isVisible()
            assert page.timeline.items
