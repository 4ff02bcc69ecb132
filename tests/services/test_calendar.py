"""The calendar and closures: who changes them, what is refused, and what is dated anew."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from referral_app.domain.calendar import Limit, Unit
from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError, NotPermittedError
from referral_app.journal.stream import link
from referral_app.services import lists
from referral_app.services.calendar import (
    HOURS,
    RAMADAN_HOURS,
    calendar_view,
    keep_value,
    set_holiday,
    set_hours,
    set_limit,
    set_ramadan,
)
from referral_app.services.closures import (
    ClosureEntry,
    cancel_closure,
    change_closure,
    close_days,
    closures,
    in_the_way,
)
from referral_app.services.desk import Desk
from referral_app.services.lists import do_next
from referral_app.services.ports import ReferralBox, ReferralQuery
from referral_app.storage.projecting import rows
from tests.fakes import DAY, Neighbours, Office, give
from tests.services.builders import accepted, declined, refused, sent
from tests.services.co_desk import co_desk, meet
from tests.storage.tables import projections, refolded

WEEK = ("8h30 - 12h00 13:00–16:30", "8-16", "08:30-16:30", "08:30-16:30", "8:30-12:30", "", "")


def boss(office: Office) -> Desk:
    return office.as_(Role.SUPERVISOR)


def due(office: Office, referral: ReferralId) -> Moment:
    box = (
        ReferralBox.RECEIVED
        if office.store.reader.referral_page(ReferralQuery(ReferralBox.RECEIVED)).total
        else ReferralBox.SENT
    )
    (row,) = [
        row
        for row in office.store.reader.referral_page(ReferralQuery(box)).rows
        if row.id == referral
    ]
    assert row.due is not None
    return row.due


def day(office: Office, moment: Moment) -> date:
    return office.store.reader.calendar().time().day_of(moment)


def test_hours_are_read_as_people_type_them(both: Neighbours) -> None:
    set_hours(boss(both.here), HOURS, WEEK)
    week = calendar_view(both.here.desk).calendar.week
    assert week[0] == ((510, 720), (780, 990))
    assert week[1] == ((480, 960),)
    assert week[5] == ()


@pytest.mark.parametrize("typed", ["9-8", "8:30", "soon", "8:00-12:00 11:00-13:00", "8:70-9:00"])
def test_hours_that_are_none_are_refused_at_their_day(both: Neighbours, typed: str) -> None:
    days = [*WEEK[:2], typed, *WEEK[3:]]
    with refused("calendar.hours", InvalidInputError, field="hours.2"):
        set_hours(boss(both.here), HOURS, days)


def test_a_week_keeps_a_working_day(both: Neighbours) -> None:
    with refused("calendar.no_work", InvalidInputError, field="ramadan_hours.0"):
        set_hours(boss(both.here), RAMADAN_HOURS, [""] * 7)
    with refused("calendar.week", InvalidInputError, field="hours"):
        set_hours(boss(both.here), HOURS, WEEK[:5])


def test_dates_lie_in_their_year(both: Neighbours) -> None:
    desk = boss(both.here)
    with refused("calendar.other_year", InvalidInputError, field="holiday:mawlid:2027"):
        set_holiday(desk, "mawlid", 2027, date(2026, 8, 15))
    with refused("calendar.other_year", InvalidInputError, field="ramadan:2027"):
        set_ramadan(desk, 2027, date(2028, 1, 28), date(2028, 2, 25))
    with refused("calendar.ramadan_length", InvalidInputError, field="ramadan:2027"):
        set_ramadan(desk, 2027, date(2027, 2, 8), date(2027, 2, 20))
    with refused("field.unknown", InvalidInputError, field="holiday:easter:2027"):
        set_holiday(desk, "easter", 2027, date(2027, 3, 28))
    set_ramadan(desk, 2031, date(2030, 12, 26), date(2031, 1, 24))
    assert 2031 in calendar_view(desk).calendar.ramadans


def test_missing_holidays_are_asked_for_until_they_are_entered(both: Neighbours) -> None:
    view = calendar_view(both.here.desk)
    assert view.years == (2026, 2027)
    asked = [holiday.code for holiday in view.calendar.missing(2027)]
    assert asked == ["eid_al_fitr", "eid_al_adha", "muharram", "mawlid"]
    set_holiday(boss(both.here), "eid_al_fitr", 2027, date(2027, 3, 10))
    after = calendar_view(both.here.desk).calendar
    assert [holiday.code for holiday in after.missing(2027)] == asked[1:]
    assert not after.time().is_working(date(2027, 3, 11))


def test_limits_stay_in_bounds(both: Neighbours) -> None:
    desk = boss(both.here)
    with refused("number.out_of_range", InvalidInputError, field="limit:P2:decide"):
        set_limit(desk, "P2", "decide", Limit(Unit.HOURS, 0))
    with refused("field.unknown", InvalidInputError):
        set_limit(desk, "P2", "dance", Limit(Unit.HOURS, 1))
    set_limit(desk, "P2", "decide", Limit(Unit.WORKING_DAYS, 0))
    assert calendar_view(desk).calendar.limits["P2", "decide"] == Limit(Unit.WORKING_DAYS, 0)


def test_only_the_supervisor_changes_and_everybody_reads(both: Neighbours) -> None:
    for role in Role:
        view = calendar_view(both.here.as_(role))
        assert view.may_change is (role is Role.SUPERVISOR)
    with pytest.raises(NotPermittedError):
        close_days(both.here.desk, ClosureEntry(date(2026, 12, 1), date(2026, 12, 2), "Works"))


def test_setting_the_same_again_writes_nothing(both: Neighbours) -> None:
    desk = boss(both.here)
    set_holiday(desk, "mawlid", 2027, date(2027, 8, 14))
    before = len(desk.store.reader.writes_about((desk.centre,)))
    set_holiday(desk, "mawlid", 2027, date(2027, 8, 14))
    assert len(desk.store.reader.writes_about((desk.centre,))) == before


def test_a_closure_moves_what_waits_and_its_end_moves_it_back(both: Neighbours) -> None:
    routine = sent(both)
    urgent = sent(both, priority="P1", priority_reason="Sleeps outside")
    first, emergency = due(both.there, routine), due(both.there, urgent)
    begin = day(both.there, first)
    closure = close_days(boss(both.there), ClosureEntry(begin, date(2026, 11, 20), "Works"))
    assert day(both.there, due(both.there, routine)) > date(2026, 11, 20)
    assert due(both.there, urgent) == emergency
    change_closure(boss(both.there), closure, ClosureEntry(begin, begin, "Works"))
    assert first < due(both.there, routine) < Moment(first + 7 * DAY)
    cancel_closure(boss(both.there), closure)
    assert due(both.there, routine) == first
    assert closures(both.there.desk) == ()


def test_a_suspended_service_stops_its_own_clock_alone(both: Neighbours) -> None:
    routine = sent(both)
    first = due(both.there, routine)
    begin = day(both.there, first)
    desk = boss(both.there)
    close_days(desk, ClosureEntry(begin, begin, "No doctor", ("S06",)))
    assert due(both.there, routine) == first
    close_days(desk, ClosureEntry(begin, begin, "No beds", ("S10", "S06")))
    assert due(both.there, routine) > first


def test_closures_ahead_are_said_before_sending(both: Neighbours) -> None:
    desk, today = boss(both.here), day(both.here, both.clock.now())
    close_days(desk, ClosureEntry(today, today, "No beds", ("S10",)))
    far = date(2027, 6, 1)
    close_days(desk, ClosureEntry(far, far, "Summer"))
    assert [closure.reason for closure in in_the_way(desk, "S10")] == ["No beds"]
    assert in_the_way(desk, "S06") == ()


@pytest.mark.parametrize(
    ("entry", "key", "field"),
    [
        (ClosureEntry(None, None, "Works"), "closure.day_required", "first"),
        (ClosureEntry(date(2026, 12, 2), None, "Works"), "closure.day_required", "last"),
        (ClosureEntry(date(2026, 12, 2), date(2026, 12, 1), "W"), "closure.ends_before", "last"),
        (ClosureEntry(date(2026, 12, 2), date(2028, 12, 1), "W"), "closure.too_long", "last"),
        (ClosureEntry(date(1999, 12, 2), date(1999, 12, 2), "W"), "date.too_early", "first"),
        (ClosureEntry(date(2026, 12, 2), date(2026, 12, 2), " "), "text.required", "reason"),
        (
            ClosureEntry(date(2026, 12, 2), date(2026, 12, 2), "W", ("S98",)),
            "vocabulary.not_offered",
            "categories",
        ),
    ],
)
def test_a_closure_that_cannot_be_is_refused_at_its_field(
    both: Neighbours, entry: ClosureEntry, key: str, field: str
) -> None:
    with refused(key, InvalidInputError, field=field):
        close_days(boss(both.here), entry)


def test_a_cancelled_or_unknown_closure_is_not_changed(both: Neighbours) -> None:
    desk, today = boss(both.here), day(both.here, both.clock.now())
    closure = close_days(desk, ClosureEntry(today, today, "Works"))
    cancel_closure(desk, closure)
    with refused("closure.cancelled"):
        cancel_closure(desk, closure)
    with refused("closure.unknown"):
        change_closure(desk, bytes(16), ClosureEntry(today, today, "Works"))


def test_what_is_left_is_dated_in_short_changes(
    both: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "AT_ONCE", 1)
    monkeypatch.setattr(lists, "BATCH", 2)
    referrals = [sent(both) for _ in range(6)]
    first = due(both.there, referrals[0])
    begin = day(both.there, first)
    desk = boss(both.there)
    close_days(desk, ClosureEntry(begin, begin, "Works"))
    assert calendar_view(desk).left == 5
    assert [do_next(desk) for _ in range(4)] == [2, 2, 1, 0]
    assert calendar_view(desk).left == 0
    assert all(due(both.there, referral) > first for referral in referrals)


def test_two_supervisors_who_set_one_date_are_told(both: Neighbours, tmp_path: Path) -> None:
    here = both.here
    with co_desk(tmp_path / "co", here) as other:
        field = "holiday:mawlid:2027"
        set_holiday(boss(here), "mawlid", 2027, date(2027, 8, 14))
        set_holiday(boss(other), "mawlid", 2027, date(2027, 8, 15))
        meet(here, other)
        for office in (here, other):
            (conflict,) = calendar_view(office.desk).conflicts
            assert conflict.field == field
            assert {option.value for option in conflict.options} == {"2027-08-14", "2027-08-15"}
        keep_value(boss(here), field, "2027-08-15")
        meet(here, other)
        for office in (here, other):
            view = calendar_view(office.desk)
            assert view.conflicts == ()
            assert view.calendar.moved["mawlid", 2027] == date(2027, 8, 15)
        with refused("calendar.settled"):
            keep_value(boss(here), field, "2027-08-14")


def test_a_closure_set_by_two_is_settled_by_changing_it(both: Neighbours, tmp_path: Path) -> None:
    here, today = both.here, day(both.here, both.clock.now())
    closure = close_days(boss(here), ClosureEntry(today, today, "Works"))
    with co_desk(tmp_path / "co", here) as other:
        later = today + timedelta(days=3)
        change_closure(boss(here), closure, ClosureEntry(today, later, "Works"))
        change_closure(boss(other), closure, ClosureEntry(today, today, "Strike"))
        change_closure(
            boss(other), closure, ClosureEntry(today, today + timedelta(days=1), "Strike")
        )
        meet(here, other)
        for office in (here, other):
            (line,) = closures(office.desk)
            assert [conflict.field for conflict in line.conflicts] == ["to"]
        assert closures(here.desk)[0].closure == closures(other.desk)[0].closure
        entry = ClosureEntry(today, later, "Strike")
        change_closure(boss(here), closure, entry)
        meet(here, other)
        for office in (here, other):
            (line,) = closures(office.desk)
            assert line.conflicts == ()
            assert line.closure.days.last == later


def test_folding_anew_gives_the_same_dates(both: Neighbours) -> None:
    for number in range(4):
        sent(both, priority="P2" if number % 2 else "P3", priority_reason="Soon")
    accepted(both)
    declined(both)
    for office in (both.here, both.there):
        desk = boss(office)
        set_holiday(desk, "mawlid", 2026, date(2026, 11, 4))
        close_days(desk, ClosureEntry(date(2026, 11, 5), date(2026, 11, 9), "Works"))
        gone = close_days(desk, ClosureEntry(date(2026, 11, 10), date(2026, 11, 10), "No"))
        cancel_closure(desk, gone)
        assert calendar_view(desk).left == 0
        files: Any = office.store
        assert projections(files) == refolded(files, office.id)


def test_a_desk_that_hears_of_a_closure_dates_what_waits_there(
    both: Neighbours, tmp_path: Path
) -> None:
    here = both.there
    with co_desk(tmp_path / "co", here) as other:
        routine = sent(both)
        give(here, other, link(both.here.id, here.id))
        first = due(other, routine)
        begin = day(here, first)
        close_days(boss(here), ClosureEntry(begin, begin, "Works"))
        meet(here, other)
        assert due(other, routine) == due(here, routine) > first
        files: tuple[Any, Any] = (here.store, other.store)
        assert projections(files[0])["referral_row"] == projections(files[1])["referral_row"]


def test_the_lists_of_what_is_late(both: Neighbours) -> None:
    late = sent(both)
    both.clock.advance(4 * DAY)
    sent(both)
    now = both.clock.now()
    for office, box in ((both.there, ReferralBox.RECEIVED), (both.here, ReferralBox.SENT)):
        page = office.store.reader.referral_page(ReferralQuery(box, waiting=True, late_at=now))
        assert [row.id for row in page.rows] == [late]
        assert page.total == 1
        assert office.store.reader.referral_page(ReferralQuery(box)).total == 2
