"""Which step is due when, by priority, status and the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.calendar import Closure
from referral_app.domain.deadlines import Clock, Step, clock_of, deadline, due_of, stages_of
from referral_app.domain.facts import content
from referral_app.domain.fields import Field
from referral_app.domain.identifiers import (
    CentreId,
    CommitId,
    Moment,
    ReferralId,
    StaffId,
    WriteId,
)
from referral_app.domain.referral import (
    FollowUp,
    Half,
    Referral,
    Request,
    Side,
    Status,
    StatusFact,
)
from referral_app.domain.working_time import HOUR
from tests.domain.calendars import at, calendar, closed, closures, moments, wall

SENT = at("2026-11-03 10:00")
PLAIN = calendar()
NOBODY = StaffId(bytes(16))


def written(place: int) -> WriteId:
    return WriteId(CommitId(bytes(32)), place)


def fact(status: Status, happened: Moment, side: Side, **values: int | str) -> StatusFact:
    return StatusFact(
        written(happened % 1000), status.value, side, happened, happened, NOBODY, content(**values)
    )


def referral(*answers: StatusFact, priority: str = "P3", planned: Moment | None = None) -> Referral:
    asked = fact(Status.REQUESTED, SENT, Side.SENDER)
    return Referral(
        ReferralId(bytes(16)),
        CentreId(b"a" * 16),
        CentreId(b"b" * 16),
        Request(
            case_code="4231900869",
            category="S10",
            priority=priority,
            priority_reason="",
            detail="",
            person=(),
            consent_form="",
            consent_until=Moment(0),
            restrictions="",
            services_given="",
            follow_up_on=planned,
            follow_up_means="",
            replaces=None,
            sent_at=SENT,
            sent_by=NOBODY,
        ),
        Half((asked,), (asked,)),
        Half(answers[-1:], answers),
        Field(()),
    )


def answer(status: Status, when: str, **values: int | str) -> StatusFact:
    return fact(status, at(when), Side.RECIPIENT, **values)


def told(found: Referral, *, incoming: bool = True) -> tuple[str, str] | None:
    due = deadline(found, PLAIN, incoming=incoming)
    return (due.step.value, wall(due.at)) if due else None


@pytest.mark.parametrize(
    ("priority", "acknowledge", "decide", "serve", "call"),
    [
        ("P1", "03 23:59", "04 10:00", "04 10:00", "04 10:00"),
        ("P2", "04 16:30", "09 10:00", "09 10:00", "11 16:30"),
        ("P3", "05 16:30", "11 16:30", "19 16:30", "19 16:30"),
    ],
)
def test_the_table_of_limits(
    priority: str, acknowledge: str, decide: str, serve: str, call: str
) -> None:
    wanted = dict(zip(Step, (acknowledge, decide, serve, call), strict=True))
    found = {step: wall(due_of(Clock(step, SENT), priority, PLAIN, None).at) for step in Step}
    assert found == {step: f"2026-11-{day}" for step, day in wanted.items()}


@pytest.mark.parametrize(
    ("priority", "due", "escalates"),
    [
        ("P1", "2026-11-03 23:59", "2026-11-03 23:59"),  # at once
        ("P2", "2026-11-04 16:30", "2026-11-05 16:30"),  # the day after
        ("P3", "2026-11-05 16:30", "2026-11-11 16:30"),  # three working days after
    ],
)
def test_when_the_supervisor_hears(priority: str, due: str, escalates: str) -> None:
    found = deadline(referral(priority=priority), PLAIN, incoming=True)
    assert found is not None
    assert (wall(found.at), wall(found.escalates)) == (due, escalates)
    assert not found.late(found.at)
    assert found.late(Moment(found.at + 1))
    assert not found.escalated(Moment(found.escalates - 1))
    assert found.escalated(Moment(found.escalates + 1))


def test_the_recipients_steps_follow_one_another() -> None:
    assert told(referral()) == ("acknowledge", "2026-11-05 16:30")
    received = answer(Status.RECEIVED, "2026-11-04 09:00")
    assert told(referral(received)) == ("decide", "2026-11-11 16:30")
    accepted = answer(Status.ACCEPTED, "2026-11-05 09:00")
    assert told(referral(received, accepted)) == ("serve", "2026-11-23 16:30")
    seen = answer(Status.IN_PROGRESS, "2026-11-09 09:00")
    assert told(referral(received, accepted, seen)) is None
    done = answer(Status.COMPLETED, "2026-11-09 09:00")
    assert told(referral(received, done)) is None


def test_the_sender_waits_for_the_answer_and_then_calls() -> None:
    assert told(referral(), incoming=False) == ("acknowledge", "2026-11-05 16:30")
    received = answer(Status.RECEIVED, "2026-11-04 09:00")
    assert told(referral(received), incoming=False) == ("decide", "2026-11-11 16:30")
    later = at("2026-11-20 10:00")
    accepted = answer(Status.ACCEPTED, "2026-11-05 09:00", appointment_at=later)
    assert told(referral(received, accepted), incoming=False) == ("call", "2026-12-04 16:30")
    refused = answer(Status.REJECTED, "2026-11-05 09:00")
    assert told(referral(received, refused), incoming=False) == ("call", "2026-11-23 16:30")


def test_an_appointment_beyond_the_limit_is_what_is_due() -> None:
    later = at("2026-12-15 10:00")
    accepted = answer(Status.ACCEPTED, "2026-11-05 09:00", appointment_at=later)
    assert told(referral(accepted)) == ("serve", "2026-12-15 16:30")


def test_what_is_on_hold_is_due_on_its_day_of_review() -> None:
    held = answer(Status.ON_HOLD, "2026-11-05 09:00", review_at=at("2026-11-12 23:59"))
    assert told(referral(held)) == ("decide", "2026-11-12 16:30")
    morning = answer(Status.ON_HOLD, "2026-11-05 09:00", review_at=at("2026-11-12 08:00"))
    assert told(referral(morning)) == ("decide", "2026-11-12 16:30")
    without = answer(Status.ON_HOLD, "2026-11-05 09:00")
    assert told(referral(without)) == ("decide", "2026-11-13 16:30")


def test_the_day_on_which_the_sender_meant_to_ask_comes_first() -> None:
    planned = at("2026-11-04 23:59")
    assert told(referral(planned=planned), incoming=False) == ("call", "2026-11-04 16:30")
    assert told(referral(planned=at("2026-12-01 12:00")), incoming=False) == (
        "acknowledge",
        "2026-11-05 16:30",
    )
    assert told(referral(planned=planned)) == ("acknowledge", "2026-11-05 16:30")


def test_what_was_learned_stops_the_reminders_until_a_limit_later() -> None:
    asked = replace(
        referral(planned=at("2026-11-04 12:00")),
        follow_ups=(
            FollowUp(
                written(9), at("2026-11-10 11:00"), at("2026-11-10 11:00"), NOBODY, "", "", "", ""
            ),
        ),
    )
    assert told(asked, incoming=False) == ("acknowledge", "2026-11-12 16:30")


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.ENTERED_IN_ERROR])
def test_what_is_withdrawn_waits_for_nothing(status: Status) -> None:
    gone = fact(status, Moment(SENT + HOUR), Side.SENDER)
    found = replace(referral(), sender_half=Half((gone,), (gone,)))
    assert told(found) is None
    assert told(found, incoming=False) is None


def test_without_the_request_nothing_is_due() -> None:
    found = replace(referral(), request=None)
    assert told(found) is None
    assert stages_of(found, incoming=True) == ()


def test_a_priority_of_a_newer_program_counts_as_routine() -> None:
    clock = Clock(Step.DECIDE, SENT)
    assert due_of(clock, "P0", PLAIN, None) == due_of(clock, "P3", PLAIN, None)


def test_a_suspended_service_stops_its_own_clock() -> None:
    shut = calendar(closures=(closed(date(2026, 11, 4), 1, "S10"),))
    own = deadline(referral(), shut, incoming=True)
    theirs = deadline(referral(), shut, incoming=False)
    assert own is not None
    assert theirs is not None
    assert wall(own.at) == "2026-11-10 16:30"
    assert wall(theirs.at) == "2026-11-05 16:30"


def test_the_steps_of_a_referral_say_when_they_were_met() -> None:
    received = answer(Status.RECEIVED, "2026-11-04 09:00")
    accepted = answer(Status.ACCEPTED, "2026-11-05 09:00")
    found = stages_of(referral(received, accepted), incoming=True)
    assert [(stage.clock.step.value, stage.met) for stage in found] == [
        ("acknowledge", received.happened),
        ("decide", accepted.happened),
        ("serve", None),
    ]
    done = answer(Status.COMPLETED, "2026-11-06 09:00")
    steps = [
        s.clock.step.value for s in stages_of(referral(received, accepted, done), incoming=True)
    ]
    assert steps == ["acknowledge", "decide", "serve"]
    sender = stages_of(referral(received, accepted, done), incoming=False)
    assert [stage.clock.step.value for stage in sender][-1] == "call"


any_clock = st.builds(
    Clock,
    st.sampled_from(Step),
    moments,
    st.booleans(),
    st.none() | moments,
    st.none() | moments,
)


@given(any_clock, st.sampled_from(["P1", "P2", "P3"]), closures)
def test_a_closure_only_ever_delays_and_emergencies_ignore_it(
    clock: Clock, priority: str, shut: tuple[Closure, ...]
) -> None:
    plain = due_of(clock, priority, PLAIN, "S10")
    later = due_of(clock, priority, calendar(closures=shut), "S10")
    if priority == "P1":
        assert later == plain
    assert later.at >= plain.at
    assert later.escalates >= plain.escalates
    assert later.escalates >= later.at


@given(any_clock, st.sampled_from(["P1", "P2", "P3"]))
def test_nothing_is_due_before_it_began(clock: Clock, priority: str) -> None:
    due = due_of(clock, priority, PLAIN, None)
    began = min(clock.since, clock.planned or clock.since)
    time = PLAIN.time()
    assert time.day_of(due.at) >= time.day_of(began)


@given(moments, moments, st.sampled_from(Step), st.sampled_from(["P1", "P2", "P3"]))
def test_what_began_later_is_due_no_earlier(
    one: Moment, other: Moment, step: Step, priority: str
) -> None:
    first, second = sorted((one, other))
    earlier = due_of(Clock(step, first), priority, PLAIN, None)
    assert earlier.at <= due_of(Clock(step, second), priority, PLAIN, None).at


def test_a_clock_is_the_same_whatever_the_calendar() -> None:
    assert clock_of(referral(), incoming=True) == Clock(Step.ACKNOWLEDGE, SENT)
