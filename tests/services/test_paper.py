"""What is gathered for a slip and for the back of a card."""

from __future__ import annotations

import pytest

from referral_app.domain.coupon import CouponNumber
from referral_app.domain.identifiers import ReferralId
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError
from referral_app.services.consents import end_consent
from referral_app.services.intake import NeedEntry, SendEntry
from referral_app.services.paper import card_back, card_face, set_card_back, slip_paper
from referral_app.services.ports.paper import CardBack
from tests.fakes import DAY, Neighbours
from tests.services.builders import SHARED, consent, opened, refused, request, sent
from tests.services.outside import HOSPITAL, sent_outside, service

PHONE_OF_PERSON = "ne pas écrire"


def two_sent(both: Neighbours) -> tuple[ReferralId, ...]:
    page = opened(
        both,
        both.here.as_(Role.SUPERVISOR),
        fields={"sex": "F", "age_band": "25-34", "flags": ("V06", "V12"), "district": "souissi"},
        needs=(NeedEntry("S10", detail="Deux nuits"), NeedEntry("S06")),
        note=PHONE_OF_PERSON,
        sends=(
            SendEntry(0, both.there.id, request(restrictions="Jamais le soir")),
            SendEntry(1, both.there.id, request(priority="P2", priority_reason="fièvre")),
        ),
    )
    return page.referrals


def test_a_slip_holds_what_was_sent_in_its_order(both: Neighbours) -> None:
    referrals = two_sent(both)
    paper = slip_paper(both.here.desk, referrals)
    found = both.here.store.reader.referral(referrals[0])
    assert found is not None
    assert found.request is not None
    assert paper.code == found.request.case_code
    assert [need.category for need in paper.needs] == ["S10", "S06"]
    assert paper.needs[0].detail == "Deux nuits"
    assert paper.needs[1].priority_reason == "fièvre"
    assert [need.coupon for need in paper.needs] == [
        CouponNumber.of(paper.code, referral) for referral in referrals
    ]
    assert paper.recipient.name("fr") == "Youssoufia"
    assert paper.sender.name("ar") == "Yacoub El Mansour"
    assert paper.restrictions == "Jamais le soir"
    assert paper.worker == both.here.staff[Role.SUPERVISOR].label
    assert paper.consent_form == "written"
    assert not paper.outside
    assert paper.training


def test_a_slip_tells_only_what_the_consent_names(both: Neighbours) -> None:
    paper = slip_paper(both.here.desk, two_sent(both))
    assert {name for name, _ in paper.person} <= {"age_band", "intake_year", "sex", "languages"}
    whole = repr(paper)
    assert PHONE_OF_PERSON not in whole
    assert "V06" not in whole
    assert "V12" not in whole
    assert "souissi" not in whole


def test_a_role_that_reads_no_locked_flags_prints_none(both: Neighbours) -> None:
    now = both.clock.now()
    page = opened(
        both,
        both.here.as_(Role.SUPERVISOR),
        fields={"sex": "F", "age_band": "25-34", "flags": ("V12",)},
        consent=consent(both.there.id, now=now, fields=(*SHARED, "V12")),
        sends=(SendEntry(0, both.there.id, request(fields=(*SHARED, "V12"))),),
    )
    told = slip_paper(both.here.as_(Role.SUPERVISOR), page.referrals)
    assert ("V12", True) in told.person
    untold = slip_paper(both.here.as_(Role.RECEPTION), page.referrals)
    assert "V12" not in dict(untold.person)


def test_one_slip_is_for_one_place_and_one_file(both: Neighbours) -> None:
    with refused("slip.nothing_chosen"):
        slip_paper(both.here.desk, ())
    with refused("slip.several_files"):
        slip_paper(both.here.desk, (sent(both), sent(both)))
    with refused("referral.unknown"):
        slip_paper(both.here.desk, (ReferralId(bytes(16)),))


def test_the_recipient_prints_no_slip_of_the_senders(both: Neighbours) -> None:
    referral = sent(both)
    with refused("slip.not_ours"):
        slip_paper(both.there.desk, (referral,))


def test_the_back_of_a_card_is_written_once_for_all(both: Neighbours) -> None:
    assert card_back(both.here.desk) == CardBack()
    back = CardBack("05 37 00 00 00", "8 h 30 – 16 h 30", "من 8:30 إلى 16:30")
    set_card_back(both.here.as_(Role.SUPERVISOR), back)
    assert card_face(both.here.desk).back == back
    set_card_back(both.here.as_(Role.SUPERVISOR), CardBack("05 37 00 00 00", "", ""))
    assert card_back(both.here.desk) == CardBack("05 37 00 00 00")


def test_the_same_back_writes_nothing(both: Neighbours) -> None:
    back = CardBack("05", "", "")
    set_card_back(both.here.as_(Role.SUPERVISOR), back)
    before = len(both.here.store.reader.writes_about([both.here.id]))
    set_card_back(both.here.as_(Role.SUPERVISOR), back)
    assert len(both.here.store.reader.writes_about([both.here.id])) == before


@pytest.mark.parametrize(
    ("back", "field"),
    [
        (CardBack("0" * 41, "", ""), "card_phone"),
        (CardBack("", "x" * 121, ""), "card_hours_fr"),
        (CardBack("", "", "\x07"), "card_hours_ar"),
    ],
)
def test_what_has_no_room_on_a_card_is_refused(
    both: Neighbours, back: CardBack, field: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        set_card_back(both.here.as_(Role.SUPERVISOR), back)
    assert caught.value.field == field
    assert card_back(both.here.desk) == CardBack()


def test_no_slip_once_the_consent_has_ended(both: Neighbours) -> None:
    page = opened(both, sends=(SendEntry(0, both.there.id, request()),))
    assert page.consent is not None
    assert slip_paper(both.here.desk, page.referrals)
    end_consent(both.here.desk, page.consent, "Ne souhaite plus", both.clock.now())
    both.clock.advance(1000)
    with refused("consent.withdrawn"):
        slip_paper(both.here.desk, page.referrals)


def test_no_slip_once_the_consent_has_run_out(both: Neighbours) -> None:
    referral = sent(both)
    both.clock.advance(400 * DAY)
    with refused("consent.expired"):
        slip_paper(both.here.desk, (referral,))


def test_what_left_in_a_danger_prints_without_a_consent(both: Neighbours) -> None:
    danger = request(
        exception="danger_life", exception_reason="Menace immédiate", priority="P1",
        priority_reason="Menace immédiate",
    )  # fmt: skip
    page = opened(both, consent=None, sends=(SendEntry(0, both.there.id, danger),))
    paper = slip_paper(both.here.desk, page.referrals)
    assert paper.exception == "danger_life"
    assert not paper.consent_form


def test_a_slip_for_a_service_says_how_it_is_reached(both: Neighbours) -> None:
    which = service(both.here)
    _file, referral = sent_outside(both, which)
    paper = slip_paper(both.here.desk, (referral,))
    assert paper.recipient.name("fr") == HOSPITAL.name_fr
    assert paper.recipient.phone == HOSPITAL.phone
    assert paper.recipient.address == HOSPITAL.address
    assert paper.documents == HOSPITAL.documents
    assert paper.outside
