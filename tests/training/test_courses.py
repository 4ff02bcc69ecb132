"""Every course obeys the rules of referrals: each step is a move that its side may make."""

from __future__ import annotations

import pytest

from referral_app.bootstrap.vocabularies import vocabularies
from referral_app.domain.referral import RANK, RECIPIENT_MOVES, SENDER_MOVES, Status
from referral_app.training.courses import COURSES, CROSSED, Act, Course

LEADS_TO = {
    Act.OPEN: Status.RECEIVED,
    Act.ACCEPT: Status.ACCEPTED,
    Act.HOLD: Status.ON_HOLD,
    Act.START: Status.IN_PROGRESS,
    Act.REFUSE: Status.REJECTED,
    Act.COMPLETE: Status.COMPLETED,
    Act.FAIL: Status.FAILED,
    Act.CANCEL: Status.CANCELLED,
}


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.name)
def test_a_course_ends_where_it_says(course: Course) -> None:
    status = Status.REQUESTED
    for step in course.steps:
        to = LEADS_TO.get(step.act)
        if to is None:
            continue
        moves = RECIPIENT_MOVES if step.by_recipient else SENDER_MOVES
        if course is not CROSSED:
            assert to in moves[status]
        status = max(status, to, key=lambda it: RANK[it])
    assert status is course.ends
    assert course.closed == any(step.act is Act.CLOSE for step in course.steps)


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.name)
def test_days_do_not_run_backwards(course: Course) -> None:
    days = [step.day for step in course.steps]
    assert days == sorted(days)


def test_in_one_course_two_acts_cross() -> None:
    days = {(step.day, step.by_recipient) for step in CROSSED.steps}
    assert any((day, not side) in days for day, side in days)


def test_reasons_and_outcomes_are_in_their_lists() -> None:
    lists = vocabularies()
    codes = {
        Act.HOLD: lists.wait_reasons,
        Act.REFUSE: lists.decline_reasons,
        Act.COMPLETE: lists.outcomes,
        Act.FAIL: lists.outcomes,
        Act.CANCEL: lists.cancel_reasons,
        Act.CLOSE: lists.need_states,
    }
    for course in COURSES:
        for step in course.steps:
            if step.act in codes:
                assert step.code in codes[step.act]


def test_names_are_unique() -> None:
    assert len({course.name for course in COURSES}) == len(COURSES)
