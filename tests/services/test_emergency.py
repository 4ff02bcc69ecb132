"""Sending at once in a danger: what leaves, who signs, what is counted."""

from __future__ import annotations

import pytest

from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.month import Month
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError, NotPermittedError
from referral_app.services.consents import consent_of
from referral_app.services.emergency import countersign, exceptions, to_countersign
from referral_app.services.intake import SendEntry
from referral_app.services.sending import preview_disclosure
from referral_app.services.today import Todo, today
from referral_app.services.views import referral_view
from tests.fakes import DAY, HOUR, Neighbours
from tests.services.builders import ADULT, SHARED, opened, refused, request, shown

IN_DANGER = {
    "priority": "P1",
    "exception": "danger_life",
    "exception_reason": "Bleeds, cannot stand",
}
NOVEMBER = Month(2026, 11)
LOCKED = {**ADULT, "flags": ("V12", "V07"), "status": "M04"}


def sent_in_danger(both: Neighbours, **changes: object) -> ReferralId:
    """A file without consent, of a person whose flags ask for the supervisor, sent at once."""
    entry = request(
        **{
            **IN_DANGER,
            "fields": (*SHARED, "district", "status", "flags", "V12"),
            "services_given": "First aid",
            **changes,
        }
    )
    page = opened(both, fields=LOCKED, consent=None, sends=(SendEntry(0, both.there.id, entry),))
    both.relay()
    return page.referrals[0]


def test_without_consent_only_the_least_leaves(both: Neighbours) -> None:
    referral = sent_in_danger(both)
    request_there = shown(both.there, referral).request
    assert request_there is not None
    assert dict(request_there.person).keys() == {"age_band", "intake_year", "languages", "sex"}
    assert request_there.detail == "Two nights"
    assert request_there.exception == "danger_life"
    assert request_there.exception_reason == "Bleeds, cannot stand"
    assert (request_there.consent_form, request_there.consent_until) == ("", 0)
    assert consent_of(both.here.store.reader, referral) is None


def test_the_same_without_a_danger_is_refused(both: Neighbours) -> None:
    with refused("consent.none_given"):
        sent_in_danger(both, exception="", exception_reason="", priority_reason="Tonight")


def test_under_a_consent_its_fields_leave(both: Neighbours) -> None:
    entry = request(**IN_DANGER)
    page = opened(both, fields=LOCKED, sends=(SendEntry(0, both.there.id, entry),))
    both.relay()
    told = shown(both.there, page.referrals[0]).request
    assert told is not None
    assert told.consent_form == "written"
    assert told.exception == "danger_life"


@pytest.mark.parametrize(
    ("changes", "key", "field"),
    [
        ({"exception_reason": "  "}, "text.required", "exception_reason"),
        ({"exception": "haste"}, "vocabulary.not_offered", "exception"),
    ],
)
def test_a_danger_is_named_with_its_reason(
    both: Neighbours, changes: dict[str, object], key: str, field: str
) -> None:
    with refused(key, InvalidInputError, field=field):
        sent_in_danger(both, **changes)


def test_the_preview_shows_the_least(both: Neighbours) -> None:
    page = opened(both, fields=LOCKED, consent=None)
    entry = request(**{**IN_DANGER, "fields": (*SHARED, "status", "V12")})
    seen = preview_disclosure(both.here.desk, page.case, page.needs[0], both.there.id, entry)
    assert dict(seen.person).keys() == {"age_band", "intake_year", "languages", "sex"}
    assert seen.gap is not None
    assert seen.supervisor_needed


def test_no_danger_tells_a_protected_field(both: Neighbours) -> None:
    codes = both.here.desk.vocabularies
    for danger in codes.exceptions.entries:
        told = danger.texts("consent_fields")
        assert told
        assert not any(codes.consent_fields[field].flag("locked") for field in told)
        assert not {"status", "flags", "origin", "district"} & set(told)


def test_the_supervisor_signs_within_a_working_day(both: Neighbours) -> None:
    referral = sent_in_danger(both)
    boss = both.here.as_(Role.SUPERVISOR)
    (waits,) = to_countersign(boss)
    time = boss.store.reader.calendar().time()
    assert waits.due == time.add_days(waits.row.sent_at, 1)
    (item,) = [item for item in today(boss).to_do if item.kind is Todo.COUNTERSIGN]
    assert (item.referral, item.due) == (referral, waits.due)
    assert all(item.kind is not Todo.COUNTERSIGN for item in today(both.here.desk).to_do)
    assert referral_view(boss, referral).may_countersign
    assert not referral_view(both.here.desk, referral).may_countersign
    both.clock.advance(HOUR)
    countersign(boss, referral, "Seen with the worker", both.clock.now())
    assert to_countersign(boss) == ()
    signed = shown(both.here, referral).countersigned
    assert signed is not None
    assert (signed.author, signed.text) == (boss.actor.id, "Seen with the worker")
    with refused("exception.already_signed"):
        countersign(boss, referral, "", both.clock.now())
    kinds = [entry.kind for entry in referral_view(boss, referral).timeline]
    assert "referral.countersigned" in kinds
    assert shown(both.there, referral).countersigned is None, "it stays in our own stream"


def test_only_what_left_in_a_danger_is_signed(both: Neighbours) -> None:
    page = opened(both, sends=(SendEntry(0, both.there.id, request()),))
    with refused("exception.none"):
        countersign(both.here.as_(Role.SUPERVISOR), page.referrals[0], "", both.clock.now())


def test_a_supervisor_who_sends_signs_with_it(both: Neighbours) -> None:
    boss = both.here.as_(Role.SUPERVISOR)
    entry = request(**IN_DANGER)
    opened(both, boss, fields=LOCKED, consent=None, sends=(SendEntry(0, both.there.id, entry),))
    assert to_countersign(boss) == ()
    assert exceptions(boss, NOVEMBER).in_time == 1


def test_the_month_counts_each_once(both: Neighbours) -> None:
    boss = both.here.as_(Role.SUPERVISOR)
    in_time, late, _never = (sent_in_danger(both) for _turn in range(3))
    countersign(boss, in_time, "", both.clock.now())
    both.clock.advance(4 * DAY)
    countersign(boss, late, "", both.clock.now())
    found = exceptions(boss, NOVEMBER)
    assert (found.sent, found.in_time, found.late, found.none) == (3, 1, 1, 1)
    assert exceptions(boss, NOVEMBER.after).sent == 0
    with pytest.raises(NotPermittedError):
        exceptions(both.here.desk, NOVEMBER)


def test_a_signature_due_stands_still_in_a_closure(both: Neighbours) -> None:
    from datetime import date

    from referral_app.services.closures import ClosureEntry, close_days

    boss = both.here.as_(Role.SUPERVISOR)
    sent_in_danger(both)
    (before,) = to_countersign(boss)
    day = boss.store.reader.calendar().time().day_of(before.due)
    close_days(boss, ClosureEntry(day, date(2026, 11, 20), "Works"))
    (after,) = to_countersign(boss)
    assert after.due > Moment(before.due + 7 * DAY)
