"""A referral that two sides write without asking each other."""

from __future__ import annotations

from itertools import permutations

import pytest

from referral_app.domain.facts import (
    REFERRAL_FILED,
)
from referral_app.domain.referral import Mark, Status
from referral_app.journal.fold import fold_referral
from referral_app.journal.stream import own
from tests.journal.desks import (
    DAY,
    REFERRAL,
    YACOUB,
    YOUSSOUFIA,
    FakeDesk,
    Two,
    an_id,
    fact,
    referral,
    writes_of,
)

YEARS = 365 * DAY


@pytest.fixture
def two() -> Two:
    return Two()


def test_1_accepted_here_while_cancelled_there(two: Two) -> None:
    """SORMAS #6241: one side had the case for ever, the other thought it was taken back."""
    two.answering.say("accepted", two.received, contact_point="Accueil")
    two.sender.say("cancelled", two.requested, reason="K01")
    assert referral(two.sender).status is Status.CANCELLED
    assert referral(two.answering).status is Status.ACCEPTED
    assert two.shown() is Status.CANCELLED
    assert referral(two.answering).recipient_half.value is not None
    assert referral(two.answering).recipient_half.value.status == Status.ACCEPTED
    assert referral(two.sender).marks == ()


@pytest.mark.parametrize("report", ["rejected", "failed", "completed"])
@pytest.mark.parametrize("stop", ["cancelled", "entered-in-error"])
def test_what_was_done_is_never_hidden_by_a_cancellation(two: Two, report: str, stop: str) -> None:
    two.answering.say(report, two.received)
    two.sender.say(stop, two.requested)
    assert two.shown() == report
    assert referral(two.sender).marks == (Mark.REPORT_UNDER_CANCELLATION,)


@pytest.mark.parametrize("early", ["received", "on-hold", "accepted", "in-progress"])
@pytest.mark.parametrize("stop", ["cancelled", "entered-in-error"])
def test_a_cancellation_stops_what_is_not_finished(two: Two, early: str, stop: str) -> None:
    two.answering.say(early, two.received)
    two.sender.say(stop, two.requested)
    assert two.shown() == stop
    assert referral(two.sender).marks == ()


@pytest.mark.parametrize(
    ("first", "corrected"),
    [("completed", "in-progress"), ("rejected", "accepted"), ("in-progress", "received")],
)
def test_a_correction_wins_over_what_it_corrects(two: Two, first: str, corrected: str) -> None:
    wrong = two.answering.say(first, two.received)
    two.answering.say(corrected, two.received, wrong)
    assert two.shown() == corrected
    assert [known.status for known in referral(two.sender).recipient_half.known] == [
        "received",
        first,
        corrected,
    ]


def test_a_correction_wins_though_its_clock_is_years_behind() -> None:
    two = Two(recipient_skew=-7 * YEARS)
    ahead = FakeDesk(YOUSSOUFIA, "B9", skew=5 * YEARS)
    ahead.learn_from(two.answering)
    wrong = ahead.say("completed", two.received)
    two.answering.learn_from(ahead)
    two.answering.say("in-progress", two.received, wrong)
    assert two.shown() is Status.IN_PROGRESS


def test_reinstating_undoes_a_cancellation(two: Two) -> None:
    accepted = two.answering.say("accepted", two.received)
    cancelled = two.sender.say("cancelled", two.requested)
    assert two.shown() is Status.CANCELLED
    two.sender.say("reinstated", two.requested, cancelled)
    assert two.shown() is Status.ACCEPTED
    shown = referral(two.sender).shown
    assert shown is not None
    assert shown.id == accepted


def test_a_reinstated_request_reads_as_requested() -> None:
    desk = FakeDesk(YACOUB, "A")
    asked = desk.say("requested", detail="lit ce soir")
    cancelled = desk.say("cancelled", asked)
    desk.say("reinstated", asked, cancelled)
    found = referral(desk)
    assert found.status is Status.REQUESTED
    assert found.request is not None
    assert found.request.detail == "lit ce soir"


def test_two_desks_that_answer_at_once_are_shown_and_marked(two: Two) -> None:
    accepted = two.answering.say("accepted", two.received)
    rejected = two.other.say("rejected", two.received)
    assert two.shown() is Status.REJECTED
    found = referral(two.sender)
    assert found.marks == (Mark.TWO_VALUES,)
    assert [live.status for live in found.recipient_half.live] == ["rejected", "accepted"]
    two.answering.say("accepted", two.received, accepted, rejected)
    assert two.shown() is Status.ACCEPTED
    assert referral(two.sender).marks == ()


def test_two_desks_that_open_at_once_are_no_conflict(two: Two) -> None:
    two.other.say("received")
    two.meet()
    assert len(referral(two.sender).recipient_half.live) == 2
    assert referral(two.sender).marks == ()


def test_seen_counts_only_within_a_half(two: Two) -> None:
    """A sender who names the recipient's report does not make it disappear, nor the reverse."""
    done = two.answering.say("completed", two.received, two.requested)
    two.sender.say("cancelled", two.requested, two.received, done)
    assert two.shown() is Status.COMPLETED
    assert referral(two.sender).request is not None
    assert len(referral(two.sender).sender_half.live) == 1


@pytest.mark.parametrize("status", ["received", "accepted", "rejected", "completed"])
def test_the_sender_cannot_write_the_recipient_s_half(two: Two, status: str) -> None:
    before = referral(two.answering)
    two.sender.say(status, two.requested, two.received)
    two.meet()
    assert referral(two.answering) == before


@pytest.mark.parametrize("status", ["requested", "reinstated", "cancelled", "entered-in-error"])
def test_the_recipient_cannot_write_the_sender_s_half(two: Two, status: str) -> None:
    before = referral(two.sender)
    two.answering.say(status, two.requested, two.received)
    two.meet()
    assert referral(two.sender) == before


def test_an_unknown_status_is_kept_and_marked_and_never_an_acceptance(two: Two) -> None:
    two.answering.say("teleported", two.received)
    assert two.shown() is Status.REQUESTED
    found = referral(two.sender)
    assert Mark.UNKNOWN_STATUS in found.marks
    assert [live.status for live in found.recipient_half.live] == ["teleported"]


def test_an_unknown_status_does_not_hide_a_known_one(two: Two) -> None:
    two.answering.say("accepted", two.received)
    two.other.say("teleported", two.received)
    assert two.shown() is Status.ACCEPTED
    assert Mark.UNKNOWN_STATUS in referral(two.sender).marks


def test_an_answer_without_its_request_is_shown_as_incomplete(two: Two) -> None:
    answers = [write for write in two.answering.writes if write.centre == YOUSSOUFIA]
    found = fold_referral(answers)
    assert found is not None
    assert (found.sender, found.recipient, found.request) == (YACOUB, YOUSSOUFIA, None)
    assert found.status is Status.RECEIVED
    assert Mark.INCOMPLETE in found.marks


def test_nothing_is_shown_without_a_status() -> None:
    desk = FakeDesk(YACOUB, "A")
    desk.write(own(YACOUB), fact(REFERRAL_FILED.name, REFERRAL, case=an_id("case")))
    assert fold_referral(desk.writes) is None
    assert fold_referral([]) is None


def test_every_order_shows_the_same(two: Two) -> None:
    two.answering.say("accepted", two.received)
    two.other.say("rejected", two.received)
    two.sender.say("cancelled", two.requested)
    two.meet()
    commits = list(two.sender.known.values())
    assert len(commits) == 5
    found = {
        repr(fold_referral(writes_of([*order, *order[:2]]))) for order in permutations(commits)
    }
    assert len(found) == 1
