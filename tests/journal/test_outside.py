"""A referral to a service without a desk, from its facts: who may write what, and what is void."""

from __future__ import annotations

import pytest

from referral_app.domain.facts import (
    FOLLOW_UP_RECORDED,
    OUTSIDE_LOOP,
    OUTSIDE_STATUS,
    REFERRAL_FILED,
    REFERRAL_LOOP,
    REFERRAL_STATUS,
    SERVICE_FIELD,
    Fact,
    Value,
    content,
)
from referral_app.domain.identifiers import CentreId, ServiceId, WriteId
from referral_app.domain.outside import evidence_of
from referral_app.domain.referral import Mark, Referral, Side, Status
from referral_app.journal.directory import fold_service
from referral_app.journal.fold import fold_referral
from referral_app.journal.parties import UNKNOWN_SERVICE
from referral_app.journal.stream import Stream, own
from tests.journal.desks import (
    BETWEEN,
    CASE,
    CODE,
    REFERRAL,
    TODAY,
    YACOUB,
    YOUSSOUFIA,
    FakeDesk,
    an_id,
    fact,
)

HOSPITAL = ServiceId(an_id("Maternité"))
SCHOOL = ServiceId(an_id("École"))
OURS = own(YACOUB)


def desk(centre: CentreId = YACOUB, name: str = "Poste 1") -> FakeDesk:
    return FakeDesk(centre, name)


def hear(
    at: FakeDesk, status: str, *seen: WriteId, stream: Stream = OURS, **values: Value
) -> WriteId:
    """Write an outside status; a request names the hospital."""
    if status == "requested":
        asked: dict[str, Value] = {"case_code": CODE, "category": "S07", "service": HOSPITAL}
        values = asked | values
    told = content(status=status, **values)
    said = Fact(OUTSIDE_STATUS.name, REFERRAL, TODAY, told, seen)
    return WriteId(at.write(stream, said).id, 0)


def shown(at: FakeDesk) -> Referral:
    found = fold_referral(at.writes)
    assert found is not None
    return found


def test_the_sender_owns_both_halves_and_the_side_is_by_status() -> None:
    here = desk()
    hear(here, "requested")
    hear(here, "accepted", channel="telephone", speaker="secretary")
    hear(here, "cancelled", reason="K01")
    found = shown(here)
    assert (found.service, found.recipient) == (HOSPITAL, CentreId(HOSPITAL))
    assert [known.status for known in found.sender_half.known] == ["requested", "cancelled"]
    assert [known.side for known in found.recipient_half.known] == [Side.RECIPIENT]
    assert found.status is Status.CANCELLED


def test_a_request_without_a_service_is_void() -> None:
    here = desk()
    hear(here, "requested", service=b"short")
    assert fold_referral(here.writes) is None


def test_an_answer_that_came_before_its_request_is_incomplete() -> None:
    here = desk()
    hear(here, "accepted")
    found = shown(here)
    assert found.service == UNKNOWN_SERVICE
    assert Mark.INCOMPLETE in found.marks
    assert found.status is Status.ACCEPTED


def test_what_another_centre_writes_is_void() -> None:
    """In its own stream or in the link that we share, and ours it cannot write to at all."""
    here, there = desk(), desk(YOUSSOUFIA, "Là-bas")
    hear(here, "requested")
    honest = shown(here)
    with pytest.raises(ValueError, match="cannot be read back"):
        hear(there, "completed", stream=OURS)
    for stream in (own(YOUSSOUFIA), BETWEEN):
        for status in ("completed", "rejected", "cancelled", "requested", "later-status"):
            hear(there, status, stream=stream, outcome="O01")
    closing = fact(OUTSIDE_LOOP.name, REFERRAL, field="loop", value=("closed", "requested"))
    there.write(own(YOUSSOUFIA), closing)
    there.write(BETWEEN, closing)
    there.write(BETWEEN, fact(REFERRAL_STATUS.name, REFERRAL, status="completed", outcome="O01"))
    there.write(BETWEEN, fact(REFERRAL_LOOP.name, REFERRAL, field="loop", value=("closed", "x")))
    there.write(own(YOUSSOUFIA), fact(REFERRAL_FILED.name, REFERRAL, case=CASE))
    there.write(own(YOUSSOUFIA), fact(FOLLOW_UP_RECORDED.name, REFERRAL, means="telephone"))
    here.learn_from(there)
    assert shown(here) == honest


