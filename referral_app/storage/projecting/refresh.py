"""Which records a change touches, and folding them again from all their facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from sqlalchemy import delete, func, select

from referral_app.domain.facts import KINDS, REFERRAL_STATUS, About
from referral_app.domain.identifiers import CentreId, Moment, RecordId
from referral_app.journal.commit import Commit, writes
from referral_app.journal.stream import Stream, from_key
from referral_app.journal.write import Write
from referral_app.storage import commits
from referral_app.storage.connection import Connection
from referral_app.storage.projecting import rows
from referral_app.storage.projecting.members import project_members
from referral_app.storage.projecting.records import PROJECTS
from referral_app.storage.projecting.rows import Rows
from referral_app.storage.sql import compiled, constant, param
from referral_app.storage.tables.journal import COMMIT_LOG, FACT
from referral_app.storage.tables.projections import LOOK_UP, PROJECTIONS

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
_CLEAR: Final = tuple(compiled(delete(table)) for table in PROJECTIONS)
_CLEAR_WORDS: Final = f"INSERT INTO {LOOK_UP}({LOOK_UP}) VALUES ('delete-all')"  # noqa: S608 - a name
_ARRIVALS: Final = compiled(
    commits.select_writes()
    .add_columns(COMMIT_LOG.c.arrived)
    .where(COMMIT_LOG.c.arrived.is_not(None), COMMIT_LOG.c.centre != param("own"))
)
_MEMBERSHIPS: Final = compiled(select(COMMIT_LOG.c.stream).distinct())


class Touched:
    """The records that the commits of one transaction are about, until they are folded."""

    def __init__(self) -> None:
        self._new: dict[RecordId, list[Write]] = {}
        self._memberships: set[Stream] = set()
        self._activity = Rows()
        self._first_row: int | None = None

    def __bool__(self) -> bool:
        return self._first_row is not None

    def add(self, commit: Commit, row: int, arrived: Moment | None, own: CentreId) -> None:
        """Note a commit that was just stored in `row`."""
        if self._first_row is None:
            self._first_row = row
        for write in writes(commit):
            if _about(write) is About.MEMBERSHIP:
                self._memberships.add(commit.stream)
            elif _about(write) is not None:
                self._new.setdefault(write.fact.record, []).append(write)
            if arrived is not None and commit.centre != own:
                _note_activity(write, arrived, self._activity)

    def project(self, connection: Connection, own: CentreId) -> None:
        """Fold every touched record and write its rows."""
        prior = commits.writes_about(connection, list(self._new), before=self._first_row)
        _project(self._new, prior, own, self._activity)
        self._activity.write(connection)
        for stream in self._memberships:
            project_members(connection, stream)


def rebuild(
    connection: Connection, own: CentreId, progress: Callable[[int, int], object] | None = None
) -> None:
    """Throw all rows away and fold them anew; `progress` is told (records done, records in all)."""
    for clear in (*_CLEAR, _CLEAR_WORDS):
        connection.run(clear)
    ((total,),) = connection.all(_RECORD_COUNT)
    done, after = 0, b""
    while records := [record for (record,) in _next(connection, after)]:
        out = Rows()
        _project({}, commits.writes_about(connection, records), own, out)
        out.write(connection)
        done, after = done + len(records), records[-1]
        if progress:
            progress(done, total)
    _rebuild_activity(connection, own)
    for (key,) in connection.all(_MEMBERSHIPS):
        project_members(connection, from_key(key))


def _next(connection: Connection, after: bytes) -> list[tuple[bytes]]:
    return connection.all(_RECORDS, {"after": after, "limit": _BATCH})


def _rebuild_activity(connection: Connection, own: CentreId) -> None:
    out = Rows()
    for *row, arrived in connection.all(_ARRIVALS, {"own": own}):
        for write in commits.as_writes([tuple(row)]):
            _note_activity(write, Moment(arrived), out)
    out.write(connection)


def _project(
    new: dict[RecordId, list[Write]], prior: Iterable[Write], own: CentreId, out: Rows
) -> None:
    held: dict[tuple[About, RecordId], list[Write]] = {}
    for write in prior:
        about = _about(write)
        # A centre's genesis has the id of the centre: members are projected by their stream.
        if about in PROJECTS:
            held.setdefault((about, write.fact.record), []).append(write)
    for record, writes_of_record in new.items():
        for write in writes_of_record:
            about = _about(write)
            if about is not None:
                held.setdefault((about, record), []).append(write)
    for (about, record), of_record in held.items():
        kinds = frozenset(write.fact.kind for write in new[record]) if new else _EVERY_KIND
        PROJECTS[about](record, of_record, kinds, own, out)


def _about(write: Write) -> About | None:
    """What a fact is about; None when it is void: of an unknown kind or in another place."""
    kind = KINDS.get(write.fact.kind)
    return kind.about if kind is not None and kind.place is write.stream.place else None


def _note_activity(write: Write, arrived: Moment, out: Rows) -> None:
    if write.fact.kind != REFERRAL_STATUS.name or _about(write) is None:
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
            },
        )
