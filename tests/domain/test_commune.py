"""A commune's file, and what a centre sets in its place."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app import paths
from referral_app.communes import commune
from referral_app.domain.calendar import (
    Limit,
    Unit,
    calendar_of,
    read_hours,
    read_week,
    write_hours,
    write_week,
)
from referral_app.domain.commune import read_commune
from referral_app.domain.facts import Value
from referral_app.errors import ForeignDataError
from referral_app.sentences import sentences

TEXT = paths.resource("communes", "rabat.json").read_text(encoding="utf-8")


def test_the_commune_as_shipped() -> None:
    found = commune()
    assert found.week[0] == ((510, 990),)
    assert found.week[6] == ()
    assert [holiday.code for holiday in found.moving] == [
        "eid_al_fitr", "eid_al_adha", "muharram", "mawlid",
    ]  # fmt: skip
    assert found.limits["P1", "decide"] == Limit(Unit.HOURS, 24)
    assert found.limits["P3", "escalate"] == Limit(Unit.WORKING_DAYS, 3)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("time_zone", 5),
        ("working_week", {}),
        ("working_week", {day: [] for day in ("monday",)}),
        ("fixed_holidays", [{"month": 1}]),
        ("moving_holidays", "none"),
        ("limits", {"P1": {"decide": {"moons": 3}}}),
        ("limits", {"P1": {"decide": {}}}),
        ("commune", ""),
    ],
)
def test_a_damaged_file_is_told(place: str, value: Any) -> None:
    damaged = json.loads(TEXT) | {place: value}
    with pytest.raises(ForeignDataError) as caught:
        read_commune(json.dumps(damaged))
    assert caught.value.key == "commune.malformed"
    assert caught.value.key in sentences()


@pytest.mark.parametrize("text", ["", "[]", "{", "null"])
def test_what_is_no_file_of_ours_is_told(text: str) -> None:
    with pytest.raises(ForeignDataError, match=r"^commune\.malformed$"):
        read_commune(text)


def test_a_zone_that_the_computer_does_not_know_is_told() -> None:
    elsewhere = json.dumps(json.loads(TEXT) | {"time_zone": "Africa/Atlantis"})
    with pytest.raises(ForeignDataError, match=r"^commune\.no_time_zone$"):
        read_commune(elsewhere)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hours", ("08:30-16:30",) * 6),
        ("hours", ("",) * 7),
        ("hours", ("late",) * 7),
        ("hours", "08:30-16:30"),
        ("ramadan:2027", ("2027-03-09", "2027-02-08")),
        ("ramadan:2027", ("soon", "later")),
        ("ramadan:2027", "2027-02-08"),
        ("holiday:mawlid:2027", "in August"),
        ("holiday:mawlid:2027", 3),
        ("limit:P1:decide", ("moons", 3)),
        ("limit:P1:decide", ("hours", -1)),
        ("limit:P1:decide", ("hours", True)),
        ("limit:P9:decide", ("hours", 1)),
        ("limit", ("hours", 1)),
        ("phase", "full"),
    ],
)
def test_what_cannot_be_read_leaves_the_communes_in_place(name: str, value: Value) -> None:
    assert calendar_of(commune(), ((name, value),), ()) == calendar_of(commune(), (), ())


def test_what_a_centre_set_stands_in_place() -> None:
    fields: tuple[tuple[str, Value], ...] = (
        ("holiday:mawlid:2027", "2027-08-14"),
        ("hours", ("09:00-13:00",) * 6 + ("",)),
        ("limit:P1:decide", ("hours", 12)),
        ("ramadan:2027", ("2027-02-08", "2027-03-09")),
    )
    found = calendar_of(commune(), fields, ())
    assert found.week[5] == ((540, 780),)
    assert found.limits["P1", "decide"].count == 12
    assert found.moved["mawlid", 2027] == date(2027, 8, 14)
    assert [h.days.last for h in found.holidays(2027) if h.code] == [date(2027, 8, 15)]
    assert [holiday.code for holiday in found.missing(2027)] == [
        "eid_al_fitr", "eid_al_adha", "muharram",
    ]  # fmt: skip


hours = (
    st.lists(st.integers(0, 1440), max_size=6, unique=True)
    .map(sorted)
    .map(lambda marks: tuple(zip(marks[::2], marks[1::2], strict=False)))
)


@given(st.tuples(*[hours] * 7))
def test_a_week_comes_back_as_it_was_written(week: Any) -> None:
    assert read_week(write_week(week)) == (week if any(week) else None)


@given(hours)
def test_hours_come_back_as_they_were_written(of_a_day: Any) -> None:
    assert read_hours(write_hours(of_a_day)) == of_a_day


@pytest.mark.parametrize("text", ["8-9", "08:30", "25:00-26:00", "10:00-09:00", "08:3-09:00"])
def test_hours_of_another_form_are_none(text: str) -> None:
    assert read_hours(text) is None