def test_a_stranger_draws_no_referral_to_himself_before_the_request_is_here() -> None:
    here, there = desk(), desk(YOUSSOUFIA, "Là-bas")
    hear(here, "accepted")
    honest = shown(here)
    there.write(BETWEEN, fact(REFERRAL_STATUS.name, REFERRAL, status="completed"))
    here.learn_from(there)
    assert shown(here) == honest


def test_only_the_sender_that_the_id_names_sends() -> None:
    there = desk(YOUSSOUFIA, "Là-bas")
    hear(there, "requested", stream=own(YOUSSOUFIA))
    assert fold_referral(there.writes) is None


def test_two_desks_that_hear_two_answers_are_told_apart_until_one_settles() -> None:
    one, two = desk(), desk(YACOUB, "Poste 2")
    hear(one, "requested")
    two.learn_from(one)
    hear(one, "accepted")
    hear(two, "rejected", reason="D01")
    for at in (one, two):
        at.learn_from(one, two)
        assert Mark.TWO_VALUES in shown(at).marks
        assert shown(at).status is Status.REJECTED
    hear(two, "accepted", *shown(two).recipient_half.seen)
    one.learn_from(two)
    assert shown(one) == shown(two)
    assert shown(one).status is Status.ACCEPTED
    assert shown(one).marks == ()


def test_a_status_of_a_newer_program_stands_with_the_answers_and_is_marked() -> None:
    here = desk()
    hear(here, "requested")
    hear(here, "half-accepted")
    found = shown(here)
    assert found.status is Status.REQUESTED
    assert Mark.UNKNOWN_STATUS in found.marks
    assert [known.status for known in found.recipient_half.known] == ["half-accepted"]


def test_the_loop_closes_in_the_own_stream() -> None:
    here = desk()
    hear(here, "requested")
    hear(here, "completed", outcome="O01")
    value = ("closed", "completed")
    here.write(OURS, fact(OUTSIDE_LOOP.name, REFERRAL, field="loop", value=value))
    assert shown(here).loop_closed
    seen = shown(here).loop.seen
    value = ("reopened", "completed")
    here.write(OURS, fact(OUTSIDE_LOOP.name, REFERRAL, *seen, field="loop", value=value))
    assert not shown(here).loop_closed


def test_evidence_is_the_same_in_whatever_order_it_came() -> None:
    def told(evidence: str, outcome: str = "O01") -> Fact:
        values = content(means="m", evidence=evidence, outcome=outcome, text="")
        return Fact(FOLLOW_UP_RECORDED.name, REFERRAL, TODAY, values)

    here = desk()
    hear(here, "requested")
    assert evidence_of(shown(here)) == ""
    here.write(OURS, told("E1"))
    hear(here, "completed", outcome="O01", evidence="E2", channel="telephone")
    assert evidence_of(shown(here)) == "E4"
    other = desk(YACOUB, "Poste 3")
    hear(other, "requested")
    hear(other, "completed", outcome="O01", evidence="E1", channel="person")
    assert evidence_of(shown(other)) == "E1"
    other.write(OURS, told("E3", "O02"))
    assert evidence_of(shown(other)) == "E1"
    other.write(OURS, told("E3"))
    assert evidence_of(shown(other)) == "E4"


def test_a_service_belongs_to_the_centre_that_wrote_it_first() -> None:
    here, there = desk(), desk(YOUSSOUFIA, "Là-bas")
    here.write(OURS, fact(SERVICE_FIELD.name, HOSPITAL, field="name_fr", value="Maternité"))
    there.clock.absorb(here.clock.last, here.now)
    there.write(
        own(YOUSSOUFIA), fact(SERVICE_FIELD.name, HOSPITAL, field="phone", value="06 66 66 66 66")
    )
    here.learn_from(there)
    found = fold_service(here.writes)
    assert found is not None
    assert (found.service.name_fr, found.service.phone) == ("Maternité", "")
    assert fold_service([w for w in here.writes if w.centre == YOUSSOUFIA]) is None
