"""The centre's working time: which hours of which days it works, and arithmetic in it.

Days are days of the wall clock, moments are UTC: Morocco sets its clock back an hour for Ramadan
(tz database, `Africa/Casablanca`), so a day of the change lasts 23 or 25 hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from referral_app.domain.identifiers import Moment

Hours = tuple[tuple[int, int], ...]
"""Stretches of a day in minutes after midnight, in order and apart: ((510, 990),)."""
Week = tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]
"""The hours of each day, Monday first."""

MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
_DAY: Final = timedelta(days=1)
_FARTHEST: Final = 3660
"""Days that a search goes through at most: a calendar without any work ends it, not the program."""
_FIRST, _LAST = date(1970, 1, 2), date(3000, 1, 1)


class Days(NamedTuple):
    """Days from `first` to `last`, both among them."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


class Stretch(NamedTuple):
    """Time from `start` up to `end`, in milliseconds."""

    start: Moment
    end: Moment


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When a centre works. `holidays` and `closed` days stop its clocks.

    Every sum only ever grows with its start, and a holiday or closure more only ever delays it.
    """

    zone: ZoneInfo
    week: Week
    ramadan_week: Week
    ramadans: tuple[Days, ...] = ()
    holidays: frozenset[date] = frozenset()
    closed: tuple[Days, ...] = ()
    _open: dict[date, tuple[Stretch, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    _years: dict[int, tuple[int, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def day_of(self, moment: Moment) -> date:
        """The day of the wall clock on which a moment falls; far ends of time are drawn in."""
        try:
            day = datetime.fromtimestamp(moment / 1000, self.zone).date()
        except (OverflowError, ValueError, OSError):
            return _LAST if moment > 0 else _FIRST
        return min(max(day, _FIRST), _LAST)

    def start_of(self, day: date) -> Moment:
        """The midnight with which a day begins."""
        return self._at(day, 0)

    def end_of(self, day: date) -> Moment:
        """The last minute of a day."""
        return Moment(self._at(day + _DAY, 0) - MINUTE)

    def hours(self, day: date) -> Hours:
        """The hours of the week's plan, holidays and closures apart."""
        in_ramadan = any(day in days for days in self.ramadans)
        return (self.ramadan_week if in_ramadan else self.week)[day.weekday()]

    def is_lost(self, day: date) -> bool:
        """Whether a holiday or a closure falls on the day."""
        return day in self.holidays or any(day in days for days in self.closed)

    def is_working(self, day: date) -> bool:
        """Whether the centre works on the day."""
        return bool(self.hours(day)) and not self.is_lost(day)

    def open_on(self, day: date) -> tuple[Stretch, ...]:
        """The stretches of a day in which the centre works."""
        found = self._open.get(day)
        if found is None:
            hours = self.hours(day) if self.is_working(day) else ()
            found = tuple([Stretch(self._at(day, a), self._at(day, b)) for a, b in hours])
            self._open[day] = found
        return found

    def closing(self, day: date) -> Moment:
        """When work ends on a day; the end of a day without work."""
        stretches = self.open_on(day)
        return stretches[-1].end if stretches else self.end_of(day)

    def working_day_from(self, day: date, ahead: int = 1) -> date:
        """The nearest working day that is not before `day`; with `ahead` -1, not after it."""
        for step in range(_FARTHEST):
            at = _clamped(day, ahead * step)
            if self.is_working(at):
                return at
        return day

    def add_days(self, at: Moment, count: int) -> Moment:
        """The closing of the `count`th working day after the day of `at`.

        With 0, that of the day itself while it lasts, else of the next working day.
        """
        day = self.working_day_from(self.day_of(at))
        if count == 0:
            if self.closing(day) < at:
                day = self.working_day_from(_clamped(day, 1))
            return self.closing(day)
        day = self.day_of(at)
        for _ in range(count):
            day = self.working_day_from(_clamped(day, 1))
        return self.closing(day)

    def subtract_days(self, at: Moment, count: int) -> Moment:
        """The opening of the `count`th working day before the day of `at`.

        With 0, that of the day itself once it has begun, else of the working day before.
        """
        day = self.working_day_from(self.day_of(at), -1)
        if count == 0:
            if self._opening(day) > at:
                day = self.working_day_from(_clamped(day, -1), -1)
            return self._opening(day)
        day = self.day_of(at)
        for _ in range(count):
            day = self.working_day_from(_clamped(day, -1), -1)
        return self._opening(day)

    def add_time(self, at: Moment, span: int) -> Moment:
        """The moment at which `span` milliseconds of working hours have passed after `at`."""
        return self._forward(at, span, self.open_on)

    def subtract_time(self, at: Moment, span: int) -> Moment:
        """The latest moment after which `span` milliseconds of working hours pass until `at`."""
        left, day = span, self.day_of(at)
        for _ in range(_FARTHEST):
            for start, end in reversed(self.open_on(day)):
                worked = max(min(end, at) - start, 0)
                if worked and worked >= left:
                    return Moment(min(end, at) - left)
                left -= worked
            day = _clamped(day, -1)
        return at

    def add_round_the_clock(self, at: Moment, span: int) -> Moment:
        """As `add_time`, every working day counting whole, and then on to the next open hour."""
        return self._forward(self._forward(at, span, self._whole), 0, self.open_on)

    def add_weekdays(self, at: Moment, count: int) -> Moment:
        """The closing of the working day on or after `count` days of the week after `at`.

        Weekends count, as a fortnight is a fortnight; holidays and closures do not.
        """
        day, left = self.day_of(at), count
        for _ in range(_FARTHEST):
            if left <= 0:
                break
            day = _clamped(day, 1)
            left -= not self.is_lost(day)
        return self.closing(self.working_day_from(day))

    def time_between(self, start: Moment, end: Moment) -> int:
        """Milliseconds of working hours from `start` to `end`; below zero when it lies before."""
        if end < start:
            return -self.time_between(end, start)
        day, last = self.day_of(start), self.day_of(end)
        total = 0
        while day <= last:
            for begins, ends in self.open_on(day):
                total += max(min(ends, end) - max(begins, start), 0)
            day += _DAY
        return total

    def days_between(self, start: Moment, end: Moment) -> int:
        """Working days after the day of `start` up to that of `end`; below zero backwards."""
        first, last = self.day_of(start), self.day_of(end)
        if last < first:
            return -self.days_between(end, start)
        whole = sum(self._worked(year)[-1] for year in range(first.year, last.year))
        return whole + self._up_to(last) - self._up_to(first)

    def _up_to(self, day: date) -> int:
        """Working days of its year up to a day."""
        return self._worked(day.year)[day.timetuple().tm_yday - 1]

    def _worked(self, year: int) -> tuple[int, ...]:
        """Working days of a year up to each of its days: a list asks for hundreds of stretches."""
        found = self._years.get(year)
        if found is None:
            start = date(year, 1, 1)
            days = (date(year, 12, 31) - start).days + 1
            found = tuple(accumulate(self.is_working(start + n * _DAY) for n in range(days)))
            self._years[year] = found
        return found

    def _opening(self, day: date) -> Moment:
        stretches = self.open_on(day)
        return stretches[0].start if stretches else self.start_of(day)

    def _whole(self, day: date) -> tuple[Stretch, ...]:
        if not self.is_working(day):
            return ()
        return (Stretch(self.start_of(day), self.start_of(day + _DAY)),)

    def _forward(
        self, at: Moment, span: int, stretches: Callable[[date], tuple[Stretch, ...]]
    ) -> Moment:
        left = span
        for day in _days_from(self.day_of(at)):
            for start, end in stretches(day):
                begin = max(start, at)
                if begin <= end and end - begin >= left:
                    return Moment(begin + left)
                left -= max(end - begin, 0)
        return at

    def _at(self, day: date, minutes: int) -> Moment:
        # A whole day ends with the next one's midnight; an hour that the change of the clock skips
        # or repeats is taken at its first reading.
        day += (minutes // 1440) * _DAY
        clock = time(minutes % 1440 // 60, minutes % 60)
        return Moment(int(datetime.combine(day, clock, self.zone).timestamp() * 1000))


def _days_from(day: date) -> Iterator[date]:
    for step in range(_FARTHEST):
        yield _clamped(day, step)


def _clamped(day: date, days: int) -> date:
    return min(max(day + days * _DAY, _FIRST), _LAST)
