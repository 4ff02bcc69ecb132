"""Consent: recorded, checked, ended; and what ending it leaves open."""

from __future__ import annotations

import pytest

from referral_app.domain.consent import Consent, Gap
from referral_app.domain.identifiers import CaseId, ConsentId, Moment
from referral_app.errors import InvalidInputError
from referral_app.services.cases import close_case
from referral_app.services.consents import check_consent, end_consent, record_consent
from referral_app.services.intake import NeedEntry, SendEntry
from referral_app.services.referrals import cancel_referral, send_referral
from tests.fakes import DAY, HOUR, Neighbours
from tests.services.builders import SHARED, consent, opened, refused, request

YEAR = 365 * DAY


def test_a_consent_is_recorded_in_an_open_file(both: Neighbours) -> None:
    made = opened(both, consent=None)
    now = both.clock.now()
    entry = consent(
        both.there.id, now=now, interpreter=True, assent=False, restrictions="Not by telephone"
    )
    given = record_consent(both.here.desk, made.case, entry, now - HOUR)
    (found,) = both.here.store.reader.consents_of(made.case)
    assert (found.id, found.given_at) == (given, now - HOUR)
    assert (found.interpreter, found.assent) == (True, False)
    assert found.restrictions == "Not by telephone"
    close_case(both.here.desk, made.case, "C01", "", now)
    with refused("case.closed"):
        record_consent(both.here.desk, made.case, entry, now)
    with refused("case.unknown"):
        record_consent(both.here.desk, CaseId(bytes(16)), entry, now)


@pytest.mark.parametrize(
    ("until", "taken"), [(0, False), (1, True), (5 * YEAR, True), (6 * YEAR, False)]
)
def test_a_consent_ends_within_five_years(both: Neighbours, until: int, taken: bool) -> None:
    made = opened(both, consent=None)
    now = both.clock.now()
    entry = consent(both.there.id, now=now, until=Moment(now + until))
    if taken:
        record_consent(both.here.desk, made.case, entry, now)
        return
    with refused("consent.until", InvalidInputError, field="until"):
        record_consent(both.here.desk, made.case, entry, now)


def test_a_consent_covers_its_recipient_its_fields_and_its_time(both: Neighbours) -> None:
    made = opened(both)
    desk, now, there = both.here.desk, both.clock.now(), both.there.id

    def check(*fields: str, at: int = 0) -> Consent | Gap:
        return check_consent(desk, made.case, there, fields or SHARED, Moment(now + at))

    assert isinstance(check(), Consent)
    assert isinstance(check("sex"), Consent)
    assert check("sex", "status") is Gap.FIELDS
    assert check(at=-1) is Gap.NOT_BEGUN
    assert check(at=YEAR) is Gap.EXPIRED
    assert check_consent(desk, made.case, both.here.id, ("sex",), now) is Gap.RECIPIENT
    assert check_consent(desk, CaseId(bytes(16)), there, ("sex",), now) is Gap.NONE_GIVEN


def test_ending_a_consent_names_what_is_still_open(both: Neighbours) -> None:
    made = opened(
        both,
        needs=(NeedEntry("S10"), NeedEntry("S12")),
        sends=(SendEntry(0, both.there.id, request()), SendEntry(1, both.there.id, request())),
    )
    assert made.consent
    now = both.clock.now()
    cancel_referral(both.here.desk, made.referrals[0], "K01", "", now)
    later = record_consent(both.here.desk, made.case, consent(now=now), now)
    ended = end_consent(both.here.desk, made.consent, "Changed her mind", now)
    assert ended.consent.ended_at == now
    assert ended.consent.end_reason == "Changed her mind"
    assert [referral.id for referral in ended.still_open] == [made.referrals[1]]
    assert end_consent(both.here.desk, later, "This one too", now).still_open == ()


def test_a_consent_ends_once_and_says_why(both: Neighbours) -> None:
    made = opened(both)
    assert made.consent
    now = both.clock.now()
    with refused("text.required", InvalidInputError, field="reason"):
        end_consent(both.here.desk, made.consent, "", now)
    with refused("date.in_future", InvalidInputError, field="happened"):
        end_consent(both.here.desk, made.consent, "Later", Moment(now + DAY))
    end_consent(both.here.desk, made.consent, "Changed her mind", now)
    with refused("consent.already_ended"):
        end_consent(both.here.desk, made.consent, "Again", now)
    with refused("consent.unknown"):
        end_consent(both.here.desk, ConsentId(bytes(16)), "None such", now)


def test_nothing_is_sent_after_a_withdrawal_whatever_the_date_on_it(both: Neighbours) -> None:
    """A sending of yesterday that is typed today would still leave today."""
    made = opened(both)
    assert made.consent
    before = both.clock.now()
    both.clock.advance(DAY)
    end_consent(both.here.desk, made.consent, "Changed her mind", both.clock.now())
    both.clock.advance(HOUR)
    for happened in (before, both.clock.now()):
        with refused("consent.withdrawn"):
            send_referral(both.here.desk, made.needs[0], both.there.id, request(), happened)
    entry = consent(both.there.id, now=both.clock.now())
    record_consent(both.here.desk, made.case, entry, both.clock.now())
    early = Moment(both.clock.now() - HOUR // 2)
    with refused("consent.not_begun"):
        send_referral(both.here.desk, made.needs[0], both.there.id, request(), early)
    send_referral(both.here.desk, made.needs[0], both.there.id, request(), both.clock.now())
