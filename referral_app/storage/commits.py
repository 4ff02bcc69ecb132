"""Commits and facts in and out of the journal's tables; no rule of the work is known here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Select, and_, exists, select

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
from referral_app.journal.fact_codec import decode_fact
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
    param,
)
from referral_app.storage.tables.journal import COMMIT_LOG, FACT

_LOG = COMMIT_LOG.c
_ADD_COMMIT: Final = insert(COMMIT_LOG)
_ADD_FACT: Final = insert_in_order(FACT)
_HELD: Final = compiled(select(exists().where(_LOG.cid == param("cid"))))

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


def has_commit(connection: Connection, commit: CommitId) -> bool:
    """Whether a commit is stored."""
    row = connection.one(_HELD, {"cid": commit})
    return bool(row and row[0])


def held_among(connection: Connection, commits: Sequence[CommitId]) -> set[CommitId]:
    """Return which of these commits are stored."""
    found: set[CommitId] = set()
    for keys in grouped(commits):
        found.update(CommitId(cid) for (cid,) in connection.all(_held_by_id(len(keys)), keys))
    return found


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
def _held_by_id(count: int) -> str:
    return compiled(select(_LOG.cid).where(any_of(_LOG.cid, count)))


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
