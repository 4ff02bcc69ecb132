"""Finding what an answer is about: by the code of the file, or by the number of its coupon."""

from __future__ import annotations

import pytest

from referral_app.domain.case_code import CaseCode
from referral_app.domain.coupon import CouponNumber
from referral_app.domain.referral import OUTSIDE_MOVES, Status
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError, NotPermittedError
from referral_app.services.intake import NeedEntry, SendEntry
from referral_app.services.outside import record_answer
from referral_app.services.referrals import cancel_referral, mark_in_error
from referral_app.services.telephone import asked_outside, line_of
from referral_app.services.today import Todo, today
from tests.fakes import DAY, HOUR, Neighbours
from tests.services.builders import consent, opened, refused, request, sent
from tests.services.outside import SCHOOL, answer, door, sent_outside, service

S = Status


def test_a_code_leads_to_the_open_referrals_of_its_file(both: Neighbours) -> None:
    hospital, school = service(both.here), service(both.here, SCHOOL)
    page = opened(
        both,
        needs=(NeedEntry("S07"), NeedEntry("S15"), NeedEntry("S12")),
        consent=consent(door(hospital), door(school), both.there.id, now=both.clock.now()),
        sends=(
            SendEntry(0, door(hospital), request()),
            SendEntry(1, door(school), request()),
            SendEntry(2, both.there.id, request()),
        ),
    )
    found = asked_outside(both.here.desk, str(CaseCode(page.code)))
    assert {line.service.id for line in found.lines if line.service} == {hospital, school}
    assert all(line.answers == OUTSIDE_MOVES[S.REQUESTED] for line in found.lines)
    done = answer(S.COMPLETED, outcome="O01")
    record_answer(both.here.desk, page.referrals[0], done, both.clock.now())
    (left,) = asked_outside(both.here.desk, CaseCode(page.code).scanned).lines
    assert left.referral.id == page.referrals[1]


def test_what_has_its_outcome_is_found_to_be_confirmed(both: Neighbours) -> None:
    page, referral = sent_outside(both, service(both.here))
    done = answer(S.COMPLETED, outcome="O01")
    record_answer(both.here.desk, referral, done, both.clock.now())
    (line,) = asked_outside(both.here.desk, page.code).lines
    assert line.confirms
    assert line.answers == frozenset()


def test_a_coupon_leads_to_its_own_referral(both: Neighbours) -> None:
    hospital, school = service(both.here), service(both.here, SCHOOL)
    page = opened(
        both,
        needs=(NeedEntry("S07"), NeedEntry("S15")),
        consent=consent(door(hospital), door(school), now=both.clock.now()),
        sends=tuple(
            SendEntry(n, door(which), request()) for n, which in enumerate((hospital, school))
        ),
    )
    for referral in page.referrals:
        number = CouponNumber.of(page.code, referral)
        for typed in (str(number), number.digits, number.scanned):
            (line,) = asked_outside(both.here.desk, typed).lines
            assert line.referral.id == referral


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "code.empty"),
        ("Aminata", "code.not_digits"),
        ("4231-9008", "code.too_short"),
        ("4231-9008-69-12", "coupon.length"),
        ("4231-9008-60", "code.check_digits"),
        ("4231-9008-69", "outside.none_with_code"),
        ("4231-9008-69-0000-00", "coupon.check_digits"),
    ],
)
def test_what_leads_nowhere_is_said_at_the_code(both: Neighbours, typed: str, key: str) -> None:
    with refused(key, InvalidInputError, field="code"):
        asked_outside(both.here.desk, typed)


def test_a_coupon_of_another_referral_is_no_match(both: Neighbours) -> None:
    page, referral = sent_outside(both, service(both.here))
    other = next(
        other
        for other in (type(referral)(referral[:8] + bytes([n] * 8)) for n in range(1, 9))
        if not CouponNumber.of(page.code, referral).is_of(other)
    )
    with refused("outside.no_such_coupon", InvalidInputError, field="code"):
        asked_outside(both.here.desk, str(CouponNumber.of(page.code, other)))


def test_a_referral_to_a_centre_is_not_answered_by_telephone(both: Neighbours) -> None:
    referral = sent(both)
    code = both.here.store.reader.referral(referral)
    assert code is not None
    assert code.request is not None
    with refused("outside.none_with_code", InvalidInputError):
        asked_outside(both.here.desk, code.request.case_code)
    with refused("outside.has_a_desk"):
        line_of(both.here.desk, referral)
    with refused("outside.has_a_desk"):
        record_answer(both.here.desk, referral, answer(S.ACCEPTED), both.clock.now())


def test_what_was_an_error_is_not_offered(both: Neighbours) -> None:
    page, referral = sent_outside(both, service(both.here))
    mark_in_error(both.here.desk, referral, "K07", "", both.clock.now())
    with refused("outside.none_open", InvalidInputError):
        asked_outside(both.here.desk, page.code)


def test_a_cancelled_one_may_still_have_been_served(both: Neighbours) -> None:
    page, referral = sent_outside(both, service(both.here))
    cancel_referral(both.here.desk, referral, "K01", "", both.clock.now())
    (line,) = asked_outside(both.here.desk, page.code).lines
    assert line.answers == {S.COMPLETED, S.FAILED}


def test_no_case_content_for_an_administrator(both: Neighbours) -> None:
    page, _ = sent_outside(both, service(both.here))
    with pytest.raises(NotPermittedError):
        asked_outside(both.here.as_(Role.ADMINISTRATOR), page.code)


def test_a_service_is_called_on_the_day_that_was_agreed(both: Neighbours) -> None:
    follow_up = both.clock.now() + 2 * DAY
    _, referral = sent_outside(both, service(both.here), follow_up_on=follow_up)
    desk = both.here.desk

    def calls() -> list[bytes | None]:
        return [item.referral for item in today(desk).to_do if item.kind is Todo.CALL]

    assert calls() == []
    both.clock.advance(2 * DAY + 12 * HOUR)
    assert calls() == [referral]
    assert today(desk).waiting == len(today(desk).to_do)
    record_answer(desk, referral, answer(S.COMPLETED, outcome="O01"), both.clock.now())
    assert calls() == []
