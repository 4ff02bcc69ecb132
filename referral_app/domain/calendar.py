"""A centre's calendar: the commune's proposal, what its supervisor set, and the closures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from referral_app.domain.facts import Value
from referral_app.domain.identifiers import RecordId
from referral_app.domain.working_time import Days, Hours, Week, WorkingTime

_K = TypeVar("_K")
_V = TypeVar("_V")

HOURS: Final = "hours"
RAMADAN_HOURS: Final = "ramadan_hours"
RAMADAN: Final = "ramadan"
HOLIDAY: Final = "holiday"
LIMIT: Final = "limit"
"""Names of the calendar's fields: hours, ramadan_hours, ramadan:<year>, holiday:<code>:<year>,
limit:<priority>:<step>."""


class Unit(StrEnum):
    """What a limit counts; see `domain.deadlines`."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a step may take."""

    unit: Unit
    count: int


@dataclass(frozen=True, slots=True)
class FixedHoliday:
    """A holiday of the same date each year."""

    month: int
    day: int
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MovingHoliday:
    """A religious holiday: its first day is entered for each year."""

    code: str
    days: int
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Commune:
    """What a commune proposes to its centres; a supervisor changes it for his own."""

    code: str
    zone: ZoneInfo
    week: Week
    ramadan_week: Week
    fixed: tuple[FixedHoliday, ...]
    moving: tuple[MovingHoliday, ...]
    limits: Mapping[tuple[str, str], Limit] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which the centre, or the services of some categories, does not work.

    `categories` empty is the whole centre. A cancelled one never counted.
    """

    id: RecordId
    days: Days
    reason: str
    categories: tuple[str, ...] = ()
    cancelled: bool = False

    def concerns(self, category: str) -> bool:
        """Whether the clock of a need of `category` stands still."""
        return not self.cancelled and (not self.categories or category in self.categories)


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days of one holiday in one year."""

    days: Days
    words: tuple[tuple[str, str], ...]
    code: str = ""

    def name(self, language: str) -> str:
        """What it is called in `fr`, `ar` or `en`."""
        return dict(self.words)[language]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The commune's calendar with what the centre set in its place.

    `ramadans` by year, `moved` the first day by (code, year).
    """

    commune: Commune
    week: Week
    ramadan_week: Week
    ramadans: Mapping[int, Days]
    moved: Mapping[tuple[str, int], date]
    limits: Mapping[tuple[str, str], Limit]
    closures: tuple[Closure, ...] = ()
    _times: dict[str | None, WorkingTime] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def time(self, category: str | None = None) -> WorkingTime:
        """The working time of the centre, or of its service of a category.

        Without a category only closures of the whole centre count.
        """
        suspended = {code for closure in self.closures for code in closure.categories}
        key = category if category in suspended else None
        if key not in self._times:
            self._times[key] = self._time(key or "")
        return self._times[key]

    def holidays(self, year: int) -> tuple[Holiday, ...]:
        """The holidays of a year as far as they are known, by date."""
        found = [
            Holiday(Days(date(year, h.month, h.day), date(year, h.month, h.day)), h.words)
            for h in self.commune.fixed
        ]
        for moving in self.commune.moving:
            first = self.moved.get((moving.code, year))
            if first is not None:
                last = first + timedelta(days=moving.days - 1)
                found.append(Holiday(Days(first, last), moving.words, moving.code))
        return tuple(sorted(found, key=lambda holiday: holiday.days))

    def missing(self, year: int) -> tuple[MovingHoliday, ...]:
        """Moving holidays whose date of a year was not entered yet."""
        return tuple(h for h in self.commune.moving if (h.code, year) not in self.moved)

    def _time(self, category: str) -> WorkingTime:
        return WorkingTime(
            self.commune.zone,
            self.week,
            self.ramadan_week,
            tuple(self.ramadans[year] for year in sorted(self.ramadans)),
            self._days_off(),
            tuple(c.days for c in self.closures if c.concerns(category)),
        )

    def _days_off(self) -> frozenset[date]:
        moved = {year for _, year in self.moved}
        # Fixed ones stand in every year; a year beyond these is asked for by nothing that is due.
        years = range(_FIRST_YEAR, max(moved | {_LAST_YEAR}) + 1)
        return frozenset(
            holiday.days.first + timedelta(days=n)
            for year in years
            for holiday in self.holidays(year)
            for n in range((holiday.days.last - holiday.days.first).days + 1)
        )


_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@lru_cache(maxsize=8)
def calendar_of(
    commune: Commune, fields: tuple[tuple[str, Value], ...], closures: tuple[Closure, ...]
) -> Calendar:
    """Return the calendar that fields of a centre make of its commune's.

    A value that this program cannot read leaves the commune's in place.
    """
    values = dict(fields)
    ramadans: dict[int, Days] = {}
    moved: dict[tuple[str, int], date] = {}
    limits = dict(commune.limits)
    for name, value in fields:
        match (name.split(":"), value):
            case (["ramadan", year], (str(first), str(last))):
                _keep(ramadans, _year(year), read_days(first, last))
            case (["holiday", code, year], str(first)):
                _keep(moved, (code, _year(year)), read_day(first))
            case (["limit", priority, step], value) if (priority, step) in limits:
                _keep(limits, (priority, step), read_limit(value))
    return Calendar(
        commune,
        read_week(values.get(HOURS)) or commune.week,
        read_week(values.get(RAMADAN_HOURS)) or commune.ramadan_week,
        ramadans,
        moved,
        limits,
        closures,
    )


def _keep(found: dict[_K, _V], key: _K, value: _V | None) -> None:
    if value is not None:
        found[key] = value


def _year(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) == 4 else 0


def read_day(text: str) -> date | None:
    """Return a day written as 2027-03-10, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_days(first: str, last: str) -> Days | None:
    """Return days from first to last, or None when they are none."""
    begin, end = read_day(first), read_day(last)
    return Days(begin, end) if begin and end and begin <= end else None


