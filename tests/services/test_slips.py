"""Several needs on one slip: one referral each, one handing over."""

from __future__ import annotations

import pytest

from referral_app.domain.identifiers import NeedId
from referral_app.domain.referral import Request
from referral_app.errors import InvalidInputError
from referral_app.services.answers import open_referral, refuse
from referral_app.services.cases import NeedEntry, record_need, set_need_fields
from referral_app.services.consents import end_consent
from referral_app.services.intake import SendEntry
from referral_app.services.referrals import refer_again, send_referral
from referral_app.services.slips import needs_beside, send_slip, slip_of
from tests.fakes import Neighbours, Office
from tests.services.builders import consent, opened, refused, request, shown


def three_needs(both: Neighbours) -> tuple[NeedId, ...]:
    made = opened(
        both,
        needs=(
            NeedEntry("S10", detail="Two nights"),
            NeedEntry("S06", detail="Cough", priority="P2", priority_reason="Fever"),
            NeedEntry("S15"),
        ),
    )
    return made.needs


def asked(office: Office, referral: bytes) -> Request:
    found = shown(office, referral).request  # type: ignore[arg-type]
    assert found is not None
    return found


def test_each_need_is_a_referral_of_its_own(both: Neighbours) -> None:
    needs = three_needs(both)
    entry = request(detail="Two nights", services_given="Soup")
    slip = send_slip(both.here.desk, needs, both.there.id, entry, both.clock.now(), details=True)
    both.relay()
    for office in (both.here, both.there):
        found = [asked(office, referral) for referral in slip.referrals]
        assert [r.category for r in found] == ["S10", "S06", "S15"]
        assert {r.slip for r in found} == {slip.id}
        assert [(r.priority, r.priority_reason) for r in found] == [
            ("P3", ""),
            ("P2", "Fever"),
            ("P3", ""),
        ]
        assert [r.detail for r in found] == ["Two nights", "Cough", ""]
        assert [r.services_given for r in found] == ["Soup", "", ""]
        for referral in slip.referrals:
            together = slip_of(office.desk, referral)
            assert {r.id for r in together} == set(slip.referrals)


def test_details_of_the_others_stay_unless_told(both: Neighbours) -> None:
    needs = three_needs(both)
    slip = send_slip(both.here.desk, needs, both.there.id, request(), both.clock.now())
    assert [asked(both.here, r).detail for r in slip.referrals] == ["Two nights", "", ""]


def test_each_is_answered_by_itself(both: Neighbours) -> None:
    needs = three_needs(both)
    slip = send_slip(both.here.desk, needs, both.there.id, request(), both.clock.now())
    both.relay()
    first, second, _ = slip.referrals
    now = both.clock.now()
    open_referral(both.there.desk, first, now)
    refuse(both.there.desk, first, "D01", "service", "", "", now)
    both.relay()
    assert shown(both.here, first).status == "rejected"
    assert shown(both.here, second).status == "requested"
    again = refer_again(both.here.desk, first)
    assert again.slip is None, "sent anew, it stands on another slip"


def test_all_or_nothing(both: Neighbours) -> None:
    needs = three_needs(both)
    set_need_fields(both.here.desk, needs[2], {"state": "met"}, both.clock.now())
    with refused("need.closed"):
        send_slip(both.here.desk, needs, both.there.id, request(), both.clock.now())
    case = both.here.store.reader.need(needs[0])
    assert case is not None
    assert both.here.store.reader.referrals_of(case.case) == ()


def test_a_slip_bears_one_code(both: Neighbours) -> None:
    mine, other = opened(both).needs[0], opened(both).needs[0]
    with refused("slip.other_file"):
        send_slip(both.here.desk, (mine, other), both.there.id, request(), both.clock.now())
    with refused("slip.no_need", InvalidInputError, field="need"):
        send_slip(both.here.desk, (), both.there.id, request(), both.clock.now())


def test_no_slip_without_consent(both: Neighbours) -> None:
    made = opened(both, needs=(NeedEntry("S10"), NeedEntry("S06")))
    assert made.consent
    end_consent(both.here.desk, made.consent, "Changed her mind", both.clock.now())
    with refused("consent.withdrawn"):
        send_slip(both.here.desk, made.needs, both.there.id, request(), both.clock.now())


def test_what_could_go_along(both: Neighbours) -> None:
    needs = three_needs(both)
    desk = both.here.desk
    send_referral(desk, needs[1], both.there.id, request(), both.clock.now())
    set_need_fields(desk, needs[2], {"state": "met"}, both.clock.now())
    found = both.here.store.reader.need(needs[0])
    assert found is not None
    fresh = record_need(desk, found.case, NeedEntry("S19"), both.clock.now())
    beside = needs_beside(desk, needs[0], both.there.id)
    assert [need.id for need in beside] == [fresh]


def test_a_slip_alone_is_the_referral_itself(both: Neighbours) -> None:
    made = opened(both, sends=(SendEntry(0, both.there.id, request()),))
    (alone,) = slip_of(both.here.desk, made.referrals[0])
    assert alone.id == made.referrals[0]


@pytest.mark.parametrize("shared", [True, False])
def test_a_number_that_another_file_bears_joins_nothing(both: Neighbours, *, shared: bool) -> None:
    """Whatever number somebody writes, one code never leads to another."""
    slip = bytes(16)
    agreed = consent(both.there.id, now=both.clock.now())
    made = [
        opened(
            both,
            consent=agreed,
            sends=(SendEntry(0, both.there.id, request(slip=slip if shared else None)),),
        )
        for _ in range(2)
    ]
    both.relay()
    for office in (both.here, both.there):
        for one in made:
            together = slip_of(office.desk, one.referrals[0])
            assert [found.id for found in together] == [one.referrals[0]]
