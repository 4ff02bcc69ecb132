"""What leaves the centre, to whom, and under which consent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral_app.domain.consent import Gap
from referral_app.domain.identifiers import Moment, NeedId
from referral_app.domain.referral import Status
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError
from referral_app.services.answers import accept, complete, start
from referral_app.services.cases import NeedEntry, close_case, set_case_fields, set_need_fields
from referral_app.services.consents import record_consent
from referral_app.services.intake import SendEntry
from referral_app.services.referrals import (
    cancel_referral,
    preview_disclosure,
    refer_again,
    send_referral,
)
from tests.fakes import DAY, HOUR, Neighbours
from tests.services.builders import (
    SHARED,
    accepted,
    consent,
    declined,
    need_of,
    opened,
    refused,
    request,
    sent,
    shown,
)

EVERYTHING = (
    "age_band",
    "sex",
    "languages",
    "need_detail",
    "contact_means",
    "district",
    "status",
    "origin",
    "household_size",
    "caregiver",
    "flags",
    "strengths",
)
PERSON = {
    "sex": "F",
    "age_band": "15-17",
    "status": "M04",
    "origin": "western_africa",
    "country": "SN",
    "languages": ("fr",),
    "interpreter": True,
    "district": "youssoufia",
    "flags": ("V06", "V12", "V14"),
    "strengths": ("F1",),
    "household_size": 2,
    "caregiver": "mother",
    "contact_means": "through_relative",
    "contact_warning": "Not in the evening",
}

ARRIVES = {
    "age_band": "12-17",  # the UNHCR band, and never our own finer one
    "caregiver": "mother",
    "contact_means": "through_relative",
    "contact_warning": "Not in the evening",
    "district": "youssoufia",
    "flags": ("V06",),  # neither V12 nor V14: nobody named them
    "household_size": 2,
    "intake_year": 2026,
    "interpreter": True,
    "languages": ("fr",),
    "origin": "western_africa",
    "sex": "F",
    "status": "M30",  # no permit, whatever the reason
    "strengths": ("F1",),
}


def test_what_arrives_is_what_was_consented(both: Neighbours) -> None:
    now = both.clock.now()
    supervisor = both.here.as_(Role.SUPERVISOR)
    entry = consent(both.there.id, now=now, fields=EVERYTHING, restrictions="No telephone")
    asked = request(
        fields=EVERYTHING,
        priority="P1",
        priority_reason="Sleeps outside",
        restrictions="Not on Fridays",
        services_given="A meal",
        follow_up_on=Moment(now + 7 * DAY),
        follow_up_means="telephone",
    )
    page = opened(
        both, supervisor, fields=PERSON, consent=entry, sends=(SendEntry(0, both.there.id, asked),)
    )
    both.relay()
    there = shown(both.there, page.referrals[0])
    assert there.request is not None
    assert dict(there.request.person) == ARRIVES
    assert there.request.case_code == page.code
    assert there.request.detail == "Two nights"
    assert there.request.restrictions == "No telephone\nNot on Fridays"
    assert there.request.services_given == "A meal"
    assert (there.request.priority, there.request.priority_reason) == ("P1", "Sleeps outside")
    assert there.request.consent_until == entry.until
    assert (there.case, there.need) == (None, None)


def test_our_own_ids_never_leave(both: Neighbours) -> None:
    page = opened(both, sends=(SendEntry(0, both.there.id, request()),))
    both.relay()
    with both.there.store.begin() as work:
        raw = b"".join(c.raw for stream in work.streams() for c in work.commits_of(stream))
    assert page.consent
    for own in (page.case, page.needs[0], page.consent):
        assert own not in raw
    assert page.referrals[0] in raw


def test_a_locked_flag_leaves_by_its_own_code_alone(both: Neighbours) -> None:
    now = both.clock.now()
    supervisor = both.here.as_(Role.SUPERVISOR)
    entry = consent(both.there.id, now=now, fields=("flags", "V12", "V13"))
    page = opened(both, supervisor, fields={"flags": ("V08", "V12", "V14")}, consent=entry)
    (need,) = page.needs
    asked = replace(request(fields=("flags",)), detail="")
    with refused("consent.other_fields"):
        send_referral(supervisor, need, both.there.id, replace(asked, fields=("V14",)), now)
    first = send_referral(supervisor, need, both.there.id, asked, now)
    cancel_referral(supervisor, first, "K03", "", now)
    asked = replace(asked, fields=("flags", "V12", "V13"))
    second = send_referral(supervisor, need, both.there.id, asked, now)
    both.relay()
    persons = [shown(both.there, r).request for r in (first, second)]
    assert [dict(person.person) for person in persons if person] == [
        {"flags": ("V08",)},
        {"flags": ("V08",), "V12": True},
    ]


@pytest.mark.parametrize(
    ("change", "gap", "key"),
    [
        (None, Gap.NONE_GIVEN, "consent.none_given"),
        ({"fields": ("sex",)}, Gap.FIELDS, "consent.other_fields"),
        ({"until": Moment(1)}, Gap.EXPIRED, "consent.expired"),
        ({"recipients": ()}, Gap.RECIPIENT, "consent.other_recipient"),
    ],
)
def test_each_gap_is_refused_in_its_own_words(
    both: Neighbours, change: dict[str, object] | None, gap: Gap, key: str
) -> None:
    page = opened(both, consent=None)
    now = both.clock.now()
    if change is not None:
        entry = consent(both.there.id, now=now, **change)
        if gap is Gap.EXPIRED:
            entry = replace(entry, until=Moment(now + HOUR))
        if gap is Gap.RECIPIENT:
            # A third centre, known and named; not the one to which it is sent.
            third = both.there.id[::-1].hex()
            entry = replace(entry, recipients=(third,))
            _introduce_third(both)
        record_consent(both.here.desk, page.case, entry, now)
    both.clock.advance(2 * HOUR)
    (need,) = page.needs
    preview = preview_disclosure(both.here.desk, page.case, need, both.there.id, request())
    assert (preview.gap, preview.consent) == (gap, None)
    with refused(key):
        send_referral(both.here.desk, need, both.there.id, request(), both.clock.now())
    assert both.here.store.reader.referrals_of(page.case) == ()


def _introduce_third(both: Neighbours) -> None:
    from referral_app.domain.facts import CENTRE_INTRODUCED, Fact, content

    names = content(name_fr="Agdal", name_ar="Agdal")
    fact = Fact(CENTRE_INTRODUCED.name, both.there.id[::-1], both.clock.now(), names)
    with both.here.store.begin() as work:
        work.record(both.here.desk.stream, (fact,), both.here.desk.actor.id)


def test_a_detail_that_travels_needs_its_own_consent(both: Neighbours) -> None:
    now = both.clock.now()
    page = opened(both, consent=consent(both.there.id, now=now, fields=("sex",)))
    (need,) = page.needs
    with refused("consent.other_fields"):
        send_referral(
            both.here.desk, need, both.there.id, request(fields=("sex",), detail="Two nights"), now
        )
    referral = send_referral(both.here.desk, need, both.there.id, request(fields=("sex",)), now)
    both.relay()
    asked = shown(both.there, referral).request
    assert asked is not None
    assert asked.detail == ""


def test_the_preview_is_what_is_sent(both: Neighbours) -> None:
    page = opened(both)
    (need,) = page.needs
    preview = preview_disclosure(both.here.desk, page.case, need, both.there.id, request())
    assert preview.consent is not None
    assert preview.consent.id == page.consent
    assert (preview.gap, preview.caregiver_missing, preview.supervisor_needed) == (
        None,
        False,
        False,
    )
    referral = send_referral(both.here.desk, need, both.there.id, request(), both.clock.now())
    asked = shown(both.here, referral).request
    assert asked is not None
    assert (asked.person, asked.detail) == (preview.person, preview.detail)


@pytest.mark.parametrize(
    ("change", "key", "field"),
    [
        ({"priority": "P1"}, "priority.reason_required", "priority_reason"),
        ({"priority": "P2", "priority_reason": " "}, "priority.reason_required", "priority_reason"),
        ({"priority": "P0"}, "vocabulary.not_offered", "priority"),
        ({"fields": ("passport",)}, "vocabulary.not_offered", "fields"),
        ({"restrictions": "x" * 281}, "text.too_long", "restrictions"),
        ({"services_given": "x" * 281}, "text.too_long", "services_given"),
        ({"detail": "x" * 281}, "text.too_long", "detail"),
        ({"follow_up_means": "pigeon"}, "vocabulary.not_offered", "follow_up_means"),
        ({"follow_up_on": Moment(1)}, "date.follow_up_before", "follow_up_on"),
    ],
)
def test_a_request_that_cannot_be_taken(
    both: Neighbours, change: dict[str, object], key: str, field: str
) -> None:
    page = opened(both)
    with refused(key, InvalidInputError, field=field):
        send_referral(
            both.here.desk, page.needs[0], both.there.id, request(**change), both.clock.now()
        )
    assert both.here.store.reader.referrals_of(page.case) == ()


def test_a_routine_request_needs_no_reason(both: Neighbours) -> None:
    assert shown(both.here, sent(both, priority="P3")).status is Status.REQUESTED


def test_a_minor_without_a_caregiver_is_not_sent(both: Neighbours) -> None:
    page = opened(both, fields={"sex": "F"})
    now = both.clock.now()
    set_case_fields(both.here.desk, page.case, {"age_band": "5-11"}, now)
    (need,) = page.needs
    preview = preview_disclosure(both.here.desk, page.case, need, both.there.id, request())
    assert preview.caregiver_missing
    with refused("referral.caregiver_missing"):
        send_referral(both.here.desk, need, both.there.id, request(), now)
    set_case_fields(both.here.desk, page.case, {"caregiver": "institution"}, now)
    send_referral(both.here.desk, need, both.there.id, request(), now)


def test_an_unaccompanied_minor_is_sent_by_the_supervisor(both: Neighbours) -> None:
    page = opened(both, fields={"age_band": "12-14", "flags": ("V01",)})
    (need,) = page.needs
    now = both.clock.now()
    preview = preview_disclosure(both.here.desk, page.case, need, both.there.id, request())
    assert (preview.caregiver_missing, preview.supervisor_needed) == (False, True)
    with refused("referral.supervisor_needed"):
        send_referral(both.here.desk, need, both.there.id, request(), now)
    supervisor = both.here.as_(Role.SUPERVISOR)
    assert not preview_disclosure(
        supervisor, page.case, need, both.there.id, request()
    ).supervisor_needed
    send_referral(supervisor, need, both.there.id, request(), now)


def test_only_open_needs_of_open_files_are_sent(both: Neighbours) -> None:
    page = opened(both)
    (need,) = page.needs
    now = both.clock.now()
    set_need_fields(both.here.desk, need, {"state": "met"}, now)
    with refused("need.closed"):
        send_referral(both.here.desk, need, both.there.id, request(), now)
    close_case(both.here.desk, page.case, "C01", "", now)
    with refused("case.closed"):
        send_referral(both.here.desk, need, both.there.id, request(), now)
    with refused("need.unknown"):
        send_referral(both.here.desk, NeedId(bytes(16)), both.there.id, request(), now)


def test_one_need_waits_once_at_one_door(both: Neighbours) -> None:
    page = opened(both, needs=(NeedEntry("S10"), NeedEntry("S12")))
    first, second = page.needs
    now = both.clock.now()
    referral = send_referral(both.here.desk, first, both.there.id, request(), now)
    with refused("referral.already_waiting"):
        send_referral(both.here.desk, first, both.there.id, request(), now)
    send_referral(both.here.desk, second, both.there.id, request(), now)
    cancel_referral(both.here.desk, referral, "K03", "", now)
    send_referral(both.here.desk, first, both.there.id, request(), now)


def test_a_refused_referral_is_sent_anew(both: Neighbours) -> None:
    old = declined(both)
    before = shown(both.here, old)
    entry = refer_again(both.here.desk, old)
    assert (set(entry.fields), entry.replaces) == (set(SHARED), old)
    assert entry.detail == "Two nights"
    assert before.need is not None
    new = send_referral(both.here.desk, before.need, both.there.id, entry, both.clock.now())
    both.relay()
    asked = shown(both.there, new).request
    assert asked is not None
    assert asked.replaces == old
    assert dict(asked.person) == dict(before.request.person if before.request else ())
    # The old one's next step is the new one: its loop is closed, and the need stays open.
    assert shown(both.there, old).loop_closed
    assert need_of(both.here, before.need).is_open


def test_locked_flags_are_named_again_when_they_were(both: Neighbours) -> None:
    now = both.clock.now()
    supervisor = both.here.as_(Role.SUPERVISOR)
    entry = consent(both.there.id, now=now, fields=("flags", "V12", "V14"))
    page = opened(
        both,
        supervisor,
        fields={"flags": ("V12", "V14")},
        needs=(NeedEntry("S08"),),
        consent=entry,
        sends=(SendEntry(0, both.there.id, request(fields=("V12",))),),
    )
    (referral,) = page.referrals
    cancel_referral(supervisor, referral, "K03", "", now)
    assert refer_again(supervisor, referral).fields == ("V12",)


def test_only_what_ended_without_a_service_is_sent_anew(both: Neighbours) -> None:
    waiting = sent(both)
    with refused("referral.not_replaceable"):
        refer_again(both.here.desk, waiting)
    done = accepted(both)
    start(both.there.desk, done, both.clock.now())
    complete(both.there.desk, done, "O01", "E3", "", both.clock.now())
    both.relay()
    need = shown(both.here, done).need
    assert need is not None
    with refused("referral.not_replaceable"):
        refer_again(both.here.desk, done)
    with refused("referral.not_replaceable"):
        send_referral(both.here.desk, need, both.there.id, request(replaces=done), both.clock.now())


def test_a_referral_is_replaced_within_its_own_file(both: Neighbours) -> None:
    old = declined(both)
    other = opened(both)
    with refused("referral.not_replaceable"):
        send_referral(
            both.here.desk, other.needs[0], both.there.id, request(replaces=old), both.clock.now()
        )


def test_the_recipient_does_not_send_for_the_sender(both: Neighbours) -> None:
    referral = declined(both)
    with refused("referral.not_sent_here"):
        refer_again(both.there.desk, referral)


def test_answers_that_came_late_are_taken(both: Neighbours) -> None:
    """Nothing expires: an answer three years later, under a consent long over, is recorded."""
    referral = sent(both)
    both.clock.advance(3 * 365 * DAY)
    from referral_app.services.answers import open_referral

    open_referral(both.there.desk, referral, both.clock.now())
    accept(both.there.desk, referral, "Room 2", None, "", both.clock.now())
    both.relay()
    assert shown(both.here, referral).status is Status.ACCEPTED
