"""What a referral asks, whose it is, its loop and what stays in the centre."""

from __future__ import annotations

import pytest

from referral_app.domain.facts import (
    FOLLOW_UP_RECORDED,
    REFERRAL_FILED,
    REFERRAL_LOOP,
    REFERRAL_STATUS,
    Value,
)
from referral_app.domain.identifiers import WriteId, referral_id
from referral_app.domain.referral import Status
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
    Two,
    an_id,
    fact,
    referral,
)

YEARS = 365 * DAY


@pytest.fixture
def two() -> Two:
    return Two()


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
