"""The sender's half: cancelled, in error, reinstated."""

from __future__ import annotations

import pytest

from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.referral import Mark, Status
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError, NotPermittedError
from referral_app.services.answers import complete, open_referral, start
from referral_app.services.referrals import cancel_referral, mark_in_error, reinstate
from referral_app.services.views import referral_view
from tests.fakes import DAY, Neighbours
from tests.services.builders import accepted, refused, sent, shown, write_status


def test_a_referral_is_cancelled_with_its_reason(both: Neighbours) -> None:
    referral = accepted(both)
    cancel_referral(both.here.desk, referral, "K02", "Changed her mind", both.clock.now())
    both.relay()
    found = shown(both.there, referral)
    assert found.status is Status.CANCELLED
    assert found.shown is not None
    assert (found.shown.text("reason"), found.shown.text("text")) == ("K02", "Changed her mind")
    with refused("referral.move") as caught:
        cancel_referral(both.here.desk, referral, "K02", "", both.clock.now())
    assert caught.value.values == {"status": "cancelled", "to": "cancelled"}


@pytest.mark.parametrize(
    ("reason", "text", "key"),
    [
        ("K98", "", "vocabulary.not_offered"),
        ("K99", "", "vocabulary.text_required"),
        ("K07", "", "vocabulary.not_offered"),  # a reason for an error, not for a cancellation
    ],
)
def test_a_cancellation_gives_a_reason_of_its_own(
    both: Neighbours, reason: str, text: str, key: str
) -> None:
    referral = sent(both)
    with refused(key, InvalidInputError, field="reason"):
        cancel_referral(both.here.desk, referral, reason, text, both.clock.now())
    assert shown(both.here, referral).status is Status.REQUESTED


def test_no_answer_is_a_reason_for_the_supervisor(both: Neighbours) -> None:
    referral = sent(both)
    with refused("role.forbids", NotPermittedError):
        cancel_referral(both.here.desk, referral, "K04", "", both.clock.now())
    cancel_referral(both.here.as_(Role.SUPERVISOR), referral, "K04", "", both.clock.now())
    assert shown(both.here, referral).status is Status.CANCELLED


def test_what_has_begun_is_not_cancelled(both: Neighbours) -> None:
    referral = accepted(both)
    start(both.there.desk, referral, both.clock.now())
    both.relay()
    with refused("referral.move") as caught:
        cancel_referral(both.here.desk, referral, "K01", "", both.clock.now())
    assert caught.value.values["status"] == "in-progress"


def test_an_error_is_said_by_the_sender_until_somebody_opened_it(both: Neighbours) -> None:
    early, late = sent(both), sent(both)
    mark_in_error(both.here.desk, early, "K07", "Wrong person", both.clock.now())
    assert shown(both.here, early).status is Status.ENTERED_IN_ERROR
    open_referral(both.there.desk, late, both.clock.now())
    both.relay()
    with refused("role.forbids", NotPermittedError):
        mark_in_error(both.here.desk, late, "K07", "", both.clock.now())
    mark_in_error(both.here.as_(Role.SUPERVISOR), late, "K07", "", both.clock.now())
    assert shown(both.here, late).status is Status.ENTERED_IN_ERROR
    with refused("vocabulary.not_offered", InvalidInputError):
        mark_in_error(both.here.desk, sent(both), "K01", "", both.clock.now())


@pytest.mark.parametrize("ended_by", ["cancel", "error"])
def test_a_supervisor_reinstates(both: Neighbours, ended_by: str) -> None:
    referral = accepted(both)
    supervisor = both.here.as_(Role.SUPERVISOR)
    if ended_by == "cancel":
        cancel_referral(both.here.desk, referral, "K01", "", both.clock.now())
    else:
        mark_in_error(supervisor, referral, "K07", "", both.clock.now())
    with refused("role.forbids", NotPermittedError):
        reinstate(both.here.desk, referral, "Came back", both.clock.now())
    with refused("text.required", InvalidInputError, field="text"):
        reinstate(supervisor, referral, "", both.clock.now())
    reinstate(supervisor, referral, "Came back", both.clock.now())
    both.relay()
    assert shown(both.there, referral).status is Status.ACCEPTED
    with refused("referral.move"):
        reinstate(supervisor, referral, "Again", both.clock.now())


def test_a_report_under_a_cancellation_is_cleared_by_reinstating(both: Neighbours) -> None:
    """Both wrote without knowing of the other: what was done is shown, and somebody looks."""
    referral = accepted(both)
    cancel_referral(both.here.desk, referral, "K03", "", both.clock.now())
    start(both.there.desk, referral, both.clock.now())
    complete(both.there.desk, referral, "O01", "E3", "", both.clock.now())
    both.relay()
    supervisor = both.here.as_(Role.SUPERVISOR)
    for office in (both.here, both.there):
        found = shown(office, referral)
        assert found.status is Status.COMPLETED
        assert found.marks == (Mark.REPORT_UNDER_CANCELLATION,)
    assert referral_view(supervisor, referral).moves == {Status.REINSTATED}
    reinstate(supervisor, referral, "It was done after all", both.clock.now())
    both.relay()
    for office in (both.here, both.there):
        assert shown(office, referral).status is Status.COMPLETED
        assert shown(office, referral).marks == ()


def test_dates_of_taking_back(both: Neighbours) -> None:
    referral = sent(both)
    with refused("date.before_start", InvalidInputError, field="happened"):
        cancel_referral(both.here.desk, referral, "K01", "", Moment(both.clock.now() - 2 * DAY))


def test_only_the_sender_takes_back(both: Neighbours) -> None:
    referral = sent(both)
    for act in (cancel_referral, mark_in_error):
        with refused("referral.not_sent_here"):
            act(both.there.desk, referral, "K99", "Not ours", both.clock.now())
    with refused("referral.not_sent_here"):
        reinstate(both.there.as_(Role.SUPERVISOR), referral, "Not ours", both.clock.now())
    with refused("referral.unknown"):
        cancel_referral(both.here.desk, ReferralId(bytes(16)), "K01", "", both.clock.now())


def test_a_status_of_a_newer_program_of_ours_is_not_overwritten(both: Neighbours) -> None:
    referral = sent(both)
    write_status(both.here, both.there.id, referral, "postponed")
    with refused("referral.newer_status"):
        cancel_referral(both.here.desk, referral, "K01", "", both.clock.now())
    assert Mark.UNKNOWN_STATUS in shown(both.here, referral).marks
