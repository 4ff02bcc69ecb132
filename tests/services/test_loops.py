"""What was learned outside the exchange, and the sender's last word."""

from __future__ import annotations

import pytest

from referral_app.domain.identifiers import Moment
from referral_app.domain.referral import Status
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError, NotPermittedError
from referral_app.services.answers import complete, correct
from referral_app.services.loops import close_loop, record_follow_up, reopen_loop
from referral_app.services.referrals import cancel_referral
from referral_app.services.views import referral_view
from tests.fakes import DAY, Neighbours
from tests.services.builders import (
    accepted,
    case_of,
    declined,
    need_of,
    refused,
    sent,
    shown,
)


def test_a_loop_is_closed_on_what_is_shown(both: Neighbours) -> None:
    referral = accepted(both)
    now = both.clock.now()
    complete(both.there.desk, referral, "O01", "E3", "", now)
    both.relay()
    assert referral_view(both.here.desk, referral).may_close_loop
    close_loop(both.here.desk, referral, "partly_met", "Needs a second stay", now)
    both.relay()
    for office in (both.here, both.there):
        assert shown(office, referral).loop_closed
        assert shown(office, referral).loop.value == ("closed", "completed")
    found = shown(both.here, referral)
    assert found.need is not None
    assert found.case is not None
    assert need_of(both.here, found.need).fields.text("state") == "partly_met"
    assert [note.text for note in case_of(both.here, found.case).notes] == ["Needs a second stay"]
    with refused("loop.already_closed"):
        close_loop(both.here.desk, referral, "met", "", now)


def test_the_words_of_a_closing_stay_here(both: Neighbours) -> None:
    referral = declined(both)
    close_loop(both.here.desk, referral, "not_met", "CANARY of the sender", both.clock.now())
    both.relay()
    with both.there.store.begin() as work:
        raw = b"".join(c.raw for stream in work.streams() for c in work.commits_of(stream))
    assert b"CANARY" not in raw


def test_a_loop_is_not_closed_while_nothing_is_known(both: Neighbours) -> None:
    referral = accepted(both)
    now = both.clock.now()
    with refused("loop.not_final") as caught:
        close_loop(both.here.desk, referral, "met", "", now)
    assert caught.value.values == {"status": "accepted"}
    with refused("vocabulary.not_offered", InvalidInputError, field="state"):
        close_loop(both.here.desk, referral, "", "", now)


@pytest.mark.parametrize(
    ("evidence", "outcome", "told"),
    [("E1", "O01", True), ("E2", "O06", True), ("E0", "O01", False), ("E1", "", False)],
)
def test_what_was_learned_with_evidence_can_close_the_loop(
    both: Neighbours, evidence: str, outcome: str, told: bool
) -> None:
    referral = accepted(both)
    now = both.clock.now()
    record_follow_up(both.here.desk, referral, "telephone", evidence, outcome, "", now)
    # It is never the recipient's status.
    assert shown(both.here, referral).status is Status.ACCEPTED
    assert referral_view(both.here.desk, referral).may_close_loop is told
    if not told:
        with refused("loop.not_final"):
            close_loop(both.here.desk, referral, "met", "", now)
        return
    close_loop(both.here.desk, referral, "met", "", now)
    both.relay()
    assert shown(both.there, referral).loop_closed
    assert shown(both.there, referral).follow_ups == ()
    # The recipient's own answer comes late: it is shown, and the loop stands open again.
    complete(both.there.desk, referral, "O02", "E3", "", both.clock.now())
    both.relay()
    assert shown(both.here, referral).status is Status.COMPLETED
    assert not shown(both.here, referral).loop_closed


@pytest.mark.parametrize(
    ("said", "key", "field"),
    [
        (("pigeon", "E1", "", ""), "vocabulary.not_offered", "means"),
        (("telephone", "E9", "", ""), "vocabulary.not_offered", "evidence"),
        (("telephone", "E1", "O00", ""), "vocabulary.not_offered", "outcome"),
        (("telephone", "E1", "O99", ""), "vocabulary.text_required", "outcome"),
        (("telephone", "E1", "", "x" * 281), "text.too_long", "text"),
    ],
)
def test_a_follow_up_that_cannot_be_taken(
    both: Neighbours, said: tuple[str, str, str, str], key: str, field: str
) -> None:
    referral = sent(both)
    with refused(key, InvalidInputError, field=field):
        record_follow_up(both.here.desk, referral, *said, both.clock.now())
    with refused("date.before_start", InvalidInputError, field="happened"):
        record_follow_up(
            both.here.desk, referral, "telephone", "E1", "", "", Moment(both.clock.now() - 2 * DAY)
        )
    assert shown(both.here, referral).follow_ups == ()


def test_a_cancelled_referral_may_be_closed_too(both: Neighbours) -> None:
    referral = sent(both)
    cancel_referral(both.here.desk, referral, "K03", "", both.clock.now())
    close_loop(both.here.desk, referral, "met", "", both.clock.now())
    assert shown(both.here, referral).loop_closed


def test_a_supervisor_opens_a_closed_loop_again(both: Neighbours) -> None:
    referral = declined(both)
    now = both.clock.now()
    supervisor = both.here.as_(Role.SUPERVISOR)
    with refused("loop.not_closed"):
        reopen_loop(supervisor, referral, "Not closed", now)
    close_loop(both.here.desk, referral, "not_met", "", now)
    with refused("role.forbids", NotPermittedError):
        reopen_loop(both.here.desk, referral, "She called", now)
    with refused("text.required", InvalidInputError, field="text"):
        reopen_loop(supervisor, referral, "", now)
    assert referral_view(supervisor, referral).may_reopen_loop
    reopen_loop(supervisor, referral, "She called", now)
    both.relay()
    assert not shown(both.there, referral).loop_closed
    assert shown(both.there, referral).loop.value == ("reopened", "rejected")
    close_loop(both.here.desk, referral, "not_met", "", now)
    assert shown(both.here, referral).loop_closed


def test_a_correction_opens_the_loop(both: Neighbours) -> None:
    referral = declined(both)
    close_loop(both.here.desk, referral, "not_met", "", both.clock.now())
    both.relay()
    correct(both.there.desk, referral, Status.RECEIVED, "We have room", both.clock.now())
    both.relay()
    assert not shown(both.here, referral).loop_closed


def test_only_the_sender_closes_and_follows_up(both: Neighbours) -> None:
    referral = declined(both)
    now = both.clock.now()
    with refused("referral.not_sent_here"):
        close_loop(both.there.desk, referral, "met", "", now)
    with refused("referral.not_sent_here"):
        record_follow_up(both.there.desk, referral, "telephone", "E1", "", "", now)
    with refused("referral.not_sent_here"):
        reopen_loop(both.there.as_(Role.SUPERVISOR), referral, "No", now)
