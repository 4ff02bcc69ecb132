"""Which records a change touches, and folding them again from all their facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from sqlalchemy import func, select

from referral_app.domain.facts import KINDS, REFERRAL_STATUS, Place
from referral_app.domain.identifiers import CentreId, CommitId, Moment, RecordId
from referral_app.journal.commit import Commit, writes
from referral_app.journal.stream import Stream, from_key
from referral_app.journal.write import Write
from referral_app.storage import commits, quarantine
from referral_app.storage.connection import Connection
from referral_app.storage.dating import date_again
from referral_app.storage.projecting import rows
from referral_app.storage.projecting.members import project_members
from referral_app.storage.projecting.records import Project, project_of
from referral_app.storage.projecting.rows import Rows
from referral_app.storage.sql import compiled, constant, definition, param
from referral_app.storage.tables.journal import COMMIT_LOG, FACT
from referral_app.storage.tables.projections import BESIDES, LOOK_UP, PROJECTIONS

_Record: TypeAlias = tuple[Project, RecordId]

_BATCH: Final = 256
_EVERY_KIND: Final = frozenset(KINDS)
_RECORDS: Final = compiled(
    select(FACT.c.record)
    .where(FACT.c.record > param("after"))
    .distinct()
    .order_by(FACT.c.record)
    .limit(param("limit"))
    .offset(constant(0))
)
_RECORD_COUNT: Final = compiled(select(func.count(FACT.c.record.distinct())))
_DROP: Final = tuple(f'DROP TABLE IF EXISTS "{table}"' for table in (*PROJECTIONS, LOOK_UP))
_MAKE: Final = (*(made for table in PROJECTIONS for made in definition(table)), *BESIDES)
_FROM_ELSEWHERE: Final = (
    commits.select_writes()
    .add_columns(COMMIT_LOG.c.arrived)
    .where(COMMIT_LOG.c.arrived.is_not(None), COMMIT_LOG.c.centre != param("own"))
)
_ARRIVALS: Final = compiled(_FROM_ELSEWHERE.where(FACT.c.record.is_not(None)))
_ARRIVALS_ABOUT: Final = compiled(_FROM_ELSEWHERE.where(FACT.c.record == param("of")))
_ARRIVED_AT: Final = compiled(select(COMMIT_LOG.c.arrived).where(COMMIT_LOG.c.cid == param("cid")))
_MEMBERSHIPS: Final = compiled(select(COMMIT_LOG.c.stream).distinct())


class Touched:
    """The records that the commits of one transaction are about, until they are folded."""

    def __init__(self) -> None:
        self._new: dict[_Record, list[Write]] = {}
        self._memberships: set[Stream] = set()
        self._drawn: set[bytes] = set()
        self._rows = Rows(self._drawn)
        self._first_row: int | None = None
        self.let_in: list[CommitId] = []
        """Commits that count again by what was projected: what they erase is to be followed."""

    def __bool__(self) -> bool:
        return self._first_row is not None

    def drawn(self, record: bytes) -> None:
        """Note a record id that was drawn just now: no earlier fact can be about it."""
        self._drawn.add(record)

    def add(self, commit: Commit, row: int, arrived: Moment | None, own: CentreId) -> None:
        """Note a commit that was just stored in `row`."""
        if self._first_row is None:
            self._first_row = row
        if commit.stream.place is Place.MEMBERSHIP:
            self._memberships.add(commit.stream)
            return
        found = writes(commit)
        _sort(found, self._new)
        if arrived is not None and commit.centre != own:
            for write in found:
                _note_activity(write, arrived, self._rows)

    def project(self, connection: Connection, own: CentreId) -> None:
        """Fold every touched record and write its rows."""
        records = [record for _, record in self._new if record not in self._drawn]
        held: dict[_Record, list[Write]] = {}
        _sort(commits.writes_about(connection, records, before=self._first_row), held)
        out = self._rows
        for record, new in self._new.items():
            kinds = frozenset([write.fact.kind for write in new])
            _project(record, held.get(record, []) + new, kinds, own, out)
        out.write(connection)
        for stream in self._memberships:
            membership = project_members(connection, stream)
            if membership is not None:
                self.let_in += quarantine.follow(connection, membership)


def rebuild(
    connection: Connection, own: CentreId, progress: Callable[[int, int], object] | None = None
) -> None:
    """Throw all rows away and fold them anew; `progress` is told (records done, records in all).

    The tables themselves are made anew: of an older form, they need no migration.
    """
    for statement in (*_DROP, *_MAKE):
        connection.run(statement)
    ((total,),) = connection.all(_RECORD_COUNT)
    done, after = 0, b""
    while records := [record for (record,) in _next(connection, after)]:
        out = Rows()
        held: dict[_Record, list[Write]] = {}
        _sort(commits.writes_about(connection, records), held)
        for record, facts in held.items():
            _project(record, facts, _EVERY_KIND, own, out)
        out.write(connection)
        done, after = done + len(records), records[-1]
        if progress:
            progress(done, total)
    while date_again(connection, _BATCH):
        pass
    _write_news(connection, _ARRIVALS, {"own": own})
    for (key,) in connection.all(_MEMBERSHIPS):
        project_members(connection, from_key(key))


def refold(connection: Connection, records: Sequence[RecordId], own: CentreId) -> None:
    """Fold records anew from all their facts, in one change, beside what stands of others."""
    out = Rows()
    held: dict[_Record, list[Write]] = {}
    _sort(commits.writes_about(connection, records), held)
    for record, facts in held.items():
        _project(record, facts, _EVERY_KIND, own, out)
    out.write(connection)


def refold_news(connection: Connection, record: RecordId, own: CentreId) -> None:
    """Make news of every fact about a record that came from another centre."""
    _write_news(connection, _ARRIVALS_ABOUT, {"own": own, "of": record})


def note_filled(connection: Connection, filled: Iterable[Write], own: CentreId) -> None:
    """Make news of facts that came after the commit that they stand in."""
    out = Rows()
    for write in filled:
        rows_of = connection.all(_ARRIVED_AT, {"cid": write.id.commit})
        for (arrived,) in rows_of:
            if arrived is not None and write.centre != own:
                _note_activity(write, Moment(arrived), out)
    out.write(connection)


def _next(connection: Connection, after: bytes) -> list[tuple[bytes]]:
    return connection.all(_RECORDS, {"after": after, "limit": _BATCH})


def _write_news(connection: Connection, sql: str, values: dict[str, bytes]) -> None:
    out = Rows()
    for *row, arrived in connection.all(sql, values):
        for write in commits.as_writes([tuple(row)]):
            _note_activity(write, Moment(arrived), out)
    out.write(connection)


def _sort(found: Iterable[Write], into: dict[_Record, list[Write]]) -> None:
    for write in found:
        project = project_of(write)
        if project is not None:
            into.setdefault((project, write.fact.record), []).append(write)


def _project(
    record: _Record, facts: list[Write], new: frozenset[str], own: CentreId, out: Rows
) -> None:
    project, record_id = record
    project(record_id, facts, new, own, out)


def _note_activity(write: Write, arrived: Moment, out: Rows) -> None:
    if write.fact.kind != REFERRAL_STATUS.name or project_of(write) is None:
        return
    status, reason = write.fact.get("status"), write.fact.get("reason")
    if isinstance(status, str):
        out.put(
            rows.ARRIVED,
            {
                "cid": write.id.commit,
                "place": write.id.place,
                "referral": write.fact.record,
                "status": status,
                "reason": reason if isinstance(reason, str) else "",
                "happened": write.fact.happened,
                "arrived": arrived,
                "hlc": write.hlc,
            },
        )
