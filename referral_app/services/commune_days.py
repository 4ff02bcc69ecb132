"""Days that centres of the commune tell one another of, and taking them into our calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final

from referral_app.domain.calendar import HOLIDAY, RAMADAN, Calendar, Closure
from referral_app.domain.commune_days import CLOSURE, CommuneDay
from referral_app.domain.facts import COMMUNE_DAY, Value
from referral_app.domain.identifiers import RecordId, commune_record
from referral_app.domain.staff import Act
from referral_app.domain.working_time import Days
from referral_app.errors import RefusedError
from referral_app.journal.commune_days import fold_commune_day
from referral_app.services.calendar import set_holiday, set_ramadan
from referral_app.services.case_fields import changes_to, field_facts
from referral_app.services.checks import plain, record_all
from referral_app.services.closures import ClosureEntry, close_days
from referral_app.services.desk import Desk
from referral_app.services.ports import Work

_TAG: Final = b"rly/1/day\0"
_SHOWN_AFTER: Final = timedelta(days=31)
_WORD: Final = 120


class Standing(StrEnum):
    """How a day stands to our own calendar."""

    HELD = "held"
    UNSET = "unset"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day as it is told. `disputed`: another centre tells other dates of the same."""

    day: CommuneDay
    standing: Standing
    is_own: bool
    disputed: bool


@dataclass(frozen=True, slots=True)
class Tellable:
    """What of our calendar the commune may be told; `closure` only for one of ours."""

    what: str
    days: Days
    closure: Closure | None = None


def commune_days(desk: Desk) -> tuple[DayLine, ...]:
    """Return what centres told, by date, without what is long over; any role reads it.

    Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    reader = desk.store.reader
    calendar = reader.calendar()
    today = calendar.time().day_of(desk.now())
    found = [it for it in reader.commune_days() if it.days.last + _SHOWN_AFTER >= today]
    return tuple(
        DayLine(
            day,
            _standing(calendar, day),
            day.source == desk.centre,
            day.what != CLOSURE
            and any(it.what == day.what and it.days != day.days for it in found),
        )
        for day in sorted(found, key=lambda it: (it.days, it.what, it.id))
    )


def tellable(desk: Desk) -> tuple[Tellable, ...]:
    """Return what stands in our calendar, from today on, that we have not told; by date.

    Raises NotPermittedError.
    """
    desk.require(Act.MANAGE_CALENDAR)
    reader = desk.store.reader
    calendar = reader.calendar()
    today = calendar.time().day_of(desk.now())
    told = {(it.what, it.days) for it in reader.commune_days() if it.source == desk.centre}
    found = [Tellable(f"{RAMADAN}:{year}", days) for year, days in calendar.ramadans.items()]
    found += [
        Tellable(f"{HOLIDAY}:{code}:{year}", Days(first, first))
        for (code, year), first in calendar.moved.items()
    ]
    found += [
        Tellable(CLOSURE, closure.days, closure)
        for closure in calendar.closures
        if not closure.cancelled and not closure.categories
    ]
    fresh = [it for it in found if (it.what, it.days) not in told and it.days.last >= today]
    return tuple(sorted(fresh, key=lambda it: (it.days, it.what)))


def tell_day(desk: Desk, told: Tellable, word: str) -> RecordId:
    """Tell the commune of days of our calendar; `word` says who announced them.

    Raises NotPermittedError, InvalidInputError at field `word`.
    """
    desk.require(Act.MANAGE_CALENDAR)
    who = plain(word, "word", required=True, limit=_WORD)
    name = told.closure.id if told.closure else told.what.encode()
    record = commune_record(desk.centre, sha256(_TAG + name).digest()[:8])
    first, last = (day.isoformat() for day in told.days)
    values: dict[str, Value] = {
        "what": told.what,
        "from": first,
        "to": last,
        "reason": told.closure.reason if told.closure else "",
        "word": who,
        "withdrawn": False,
    }
    with desk.store.begin() as work:
        _write(desk, work, record, values)
    return record


def withdraw_day(desk: Desk, record: RecordId) -> None:
    """Take back what we told; raises NotPermittedError, RefusedError("day.unknown")."""
    desk.require(Act.MANAGE_CALENDAR)
    day = _known(desk, record)
    if day.source != desk.centre:
        raise RefusedError("day.of_another")
    with desk.store.begin() as work:
        _write(desk, work, record, {"withdrawn": True})


def adopt_day(desk: Desk, record: RecordId) -> None:
    """Let our own calendar say what was told: what waits is dated anew.

    Raises NotPermittedError, InvalidInputError, RefusedError("day.unknown").
    """
    desk.require(Act.MANAGE_CALENDAR)
    day = _known(desk, record)
    match day.what.split(":"):
        case ["ramadan", year]:
            set_ramadan(desk, int(year), *day.days)
        case ["holiday", code, year]:
            set_holiday(desk, code, int(year), day.days.first)
        case _:
            if _standing(desk.store.reader.calendar(), day) is not Standing.HELD:
                close_days(desk, ClosureEntry(*day.days, day.reason))


def _standing(calendar: Calendar, day: CommuneDay) -> Standing:
    match day.what.split(":"):
        case ["ramadan", year]:
            ours = calendar.ramadans.get(_number(year))
            return _compared(ours, day.days)
        case ["holiday", code, year]:
            first = calendar.moved.get((code, _number(year)))
            return _compared(Days(first, first) if first else None, Days(*[day.days.first] * 2))
    held = any(
        closure.days.first <= day.days.first
        and day.days.last <= closure.days.last
        and closure.concerns("")
        for closure in calendar.closures
    )
    return Standing.HELD if held else Standing.UNSET


def _compared(ours: Days | None, theirs: Days) -> Standing:
    if ours is None:
        return Standing.UNSET
    return Standing.HELD if ours == theirs else Standing.DIFFERS


def _number(year: str) -> int:
    return int(year) if year.isdecimal() and len(year) == 4 else 0


def _known(desk: Desk, record: RecordId) -> CommuneDay:
    for day in desk.store.reader.commune_days():
        if day.id == record:
            return day
    raise RefusedError("day.unknown")


def _write(desk: Desk, work: Work, record: RecordId, values: dict[str, Value]) -> None:
    _day, fields = fold_commune_day(work.writes_about((record,)), record)
    changes = changes_to(fields, values)
    facts = field_facts(COMMUNE_DAY, record, fields, changes, desk.now())
    if facts:
        record_all(work, desk.commune_stream, facts, desk.actor.id)
