"""Erasing within a change: facts lose their bytes, rows go, and what comes late is dropped.

What stays of a fact is its place in its commit, whose signed body holds its hash: the chain can be
verified, and every copy of the commit that still comes is known as one of it (exchange.md 4.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import and_, delete, null, select, update

from referral_app.domain.facts import REFERRAL_PURGED, Fact, Place
from referral_app.domain.identifiers import CentreId, DeviceId, Moment, RecordId
from referral_app.journal.commit import Commit, read_commit, without, writes
from referral_app.journal.erasing import (
    EVERYONE,
    PURGES,
    Key,
    bound_by,
    covering,
    named_by,
    purged,
)
from referral_app.journal.stream import Stream, own
from referral_app.journal.write import Write
from referral_app.storage import commits, quarantine
from referral_app.storage.connection import Connection
from referral_app.storage.erased_rows import drop_rows, refold_cases, refold_records
from referral_app.storage.projecting.refresh import note_filled
from referral_app.storage.sealed_again import open_envelopes_with
from referral_app.storage.sql import compiled, insert_or_ignore, param
from referral_app.storage.tables.desk import DRAFT
from referral_app.storage.tables.erasing import ERASED, FILED
from referral_app.storage.tables.journal import COMMIT_LOG, FACT
from referral_app.storage.tables.traffic import HELD_COMMIT

_KNOWN: Final = compiled(select(ERASED.c.record, ERASED.c.centre, ERASED.c.hlc))
_ADD: Final = insert_or_ignore(ERASED)
_LATE: Final = compiled(
    update(ERASED)
    .where(ERASED.c.record == param("of"), ERASED.c.centre == param("by"))
    .values(late=ERASED.c.late + param("more"))
)
_BOUND: Final = compiled(select(FILED.c.record).where(FILED.c.case == param("case")))
_EMPTY: Final = compiled(
    update(FACT)
    .where(
        FACT.c.place == param("at"),
        FACT.c.commit.in_(select(COMMIT_LOG.c.row).where(COMMIT_LOG.c.cid == param("in_commit"))),
    )
    .values(record=null(), data=null())
)
_FILL: Final = compiled(
    update(FACT)
    .where(
        FACT.c.place == param("at"),
        FACT.c.commit.in_(select(COMMIT_LOG.c.row).where(COMMIT_LOG.c.cid == param("in_commit"))),
    )
    .values(record=param("of"), data=param("bytes"))
)
_LACKING: Final = compiled(
    select(FACT.c.place)
    .join_from(FACT, COMMIT_LOG, FACT.c.commit == COMMIT_LOG.c.row)
    .where(COMMIT_LOG.c.cid == param("cid"), FACT.c.data.is_(None))
)
_DRAFTS: Final = compiled(select(DRAFT.c.form, DRAFT.c.subject, DRAFT.c.owner, DRAFT.c.data))
_DROP_DRAFT: Final = compiled(
    delete(DRAFT).where(
        and_(
            DRAFT.c.form == param("form"),
            DRAFT.c.subject == param("subject"),
            DRAFT.c.owner == param("owner"),
        )
    )
)
_HELD: Final = compiled(select(HELD_COMMIT.c.cid, HELD_COMMIT.c.raw))
_HOLD_WITHOUT: Final = compiled(
    update(HELD_COMMIT).where(HELD_COMMIT.c.cid == param("held")).values(raw=param("rest"))
)


def erased_keys(connection: Connection) -> dict[Key, int]:
    """Return all that was ever erased here, with the logical time of who erased it."""
    return {(record, centre): hlc for record, centre, hlc in connection.all(_KNOWN)}


@dataclass(slots=True)
class Erasing:
    """One change's erasing. `known` grows with it; `settle` brings what was written into rows.

    `unlisted` are records that went because they belong to an erased case, though no fact of
    erasure names them: each with the case and a fact of it. `links` are the streams of referrals
    that went.
    """

    connection: Connection
    own: CentreId
    known: dict[Key, int]
    settle: Callable[[], None]
    now: Callable[[], Moment]
    unlisted: list[tuple[RecordId, Write]] = field(default_factory=list)
    links: dict[RecordId, Stream] = field(default_factory=dict)

    def covers(self, commit: Commit) -> bool:
        """Whether a fact of a commit is about something that is erased."""
        return bool(self.known) and any(covering(w, self.known) for w in writes(commit))

    def strip(self, commit: Commit, *, count: bool = True) -> Commit:
        """Return a commit that arrives without what is erased; `count` it as late."""
        if not self.known:
            return commit
        found = writes(commit)
        while new := bound_by(found, self.known):
            self._note_unlisted(found, new)
            covers = [covering(write, self.known) for write in found]
            self._erase(new, min(self.known[key] for key in covers if key is not None))
        keys = {write.id.place: covering(write, self.known) for write in found}
        gone = {place: key for place, key in keys.items() if key is not None}
        if not gone:
            return commit
        if count:
            # What was written before may come from an old envelope: only a new desk reads it.
            for key in gone.values():
                if commit.hlc > self.known[key]:
                    self.connection.run(_LATE, {"of": key[0], "by": key[1], "more": 1})
        return without(commit, gone.keys())

    def follow(self, commit: Commit) -> None:
        """Do what a commit that was just stored says is to be erased."""
        if all(fact is None or fact.kind not in PURGES for fact in commit.facts):
            return  # nearly every commit
        named = [key for write in writes(commit) for key in named_by(write)]
        if fresh := [key for key in named if key not in self.known]:
            self._erase(fresh, commit.hlc)

    def complete(self, commit: Commit) -> None:
        """Fill in what a commit that is held lacks from another copy, unless it is erased."""
        rows = self.connection.all(_LACKING, {"cid": commit.id})
        lacking = {place for (place,) in rows if commit.ops[place] is not None}
        if not lacking:
            return
        self.settle()
        rest = self.strip(commit, count=False)
        filled = [place for place in lacking if rest.ops[place] is not None]
        for place in filled:
            fact = rest.facts[place]
            values = {"of": fact and fact.record, "bytes": rest.ops[place]}
            self.connection.run(_FILL, {"at": place, "in_commit": commit.id, **values})
        found = [write for write in writes(rest) if write.id.place in filled]
        refold_records(self.connection, [write.fact.record for write in found], self.own)
        note_filled(self.connection, found, self.own)
        self.follow(rest)

    def take_unlisted(self, device: DeviceId) -> tuple[tuple[Stream, tuple[Fact, ...]], ...]:
        """Return, once, the facts that name records which a desk wrote and no erasure names yet."""
        mine = [(case, write) for case, write in self.unlisted if write.device == device]
        self.unlisted = []
        records: dict[RecordId, set[RecordId]] = {}
        for case, write in mine:
            records.setdefault(case, set()).add(write.fact.record)
        now, centre = self.now(), own(self.own)
        told = [
            (centre, (purged(case, sorted(of_case), "", now),)) for case, of_case in records.items()
        ]
        for _case, write in mine:
            stream = self.links.get(write.fact.record)
            if stream is not None:
                told.append((stream, (Fact(REFERRAL_PURGED.name, write.fact.record, now),)))
        return tuple(told)

    def _erase(self, keys: Iterable[Key], hlc: int) -> None:
        self.settle()
        done = list(keys)
        self._know(done, hlc)
        for record, centre in done:  # grows on the way
            if centre == EVERYONE:
                bound = self._bound(record)
                self._know(bound, hlc)
                done += bound
        gone = [write for key in done for write in self._facts(key)]
        gone += self._left_out()
        for write in gone:
            self.connection.run(_EMPTY, {"at": write.id.place, "in_commit": write.id.commit})
            if write.stream.place is Place.LINK:
                self.links[write.fact.record] = write.stream
        self._clear_away(done, gone)

    def _left_out(self) -> list[Write]:
        """What of a revoked desk's words goes with all that is erased: they may count again.

        What they say of others' records is nobody's word: it erases none of those.
        """
        found, gone = quarantine.left_out(self.connection), dict(self.known)
        while new := bound_by(found, gone):
            gone.update(dict.fromkeys(new, 0))
        return [write for write in found if covering(write, gone) is not None]

    def _know(self, keys: Iterable[Key], hlc: int) -> None:
        new = [key for key in keys if key not in self.known]
        self.known.update(dict.fromkeys(new, hlc))
        rows = [{"record": r, "centre": c, "hlc": hlc, "late": 0} for r, c in new]
        self.connection.many(_ADD, rows)

    def _bound(self, case: RecordId) -> list[Key]:
        found = [record for (record,) in self.connection.all(_BOUND, {"case": case})]
        new = [(r, EVERYONE) for r in found if (r, EVERYONE) not in self.known]
        for key in new:
            self._note_unlisted(commits.writes_about(self.connection, [key[0]]), [key])
        return new

    def _facts(self, key: Key) -> list[Write]:
        record, _centre = key
        return [
            write
            for write in commits.writes_about(self.connection, [record])
            if write.fact.kind not in PURGES and covering(write, {key}) is not None
        ]

    def _clear_away(self, keys: list[Key], gone: list[Write]) -> None:
        """Drop rows, drafts, envelopes and waiting commits that hold what is erased."""
        connection = self.connection
        cases = {case for write in gone if isinstance(case := write.fact.get("case"), bytes)}
        cases |= drop_rows(connection, [record for record, _ in keys], gone)
        partly = [record for record, centre in keys if centre != EVERYONE]
        refold_records(connection, partly, self.own)
        whole = {record for record, centre in self.known if centre == EVERYONE}
        refold_cases(connection, [case for case in cases if case not in whole], self.own)
        open_envelopes_with(connection, {write.id.commit for write in gone})
        self._drop_drafts({record.hex() for record, centre in keys if centre == EVERYONE})
        self._strip_held()

    def _drop_drafts(self, records: set[str]) -> None:
        for form, subject, owner, data in self.connection.all(_DRAFTS):
            if any(record in subject or record in data for record in records):
                key = {"form": form, "subject": subject, "owner": owner}
                self.connection.run(_DROP_DRAFT, key)

    def _strip_held(self) -> None:
        for cid, raw in self.connection.all(_HELD):
            commit = read_commit(raw)
            places = {w.id.place for w in writes(commit) if covering(w, self.known) is not None}
            if places:
                rest = without(commit, places).raw
                self.connection.run(_HOLD_WITHOUT, {"held": cid, "rest": rest})

    def _note_unlisted(self, found: Iterable[Write], keys: Iterable[Key]) -> None:
        records = {record for record, _ in keys}
        for write in found:
            case = write.fact.get("case")
            if write.fact.record in records and isinstance(case, bytes):
                self.unlisted.append((case, write))
