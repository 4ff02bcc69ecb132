"""A referral that two sides write without asking each other."""

from __future__ import annotations

from itertools import permutations

import pytest

from referral_app.domain.facts import (
    FOLLOW_UP_RECORDED,
    REFERRAL_FILED,
    REFERRAL_LOOP,
    REFERRAL_STATUS,
    Value,
)
from referral_app.domain.identifiers import WriteId, referral_id
from referral_app.domain.referral import Mark, Status
from referral_app.journal.fold import fold_referral
from referral_app.journal.stream import link, own
from tests.journal.desks import (
    AGDAL,
    BETWEEN,
    CODE,
    DAY,
    REFERRAL,
    TODAY,
    YACOUB,
    YOUSSOUFIA,
    FakeDesk,
    an_id,
    fact,
    referral,
    writes_of,
)

YEARS = 365 * DAY


class Two:
    """The sender's desk and two desks of the recipient, the request known to all."""

    def __init__(self, sender_skew: int = 0, recipient_skew: int = 0) -> None:
        self.sender = FakeDesk(YACOUB, "A", sender_skew)
        self.answering = FakeDesk(YOUSSOUFIA, "B0", recipient_skew)
        self.other = FakeDesk(YOUSSOUFIA, "B1", recipient_skew)
        self.requested = self.sender.say("requested")
        self.meet()
        self.received = self.answering.say("received")
        self.meet()

    def meet(self) -> None:
        desks = (self.sender, self.answering, self.other)
        for desk in desks:
            desk.learn_from(*desks)

    def shown(self) -> Status:
        """What all three show once they know the same."""
        self.meet()
        found = {referral(desk).status for desk in (self.sender, self.answering, self.other)}
        assert len(found) == 1
        return found.pop()


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


# -- the request -------------------------------------------------------------------------------


def test_the_request_carries_what_was_disclosed() -> None:
    desk = FakeDesk(YACOUB, "A")
    person = (("languages", ("ar", "wo")), ("sex", "F"))
    desk.say(
        "requested",
        priority="P1",
        priority_reason="enceinte",
        person=person,
        consent_form="signed",
        consent_until=TODAY + 90 * DAY,
        restrictions="ne pas appeler",
        services_given="repas",
        follow_up_on=TODAY + 7 * DAY,
        follow_up_means="telephone",
        replaces=an_id("old"),
    )
    request = referral(desk).request
    assert request is not None
    assert (request.case_code, request.category, request.person) == (CODE, "S04", person)
    assert (request.priority, request.priority_reason) == ("P1", "enceinte")
    assert request.consent_until == TODAY + 90 * DAY
    assert (request.follow_up_on, request.replaces) == (TODAY + 7 * DAY, an_id("old"))
    assert (request.sent_at, request.sent_by) == (TODAY, desk.author)


@pytest.mark.parametrize(
    "wrong",
    [
        {"case_code": "423190086"},
        {"case_code": "٤٢٣١٩٠٠٨٦٩"},
        {"case_code": 4231900869},
        {"category": ("S04",)},
        {"priority": 1},
        {"person": "F"},
        {"person": (("sex",),)},
        {"person": ((1, 2),)},
        {"consent_until": "2027"},
        {"consent_until": -1},
        {"follow_up_on": True},
        {"replaces": bytes(15)},
        {"detail": b"bytes"},
    ],
)
def test_a_request_of_the_wrong_types_is_void(wrong: dict[str, Value]) -> None:
    desk = FakeDesk(YACOUB, "A")
    desk.say("requested", **wrong)
    assert fold_referral(desk.writes) is None


@pytest.mark.parametrize("lacking", ["case_code", "category"])
def test_a_request_that_lacks_what_it_is_about_is_void(lacking: str) -> None:
    desk = FakeDesk(YACOUB, "A")
    desk.say("requested", **{lacking: None})
    assert fold_referral(desk.writes) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": 5},
        {"appointment_at": "demain"},
        {"without_appointment": 1},
        {"reason": ()},
        {"documents": 3},
        {"contact_point": None, "text": b""},
    ],
)
def test_an_answer_of_the_wrong_types_is_void(two: Two, wrong: dict[str, Value]) -> None:
    before = referral(two.sender)
    values = {"status": "accepted"} | wrong
    two.answering.write(BETWEEN, fact(REFERRAL_STATUS.name, REFERRAL, two.received, **values))
    two.meet()
    assert referral(two.sender) == before


def test_values_of_a_newer_program_are_kept(two: Two) -> None:
    two.answering.say("accepted", two.received, room=("a", 4))
    two.meet()
    shown = referral(two.sender).shown
    assert shown is not None
    assert shown.get("room") == ("a", 4)


