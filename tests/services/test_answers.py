"""The recipient's half: each move with what it needs, and the way back from it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.referral import Mark, Status
from referral_app.errors import InvalidInputError
from referral_app.services.answers import (
    accept,
    complete,
    correct,
    fail,
    open_referral,
    put_on_hold,
    refuse,
    start,
)
from referral_app.services.desk import Desk
from referral_app.services.referrals import cancel_referral
from referral_app.services.views import referral_view
from tests.fakes import DAY, HOUR, MINUTE, Neighbours
from tests.services.builders import accepted, declined, refused, sent, shown, write_status

Step = Callable[[Desk, ReferralId, Moment], object]


def hold(desk: Desk, referral: ReferralId, now: Moment) -> None:
    put_on_hold(desk, referral, "W01", None, Moment(now + 7 * DAY), "", now)


STEPS: dict[str, Step] = {
    "open": open_referral,
    "accept": lambda desk, referral, now: accept(desk, referral, "Room 2", None, "", now),
    "hold": hold,
    "start": start,
    "refuse": lambda desk, referral, now: refuse(desk, referral, "D01", "service", "", "", now),
    "complete": lambda desk, referral, now: complete(desk, referral, "O01", "E3", "", now),
    "fail": lambda desk, referral, now: fail(desk, referral, "O06", "person", "", now),
}


def after(both: Neighbours, *steps: str) -> ReferralId:
    referral = sent(both)
    for step in steps:
        STEPS[step](both.there.desk, referral, both.clock.now())
    return referral


def test_opening_says_received_once(both: Neighbours) -> None:
    referral = sent(both)
    assert open_referral(both.there.desk, referral, both.clock.now())
    assert shown(both.there, referral).status is Status.RECEIVED
    assert not open_referral(both.there.desk, referral, both.clock.now())
    assert len(shown(both.there, referral).recipient_half.known) == 1
    both.relay()
    assert shown(both.here, referral).status is Status.RECEIVED


def test_opening_a_cancelled_referral_adds_nothing(both: Neighbours) -> None:
    referral = sent(both)
    cancel_referral(both.here.desk, referral, "K01", "", both.clock.now())
    both.relay()
    assert not open_referral(both.there.desk, referral, both.clock.now())
    assert shown(both.there, referral).status is Status.CANCELLED


@pytest.mark.parametrize(
    ("before", "step", "then"),
    [
        (("open",), "accept", Status.ACCEPTED),
        (("open",), "hold", Status.ON_HOLD),
        (("open",), "refuse", Status.REJECTED),
        (("open", "hold"), "accept", Status.ACCEPTED),
        (("open", "hold"), "start", Status.IN_PROGRESS),
        (("open", "hold"), "refuse", Status.REJECTED),
        (("open", "hold"), "fail", Status.FAILED),
        (("open", "accept"), "hold", Status.ON_HOLD),
        (("open", "accept"), "start", Status.IN_PROGRESS),
        (("open", "accept"), "complete", Status.COMPLETED),
        (("open", "accept"), "fail", Status.FAILED),
        (("open", "accept", "start"), "complete", Status.COMPLETED),
        (("open", "accept", "start"), "fail", Status.FAILED),
    ],
)
def test_moves_that_are_open(
    both: Neighbours, before: tuple[str, ...], step: str, then: Status
) -> None:
    referral = after(both, *before)
    STEPS[step](both.there.desk, referral, both.clock.now())
    both.relay()
    for office in (both.here, both.there):
        assert shown(office, referral).status is then
        assert shown(office, referral).marks == ()


@pytest.mark.parametrize(
    ("before", "step", "status", "to"),
    [
        ((), "accept", "requested", "accepted"),
        ((), "refuse", "requested", "rejected"),
        (("open",), "start", "received", "in-progress"),
        (("open",), "complete", "received", "completed"),
        (("open",), "fail", "received", "failed"),
        (("open", "hold"), "complete", "on-hold", "completed"),
        (("open", "accept"), "refuse", "accepted", "rejected"),
        (("open", "accept", "start"), "hold", "in-progress", "on-hold"),
        (("open", "refuse"), "accept", "rejected", "accepted"),
        (("open", "accept", "complete"), "fail", "completed", "failed"),
    ],
)
def test_moves_that_are_not_name_both_statuses(
    both: Neighbours, before: tuple[str, ...], step: str, status: str, to: str
) -> None:
    referral = after(both, *before)
    with refused("referral.move") as caught:
        STEPS[step](both.there.desk, referral, both.clock.now())
    assert caught.value.values == {"status": status, "to": to}


def test_after_a_cancellation_only_what_was_done_is_said(both: Neighbours) -> None:
    referral = accepted(both)
    cancel_referral(both.here.desk, referral, "K01", "", both.clock.now())
    both.relay()
    with refused("referral.move"):
        start(both.there.desk, referral, both.clock.now())
    assert referral_view(both.there.desk, referral).moves == {Status.COMPLETED, Status.FAILED}
    complete(both.there.desk, referral, "O01", "E3", "", both.clock.now())
    assert shown(both.there, referral).status is Status.COMPLETED


def test_an_acceptance_says_where_and_when(both: Neighbours) -> None:
    desk, now = both.there.desk, both.clock.now()
    first, second = after(both, "open"), after(both, "open")
    with refused("text.required", InvalidInputError, field="contact_point"):
        accept(desk, first, " ", None, "", now)
    with refused("date.appointment_before", InvalidInputError, field="appointment_at"):
        accept(desk, first, "Room 2", Moment(now - 2 * DAY), "", now)
    appointment = Moment(now + 3 * DAY)
    accept(desk, first, "Room 2", appointment, "Birth certificate", now)
    said = shown(both.there, first).shown
    assert said is not None
    assert (said.get("appointment_at"), said.get("without_appointment")) == (appointment, None)
    assert said.text("documents") == "Birth certificate"
    accept(desk, second, "Room 2", None, "", now)
    said = shown(both.there, second).shown
    assert said is not None
    assert (said.get("appointment_at"), said.get("without_appointment")) == (None, True)


def test_a_wait_says_why_and_until_when(both: Neighbours) -> None:
    desk, now = both.there.desk, both.clock.now()
    referral = after(both, "open")
    soon = Moment(now + DAY)
    for reason, expected, review, key, field in (
        ("W00", None, soon, "vocabulary.not_offered", "reason"),
        ("W99", None, soon, "vocabulary.text_required", "reason"),
        ("W01", None, None, "date.review_required", "review_at"),
        ("W01", None, Moment(now - 1), "date.wait_before", "review_at"),
        ("W01", Moment(now - 1), soon, "date.wait_before", "expected_at"),
    ):
        with refused(key, InvalidInputError, field=field):
            put_on_hold(desk, referral, reason, expected, review, "", now)
    put_on_hold(desk, referral, "W99", Moment(now + 2 * DAY), soon, "Building works", now)
    said = shown(both.there, referral).shown
    assert said is not None
    assert (said.text("reason"), said.text("text")) == ("W99", "Building works")
    assert (said.get("expected_at"), said.get("review_at")) == (now + 2 * DAY, soon)


def test_a_refusal_says_why_and_who_decided(both: Neighbours) -> None:
    desk, now = both.there.desk, both.clock.now()
    referral = after(both, "open")
    for reason, decided_by, text, key, field in (
        ("", "service", "", "vocabulary.not_offered", "reason"),
        ("D99", "service", "", "vocabulary.text_required", "reason"),
        ("D01", "", "", "vocabulary.not_offered", "decided_by"),
        ("D02", "person", "", "decided_by.not_with_reason", "decided_by"),
        ("D14", "service", "", "decided_by.not_with_reason", "decided_by"),
    ):
        with refused(key, InvalidInputError, field=field):
            refuse(desk, referral, reason, decided_by, text, "", now)
    refuse(desk, referral, "D14", "person", "", "The clinic of Salé", now)
    said = shown(both.there, referral).shown
    assert said is not None
    assert (said.text("reason"), said.text("decided_by")) == ("D14", "person")
    assert said.text("suggestion") == "The clinic of Salé"


def test_a_completion_says_what_came_of_it_and_how_it_is_known(both: Neighbours) -> None:
    desk, now = both.there.desk, both.clock.now()
    referral = after(both, "open", "accept")
    for outcome, evidence, text, key, field in (
        ("", "E3", "", "vocabulary.not_offered", "outcome"),
        ("O06", "E3", "", "outcome.other_status", "outcome"),
        ("O99", "E3", "", "vocabulary.text_required", "outcome"),
        ("O01", "", "", "vocabulary.not_offered", "evidence"),
        ("O01", "E3", "x" * 281, "text.too_long", "text"),
    ):
        with refused(key, InvalidInputError, field=field):
            complete(desk, referral, outcome, evidence, text, now)
    complete(desk, referral, "O02", "E4", "One night of two", now)
    said = shown(both.there, referral).shown
    assert said is not None
    assert (said.text("outcome"), said.text("evidence")) == ("O02", "E4")


def test_a_failure_says_what_happened_and_who_decided(both: Neighbours) -> None:
    desk, now = both.there.desk, both.clock.now()
    referral = after(both, "open", "accept")
    for outcome, decided_by, text, key, field in (
        ("O01", "service", "", "outcome.other_status", "outcome"),
        ("O07", "circumstances", "", "tries.required", "text"),
        ("O09", "service", "", "decided_by.not_with_reason", "decided_by"),
    ):
        with refused(key, InvalidInputError, field=field):
            fail(desk, referral, outcome, decided_by, text, now)
    fail(desk, referral, "O07", "circumstances", "3, 5 and 9 November", now)
    assert shown(both.there, referral).status is Status.FAILED


def test_a_correction_brings_back_what_was_said(both: Neighbours) -> None:
    desk, now = both.there.desk, both.clock.now()
    referral = after(both, "open")
    appointment = Moment(now + DAY)
    accept(desk, referral, "Room 2", appointment, "Papers", now)
    start(desk, referral, now)
    complete(desk, referral, "O01", "E3", "", now)
    view = referral_view(desk, referral)
    assert view.corrections == {Status.RECEIVED, Status.ACCEPTED, Status.IN_PROGRESS}
    with refused("text.required", InvalidInputError, field="text"):
        correct(desk, referral, Status.ACCEPTED, "", now)
    correct(desk, referral, Status.ACCEPTED, "That was somebody else", now)
    both.relay()
    said = shown(both.here, referral).shown
    assert said is not None
    assert said.status == Status.ACCEPTED
    assert (said.text("contact_point"), said.get("appointment_at")) == ("Room 2", appointment)
    assert said.text("text") == "That was somebody else"


def test_a_correction_goes_back_to_what_was_once_said(both: Neighbours) -> None:
    """A refused referral never had an appointment: it goes back to received, and on from there."""
    referral = declined(both)
    with refused("referral.correction") as caught:
        correct(both.there.desk, referral, Status.ACCEPTED, "We have room", both.clock.now())
    assert caught.value.values == {"status": "rejected", "to": "accepted"}
    correct(both.there.desk, referral, Status.RECEIVED, "We have room", both.clock.now())
    accept(both.there.desk, referral, "Room 2", None, "", both.clock.now())
    both.relay()
    assert shown(both.here, referral).status is Status.ACCEPTED


@pytest.mark.parametrize("to", [Status.COMPLETED, Status.CANCELLED, Status.REQUESTED])
def test_a_correction_never_goes_forward_or_aside(both: Neighbours, to: Status) -> None:
    referral = after(both, "open", "accept")
    with refused("referral.correction"):
        correct(both.there.desk, referral, to, "No", both.clock.now())


def test_two_statuses_at_once_are_settled_by_choosing_one(both: Neighbours) -> None:
    referral = after(both, "open", "accept")
    write_status(both.there, both.here.id, referral, "rejected", reason="D01")
    found = shown(both.there, referral)
    assert (found.status, found.marks) == (Status.REJECTED, (Mark.TWO_VALUES,))
    choices = referral_view(both.there.desk, referral).corrections
    assert {Status.ACCEPTED, Status.REJECTED} <= choices
    correct(both.there.desk, referral, Status.REJECTED, "We spoke about it", both.clock.now())
    settled = shown(both.there, referral)
    assert (settled.status, settled.marks) == (Status.REJECTED, ())
    assert settled.shown is not None
    assert settled.shown.text("reason") == "D01"


def test_a_status_of_a_newer_program_is_never_an_acceptance(both: Neighbours) -> None:
    referral = after(both, "open")
    write_status(both.there, both.here.id, referral, "triaged")
    both.relay()
    for office in (both.here, both.there):
        found = shown(office, referral)
        assert found.status is Status.RECEIVED
        assert Mark.UNKNOWN_STATUS in found.marks
    assert referral_view(both.there.desk, referral).moves == frozenset()
    assert referral_view(both.there.desk, referral).corrections == frozenset()
    with refused("referral.newer_status"):
        accept(both.there.desk, referral, "Room 2", None, "", both.clock.now())
    with refused("referral.newer_status"):
        correct(both.there.desk, referral, Status.RECEIVED, "No", both.clock.now())
    # The sender may still take it back: that is the other half.
    cancel_referral(both.here.desk, referral, "K01", "", both.clock.now())


def test_opening_after_a_newer_program_of_ours_adds_nothing(both: Neighbours) -> None:
    referral = sent(both)
    write_status(both.there, both.here.id, referral, "triaged")
    assert shown(both.there, referral).status is Status.REQUESTED
    assert not open_referral(both.there.desk, referral, both.clock.now())
    assert Mark.UNKNOWN_STATUS in shown(both.there, referral).marks


def test_only_the_recipient_answers(both: Neighbours) -> None:
    referral = after(both, "open")
    for step in STEPS.values():
        with refused("referral.not_received_here"):
            step(both.here.desk, referral, both.clock.now())
    with refused("referral.not_received_here"):
        correct(both.here.desk, referral, Status.RECEIVED, "No", both.clock.now())
    with refused("referral.unknown"):
        start(both.there.desk, ReferralId(bytes(16)), both.clock.now())


def test_an_answer_without_its_request_is_not_worked_on(both: Neighbours) -> None:
    """Another desk of ours answered; the request itself is still on its way."""
    referral = ReferralId(both.here.id[:8] + bytes(8))
    write_status(both.there, both.here.id, referral, "received")
    assert shown(both.there, referral).marks == (Mark.INCOMPLETE,)
    view = referral_view(both.there.desk, referral)
    assert (view.moves, view.corrections) == (frozenset(), frozenset())
    for step in STEPS.values():
        with refused("referral.incomplete"):
            step(both.there.desk, referral, both.clock.now())


@pytest.mark.parametrize(
    ("offset", "key"),
    [
        (-23 * HOUR, None),
        (9 * MINUTE, None),
        (11 * MINUTE, "date.in_future"),
        (-2 * DAY, "date.before_start"),
    ],
)
def test_the_date_of_an_answer(both: Neighbours, offset: int, key: str | None) -> None:
    referral = sent(both)
    happened = Moment(both.clock.now() + offset)
    if key is None:
        assert open_referral(both.there.desk, referral, happened)
        said = shown(both.there, referral).shown
        assert said is not None
        assert (said.happened, said.entered) == (happened, both.clock.now())
        return
    with refused(key, InvalidInputError, field="happened"):
        open_referral(both.there.desk, referral, happened)


def test_a_sender_whose_clock_runs_ahead_does_not_stop_the_answer(both: Neighbours) -> None:
    both.clock.advance(2 * 365 * DAY)
    referral = sent(both)
    both.clock.advance(-2 * 365 * DAY)
    assert open_referral(both.there.desk, referral, both.clock.now())
