"""A referral to a service without a desk: sent, answered by telephone or coupon, and closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_app.domain.coupon import CouponNumber
from referral_app.domain.facts import OUTSIDE_STATUS, REFERRAL_STATUS
from referral_app.domain.identifiers import CentreId, Moment
from referral_app.domain.referral import OUTSIDE_MOVES, Mark, Side, Status
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError, NotPermittedError
from referral_app.services.consents import end_consent
from referral_app.services.directory import resume, set_offered, suspend
from referral_app.services.intake import SendEntry
from referral_app.services.loops import close_loop, record_follow_up, reopen_loop
from referral_app.services.outside import (
    confirm,
    correct_outside,
    no_answer,
    record_answer,
)
from referral_app.services.referrals import (
    cancel_referral,
    mark_in_error,
    refer_again,
    reinstate,
    send_referral,
)
from referral_app.services.telephone import asked_outside
from referral_app.services.views import case_view, referral_view
from tests.fakes import DAY, HOUR, Neighbours
from tests.services.builders import consent, need_of, opened, refused, request, shown
from tests.services.co_desk import co_desk, meet
from tests.services.outside import SCHOOL, answer, door, sent_outside, service

S = Status


def test_a_request_names_the_service_and_never_enters_a_link(both: Neighbours) -> None:
    which = service(both.here)
    page, referral = sent_outside(both, which)
    found = shown(both.here, referral)
    assert (found.service, found.recipient) == (which, CentreId(which))
    assert (found.case, found.need) == (page.case, page.needs[0])
    assert found.status is S.REQUESTED
    assert found.request is not None
    assert found.request.delivery == "slip"
    kinds = {w.fact.kind for w in both.here.store.reader.writes_about([referral])}
    assert OUTSIDE_STATUS.name in kinds
    assert REFERRAL_STATUS.name not in kinds
    assert both.here.store.reader.waiting_to_leave() >= 0
    both.relay()
    assert both.there.store.reader.referral(referral) is None


def test_a_consent_to_every_centre_covers_no_service(both: Neighbours) -> None:
    which = service(both.here)
    now = both.clock.now()
    everyone = opened(both, consent=consent(now=now))
    with refused("consent.other_recipient"):
        send_referral(both.here.desk, everyone.needs[0], door(which), request(), now)
    with refused("consent.other_recipient"):
        opened(
            both,
            consent=consent(both.there.id, now=now),
            sends=(SendEntry(0, door(which), request()),),
        )
    with refused("centre.unknown", InvalidInputError, field="recipients"):
        opened(both, consent=consent(CentreId(bytes(16)), now=now))


def test_a_withdrawn_consent_names_the_open_referral(both: Neighbours) -> None:
    page, referral = sent_outside(both, service(both.here))
    assert page.consent is not None
    ended = end_consent(both.here.desk, page.consent, "Asked for it", both.clock.now())
    assert [open_.id for open_ in ended.still_open] == [referral]


def test_nobody_is_sent_to_a_service_that_is_closed(both: Neighbours) -> None:
    which = service(both.here)
    boss, now = both.here.as_(Role.SUPERVISOR), both.clock.now()
    suspend(boss, which, "Works until March", now)
    with refused("service.suspended", InvalidInputError, field="recipient"):
        sent_outside(both, which)
    resume(boss, which, now)
    set_offered(boss, which, False, now)
    with refused("centre.unknown", InvalidInputError, field="recipients"):
        sent_outside(both, which)
    set_offered(boss, which, True, now)
    assert sent_outside(both, which)


@pytest.mark.parametrize(
    ("channel", "evidence"),
    [("telephone", "E2"), ("coupon", "E3"), ("letter", "E3"), ("person", "E1")],
)
def test_evidence_follows_from_the_way_it_came(
    both: Neighbours, channel: str, evidence: str
) -> None:
    _, referral = sent_outside(both, service(both.here))
    done = answer(S.COMPLETED, channel, outcome="O01")
    record_answer(both.here.desk, referral, done, both.clock.now())
    found = shown(both.here, referral)
    assert found.shown is not None
    assert found.shown.text("evidence") == evidence
    assert found.shown.text("channel") == channel
    assert referral_view(both.here.desk, referral).evidence == evidence


def test_service_and_person_in_agreement_are_the_best_evidence(both: Neighbours) -> None:
    _, referral = sent_outside(both, service(both.here))
    desk, now = both.here.desk, both.clock.now()
    record_answer(desk, referral, answer(S.COMPLETED, outcome="O01"), now)
    record_follow_up(desk, referral, "person_returned", "E1", "O02", "", now)
    assert referral_view(desk, referral).evidence == "E2"  # they tell two stories
    confirm(desk, referral, answer(S.COMPLETED, "coupon", outcome="O01"), now)
    assert referral_view(desk, referral).evidence == "E3"
    confirm(desk, referral, answer(S.COMPLETED, "person", outcome="O01"), now)
    assert referral_view(desk, referral).evidence == "E4"
    assert shown(both.here, referral).status is S.COMPLETED


@pytest.mark.parametrize("to", sorted(OUTSIDE_MOVES[S.REQUESTED]))
def test_any_answer_may_be_the_first(both: Neighbours, to: Status) -> None:
    _, referral = sent_outside(both, service(both.here))
    said = {
        S.ON_HOLD: {"reason": "W01"},
        S.REJECTED: {"reason": "D01", "decided_by": "service"},
        S.COMPLETED: {"outcome": "O01"},
        S.FAILED: {"outcome": "O06", "decided_by": "person"},
    }.get(to, {})
    record_answer(both.here.desk, referral, answer(to, **said), both.clock.now())
    found = shown(both.here, referral)
    assert found.status is to
    assert found.marks == ()
    assert [fact.side for fact in found.recipient_half.live] == [Side.RECIPIENT]


def test_a_day_on_paper_keeps_its_date(both: Neighbours) -> None:
    """What happened on Monday is typed on Thursday: the act has both dates."""
    _, referral = sent_outside(both, service(both.here))
    monday = both.clock.now()
    both.clock.advance(3 * DAY)
    record_answer(both.here.desk, referral, answer(S.ACCEPTED), monday)
    fact = shown(both.here, referral).shown
    assert fact is not None
    assert fact.happened == monday
    assert fact.entered >= monday + 3 * DAY
    with refused("date.in_future", InvalidInputError, field="happened"):
        tomorrow = Moment(both.clock.now() + DAY)
        record_answer(both.here.desk, referral, answer(S.IN_PROGRESS), tomorrow)


def test_who_speaks_is_said_by_function(both: Neighbours) -> None:
    _, referral = sent_outside(both, service(both.here))
    desk, now = both.here.desk, both.clock.now()
    with refused("outside.speaker_required", InvalidInputError, field="speaker"):
        record_answer(desk, referral, answer(S.ACCEPTED, speaker=""), now)
    with refused("vocabulary.not_offered", InvalidInputError, field="speaker"):
        record_answer(desk, referral, answer(S.ACCEPTED, speaker="Dr Alami"), now)
    with refused("vocabulary.text_required", InvalidInputError, field="speaker"):
        record_answer(desk, referral, answer(S.ACCEPTED, speaker="other"), now)
    with refused("vocabulary.not_offered", InvalidInputError, field="channel"):
        record_answer(desk, referral, answer(S.ACCEPTED, "pigeon"), now)
    assert shown(both.here, referral).status is S.REQUESTED


def test_what_was_heard_can_be_corrected(both: Neighbours) -> None:
    _, referral = sent_outside(both, service(both.here))
    desk, now = both.here.desk, both.clock.now()
    record_answer(desk, referral, answer(S.ACCEPTED, contact_point="Guichet 3"), now)
    with refused("referral.move"):
        record_answer(desk, referral, answer(S.REJECTED, reason="D01", decided_by="service"), now)
    record_answer(desk, referral, answer(S.COMPLETED, outcome="O01"), now)
    with refused("text.required", InvalidInputError, field="text"):
        correct_outside(desk, referral, S.ACCEPTED, "", now)
    correct_outside(desk, referral, S.ACCEPTED, "It was another person", now)
    found = shown(both.here, referral)
    assert found.status is S.ACCEPTED
    assert found.shown is not None
    assert found.shown.text("contact_point") == "Guichet 3"
    with refused("referral.correction"):
        correct_outside(desk, referral, S.IN_PROGRESS, "Never was", now)


def test_a_call_that_nobody_answers_proves_nothing(both: Neighbours) -> None:
    _, referral = sent_outside(both, service(both.here))
    no_answer(both.here.desk, referral, "", both.clock.now())
    found = shown(both.here, referral)
    assert found.status is S.REQUESTED
    assert [told.evidence for told in found.follow_ups] == ["E0"]
    with refused("loop.not_final"):
        close_loop(both.here.desk, referral, "met", "", both.clock.now())
    with refused("outside.not_final"):
        confirm(both.here.desk, referral, answer(S.COMPLETED, outcome="O01"), both.clock.now())


def test_the_loop_closes_on_what_was_heard_and_opens_again(both: Neighbours) -> None:
    page, referral = sent_outside(both, service(both.here))
    desk, now = both.here.desk, both.clock.now()
    record_answer(desk, referral, answer(S.COMPLETED, outcome="O01"), now)
    assert referral_view(desk, referral).may_close_loop
    close_loop(desk, referral, "met", "", now)
    assert shown(both.here, referral).loop_closed
    assert need_of(both.here, page.needs[0]).fields.text("state") == "met"
    reopen_loop(both.here.as_(Role.SUPERVISOR), referral, "The child was sent away", now)
    assert not shown(both.here, referral).loop_closed


def test_a_refusal_leads_to_another_door(both: Neighbours) -> None:
    which, other = service(both.here), service(both.here, SCHOOL)
    now = both.clock.now()
    page = opened(
        both,
        consent=consent(door(which), door(other), now=now),
        sends=(SendEntry(0, door(which), request()),),
    )
    desk, first = both.here.desk, page.referrals[0]
    with refused("referral.already_waiting"):
        send_referral(desk, page.needs[0], door(which), request(), now)
    declined = answer(S.REJECTED, "coupon", reason="D04", decided_by="service")
    record_answer(desk, first, declined, now)
    entry = refer_again(desk, first)
    second = send_referral(desk, page.needs[0], door(other), entry, now)
    assert shown(both.here, first).loop_closed
    replaced = shown(both.here, second).request
    assert replaced is not None
    assert replaced.replaces == first


def test_taking_back_is_for_the_sender_as_with_a_centre(both: Neighbours) -> None:
    _, referral = sent_outside(both, service(both.here))
    desk, now = both.here.desk, both.clock.now()
    cancel_referral(desk, referral, "K01", "", now)
    assert shown(both.here, referral).status is S.CANCELLED
    record_answer(desk, referral, answer(S.COMPLETED, outcome="O01"), now)
    found = shown(both.here, referral)
    assert found.status is S.COMPLETED
    assert found.marks
    reinstate(both.here.as_(Role.SUPERVISOR), referral, "It was done after all", now)
    assert shown(both.here, referral).marks == ()


def test_an_error_of_the_author_before_anything_was_heard(both: Neighbours) -> None:
    _, referral = sent_outside(both, service(both.here))
    mark_in_error(both.here.desk, referral, "K07", "", both.clock.now())
    assert shown(both.here, referral).status is S.ENTERED_IN_ERROR


def test_reception_reads_and_writes_no_answer(both: Neighbours) -> None:
    _, referral = sent_outside(both, service(both.here))
    desk = both.here.as_(Role.RECEPTION)
    assert referral_view(desk, referral).moves == frozenset()
    with pytest.raises(NotPermittedError):
        record_answer(desk, referral, answer(S.ACCEPTED), both.clock.now())


def test_the_page_claims_no_opening_and_offers_the_answers(both: Neighbours) -> None:
    page, referral = sent_outside(both, service(both.here))
    both.clock.advance(HOUR)
    record_answer(both.here.desk, referral, answer(S.RECEIVED), both.clock.now())
    view = referral_view(both.here.desk, referral)
    assert (view.way.deposited, view.way.delivered, view.way.opened) == (None, None, None)
    assert view.service is not None
    assert view.recipient is None
    assert {S.ACCEPTED, S.REJECTED, S.COMPLETED, S.CANCELLED} <= view.moves
    kinds = [told.kind for told in view.timeline]
    assert kinds == ["received", "requested"]
    told = {entry.kind for entry in case_view(both.here.desk, page.case).timeline}
    assert {"received", "requested"} <= told


def test_any_desk_of_the_centre_answers(both: Neighbours, tmp_path: Path) -> None:
    """The coupon comes to one desk, the call to another: both show the same."""
    page, referral = sent_outside(both, service(both.here))
    with co_desk(tmp_path / "second", both.here) as other:
        coupon = str(CouponNumber.of(page.code, referral))
        (line,) = asked_outside(other.desk, coupon).lines
        assert line.service is not None
        record_answer(other.desk, referral, answer(S.ACCEPTED, "coupon"), both.clock.now())
        declined = answer(S.REJECTED, reason="D01", decided_by="service")
        record_answer(both.here.desk, referral, declined, both.clock.now())
        meet(both.here, other)
        for at in (both.here, other):
            found = shown(at, referral)
            assert found.status is S.REJECTED
            assert found.marks == (Mark.TWO_VALUES,)
            assert S.ACCEPTED in referral_view(at.desk, referral).corrections
        correct_outside(other.desk, referral, S.ACCEPTED, "The coupon is signed", both.clock.now())
        meet(both.here, other)
        assert shown(both.here, referral) == shown(other, referral)
        assert shown(both.here, referral).status is S.ACCEPTED
        assert shown(both.here, referral).marks == ()
        closed = answer(S.COMPLETED, outcome="O01")
        record_answer(other.desk, referral, closed, both.clock.now())
        close_loop(other.desk, referral, "met", "", both.clock.now())
        meet(both.here, other)
        assert shown(both.here, referral).loop_closed


def test_in_a_danger_the_hospital_is_sent_to_at_once(both: Neighbours) -> None:
    """Without a consent only the least leaves, and the supervisor signs afterwards."""
    which = service(both.here)
    danger = request(
        priority="P1",
        exception="danger_life",
        exception_reason="Bleeds, cannot stand",
        fields=("age_band", "sex", "district"),
    )
    page = opened(both, consent=None, sends=(SendEntry(0, door(which), danger),))
    found = shown(both.here, page.referrals[0])
    assert found.service == which
    assert found.request is not None
    assert found.request.exception == "danger_life"
    assert "district" not in dict(found.request.person)
