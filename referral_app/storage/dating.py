"""When referrals are due: the calendar of our centre applied to the clocks in their rows.

Rows are dated when they are written. When the calendar or a closure changes, those that wait are
dated anew from their own columns, in batches: nothing is folded, and no list computes a date.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import func, select, union_all, update

from referral_app.communes import commune
from referral_app.domain.calendar import Calendar, Closure, calendar_of, read_days
from referral_app.domain.deadlines import Clock, Due, Step, due_of
from referral_app.domain.facts import Value
from referral_app.domain.identifiers import Moment
from referral_app.journal.codec import decode
from referral_app.storage.connection import Connection, Row
from referral_app.storage.sql import compiled, constant, param
from referral_app.storage.tables.calendar import CALENDAR_ROW, CLOSURE_ROW
from referral_app.storage.tables.projections import REFERRAL_ROW

NOT_DATED: Final = 0
_ROW = REFERRAL_ROW.c
_FIELDS: Final = compiled(select(CALENDAR_ROW).order_by(CALENDAR_ROW.c.field))
_CLOSURES: Final = compiled(select(CLOSURE_ROW).order_by(CLOSURE_ROW.c.first, CLOSURE_ROW.c.id))
# Asked apart, each half comes from its index; together they would read every row.
_OTHER_DATES: Final = tuple(
    select(_ROW.row).where(_ROW.due.is_not(None), other)
    for other in (_ROW.dated < param("dated"), _ROW.dated > param("dated"))
)
_LEFT: Final = compiled(select(func.count()).select_from(union_all(*_OTHER_DATES).subquery()))
_TO_DATE: Final = compiled(
    select(
        _ROW.row,
        _ROW.incoming,
        _ROW.category,
        _ROW.priority,
        _ROW.clock,
        _ROW.clock_since,
        _ROW.clock_by_limit,
        _ROW.clock_not_before,
        _ROW.clock_planned,
    ).where(_ROW.row.in_(union_all(*_OTHER_DATES).limit(param("limit")).offset(constant(0))))
)
_DATE: Final = compiled(
    update(REFERRAL_ROW)
    .where(_ROW.row == param("at"))
    .values({name: param(name) for name in ("step", "due", "escalates", "dated")})
)


def read_calendar(connection: Connection) -> tuple[Calendar, int]:
    """Return our centre's calendar, and the number by which dates made of it are known."""
    return _calendar(*_rows(connection))


def clock_columns(clock: Clock | None) -> dict[str, Any]:
    """Return a clock as columns of a referral's row, not dated yet."""
    return {
        "clock": clock.step.value if clock else "",
        "clock_since": clock.since if clock else None,
        "clock_by_limit": clock.by_limit if clock else False,
        "clock_not_before": clock.not_before if clock else None,
        "clock_planned": clock.planned if clock else None,
        "step": "",
        "due": None,
        "escalates": None,
        "dated": NOT_DATED,
    }


def date_rows(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Fill in when these rows of referrals are due."""
    waiting = [row for row in rows if row["clock"]]
    if not waiting:
        return
    calendar, number = read_calendar(connection)
    for row in waiting:
        clock = _clock(
            row["clock"],
            row["clock_since"],
            row["clock_by_limit"],
            row["clock_not_before"],
            row["clock_planned"],
        )
        due = _due(clock, row["incoming"], row["category"], row["priority"], calendar)
        row.update(_dates(due, number))


def date_again(connection: Connection, limit: int) -> int:
    """Date up to `limit` referrals by the calendar that holds now; return how many were."""
    calendar, number = read_calendar(connection)
    rows = connection.all(_TO_DATE, {"dated": number, "limit": limit})
    changes = []
    for row, incoming, category, priority, *clock in rows:
        due = _due(_clock(*clock), incoming, category, priority, calendar)
        changes.append({"at": row, **_dates(due, number)})
    connection.many(_DATE, changes)
    return len(changes)


def left_to_date(connection: Connection) -> int:
    """Return how many referrals are still dated by a calendar that no longer holds."""
    _calendar_now, number = read_calendar(connection)
    ((left,),) = connection.all(_LEFT, {"dated": number})
    return int(left)


def _due(clock: Clock, incoming: bool, category: str, priority: str, calendar: Calendar) -> Due:
    # What is suspended here stops our own answers, not those of other centres.
    return due_of(clock, priority, calendar, category if incoming else None)


def _dates(due: Due, number: int) -> dict[str, Any]:
    return {"step": due.step.value, "due": due.at, "escalates": due.escalates, "dated": number}


def _clock(
    step: str, since: int, by_limit: bool, not_before: int | None, planned: int | None
) -> Clock:
    return Clock(
        Step(step),
        Moment(since),
        bool(by_limit),
        None if not_before is None else Moment(not_before),
        None if planned is None else Moment(planned),
    )


def _rows(connection: Connection) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    return tuple(connection.all(_FIELDS)), tuple(connection.all(_CLOSURES))


@lru_cache(maxsize=8)
def _calendar(fields: tuple[Row, ...], closures: tuple[Row, ...]) -> tuple[Calendar, int]:
    read = tuple((name, decode(value)) for name, value in fields)
    found = [_closure(row) for row in closures]
    calendar = calendar_of(commune(), read, tuple(c for c in found if c is not None))
    # Of the content, so that two desks that hold the same facts hold the same rows.
    digest = hashlib.blake2b(repr((fields, closures)).encode(), digest_size=6).digest()
    return calendar, 1 + int.from_bytes(digest)


def _closure(row: Row) -> Closure | None:
    record, first, last, reason, categories, cancelled = row
    days = read_days(first, last)
    if days is None:
        return None
    return Closure(record, days, reason, _codes(decode(categories)), bool(cancelled))


def _codes(value: Value) -> tuple[str, ...]:
    return (
        tuple(code for code in value if isinstance(code, str)) if isinstance(value, tuple) else ()
    )
