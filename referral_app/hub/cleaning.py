"""What the hub lets go: envelopes that all have or that are old, then their places in the journal.

An envelope's bytes go once every active desk of the mailbox has read past it for 30 days, or after
180 days; its position, id and hash stay for 400 days, so that desks away for a year still find
their past (exchange.md 5.8).
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, func, select, update

from referral_app.hub.database import Database
from referral_app.hub.limits import DAY
from referral_app.hub.tables import ADMISSION, CENTRE, CURSOR, DEVICE, ENVELOPE, MAILBOX, STATE, USE

READ_DAYS: Final = 30
KEPT_DAYS: Final = 180
PLACE_DAYS: Final = 400
_HOUR: Final = 3_600


def clean_up(database: Database, now: int) -> int:
    """Let go what is due; returns how many envelopes lost their bytes."""
    today = now // DAY
    with database.writing() as connection:
        database.lock(connection)
        freed = _free(connection, ENVELOPE.c.hour < (today - KEPT_DAYS) * DAY // _HOUR)
        for centre, floor in _read_by_all(connection, today - READ_DAYS).items():
            freed += _free(connection, ENVELOPE.c.mailbox == centre, ENVELOPE.c.seq <= floor)
        if freed:
            _weigh(database, connection)
        last = select(STATE.c.last_seq).scalar_subquery()
        old = ENVELOPE.c.hour < (today - PLACE_DAYS) * DAY // _HOUR
        connection.execute(delete(ENVELOPE).where(old, ENVELOPE.c.seq < last))
        connection.execute(delete(USE).where(USE.c.day < today - 1))
        connection.execute(delete(ADMISSION).where(ADMISSION.c.until < now))
        _forget_cursors(connection, today - READ_DAYS)
    return freed


def _free(connection: Connection, *which: object) -> int:
    freeing = update(ENVELOPE).where(ENVELOPE.c.size > 0, *which).values(body=None, size=0)  # type: ignore[arg-type]
    return connection.execute(freeing).rowcount


def _weigh(database: Database, connection: Connection) -> None:
    connection.execute(delete(MAILBOX))
    kept = (
        select(ENVELOPE.c.mailbox, func.sum(ENVELOPE.c.size))
        .where(ENVELOPE.c.size > 0)
        .group_by(ENVELOPE.c.mailbox)
    )
    connection.execute(database.insert(MAILBOX).from_select(["id", "bytes"], kept))


def _read_by_all(connection: Connection, since: int) -> dict[bytes, int]:
    """Centre → the position past which every active desk of it has read since that day."""
    desks = select(DEVICE.c.id, DEVICE.c.centre).join(CENTRE, CENTRE.c.id == DEVICE.c.centre)
    desks = desks.where(DEVICE.c.active, CENTRE.c.admitted)
    low: dict[bytes, dict[int, int]] = {}
    for row in connection.execute(select(CURSOR)):
        low.setdefault(bytes(row.device), {})[row.day] = row.after
    floors: dict[bytes, int] = {}
    for device, centre in connection.execute(desks):
        days = low.get(bytes(device), {})
        before = [day for day in days if day <= since]
        # Where it stood that day, and the lowest since: a desk put back from a backup reads anew.
        span = [days[max(before)], *(days[day] for day in days if day > since)] if before else [0]
        floor = min(span)
        floors[bytes(centre)] = min(floor, floors.get(bytes(centre), floor))
    return floors


def _forget_cursors(connection: Connection, since: int) -> None:
    """Keep of each desk the last note before that day, and those after."""
    latest = (
        select(CURSOR.c.device, func.max(CURSOR.c.day).label("day"))
        .where(CURSOR.c.day <= since)
        .group_by(CURSOR.c.device)
        .subquery()
    )
    older = select(latest.c.day).where(latest.c.device == CURSOR.c.device).scalar_subquery()
    connection.execute(delete(CURSOR).where(CURSOR.c.day < older))
