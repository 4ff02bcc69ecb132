"""Which envelopes that this desk laid in a folder have had their time (exchange.md 4.5).

A desk of the destination says now and then that it holds all that is held here of a stream. What
all of its desks at work had said so of for thirty days lies there for nobody any more.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete, func, select

from referral_app.domain.identifiers import CentreId, DeviceId, Moment
from referral_app.journal.stream import Stream
from referral_app.storage.connection import Connection
from referral_app.storage.sql import compiled, constant, is_set, param, upsert
from referral_app.storage.tables.journal import COMMIT_LOG
from referral_app.storage.tables.traffic import DEPOSIT, ENVELOPE, EXCHANGE_NOTE, MEMBER, QUEUE

DAY: Final = 24 * 60 * 60 * 1000
SETTLED: Final = 30 * DAY
ALONE: Final = 90 * DAY
"""For envelopes that hold no commit, such as vectors: newer ones have taken their place."""

_SIZE: Final = 8
_LAST_ROW: Final = compiled(select(func.coalesce(func.max(COMMIT_LOG.c.row), constant(0))))
_NOTE: Final = compiled(select(EXCHANGE_NOTE.c.value).where(EXCHANGE_NOTE.c.name == param("name")))
_PUT: Final = upsert(EXCHANGE_NOTE, ["name"])
_LAID: Final = compiled(
    select(DEPOSIT.c.eid, ENVELOPE.c.destination, DEPOSIT.c.at)
    .join_from(DEPOSIT, ENVELOPE, ENVELOPE.c.eid == DEPOSIT.c.eid)
    .where(
        DEPOSIT.c.place == param("place"),
        DEPOSIT.c.at < param("before"),
        ENVELOPE.c.data.is_(None),
    )
    .order_by(DEPOSIT.c.at, DEPOSIT.c.eid)
)
_INSIDE: Final = compiled(
    select(COMMIT_LOG.c.stream, func.max(COMMIT_LOG.c.row))
    .join_from(QUEUE, COMMIT_LOG, COMMIT_LOG.c.cid == QUEUE.c.cid)
    .where(QUEUE.c.eid == param("eid"))
    .group_by(COMMIT_LOG.c.stream)
)
_READERS: Final = compiled(
    select(MEMBER.c.device).where(
        MEMBER.c.centre == param("centre"),
        MEMBER.c.device != param("here"),
        is_set(MEMBER.c.active),
    )
)
_FORGET: Final = compiled(
    delete(DEPOSIT).where(DEPOSIT.c.eid == param("eid"), DEPOSIT.c.place == param("place"))
)


def note_whole(connection: Connection, device: DeviceId, stream: Stream, now: Moment) -> None:
    """Remember that a desk holds all that is held here of a stream, at most once a day."""
    name = _name(device, stream.key)
    told = _told(connection, name)
    if told and 0 <= now - told[-1][0] < DAY:
        return
    ((row,),) = connection.all(_LAST_ROW)
    # Of what is older than is asked for, the newest says all.
    old = [entry for entry in told if entry[0] <= now - SETTLED][-1:]
    kept = [*old, *(entry for entry in told if now - SETTLED < entry[0] < now), (now, row)]
    value = b"".join(at.to_bytes(_SIZE) + of.to_bytes(_SIZE) for at, of in kept)
    connection.run(_PUT, {"name": name, "value": value})


def spent(
    connection: Connection, here: DeviceId, place: str, now: Moment, most: int
) -> tuple[tuple[CentreId, bytes], ...]:
    """Return envelopes of this desk that lie at a place for nobody any more, oldest first."""
    found: list[tuple[CentreId, bytes]] = []
    for eid, destination, at in connection.all(_LAID, {"place": place, "before": now - SETTLED}):
        inside = connection.all(_INSIDE, {"eid": eid})
        readers = connection.all(_READERS, {"centre": destination, "here": here})
        if inside:
            is_spent = bool(readers) and all(
                row <= _held(connection, device, stream, now)
                for (device,) in readers
                for stream, row in inside
            )
        else:
            is_spent = at < now - ALONE
        if is_spent:
            found.append((CentreId(destination), eid))
            if len(found) == most:
                break
    return tuple(found)


def forget(connection: Connection, eid: bytes, place: str) -> None:
    """Remember no more that an envelope lies at a place."""
    connection.run(_FORGET, {"eid": eid, "place": place})


def _held(connection: Connection, device: bytes, stream: bytes, now: Moment) -> int:
    """Up to which row a desk is known, for long enough, to hold all of a stream."""
    told = _told(connection, _name(device, stream))
    return max((row for at, row in told if at <= now - SETTLED), default=0)


def _told(connection: Connection, name: str) -> list[tuple[int, int]]:
    row = connection.one(_NOTE, {"name": name})
    value = row[0] if row else b""
    return [
        (int.from_bytes(value[at : at + _SIZE]), int.from_bytes(value[at + _SIZE : at + 2 * _SIZE]))
        for at in range(0, len(value), 2 * _SIZE)
    ]


def _name(device: bytes, stream: bytes) -> str:
    return f"whole/{device.hex()}/{stream.hex()}"
