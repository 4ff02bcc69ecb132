"""Erasing in a chest: what the encrypted store does in rows, done with the journal's own rules.

A fact that is erased leaves its place in its commit; what comes late loses it on arrival, what a
copy lacks that is not erased is filled in, and kept envelopes that hold it are given up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from referral_app.domain.facts import REFERRAL_PURGED, Fact, Place
from referral_app.domain.identifiers import CommitId, RecordId
from referral_app.journal.commit import Commit, without, writes
from referral_app.journal.erasing import PURGES, Key, bound_by, covering, named_by, purged
from referral_app.journal.stream import Stream, own
from referral_app.journal.write import Write
from tests.exchange.memory_store import MemoryWork
from tests.simulation.communes.tables import ChestTables

Said = tuple[Stream, tuple[Fact, ...]]


class ErasingWork(MemoryWork):
    """The part of a chest's work that erases."""

    _t: ChestTables
    _unlisted: list[Said]

    def strip(self, commit: Commit) -> Commit:
        """Return a commit without what is erased; what belongs to it is erased from now on."""
        if not self._t.erased:
            return commit
        found = writes(commit)
        while new := bound_by(found, self._t.erased):
            self._note_unlisted(found, new)
            self._erase(new)
        gone = [it.id.place for it in found if covering(it, self._t.erased) is not None]
        return without(commit, gone) if gone else commit

    def follow(self, commit: Commit) -> None:
        """Do what a commit says is to be erased."""
        if any(fact is not None and fact.kind in PURGES for fact in commit.facts):
            named = [key for write in writes(commit) for key in named_by(write)]
            self._erase(key for key in named if key not in self._t.erased)

    def complete(self, commit: Commit) -> None:
        """Fill in what the copy that is held lacks and this one has, unless it is erased."""
        held = self._t.commits[commit.id]
        if None not in held.ops:
            return
        rest = self.strip(commit)
        held = self._t.commits[commit.id]
        filled = {at for at, op in enumerate(held.ops) if op is None and rest.ops[at] is not None}
        if filled:
            facts = tuple(a or b for a, b in zip(held.facts, rest.facts, strict=True))
            ops = tuple(a or b for a, b in zip(held.ops, rest.ops, strict=True))
            self._replace(replace(held, facts=facts, ops=ops))
            self.index(write for write in writes(rest) if write.id.place in filled)
            self.follow(rest)

    def unlisted(self) -> tuple[Said, ...]:
        """Return, once, what this desk is to add to erasures that did not know of its records."""
        found, self._unlisted = self._unlisted, []
        return tuple(found)

    def index(self, found: Iterable[Write]) -> None:
        """Find these by their record from now on."""
        raise NotImplementedError

    def _erase(self, keys: Iterable[Key]) -> None:
        waiting = list(keys)
        if not waiting:
            return
        self._know(waiting)
        everything = [write for of_one in self._t.by_record.values() for write in of_one]
        while bound := bound_by(everything, self._t.erased):
            self._note_unlisted(everything, bound)
            self._know(bound)
        gone = [it for it in everything if covering(it, self._t.erased) is not None]
        self._take_out(gone)
        self._give_up({write.id.commit for write in gone})
        for cid, commit in list(self._t.held.items()):
            self._t.held[cid] = self.strip(commit)

    def _know(self, keys: Iterable[Key]) -> None:
        for key in keys:
            self._t.erased[key] = True

    def _take_out(self, gone: list[Write]) -> None:
        for record in {write.fact.record for write in gone}:
            out = {write.id for write in gone}
            kept = tuple(it for it in self._t.by_record[record] if it.id not in out)
            self._t.by_record[record] = kept
        places: dict[CommitId, list[int]] = {}
        for write in gone:
            places.setdefault(write.id.commit, []).append(write.id.place)
        for cid, at in places.items():
            self._replace(without(self._t.commits[cid], at))

    def _replace(self, commit: Commit) -> None:
        self._t.commits[commit.id] = commit
        ids = list(self._t.by_stream[commit.stream])
        self._t.by_stream[commit.stream] = tuple(ids)  # another tuple: folds are made anew

    def _give_up(self, commits: set[CommitId]) -> None:
        """Give up envelopes in which one of these lies; the next round seals the rest anew."""
        for eid, inside in list(self._t.inside.items()):
            if not commits.isdisjoint(self._t.whole.get(eid, inside)):
                to = self._t.envelopes[eid].destination
                del self._t.inside[eid]
                del self._t.envelopes[eid]
                self.queue(inside, to)

    def _note_unlisted(self, found: Iterable[Write], keys: Iterable[Key]) -> None:
        records = {record for record, _ in keys}
        ours: dict[RecordId, set[RecordId]] = {}
        for write in found:
            case, record = write.fact.get("case"), write.fact.record
            mine = write.device == self._store.identity.device
            if record in records and isinstance(case, bytes) and mine:
                ours.setdefault(case, set()).add(record)
        now = self._store.clock.now()
        for case, some in ours.items():
            fact = purged(case, sorted(some), "", now)
            self._unlisted.append((own(self._own), (fact,)))
            self._tell_others(some)

    def _tell_others(self, records: Iterable[RecordId]) -> None:
        now = self._store.clock.now()
        for record in sorted(records):
            links = {it.stream for it in self._t.by_record.get(record, ())}
            for stream in (it for it in links if it.place is Place.LINK):
                told = (Fact(REFERRAL_PURGED.name, record, now),)
                self._unlisted.append((stream, told))
