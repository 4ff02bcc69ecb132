"""Where each desk's history ends and what it lacks: heads, missing commits, logical time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import delete, select, tuple_, update

from referral_app.domain.identifiers import CommitId, DeviceId
from referral_app.journal.commit import Commit
from referral_app.journal.fact_codec import HASH_SIZE
from referral_app.journal.heads import Link
from referral_app.journal.stream import Stream, from_key
from referral_app.storage.connection import Connection, Row
from referral_app.storage.sql import compiled, constant, insert_or_ignore, param, upsert
from referral_app.storage.tables.journal import COMMIT_LOG, HEAD, LOGICAL_CLOCK, MISSING

_LOG = COMMIT_LOG.c
_ADD_HEAD: Final = insert_or_ignore(HEAD)
_ADD_MISSING: Final = insert_or_ignore(MISSING)
_HEADS: Final = compiled(
    select(HEAD.c.cid, HEAD.c.seq).where(
        HEAD.c.stream == param("stream"), HEAD.c.device == param("device")
    )
)
_STREAM_HEADS: Final = compiled(
    select(HEAD.c.cid).where(HEAD.c.stream == param("stream")).order_by(HEAD.c.cid)
)
_DROP_HEAD: Final = compiled(
    delete(HEAD).where(
        HEAD.c.stream == param("stream"),
        HEAD.c.device == param("device"),
        HEAD.c.cid == param("cid"),
    )
)
_MOVE_HEAD: Final = compiled(
    update(HEAD)
    .where(
        HEAD.c.stream == param("in_stream"),
        HEAD.c.device == param("of"),
        HEAD.c.cid == param("former"),
    )
    .values(cid=param("newer"), seq=param("number"))
)
_DROP_MISSING: Final = compiled(delete(MISSING).where(MISSING.c.cid == param("cid")))
_STREAM_MISSING: Final = compiled(
    select(MISSING.c.cid).where(MISSING.c.stream == param("stream")).order_by(MISSING.c.cid)
)
_MISSING_BY_DESK: Final = compiled(
    select(MISSING.c.cid, MISSING.c.device).where(MISSING.c.stream == param("stream"))
)
_LINKS: Final = compiled(
    select(_LOG.cid, _LOG.device, _LOG.incarnation, _LOG.previous)
    .where(
        _LOG.stream == param("stream"),
        tuple_(_LOG.hlc, _LOG.cid) > tuple_(param("hlc"), param("cid")),
    )
    .order_by(_LOG.hlc, _LOG.cid)
    .limit(param("limit"))
    .offset(constant(0))
)
_HLC: Final = compiled(select(_LOG.hlc).where(_LOG.cid == param("cid")))
_LINK: Final = compiled(
    select(_LOG.stream, _LOG.device, _LOG.incarnation, _LOG.previous).where(
        _LOG.cid == param("cid")
    )
)
_HEADS_BY_DESK: Final = compiled(
    select(HEAD.c.cid, HEAD.c.device).where(HEAD.c.stream == param("stream")).order_by(HEAD.c.cid)
)
_STREAMS: Final = compiled(select(_LOG.stream).distinct())
_SET_CLOCK: Final = upsert(LOGICAL_CLOCK, ["one"])
_CLOCK: Final = compiled(select(LOGICAL_CLOCK.c.last))


def own_heads(connection: Connection, stream: Stream, device: DeviceId) -> list[Row]:
    """Return (commit id, seq) of each head of a desk in a stream."""
    return connection.all(_HEADS, {"stream": stream.key, "device": device})


def grow(connection: Connection, commit: Commit) -> None:
    """Put a commit of this desk on top of the heads that it names."""
    if len(commit.previous) != 1:
        _replace_heads(connection, commit)
        return
    connection.run(
        _MOVE_HEAD,
        {
            "in_stream": commit.stream.key,
            "of": commit.device,
            "former": commit.previous[0],
            "newer": commit.id,
            "number": commit.seq,
        },
    )


class Frontiers:
    """Heads and missing commits while many commits are taken in: read once, written at the end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._heads: dict[tuple[bytes, DeviceId], dict[CommitId, int]] = {}
        self._before: dict[tuple[bytes, DeviceId], dict[CommitId, int]] = {}
        self._missing: dict[bytes, dict[CommitId, DeviceId]] = {}
        self._lacked: dict[bytes, dict[CommitId, DeviceId]] = {}

    def link(self, commit: Commit, has: Callable[[CommitId], bool]) -> bool:
        """Fit a commit from anywhere in, in whatever order commits come; `has` knows what is held.

        Returns whether something held may follow what it follows: then histories branch here.
        """
        stream, device = commit.stream.key, commit.device
        absent = [cid for cid in commit.previous if not has(cid)]
        missing = self._missing_of(stream)
        for cid in absent:
            missing.setdefault(cid, device)
        # A commit that was missing is named by a later one, so it is no head.
        was_named = missing.pop(commit.id, None) is not None
        heads = self._heads_of(stream, device)
        ended = sum(heads.pop(cid, None) is not None for cid in commit.previous)
        if not was_named:
            heads[commit.id] = commit.seq
        return ended < len(commit.previous) - len(absent) or not commit.previous

    def write(self) -> None:
        """Write what has changed, and forget what was read."""
        for (stream, device), heads in self._heads.items():
            before = self._before[stream, device]
            key = {"stream": stream, "device": device}
            gone = [{**key, "cid": cid} for cid in before.keys() - heads.keys()]
            new = heads.keys() - before.keys()
            self._connection.many(_DROP_HEAD, gone)
            self._connection.many(_ADD_HEAD, [{**key, "cid": c, "seq": heads[c]} for c in new])
        for stream, missing in self._missing.items():
            lacked = self._lacked[stream]
            gone = [{"cid": cid} for cid in lacked.keys() - missing.keys()]
            self._connection.many(_DROP_MISSING, gone)
            self._connection.many(
                _ADD_MISSING,
                [
                    {"cid": cid, "stream": stream, "device": missing[cid]}
                    for cid in missing.keys() - lacked.keys()
                ],
            )
        for kept in (self._heads, self._before, self._missing, self._lacked):
            kept.clear()

    def _heads_of(self, stream: bytes, device: DeviceId) -> dict[CommitId, int]:
        found = self._heads.get((stream, device))
        if found is None:
            rows = self._connection.all(_HEADS, {"stream": stream, "device": device})
            found = {CommitId(cid): seq for cid, seq in rows}
            self._heads[stream, device], self._before[stream, device] = found, dict(found)
        return found

    def _missing_of(self, stream: bytes) -> dict[CommitId, DeviceId]:
        found = self._missing.get(stream)
        if found is None:
            rows = self._connection.all(_MISSING_BY_DESK, {"stream": stream})
            found = {CommitId(cid): DeviceId(device) for cid, device in rows}
            self._missing[stream], self._lacked[stream] = found, dict(found)
        return found


