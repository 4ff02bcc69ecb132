"""Commits and facts in and out of the journal's tables; no rule of the work is known here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, and_, delete, exists, select, update

from referral_app.domain.identifiers import (
    CentreId,
    CommitId,
    DeviceId,
    Moment,
    RecordId,
    StaffId,
    WriteId,
)
from referral_app.journal import codec
from referral_app.journal.commit import Commit, read_commit
from referral_app.journal.fact_codec import HASH_SIZE, decode_fact
from referral_app.journal.heads import Link
from referral_app.journal.register import precedence
from referral_app.journal.stream import Stream, from_key
from referral_app.journal.write import Write
from referral_app.storage.connection import Connection, Row
from referral_app.storage.sql import (
    any_of,
    compiled,
    grouped,
    insert,
    insert_in_order,
    insert_or_ignore,
    param,
    upsert,
)
from referral_app.storage.tables.journal import COMMIT_LOG, FACT, HEAD, LOGICAL_CLOCK, MISSING

_LOG = COMMIT_LOG.c
_ADD_COMMIT: Final = insert(COMMIT_LOG)
_ADD_FACT: Final = insert_in_order(FACT)
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
_LINKS: Final = compiled(
    select(_LOG.cid, _LOG.incarnation, _LOG.previous)
    .where(_LOG.stream == param("stream"))
    .order_by(_LOG.hlc, _LOG.cid)
)
_HELD: Final = compiled(select(exists().where(_LOG.cid == param("cid"))))
_STREAMS: Final = compiled(select(_LOG.stream).distinct())
_SET_CLOCK: Final = upsert(LOGICAL_CLOCK, ["one"])
_CLOCK: Final = compiled(select(LOGICAL_CLOCK.c.last))

_WRITE_COLUMNS: Final = (
    _LOG.cid,
    FACT.c.place,
    FACT.c.data,
    _LOG.stream,
    _LOG.centre,
    _LOG.device,
    _LOG.author,
    _LOG.hlc,
)


def add_commit(connection: Connection, commit: Commit, arrived: Moment | None) -> int:
    """Store a commit and its facts; return its row number."""
    row = connection.add(
        _ADD_COMMIT,
        {
            "cid": commit.id,
            "stream": commit.stream.key,
            "centre": commit.centre,
            "device": commit.device,
            "author": commit.author,
            "hlc": commit.hlc,
            "incarnation": commit.incarnation,
            "previous": b"".join(commit.previous),
            "arrived": arrived,
            "body": commit.body,
            "signature": commit.signature,
        },
    )
    connection.many(
        _ADD_FACT,
        [
            (row, place, fact and fact.record, data)
            for place, (fact, data) in enumerate(zip(commit.facts, commit.ops, strict=True))
        ],
    )
    return row


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


def link(connection: Connection, commit: Commit) -> None:
    """Fit a commit from anywhere into heads and missing, in whatever order commits come."""
    stream, device = commit.stream.key, commit.device
    absent = [cid for cid in commit.previous if not has_commit(connection, cid)]
    connection.many(
        _ADD_MISSING, [{"cid": cid, "stream": stream, "device": device} for cid in absent]
    )
    # A commit that was missing is named by a later one, so it is no head.
    was_named = connection.run(_DROP_MISSING, {"cid": commit.id}) > 0
    _replace_heads(connection, commit, is_head=not was_named)


def _replace_heads(connection: Connection, commit: Commit, *, is_head: bool = True) -> None:
    stream, device = commit.stream.key, commit.device
    connection.many(
        _DROP_HEAD,
        [{"stream": stream, "device": device, "cid": cid} for cid in commit.previous],
    )
    if is_head:
        row = {"stream": stream, "device": device, "cid": commit.id, "seq": commit.seq}
        connection.run(_ADD_HEAD, row)


def has_commit(connection: Connection, commit: CommitId) -> bool:
    """Whether a commit is stored."""
    row = connection.one(_HELD, {"cid": commit})
    return bool(row and row[0])


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


def raw_commits(connection: Connection, commits: Sequence[CommitId]) -> dict[CommitId, bytes]:
    """Return the wire form of the commits that are held."""
    found: dict[CommitId, bytes] = {}
    for keys in grouped(commits):
        found.update(_raw(connection.all(_raw_by_id(len(keys)), keys)))
    return found


def commits_of(connection: Connection, stream: Stream) -> tuple[Commit, ...]:
    """Return every commit of a stream, oldest first by logical time."""
    rows = connection.all(_raw_by_stream(), {"stream": stream.key})
    return tuple(read_commit(data) for data in _raw(rows).values())


def links(connection: Connection, stream: Stream) -> tuple[Link, ...]:
    """Return where every commit of a stream stands, oldest first; facts are left unread."""
    rows = connection.all(_LINKS, {"stream": stream.key})
    return tuple(
        Link(CommitId(cid), stream.key, incarnation, _ids(previous))
        for cid, incarnation, previous in rows
    )


def _ids(joined: bytes) -> tuple[CommitId, ...]:
    return tuple([CommitId(joined[at : at + HASH_SIZE]) for at in range(0, len(joined), HASH_SIZE)])


def writes_about(
    connection: Connection, records: Sequence[RecordId], *, before: int | None = None
) -> list[Write]:
    """Return the facts about these records, oldest first; `before` leaves out newer rows."""
    rows: list[Row] = []
    for keys in grouped(list(dict.fromkeys(records))):
        if before is None:
            rows += connection.all(_about(len(keys)), keys)
        else:
            rows += connection.all(_about_before(len(keys)), {**keys, "before": before})
    return as_writes(rows) if rows else []


def writes_of_stream(connection: Connection, stream: Stream) -> list[Write]:
    """Return every fact of a stream, oldest first."""
    return as_writes(connection.all(_of_stream(), {"stream": stream.key}))


def as_writes(rows: Iterable[Row]) -> list[Write]:
    """Read rows of `select_writes`, oldest first, without what was erased or cannot be read."""
    found = []
    for cid, place, data, stream, centre, device, author, hlc in rows:
        fact = decode_fact(data) if data is not None else None
        if fact is not None:
            found.append(
                Write(
                    WriteId(CommitId(cid), place),
                    fact,
                    _stream(stream),
                    CentreId(centre),
                    DeviceId(device),
                    StaffId(author),
                    hlc,
                )
            )
    found.sort(key=precedence)
    return found


def select_writes() -> Select[Any]:
    """Facts with where they came from, to be narrowed by the caller."""
    return select(*_WRITE_COLUMNS).join_from(FACT, COMMIT_LOG, FACT.c.commit == _LOG.row)


@lru_cache(maxsize=16)
def _about(count: int) -> str:
    return compiled(select_writes().where(any_of(FACT.c.record, count)))


@lru_cache(maxsize=16)
def _about_before(count: int) -> str:
    statement = select_writes().where(any_of(FACT.c.record, count))
    return compiled(statement.where(FACT.c.commit < param("before")))


@lru_cache(maxsize=1)
def _of_stream() -> str:
    return compiled(select_writes().where(_LOG.stream == param("stream")))


def _select_raw() -> Select[Any]:
    return (
        select(_LOG.cid, _LOG.body, _LOG.signature, FACT.c.data)
        .join_from(COMMIT_LOG, FACT, and_(FACT.c.commit == _LOG.row))
        .order_by(_LOG.hlc, _LOG.device, _LOG.cid, FACT.c.place)
    )


@lru_cache(maxsize=16)
def _raw_by_id(count: int) -> str:
    return compiled(_select_raw().where(any_of(_LOG.cid, count)))


@lru_cache(maxsize=1)
def _raw_by_stream() -> str:
    return compiled(_select_raw().where(_LOG.stream == param("stream")))


def _raw(rows: Iterable[Row]) -> dict[CommitId, bytes]:
    parts: dict[CommitId, tuple[bytes, bytes, list[bytes | None]]] = {}
    for cid, body, signature, data in rows:
        parts.setdefault(CommitId(cid), (body, signature, []))[2].append(data)
    return {
        cid: codec.encode((body, signature, tuple(data)))
        for cid, (body, signature, data) in parts.items()
    }


@lru_cache(maxsize=1024)
def _stream(key: bytes) -> Stream:
    return from_key(key)


def _stream_key(stream: Stream) -> bytes:
    return stream.key