# -- whose referral it is ----------------------------------------------------------------------


def test_another_centre_cannot_draw_a_referral_to_itself(two: Two) -> None:
    """Who learns a referral's id may not answer it from a stream of his own."""
    before = referral(two.sender)
    thief = FakeDesk(AGDAL, "C")
    stolen = fact(REFERRAL_STATUS.name, REFERRAL, two.received, status="completed")
    thief.write(link(YACOUB, AGDAL), stolen)
    two.sender.learn_from(thief)
    assert referral(two.sender) == before


def test_a_referral_of_neither_party_is_void() -> None:
    desk = FakeDesk(YACOUB, "A")
    desk.say("requested", record=referral_id(AGDAL, b"referral"))
    assert fold_referral(desk.writes) is None


def test_a_status_outside_the_link_is_void(two: Two) -> None:
    before = referral(two.sender)
    values = {"status": "cancelled"}
    two.sender.write(own(YACOUB), fact(REFERRAL_STATUS.name, REFERRAL, two.requested, **values))
    assert referral(two.sender) == before


# -- loop, follow-ups, filing ------------------------------------------------------------------


def loop(desk: FakeDesk, word: str, status: str, *seen: WriteId) -> WriteId:
    value = fact(REFERRAL_LOOP.name, REFERRAL, *seen, field="loop", value=(word, status))
    return WriteId(desk.write(BETWEEN, value).id, 0)


def test_a_loop_is_closed_on_the_status_that_is_shown(two: Two) -> None:
    done = two.answering.say("completed", two.received)
    two.meet()
    loop(two.sender, "closed", "completed")
    two.meet()
    assert referral(two.answering).loop_closed
    two.answering.say("in-progress", two.received, done)
    two.meet()
    assert not referral(two.sender).loop_closed


def test_reopening_beats_a_closing_that_it_had_not_seen() -> None:
    one = FakeDesk(YACOUB, "A")
    late = FakeDesk(YACOUB, "A2", skew=YEARS)
    asked = one.say("requested")
    one.say("cancelled", asked)
    late.learn_from(one)
    reopened = loop(one, "reopened", "cancelled")
    closed = loop(late, "closed", "cancelled")
    one.learn_from(late)
    assert not referral(one).loop_closed
    assert len(referral(one).loop.live) == 2
    loop(one, "closed", "cancelled", reopened, closed)
    assert referral(one).loop_closed


@pytest.mark.parametrize("value", [("closed",), "closed", ("closed", 3), ("shut", "cancelled"), 1])
def test_a_loop_of_another_form_is_void(two: Two, value: Value) -> None:
    two.sender.write(BETWEEN, fact(REFERRAL_LOOP.name, REFERRAL, field="loop", value=value))
    assert referral(two.sender).loop.live == ()


def test_the_recipient_cannot_close_the_loop(two: Two) -> None:
    two.answering.say("completed", two.received)
    loop(two.answering, "closed", "completed")
    two.meet()
    assert not referral(two.sender).loop_closed
    assert not referral(two.answering).loop_closed


def test_follow_ups_and_the_file_stay_in_the_centre(two: Two) -> None:
    told = fact(
        FOLLOW_UP_RECORDED.name,
        REFERRAL,
        at=TODAY - DAY,
        means="telephone",
        evidence="E1",
        outcome="O1",
        text="venue hier",
    )
    filed = fact(REFERRAL_FILED.name, REFERRAL, case=an_id("case"), need=an_id("need"))
    two.sender.write(own(YACOUB), told, filed)
    found = referral(two.sender)
    assert (found.case, found.need) == (an_id("case"), an_id("need"))
    [follow_up] = found.follow_ups
    assert (follow_up.evidence, follow_up.text) == ("E1", "venue hier")
    assert follow_up.happened == TODAY - DAY
    assert found.status is Status.RECEIVED


def test_the_latest_filing_counts(two: Two) -> None:
    for name in ("first", "second"):
        filed = fact(REFERRAL_FILED.name, REFERRAL, case=an_id(name))
        two.answering.write(own(YOUSSOUFIA), filed)
    assert referral(two.answering).case == an_id("second")


def test_a_centre_that_is_no_party_files_nothing(two: Two) -> None:
    stranger = FakeDesk(AGDAL, "C")
    stranger.write(
        own(AGDAL),
        fact(REFERRAL_FILED.name, REFERRAL, case=an_id("case")),
        fact(FOLLOW_UP_RECORDED.name, REFERRAL, text="entendu dire"),
    )
    two.sender.learn_from(stranger)
    assert referral(two.sender).case is None
    assert referral(two.sender).follow_ups == ()


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
