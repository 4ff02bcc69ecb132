"""The calendar, closures and countersignatures from their facts: any order, any doubling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.facts import (
    CALENDAR_FIELD,
    CLOSURE_FIELD,
    REFERRAL_COUNTERSIGNED,
    Fact,
    Value,
)
from referral_app.domain.identifiers import WriteId
from referral_app.journal.calendar import fold_calendar, fold_closure
from referral_app.journal.fold import fold_referral
from referral_app.journal.stream import own
from referral_app.journal.write import Write
from tests.journal.desks import BETWEEN, REFERRAL, YACOUB, YOUSSOUFIA, FakeDesk, an_id, fact

CLOSURE = an_id("Works")
OURS = own(YACOUB)


def day(value: Value, *seen: WriteId, field: str = "holiday:mawlid:2027") -> Fact:
    return fact(CALENDAR_FIELD.name, YACOUB, *seen, field=field, value=value)


def closure(field: str, value: Value, *seen: WriteId) -> Fact:
    return fact(CLOSURE_FIELD.name, CLOSURE, *seen, field=field, value=value)


def two_desks() -> tuple[FakeDesk, FakeDesk]:
    """Two desks of one centre that set one date apart from one another."""
    one, other = FakeDesk(YACOUB, "A0"), FakeDesk(YACOUB, "A1", 60_000)
    one.write(OURS, day("2027-08-14"), day(("hours", 48), field="limit:P2:decide"))
    one.write(OURS, closure("from", "2026-12-01"), closure("to", "2026-12-03"))
    other.learn_from(one)
    one.write(OURS, closure("reason", "Works"), closure("categories", ("S10", "S06")))
    other.write(OURS, day("2027-08-15"), closure("cancelled", False))
    one.learn_from(other)
    return one, other


WRITES: Sequence[Write] = two_desks()[0].writes


@given(st.permutations([*WRITES, *WRITES[:3]]))
def test_any_order_and_any_doubling_give_the_same(mixed: Sequence[Write]) -> None:
    assert fold_calendar(mixed, YACOUB) == fold_calendar(WRITES, YACOUB)
    assert fold_closure(mixed) == fold_closure(WRITES)


def test_both_values_stand_until_somebody_who_saw_them_chooses() -> None:
    one, _other = two_desks()
    field = fold_calendar(one.writes, YACOUB).by_name["holiday:mawlid:2027"]
    assert field.in_conflict
    one.write(OURS, day("2027-08-15", *field.seen))
    settled = fold_calendar(one.writes, YACOUB).by_name["holiday:mawlid:2027"]
    assert not settled.in_conflict
    assert settled.value == "2027-08-15"


def test_a_closure_says_when_why_and_what() -> None:
    one, _other = two_desks()
    found, _fields = fold_closure(one.writes)
    assert found is not None
    assert found.days == (date(2026, 12, 1), date(2026, 12, 3))
    assert (found.reason, found.categories, found.cancelled) == ("Works", ("S10", "S06"), False)
    assert found.concerns("S10")
    assert not found.concerns("S04")
    one.write(OURS, closure("cancelled", True, *_fields.seen("cancelled")))
    found, _fields = fold_closure(one.writes)
    assert found is not None
    assert not found.concerns("S10")


@pytest.mark.parametrize(
    ("first", "last"), [("soon", "2026-12-03"), ("2026-12-03", "2026-12-01"), (3, 4)]
)
def test_without_days_there_is_no_closure(first: Value, last: Value) -> None:
    desk = FakeDesk(YACOUB, "A0")
    desk.write(OURS, closure("from", first), closure("to", last))
    assert fold_closure(desk.writes)[0] is None
    assert fold_closure([])[0] is None


def test_a_calendar_is_its_own_centres_alone() -> None:
    liar = FakeDesk(YOUSSOUFIA, "B0")
    liar.write(own(YOUSSOUFIA), day("2027-01-01"))
    misplaced = FakeDesk(YACOUB, "A2")
    misplaced.write(BETWEEN, day("2027-01-02"))
    assert fold_calendar([*liar.writes, *misplaced.writes], YACOUB).by_name == {}


def test_the_first_signature_counts_and_only_the_senders() -> None:
    desk, there = FakeDesk(YACOUB, "A"), FakeDesk(YOUSSOUFIA, "B0")
    desk.say("requested", exception="danger_life", exception_reason="Bleeds")
    there.write(own(YOUSSOUFIA), fact(REFERRAL_COUNTERSIGNED.name, REFERRAL, text="Not mine"))
    found = fold_referral([*desk.writes, *there.writes])
    assert found is not None
    assert found.request is not None
    assert (found.request.exception, found.request.exception_reason) == ("danger_life", "Bleeds")
    assert found.countersigned is None
    desk.write(OURS, fact(REFERRAL_COUNTERSIGNED.name, REFERRAL, text="Seen"))
    desk.write(OURS, fact(REFERRAL_COUNTERSIGNED.name, REFERRAL, text="Again"))
    found = fold_referral(desk.writes)
    assert found is not None
    assert found.countersigned is not None
    assert found.countersigned.text == "Seen"
    assert found.countersigned.author == desk.author