def _replace_heads(connection: Connection, commit: Commit) -> None:
    """Put a commit in place of the heads that it follows."""
    key = {"stream": commit.stream.key, "device": commit.device}
    connection.many(_DROP_HEAD, [{**key, "cid": cid} for cid in commit.previous])
    connection.run(_ADD_HEAD, {**key, "cid": commit.id, "seq": commit.seq})


def heads(connection: Connection, stream: Stream) -> tuple[CommitId, ...]:
    """Return every desk's heads in a stream."""
    return tuple(CommitId(cid) for (cid,) in connection.all(_STREAM_HEADS, {"stream": stream.key}))


def missing(connection: Connection, stream: Stream) -> tuple[CommitId, ...]:
    """Return the commits that others of the stream name and that never came."""
    rows = connection.all(_STREAM_MISSING, {"stream": stream.key})
    return tuple(CommitId(cid) for (cid,) in rows)


def streams(connection: Connection) -> tuple[Stream, ...]:
    """Return every stream of which a commit is held."""
    return tuple(sorted((from_key(key) for (key,) in connection.all(_STREAMS)), key=_stream_key))


def logical_time(connection: Connection) -> int:
    """Return the latest logical time given or absorbed."""
    row = connection.one(_CLOCK)
    return int(row[0]) if row else 0


def keep_logical_time(connection: Connection, hlc: int) -> None:
    """Remember the latest logical time."""
    connection.run(_SET_CLOCK, {"one": 1, "last": hlc})


def links(
    connection: Connection, stream: Stream, after: CommitId | None = None, limit: int = -1
) -> tuple[Link, ...]:
    """Return where commits of a stream stand, oldest first, from behind one of them on.

    At most `limit`, -1 for all; facts are left unread.
    """
    before = connection.one(_HLC, {"cid": after}) if after else None
    place = {"hlc": before[0] if before else -1, "cid": after or b""}
    rows = connection.all(_LINKS, {"stream": stream.key, "limit": limit, **place})
    return tuple(
        Link(CommitId(cid), stream.key, DeviceId(device), incarnation, _ids(previous))
        for cid, device, incarnation, previous in rows
    )


def link_of(connection: Connection, commit: CommitId) -> Link | None:
    """Return where one commit stands; None when it is not held."""
    row = connection.one(_LINK, {"cid": commit})
    if row is None:
        return None
    stream, device, incarnation, previous = row
    return Link(commit, stream, DeviceId(device), incarnation, _ids(previous))


def heads_by_desk(connection: Connection, stream: Stream) -> dict[CommitId, DeviceId]:
    """Return every desk's heads in a stream with the desk, in the order of their names."""
    rows = connection.all(_HEADS_BY_DESK, {"stream": stream.key})
    return {CommitId(cid): DeviceId(device) for cid, device in rows}


def _ids(joined: bytes) -> tuple[CommitId, ...]:
    return tuple([CommitId(joined[at : at + HASH_SIZE]) for at in range(0, len(joined), HASH_SIZE)])


def _stream_key(stream: Stream) -> bytes:
    return stream.key
