"""The centre's calendar: everybody reads it, the supervisor changes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from referral_app.domain.calendar import (
    HOLIDAY,
    HOURS,
    LIMIT,
    RAMADAN,
    RAMADAN_HOURS,
    Calendar,
    Limit,
    Unit,
    read_hours,
    read_week,
    write_hours,
)
from referral_app.domain.facts import CALENDAR_FIELD, Fact, Value, field_content
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import Moment
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.journal.calendar import fold_calendar
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader

__all__ = [
    "HOURS",
    "HOURS_EXAMPLE",
    "RAMADAN_HOURS",
    "CalendarView",
    "Conflict",
    "Option",
    "calendar_view",
    "conflicts_of",
    "keep_value",
    "set_holiday",
    "set_hours",
    "set_limit",
    "set_ramadan",
]

_WEEK: Final = 7
_RAMADAN: Final = range(28, 32)
_MOST: Final = {Unit.HOURS: 24 * 90, Unit.DAYS: 366, Unit.WORKING_DAYS: 250}
HOURS_EXAMPLE: Final = "08:30-12:00 13:00-16:30"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values that stand side by side in a field, and who wrote it when."""

    value: Value
    happened: Moment
    author_label: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two people set at once; what holds now stands first. Setting it settles it."""

    field: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class CalendarView:
    """The calendar that holds, this year and the next, and what is to be settled.

    `left` says how many referrals are still dated by an earlier calendar.
    """

    calendar: Calendar
    years: tuple[int, int]
    conflicts: tuple[Conflict, ...]
    may_change: bool
    left: int


def calendar_view(desk: Desk) -> CalendarView:
    """Return the calendar of the centre, for any role to read; raises NotPermittedError."""
    desk.require(Act.SYNCHRONISE)
    reader = desk.store.reader
    calendar = reader.calendar()
    year = calendar.time().day_of(desk.now()).year
    fields = _fields(desk, reader)
    return CalendarView(
        calendar,
        (year, year + 1),
        conflicts_of(reader, fields),
        desk.actor.may(Act.MANAGE_CALENDAR),
        reader.left_to_date(),
    )


def set_hours(desk: Desk, which: str, days: Sequence[str]) -> None:
    """Set the hours of a week, Monday first, as `08:30-12:00 13:00-16:30`; "" is a day off.

    `which` is HOURS or RAMADAN_HOURS. Raises NotPermittedError, InvalidInputError whose field is
    that of the day, such as `hours.0`.
    """
    desk.require(Act.MANAGE_CALENDAR)
    if which not in (HOURS, RAMADAN_HOURS) or len(days) != _WEEK:
        raise InvalidInputError("calendar.week", which)
    texts = []
    for at, text in enumerate(days):
        hours = read_hours(_tidy(text))
        if hours is None:
            raise InvalidInputError("calendar.hours", f"{which}.{at}", example=HOURS_EXAMPLE)
        texts.append(write_hours(hours))
    if read_week(tuple(texts)) is None:
        raise InvalidInputError("calendar.no_work", f"{which}.0")
    _set(desk, which, tuple(texts))


def set_ramadan(desk: Desk, year: int, first: date, last: date) -> None:
    """Set the days of Ramadan hours of a year; raises NotPermittedError, InvalidInputError."""
    desk.require(Act.MANAGE_CALENDAR)
    if year not in (first.year, last.year):
        raise InvalidInputError("calendar.other_year", f"{RAMADAN}:{year}", year=str(year))
    if (last - first).days + 1 not in _RAMADAN:
        raise InvalidInputError("calendar.ramadan_length", f"{RAMADAN}:{year}")
    _set(desk, f"{RAMADAN}:{year}", (first.isoformat(), last.isoformat()))


def set_holiday(desk: Desk, code: str, year: int, first: date) -> None:
    """Set the first day of a moving holiday of a year.

    Raises NotPermittedError, InvalidInputError.
    """
    desk.require(Act.MANAGE_CALENDAR)
    field = f"{HOLIDAY}:{code}:{year}"
    if all(holiday.code != code for holiday in desk.store.reader.calendar().commune.moving):
        raise InvalidInputError("field.unknown", field)
    if first.year != year:
        raise InvalidInputError("calendar.other_year", field, year=str(year))
    _set(desk, field, first.isoformat())


def set_limit(desk: Desk, priority: str, step: str, limit: Limit) -> None:
    """Set how long a step may take; raises NotPermittedError, InvalidInputError."""
    desk.require(Act.MANAGE_CALENDAR)
    field = f"{LIMIT}:{priority}:{step}"
    if (priority, step) not in desk.store.reader.calendar().limits:
        raise InvalidInputError("field.unknown", field)
    least = 0 if limit.unit is Unit.WORKING_DAYS else 1
    if not least <= limit.count <= _MOST[limit.unit]:
        most = _MOST[limit.unit]
        raise InvalidInputError("number.out_of_range", field, least=least, most=most)
    _set(desk, field, (limit.unit.value, limit.count))


def keep_value(desk: Desk, field: str, value: Value) -> None:
    """Settle a field that two people set at once by keeping one of the two values.

    Raises NotPermittedError, RefusedError when it is none of them.
    """
    desk.require(Act.MANAGE_CALENDAR)
    fields = _fields(desk, desk.store.reader)
    live = fields.by_name[field].live if field in fields.by_name else ()
    if all(written.value != value for written in live):
        raise RefusedError("calendar.settled")
    _set(desk, field, value)


def conflicts_of(reader: Reader, fields: Fields) -> tuple[Conflict, ...]:
    """Return the fields in which live writes disagree."""
    labels = {member.id: member.label for member in reader.staff()}
    return tuple(
        Conflict(
            name,
            tuple(
                Option(written.value, written.happened, labels.get(written.author, ""))
                for written in fields.by_name[name].live
            ),
        )
        for name in fields.conflicts
    )


def _set(desk: Desk, name: str, value: Value) -> None:
    with desk.store.begin() as work:
        fields = _fields(desk, work)
        if fields.value(name) == value and name not in fields.conflicts:
            return
        content = field_content(name, value)
        fact = Fact(CALENDAR_FIELD.name, desk.centre, desk.now(), content, fields.seen(name))
        work.record(desk.stream, (fact,), desk.actor.id)


def _fields(desk: Desk, reader: Reader) -> Fields:
    return fold_calendar(reader.writes_about((desk.centre,)), desk.centre)


def _tidy(text: str) -> str:
    """Let an hour be typed as 8:30, 8h30 or 8h, and a stretch with any dash."""
    plain = text.strip().lower().replace("–", "-").replace("—", "-").replace(" - ", "-")
    parts = []
    for stretch in plain.replace(",", " ").split():
        hours = [_hour(hour) for hour in stretch.split("-")]
        parts.append("-".join(hours))
    return " ".join(parts)


def _hour(text: str) -> str:
    hours, mark, minutes = text.replace("h", ":").partition(":")
    return f"{hours}:{minutes or '00'}" if mark or hours.isdecimal() else text
