"""Closures: days on which the centre, or some of its services together, does not work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from referral_app.domain.calendar import Closure
from referral_app.domain.facts import CLOSURE_FIELD, Fact, Value, field_content
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import RecordId
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.journal.calendar import fold_closure
from referral_app.services.calendar import Conflict, conflicts_of
from referral_app.services.checks import choice, plain
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader

_LONGEST: Final = timedelta(days=366)
_EARLIEST: Final = date(2000, 1, 1)
_AHEAD: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ClosureEntry:
    """A closure as typed; `categories` empty closes the whole centre."""

    first: date | None
    last: date | None
    reason: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosureLine:
    """A closure, and the fields of it that two people set at once."""

    closure: Closure
    conflicts: tuple[Conflict, ...]


def closures(desk: Desk) -> tuple[ClosureLine, ...]:
    """Return the closures that were not cancelled, the latest first, for any role to read.

    Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    reader = desk.store.reader
    known = [c for c in reader.calendar().closures if not c.cancelled]
    return tuple(
        ClosureLine(closure, conflicts_of(reader, _known(reader, closure.id)[1]))
        for closure in sorted(known, key=lambda c: c.days, reverse=True)
    )


def close_days(desk: Desk, entry: ClosureEntry) -> RecordId:
    """Record a closure: its days stop the clocks, those of emergencies excepted.

    Raises NotPermittedError, InvalidInputError.
    """
    desk.require(Act.MANAGE_CALENDAR)
    values = _values(desk, entry)
    record = RecordId(desk.new_id())
    with desk.store.begin() as work:
        facts = _facts(desk, record, Fields(), values)
        work.record(desk.stream, facts, desk.actor.id)
    return record


def change_closure(desk: Desk, closure: RecordId, entry: ClosureEntry) -> None:
    """Change a closure, which also settles what two people set at once.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.MANAGE_CALENDAR)
    values = _values(desk, entry)
    with desk.store.begin() as work:
        found, fields = _known(work, closure)
        if found.cancelled:
            raise RefusedError("closure.cancelled")
        changed = {
            name: value
            for name, value in values.items()
            if fields.value(name) != value or name in fields.conflicts
        }
        if changed:
            work.record(desk.stream, _facts(desk, closure, fields, changed), desk.actor.id)


def cancel_closure(desk: Desk, closure: RecordId) -> None:
    """Take a closure back: the clocks run as if it had never been.

    Raises NotPermittedError, RefusedError.
    """
    desk.require(Act.MANAGE_CALENDAR)
    with desk.store.begin() as work:
        found, fields = _known(work, closure)
        if found.cancelled:
            raise RefusedError("closure.cancelled")
        facts = _facts(desk, closure, fields, {"cancelled": True})
        work.record(desk.stream, facts, desk.actor.id)


def in_the_way(desk: Desk, category: str) -> tuple[Closure, ...]:
    """Return closures of today or the coming week that a referral of `category` would meet.

    They are those of our own centre: what others tell the commune counts once it is taken in; and
    an answer may come while nobody is here to read it. Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    calendar = desk.store.reader.calendar()
    today = calendar.time().day_of(desk.now())
    return tuple(
        closure
        for closure in calendar.closures
        if closure.concerns(category)
        and closure.days.first <= today + _AHEAD
        and closure.days.last >= today
    )


def _values(desk: Desk, entry: ClosureEntry) -> dict[str, Value]:
    if entry.first is None:
        raise InvalidInputError("closure.day_required", "first")
    if entry.last is None:
        raise InvalidInputError("closure.day_required", "last")
    if entry.first < _EARLIEST:
        raise InvalidInputError("date.too_early", "first")
    if not entry.first <= entry.last:
        raise InvalidInputError("closure.ends_before", "last")
    if entry.last - entry.first > _LONGEST:
        raise InvalidInputError("closure.too_long", "last")
    codes = desk.vocabularies.service_categories
    chosen = {choice(codes, code, "categories").code for code in entry.categories}
    return {
        "from": entry.first.isoformat(),
        "to": entry.last.isoformat(),
        "reason": plain(entry.reason, "reason", required=True),
        "categories": tuple(code for code in codes.codes if code in chosen),
    }


def _facts(
    desk: Desk, record: RecordId, fields: Fields, values: dict[str, Value]
) -> tuple[Fact, ...]:
    now = desk.now()
    return tuple(
        Fact(CLOSURE_FIELD.name, record, now, field_content(name, value), fields.seen(name))
        for name, value in values.items()
    )


def _known(reader: Reader, closure: RecordId) -> tuple[Closure, Fields]:
    found, fields = fold_closure(reader.writes_about((closure,)))
    if found is None:
        raise RefusedError("closure.unknown")
    return found, fields
