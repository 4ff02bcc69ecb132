"""Days as people type them and moments as facts hold them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from referral_app.communes import clock_there, moment_there
from referral_app.domain.identifiers import Moment
from referral_app.services.desk import Desk


def today_of(desk: Desk) -> Callable[[], date]:
    """Today here, by the desk's clock."""
    return lambda: day_of(desk.now())


def day_of(moment: Moment) -> date:
    """The day here on which a moment falls."""
    return clock_there(moment).date()


def moment_of(day: date, now: Moment) -> Moment:
    """When something happened that was dated by its day: now if it is today, else noon."""
    return now if day == day_of(now) else _at(day, time(12))


def end_of(day: date) -> Moment:
    """The last moment of a day here."""
    return _at(day, time(23, 59, 59, 999_000))


def _at(day: date, clock: time) -> Moment:
    return moment_there(datetime.combine(day, clock))