def read_limit(value: Value) -> Limit | None:
    """Return a limit written as (unit, count), or None."""
    match value:
        case (str(unit), int(count)) if unit in set(Unit) and type(count) is int and count >= 0:
            return Limit(Unit(unit), count)
    return None


def read_hours(text: str) -> Hours | None:
    """Return the hours of a day written as `08:30-12:00 13:00-16:30`; "" is a day off.

    None when it is not of that form, out of order or overlapping.
    """
    found: list[tuple[int, int]] = []
    for part in text.split():
        begin, dash, end = part.partition("-")
        start, stop = _minutes(begin), _minutes(end)
        if not dash or start is None or stop is None or not start < stop:
            return None
        if found and found[-1][1] > start:
            return None
        found.append((start, stop))
    return tuple(found)


def write_hours(hours: Hours) -> str:
    """Write the hours of a day as `read_hours` takes them."""
    return " ".join(f"{_clock(start)}-{_clock(stop)}" for start, stop in hours)


def read_week(value: Value) -> Week | None:
    """Return seven days of hours, Monday first, or None; a week without work is none."""
    match value:
        case (str(mo), str(tu), str(we), str(th), str(fr), str(sa), str(su)):
            days = tuple([read_hours(text) for text in (mo, tu, we, th, fr, sa, su)])
            if all(hours is not None for hours in days) and any(days):
                return days  # type: ignore[return-value]  # seven, none of them None
    return None


def write_week(week: Week) -> tuple[str, ...]:
    """Write a week as `read_week` takes it."""
    return tuple(write_hours(hours) for hours in week)


def _minutes(text: str) -> int | None:
    hours, colon, minutes = text.partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        return None
    total = int(hours) * 60 + int(minutes)
    return total if int(minutes) < 60 and total <= 24 * 60 else None


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
