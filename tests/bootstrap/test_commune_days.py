"""Days that one centre tells and another takes into its calendar, over a folder."""

from __future__ import annotations

from datetime import date

import pytest

from referral_app.domain.commune_days import CLOSURE
from referral_app.domain.facts import COMMUNE_DAY, Fact, field_content
from referral_app.domain.staff import Role, Staff
from referral_app.errors import InvalidInputError, NotPermittedError, RefusedError
from referral_app.services.calendar import set_holiday, set_ramadan
from referral_app.services.closures import ClosureEntry, close_days, closures
from referral_app.services.commune_days import (
    Standing,
    adopt_day,
    commune_days,
    tell_day,
    tellable,
    withdraw_day,
)
from tests.bootstrap.chain import Commune, cheap_root
from tests.bootstrap.conftest import Founder

__all__ = ["cheap_root"]
WORD = "Ministère des Habous"


@pytest.fixture
def commune(founder: Founder, cheap_keys: None, cheap_root: None) -> Commune:
    commune = Commune(founder)
    commune.settle()
    return commune


def told(commune: Commune) -> bytes:
    """A tells when Ramadan is, and everybody hears it."""
    desk = commune.a.desk
    set_ramadan(desk, 2027, date(2027, 2, 8), date(2027, 3, 9))
    (what,) = tellable(desk)
    record = tell_day(desk, what, WORD)
    assert tellable(desk) == ()
    commune.all_round(2)
    return record


def test_what_one_tells_another_takes_in(commune: Commune) -> None:
    record = told(commune)
    desk = commune.c.desk
    (line,) = commune_days(desk)
    assert (line.day.id, line.day.word, line.day.source) == (record, WORD, commune.a.desk.centre)
    assert (line.standing, line.is_own, line.disputed) == (Standing.UNSET, False, False)
    assert not desk.store.reader.calendar().ramadans, "nobody's word moves our deadlines"
    adopt_day(desk, record)
    assert desk.store.reader.calendar().ramadans[2027] == line.day.days
    assert commune_days(desk)[0].standing is Standing.HELD


def test_two_that_tell_different_dates_are_both_shown(commune: Commune) -> None:
    record = told(commune)
    desk = commune.b.desk
    set_ramadan(desk, 2027, date(2027, 2, 9), date(2027, 3, 10))
    (what,) = tellable(desk)
    tell_day(desk, what, "Radio")
    commune.all_round(2)
    lines = commune_days(commune.c.desk)
    assert [line.disputed for line in lines] == [True, True]
    assert {line.day.word for line in lines} == {WORD, "Radio"}
    ours = {line.day.source: line.standing for line in commune_days(desk)}
    assert ours == {desk.centre: Standing.HELD, commune.a.desk.centre: Standing.DIFFERS}
    adopt_day(desk, record)
    assert desk.store.reader.calendar().ramadans[2027].first == date(2027, 2, 8)


def test_what_is_taken_back_is_gone(commune: Commune) -> None:
    record = told(commune)
    with pytest.raises(RefusedError, match=r"day\.of_another"):
        withdraw_day(commune.c.desk, record)
    withdraw_day(commune.a.desk, record)
    commune.all_round(2)
    assert commune_days(commune.c.desk) == ()
    with pytest.raises(RefusedError, match=r"day\.unknown"):
        adopt_day(commune.c.desk, record)
    assert len(tellable(commune.a.desk)) == 1


def test_a_closure_and_a_holiday_travel_too(commune: Commune) -> None:
    desk, code = commune.a.desk, commune.a.desk.store.reader.calendar().commune.moving[0].code
    set_holiday(desk, code, 2027, date(2027, 3, 10))
    close_days(desk, ClosureEntry(date(2026, 10, 1), date(2026, 10, 2), "Recensement"))
    for what in tellable(desk):
        tell_day(desk, what, "Commune de Rabat")
    commune.all_round(2)
    there = commune.c.desk
    lines = commune_days(there)
    assert [line.day.what for line in lines] == [CLOSURE, f"holiday:{code}:2027"]
    for line in lines:
        adopt_day(there, line.day.id)
        adopt_day(there, line.day.id)
    assert len(closures(there)) == 1
    assert [line.standing for line in commune_days(there)] == [Standing.HELD] * 2


def test_whose_word_it_is_has_to_be_said(commune: Commune) -> None:
    desk = commune.a.desk
    set_ramadan(desk, 2027, date(2027, 2, 8), date(2027, 3, 9))
    (what,) = tellable(desk)
    with pytest.raises(InvalidInputError):
        tell_day(desk, what, " ")
    worker = desk.acting_as(Staff(desk.actor.id, "FA", Role.SOCIAL_WORKER))
    assert commune_days(worker) == ()
    for act in (lambda: tell_day(worker, what, WORD), lambda: withdraw_day(worker, bytes(16))):
        with pytest.raises(NotPermittedError):
            act()


def test_nobody_changes_what_another_told(commune: Commune) -> None:
    record = told(commune)
    desk = commune.c.desk
    fact = Fact(COMMUNE_DAY.name, record, desk.now(), field_content("from", "2027-02-01"))
    with commune.c._store.begin() as work:
        work.record(desk.commune_stream, (fact,), desk.actor.id)
    commune.all_round(2)
    for workspace in (commune.a, commune.b, commune.c):
        (line,) = commune_days(workspace.desk)
        assert line.day.days.first == date(2027, 2, 8)
