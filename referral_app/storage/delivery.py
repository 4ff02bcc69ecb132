"""What must travel: the queue, sealed envelopes, where they lie, and who is known to hold what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sqlalchemy import and_, delete, exists, func, insert, null, select, update

from referral_app.domain.facts import Place
from referral_app.domain.identifiers import CentreId, CommitId, Moment
from referral_app.journal.stream import Stream
from referral_app.services.ports import KeptEnvelope, OutgoingEnvelope, PackItem
from referral_app.storage import commits
from referral_app.storage.connection import Connection
from referral_app.storage.sql import compiled, constant, insert_or_ignore, param
from referral_app.storage.tables.journal import COMMIT_LOG
from referral_app.storage.tables.traffic import DEPOSIT, ENVELOPE, ENVELOPE_SEEN, QUEUE

# By commit, not by reading all that waits: a save costs the same after weeks without an exchange.
_WAITS: Final = exists().where(
    QUEUE.c.cid == param("cid"),
    QUEUE.c.destination == param("destination"),
    QUEUE.c.eid.is_(None),
    QUEUE.c.delivered.is_(None),
)
_QUEUE: Final = compiled(
    insert(QUEUE).from_select(
        ["cid", "destination"], select(param("cid"), param("destination")).where(~_WAITS)
    )
)
_QUEUED_NOW: Final = (
    select(QUEUE.c.row, QUEUE.c.destination, QUEUE.c.cid)
    .where(QUEUE.c.eid.is_(None), QUEUE.c.delivered.is_(None))
    .order_by(QUEUE.c.row)
    .limit(param("limit"))
    .offset(constant(0))
)
_QUEUED: Final = compiled(_QUEUED_NOW)
# Of desks and keys there are few commits: they are looked for among those, not in the queue.
_OF_MEMBERSHIP: Final = and_(
    COMMIT_LOG.c.stream >= param("first"), COMMIT_LOG.c.stream < param("behind")
)
_MEMBERSHIP: Final = {
    "first": Place.MEMBERSHIP.value.encode(),
    "behind": bytes([Place.MEMBERSHIP.value.encode()[0] + 1]),
}
_URGENT: Final = compiled(
    _QUEUED_NOW.select_from(COMMIT_LOG.join(QUEUE, QUEUE.c.cid == COMMIT_LOG.c.cid)).where(
        _OF_MEMBERSHIP
    )
)
_URGENT_ENVELOPES: Final = compiled(
    select(QUEUE.c.eid)
    .distinct()
    .select_from(COMMIT_LOG.join(QUEUE, QUEUE.c.cid == COMMIT_LOG.c.cid))
    .where(_OF_MEMBERSHIP, QUEUE.c.eid.is_not(None), QUEUE.c.delivered.is_(None))
)
_PACK: Final = compiled(
    update(QUEUE).where(QUEUE.c.row == param("item")).values(eid=param("envelope"))
)
_ADD_ENVELOPE: Final = insert_or_ignore(ENVELOPE)
_KEPT: Final = compiled(
    select(ENVELOPE.c.eid, ENVELOPE.c.destination, ENVELOPE.c.data, ENVELOPE.c.made)
    .where(ENVELOPE.c.data.is_not(None))
    .order_by(ENVELOPE.c.row)
)
_KEPT_BUT: Final = compiled(
    select(ENVELOPE.c.eid, ENVELOPE.c.destination, func.length(ENVELOPE.c.data))
    .where(
        ENVELOPE.c.data.is_not(None),
        ~exists().where(DEPOSIT.c.eid == ENVELOPE.c.eid, DEPOSIT.c.place == param("place")),
    )
    .order_by(ENVELOPE.c.row)
)
_DATA: Final = compiled(select(ENVELOPE.c.data).where(ENVELOPE.c.eid == param("envelope")))
_DEPOSIT: Final = insert_or_ignore(DEPOSIT)
_LIES: Final = compiled(
    select(exists().where(DEPOSIT.c.eid == param("envelope"), DEPOSIT.c.place == param("place")))
)
_GONE: Final = compiled(
    delete(DEPOSIT).where(DEPOSIT.c.eid == param("envelope"), DEPOSIT.c.place == param("place"))
)
_ALL_GONE: Final = compiled(delete(DEPOSIT).where(DEPOSIT.c.place == param("place")))
_FIRST_DEPOSIT: Final = compiled(
    update(ENVELOPE)
    .where(ENVELOPE.c.eid == param("envelope"), ENVELOPE.c.deposited.is_(None))
    .values(deposited=param("at"))
)
_OF_STREAM: Final = exists().where(
    COMMIT_LOG.c.cid == QUEUE.c.cid, COMMIT_LOG.c.stream == param("stream")
)
# Whoever holds something speaks for one disk alone; others of its centre may wait for it. So what
# was asked for must have been laid down somewhere before anybody's word takes it off.
_WAS_LAID: Final = exists().where(ENVELOPE.c.eid == QUEUE.c.eid, ENVELOPE.c.deposited.is_not(None))
_UNDELIVERED: Final = compiled(
    select(QUEUE.c.row, QUEUE.c.cid, _OF_STREAM & _WAS_LAID)
    .where(
        QUEUE.c.destination == param("centre"),
        QUEUE.c.delivered.is_(None),
        QUEUE.c.row > param("after"),
    )
    .order_by(QUEUE.c.row)
    .limit(param("limit"))
    .offset(constant(0))
)
_ALL_DELIVERED: Final = compiled(
    update(QUEUE)
    .where(
        QUEUE.c.destination == param("centre"),
        QUEUE.c.delivered.is_(None),
        _OF_STREAM,
        _WAS_LAID,
    )
    .values(delivered=param("at"))
)
_DELIVERED: Final = compiled(
    update(QUEUE).where(QUEUE.c.row == param("item")).values(delivered=param("at"))
)
# An envelope goes once every commit in it is known to be held; what is remembered of it stays.
_RELEASE: Final = compiled(
    update(ENVELOPE)
    .where(
        ENVELOPE.c.destination == param("centre"),
        ENVELOPE.c.data.is_not(None),
        ~exists().where(and_(QUEUE.c.eid == ENVELOPE.c.eid, QUEUE.c.delivered.is_(None))),
    )
    .values(data=null())
)
_SEEN: Final = compiled(select(exists().where(ENVELOPE_SEEN.c.eid == param("envelope"))))
_SEE: Final = insert_or_ignore(ENVELOPE_SEEN)


def queue(connection: Connection, items: Iterable[CommitId], destination: CentreId) -> None:
    """Queue commits for a destination; what waits for it already is not queued twice."""
    connection.many(_QUEUE, [{"cid": cid, "destination": destination} for cid in items])


def queued(connection: Connection, limit: int) -> tuple[PackItem, ...]:
    """Return what is queued and not yet packed: desks and keys, then the rest, oldest first."""
    urgent = connection.all(_URGENT, {**_MEMBERSHIP, "limit": limit})
    others = connection.all(_QUEUED, {"limit": limit})
    rows = list(dict.fromkeys([*urgent, *others]))[:limit]
    raw = commits.raw_commits(connection, [CommitId(cid) for _, _, cid in rows])
    return tuple(
        PackItem(row, CentreId(destination), raw[CommitId(cid)])
        for row, destination, cid in rows
        if cid in raw
    )


def pack(connection: Connection, envelope: OutgoingEnvelope, items: Sequence[PackItem]) -> None:
    """Keep a sealed envelope and take its items off the queue."""
    connection.run(
        _ADD_ENVELOPE,
        {
            "eid": envelope.eid,
            "destination": envelope.destination,
            "data": envelope.data,
            "made": envelope.made_at,
            "deposited": None,
        },
    )
    connection.many(_PACK, [{"item": item.order, "envelope": envelope.eid} for item in items])


def kept_envelopes(connection: Connection) -> tuple[OutgoingEnvelope, ...]:
    """Return the envelopes that are not known to be delivered, oldest first."""
    return tuple(
        OutgoingEnvelope(eid, CentreId(destination), data, Moment(made), False)
        for eid, destination, data, made in connection.all(_KEPT)
    )


def kept_but(connection: Connection, place: str) -> tuple[KeptEnvelope, ...]:
    """Return which envelopes are kept and do not lie at a place.

    What tells of desks and keys stands first: a removal overtakes all that waits. Then by age.
    """
    urgent = {eid for (eid,) in connection.all(_URGENT_ENVELOPES, _MEMBERSHIP)}
    kept = [
        KeptEnvelope(eid, CentreId(destination), size, eid in urgent)
        for eid, destination, size in connection.all(_KEPT_BUT, {"place": place})
    ]
    return tuple(sorted(kept, key=lambda one: not one.urgent))


def data_of(connection: Connection, eid: bytes) -> bytes | None:
    """Return a kept envelope."""
    row = connection.one(_DATA, {"envelope": eid})
    return row[0] if row else None


def lying(connection: Connection, place: str, eids: Iterable[bytes]) -> frozenset[bytes]:
    """Return which envelopes are remembered to lie at a place."""
    return frozenset(
        eid for eid in eids if connection.all(_LIES, {"envelope": eid, "place": place})[0][0]
    )


def gone_from(connection: Connection, place: str, eids: Iterable[bytes] | None) -> None:
    """Forget that envelopes lie at a place; all of them for None."""
    if eids is None:
        connection.run(_ALL_GONE, {"place": place})
    else:
        connection.many(_GONE, [{"envelope": eid, "place": place} for eid in eids])


def deposit(connection: Connection, eid: bytes, place: str, at: Moment) -> None:
    """Remember that an envelope lies at a place."""
    connection.run(_DEPOSIT, {"eid": eid, "place": place, "at": at})
    connection.run(_FIRST_DEPOSIT, {"envelope": eid, "at": at})


def cover(
    connection: Connection,
    centre: CentreId,
    stream: Stream,
    lacking: Collection[CommitId],
    at: Moment,
) -> None:
    """Mark a stream as delivered to a centre but for what it lacks; let go of spent envelopes."""
    if lacking:
        cover_some(connection, centre, stream, lacking, at)
        return
    values = {"centre": centre, "stream": stream.key, "at": at}
    if connection.run(_ALL_DELIVERED, values):
        connection.run(_RELEASE, {"centre": centre})


def cover_some(  # noqa: PLR0913, PLR0917 - the place in the queue, too
    connection: Connection,
    centre: CentreId,
    stream: Stream,
    lacking: Collection[CommitId],
    at: Moment,
    after: int = 0,
    limit: int = -1,
) -> int | None:
    """As `cover`, of at most `limit` items behind `after`; return the last, None at the end."""
    values = {"centre": centre, "stream": stream.key, "after": after, "limit": limit}
    rows = connection.all(_UNDELIVERED, values)
    held = [row for row, cid, may_go in rows if may_go and cid not in lacking]
    connection.many(_DELIVERED, [{"item": row, "at": at} for row in held])
    if held:
        connection.run(_RELEASE, {"centre": centre})
    return int(rows[-1][0]) if len(rows) == limit else None


def is_seen(connection: Connection, eid: bytes) -> bool:
    """Whether an envelope was dealt with before."""
    row = connection.one(_SEEN, {"envelope": eid})
    return bool(row and row[0])


def see(connection: Connection, eid: bytes, at: Moment) -> None:
    """Remember an envelope as dealt with."""
    connection.run(_SEE, {"eid": eid, "at": at})
