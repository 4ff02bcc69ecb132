"""Which start of a desk's program follows which: what proves that a disk exists twice.

Kept edge by edge as commits come, for a desk has one new edge a start and a stream while it has
thousands of commits (exchange.md 5.6; `journal.heads.proves_clone` says the same of whole sets).
A restored desk branches, a replaced one ends: neither ever closes a circle.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Final

from sqlalchemy import exists, select

from referral_app.domain.identifiers import CommitId, DeviceId, Moment
from referral_app.journal.commit import INCARNATION_SIZE, Commit
from referral_app.storage.connection import Connection
from referral_app.storage.sql import any_of, compiled, grouped, param, upsert
from referral_app.storage.tables.journal import COMMIT_LOG
from referral_app.storage.tables.traffic import EXCHANGE_NOTE

TWICE: Final = "twice/"
_EDGES: Final = "follows/"
_DANGLING: Final = "dangling/"
_SHORT: Final = 8
_LOG = COMMIT_LOG.c
_PUT: Final = upsert(EXCHANGE_NOTE, ["name"])
_GET: Final = compiled(select(EXCHANGE_NOTE.c.value).where(EXCHANGE_NOTE.c.name == param("name")))
_TWIN: Final = compiled(
    select(
        exists().where(
            _LOG.stream == param("stream"),
            _LOG.device == param("device"),
            _LOG.incarnation == param("incarnation"),
            _LOG.previous == param("previous"),
            _LOG.cid != param("cid"),
        )
    )
)


def note(connection: Connection, commit: Commit, *, branches: bool, now: Moment) -> None:
    """Take a commit of one of our desks into account, once it is stored.

    `branches` says that something stored follows what it follows: only then can it have a twin.
    """
    found = _of(connection, commit.previous)
    edges = {
        commit.incarnation + before for before in found.values() if before != commit.incarnation
    }
    absent = [cid for cid in commit.previous if cid not in found]
    edges |= _closed(connection, commit, absent)
    device = commit.device
    if edges and not edges <= (known := _read(connection, _EDGES, device, 2 * INCARNATION_SIZE)):
        _write(connection, _EDGES, device, known | edges)
        if _is_circle(known | edges):
            _prove(connection, device, now)
    if branches and _has_twin(connection, commit):
        _prove(connection, device, now)


def _of(connection: Connection, commits: Iterable[CommitId]) -> dict[CommitId, bytes]:
    found: dict[CommitId, bytes] = {}
    for keys in grouped(list(commits)):
        for cid, incarnation in connection.all(_incarnations(len(keys)), keys):
            found[CommitId(cid)] = incarnation
    return found


@lru_cache(maxsize=8)
def _incarnations(count: int) -> str:
    return compiled(select(_LOG.cid, _LOG.incarnation).where(any_of(_LOG.cid, count)))


def _closed(connection: Connection, commit: Commit, absent: list[CommitId]) -> set[bytes]:
    """Return the edges to a commit that came late; remember those that are still open."""
    size = _SHORT + INCARNATION_SIZE
    dangling = _read(connection, _DANGLING, commit.device, size)
    mine = {entry for entry in dangling if entry[:_SHORT] == commit.id[:_SHORT]}
    open_ends = {cid[:_SHORT] + commit.incarnation for cid in absent}
    if mine or open_ends:
        _write(connection, _DANGLING, commit.device, (dangling - mine) | open_ends)
    after = {entry[_SHORT:] for entry in mine} - {commit.incarnation}
    return {later + commit.incarnation for later in after}


def _is_circle(edges: set[bytes]) -> bool:
    follows: dict[bytes, set[bytes]] = {}
    for edge in edges:
        follows.setdefault(edge[:INCARNATION_SIZE], set()).add(edge[INCARNATION_SIZE:])
    try:
        TopologicalSorter(follows).prepare()
    except CycleError:
        return True
    return False


def _has_twin(connection: Connection, commit: Commit) -> bool:
    values = {
        "stream": commit.stream.key,
        "device": commit.device,
        "incarnation": commit.incarnation,
        "previous": b"".join(commit.previous),
        "cid": commit.id,
    }
    return bool(connection.all(_TWIN, values)[0][0])


def _prove(connection: Connection, device: DeviceId, now: Moment) -> None:
    name = TWICE + device.hex()
    if connection.one(_GET, {"name": name}) is None:
        connection.run(_PUT, {"name": name, "value": max(now, 0).to_bytes(8, "big")})


def _read(connection: Connection, name: str, device: DeviceId, size: int) -> set[bytes]:
    row = connection.one(_GET, {"name": name + device.hex()})
    joined: bytes = row[0] if row else b""
    return {joined[at : at + size] for at in range(0, len(joined), size)}


def _write(connection: Connection, name: str, device: DeviceId, entries: set[bytes]) -> None:
    connection.run(_PUT, {"name": name + device.hex(), "value": b"".join(sorted(entries))})
