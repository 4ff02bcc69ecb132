"""The store in memory as desks of one centre need it, made quick for thousands of lives.

Beyond the store of the exchange's tests it queues for co-desks as the real one does, refuses what a
retired desk would write, and knows invitations of desks. It keeps its indexes as it goes and undoes
what a transaction did instead of copying all tables first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

from referral_app.clock import Clock, Randomness
from referral_app.domain.centre import Centre
from referral_app.domain.desks import DeskInvitation
from referral_app.domain.facts import CENTRE_FIELD, CENTRE_INTRODUCED, Fact, Place
from referral_app.domain.identifiers import (
    CentreId,
    CommitId,
    DeviceId,
    InvitationId,
    RecordId,
    ReferralId,
    StaffId,
)
from referral_app.domain.referral import Referral
from referral_app.errors import RefusedError
from referral_app.exchange.keys import Identity
from referral_app.journal.commit import MAX_PREVIOUS, Commit, CommitDraft, write_commit, writes
from referral_app.journal.desks import fold_desk_invitation
from referral_app.journal.fold import fold_centre, fold_referral
from referral_app.journal.heads import Frontier, Link, link_of
from referral_app.journal.hlc import HybridClock
from referral_app.journal.membership import Membership
from referral_app.journal.stream import Stream, membership
from referral_app.journal.write import Write
from referral_app.services.ports.desks import JOINS
from tests.exchange.memory_store import MemoryStore, MemoryWork, Tables

K = TypeVar("K")
V = TypeVar("V")
_CENTRES = (CENTRE_INTRODUCED.name, CENTRE_FIELD.name)
_NOTHING: Frontier = Frontier(frozenset(), frozenset())
_GONE: Any = object()


class Undo:
    """What the open transaction did, so that it can be taken back."""

    def __init__(self) -> None:
        self.entries: list[tuple[dict[Any, Any], Any, Any]] = []

    def roll_back(self) -> None:
        for table, key, before in reversed(self.entries):
            if before is _GONE:
                dict.pop(table, key, None)
            else:
                dict.__setitem__(table, key, before)
        self.entries.clear()


class Table(dict[K, V], Generic[K, V]):
    """A dictionary that writes down how to undo what is done to it."""

    def __init__(self, of: dict[K, V], undo: Undo) -> None:
        super().__init__(of)
        self.undo = undo.entries

    def __setitem__(self, key: K, value: V) -> None:
        self.undo.append((self, key, self.get(key, _GONE)))
        super().__setitem__(key, value)

    def __delitem__(self, key: K) -> None:
        self.undo.append((self, key, self.get(key, _GONE)))
        super().__delitem__(key)

    def setdefault(self, key: K, value: V) -> V:
        if key not in self:
            self[key] = value
        return self[key]

    def pop(self, key: K, *default: Any) -> Any:
        self.undo.append((self, key, self.get(key, _GONE)))
        return super().pop(key, *default)


@dataclass
class ChestTables(Tables):
    """With indexes; values are immutable."""

    by_stream: dict[Stream, tuple[CommitId, ...]] = field(default_factory=dict)
    by_record: dict[RecordId, tuple[Write, ...]] = field(default_factory=dict)
    ends: dict[Stream, Frontier] = field(default_factory=dict)
    introduced: dict[RecordId, bool] = field(default_factory=dict)

    def bound_to(self, undo: Undo) -> ChestTables:
        """The same, writing down what is done to it."""
        for each in fields(self):
            setattr(self, each.name, Table(getattr(self, each.name), undo))
        return self


class Chest(MemoryStore):
    """Implements `ports.ExchangeStore` for one desk of several."""

    def __init__(self, identity: Identity, clock: Clock, chance: Randomness) -> None:
        super().__init__(identity, clock, chance)
        self.undo = Undo()
        self.tables: ChestTables = ChestTables().bound_to(self.undo)
        self.folded: dict[Any, tuple[Any, Any]] = {}

    @contextmanager
    def begin(self) -> Iterator[ChestWork]:
        """All or nothing. `crash` is called at the end of each transaction, before it counts."""
        self.undo.entries.clear()
        try:
            yield ChestWork(self)
            self.crash()
        except BaseException:
            self.undo.roll_back()
            raise
        self.transactions += 1

    def load(self, backup: Any) -> None:
        """Put a backup in place of everything."""
        self.tables = backup.copy().bound_to(self.undo)

    def keep(self, key: Any, of: Any, make: Callable[[], Any]) -> Any:
        """Return what was made before of the very same value; make it anew otherwise."""
        found = self.folded.get(key)
        if found is None or found[0] is not of:
            found = self.folded[key] = (of, make())
        return found[1]


class ChestWork(MemoryWork):
    """What a round asks of `ports.ExchangeWork`."""

    _store: Chest
    _t: ChestTables

    # --- facts

    def record(self, stream: Stream, facts: Sequence[Fact], author: StaffId) -> CommitId:
        """Sign into one commit and queue what must travel, to co-desks too."""
        self._require_at_work()
        identity = self._store.identity
        held = self._t.commits
        heads = [h for h in self.heads(stream) if held[h].device == identity.device]
        heads = heads[:MAX_PREVIOUS]
        clock = HybridClock(self._t.numbers.get("hlc", 0))
        draft = CommitDraft(
            identity.centre,
            identity.device,
            identity.incarnation,
            stream,
            1 + max((held[head].seq for head in heads), default=0),
            tuple(heads),
            clock.tick(self._store.clock.now()),
            author,
        )
        self._t.numbers["hlc"] = clock.last
        commit = write_commit(draft, facts, sign=identity.keys.sign, chance=self._store.chance)
        self._add(commit)
        for centre in self._destinations(stream):
            self.queue((commit.id,), centre)
        return commit.id

    def _require_at_work(self) -> None:
        known = self.membership(self._own)
        here = known.member(self._store.identity.device) if known else None
        if here is not None and not here.active:
            raise RefusedError("desk.retired")

    def _destinations(self, stream: Stream) -> list[CentreId]:
        found: list[CentreId] = []
        if stream.place is Place.LINK:
            found.append(stream.peer_of(self._own))
        elif stream.place is Place.MEMBERSHIP:
            found += sorted(centre.id for centre in self.centres() if not centre.is_own)
        known = self.membership(self._own)
        here = self._store.identity.device
        if known and any(member.device != here for member in known.active):
            found.append(self._own)
        return found

    def accept(self, commit: Commit) -> bool:
        if commit.id in self._t.commits:
            return False
        self._add(commit)
        clock = HybridClock(self._t.numbers.get("hlc", 0))
        clock.absorb(commit.hlc, self._store.clock.now())
        self._t.numbers["hlc"] = clock.last
        return True

    def _add(self, commit: Commit) -> None:
        tables, stream = self._t, commit.stream
        end = tables.ends.get(stream, _NOTHING)
        absent = {cid for cid in commit.previous if cid not in tables.commits}
        heads = end.heads.difference(commit.previous)
        if commit.id not in end.missing:
            heads |= {commit.id}
        tables.ends[stream] = Frontier(heads, (end.missing - {commit.id}) | absent)
        tables.commits[commit.id] = commit
        tables.by_stream[stream] = (*tables.by_stream.get(stream, ()), commit.id)
        for write in writes(commit):
            record = write.fact.record
            tables.by_record[record] = (*tables.by_record.get(record, ()), write)
            if write.fact.kind in _CENTRES:
                tables.introduced[record] = True

    # --- what is held of a stream

    def commits_of(self, stream: Stream) -> tuple[Commit, ...]:
        ids = self._t.by_stream.get(stream, ())

        def sort() -> tuple[Commit, ...]:
            return tuple(sorted((self._t.commits[i] for i in ids), key=lambda c: (c.hlc, c.id)))

        found: tuple[Commit, ...] = self._store.keep(("commits", stream), ids, sort)
        return found

    def links(
        self, stream: Stream, after: CommitId | None = None, limit: int = -1
    ) -> tuple[Link, ...]:
        commits = self.commits_of(stream)
        found: tuple[Link, ...] = self._store.keep(
            ("links", stream), commits, lambda: tuple(map(link_of, commits))
        )
        start = 1 + [link.id for link in found].index(after) if after else 0
        return found[start:] if limit < 0 else found[start : start + limit]

    def heads_by_desk(self, stream: Stream) -> dict[CommitId, DeviceId]:
        return {head: self._t.commits[head].device for head in self.heads(stream)}

    def _frontier(self, stream: Stream) -> Frontier:
        return self._t.ends.get(stream, _NOTHING)

    def streams(self) -> tuple[Stream, ...]:
        return tuple(sorted(self._t.by_stream, key=lambda stream: stream.key))

    def covered(self, centre: CentreId, stream: Stream, lacking: Collection[CommitId]) -> None:
        done = set(self._t.by_stream.get(stream, ())).difference(lacking)
        for eid, envelope in list(self._t.envelopes.items()):
            inside = self._t.inside[eid]
            may_go = envelope.destination == centre and eid in self._t.laid
            if may_go and not done.isdisjoint(inside):
                left = tuple(cid for cid in inside if cid not in done)
                self._t.inside[eid] = left
                if not left:
                    del self._t.inside[eid]
                    del self._t.envelopes[eid]

    # --- questions

    def membership(self, centre: CentreId) -> Membership | None:
        ids = self._t.by_stream.get(membership(centre), ())
        found: Membership | None = self._store.keep(
            ("membership", centre), ids, lambda: super(ChestWork, self).membership(centre)
        )
        return found

    def writes_about(self, records: Sequence[RecordId]) -> tuple[Write, ...]:
        found = [write for record in set(records) for write in self._t.by_record.get(record, ())]
        return tuple(sorted(found, key=lambda write: (write.hlc, write.device, write.id)))

    def centres(self) -> tuple[Centre, ...]:
        folded = (self._centre(record) for record in sorted(self._t.introduced))
        return tuple(centre for centre in folded if centre)

    def _centre(self, record: RecordId) -> Centre | None:
        about = self._t.by_record[record]
        found: Centre | None = self._store.keep(
            ("centre", record), about, lambda: fold_centre(self.writes_about((record,)), self._own)
        )
        return found

    def referral(self, referral: ReferralId) -> Referral | None:
        about = self._t.by_record.get(referral, ())
        found: Referral | None = self._store.keep(
            ("referral", referral), about, lambda: fold_referral(self.writes_about((referral,)))
        )
        return found

    def desk_invitation(self, invitation: InvitationId) -> DeskInvitation | None:
        return fold_desk_invitation(self.writes_about((invitation,)))

    def joins_waiting(self) -> bytes:
        return self.note(JOINS) or b""
