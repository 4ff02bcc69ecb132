"""The store in memory as desks of one centre need it, made quick for thousands of lives.

Beyond the store of the exchange's tests it queues for co-desks as the real one does, refuses what a
retired desk would write, and knows invitations of desks. It keeps its indexes as it goes and undoes
what a transaction did instead of copying all tables first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from operator import is_
from typing import Any

from referral_app.clock import Clock, Randomness
from referral_app.domain.centre import Centre, Invitation
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
from referral_app.domain.registry import listed_too
from referral_app.errors import RefusedError
from referral_app.exchange.keys import Identity
from referral_app.journal.commit import MAX_PREVIOUS, Commit, CommitDraft, write_commit, writes
from referral_app.journal.desks import fold_desk_invitation
from referral_app.journal.exclusion import excluded
from referral_app.journal.fold import fold_centre, fold_invitation, fold_referral
from referral_app.journal.heads import Frontier, Link, link_of
from referral_app.journal.hlc import HybridClock
from referral_app.journal.membership import Membership
from referral_app.journal.registry import TakenIn
from referral_app.journal.stream import Stream, membership
from referral_app.journal.write import Write
from referral_app.services.ports.desks import JOINS
from tests.exchange.memory_store import MemoryStore
from tests.simulation.communes.erased import ErasingWork
from tests.simulation.communes.tables import ChestTables, Undo

_CENTRES = (CENTRE_INTRODUCED.name, CENTRE_FIELD.name)
_NO_COMMITS: frozenset[CommitId] = frozenset()
_NOTHING: Frontier = Frontier(frozenset(), frozenset())


class Chest(MemoryStore):
    """Implements `ports.ExchangeStore` for one desk of several."""

    def __init__(self, identity: Identity, clock: Clock, chance: Randomness) -> None:
        super().__init__(identity, clock, chance)
        self.undo = Undo()
        self.tables: ChestTables = ChestTables().bound_to(self.undo)
        self.folded: dict[Any, tuple[tuple[Any, ...], Any]] = {}
        self.lawless = False
        """Whether a thief writes here, whom no program keeps from it."""
        self.is_older = False
        """Whether the program here is of the version before."""

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

    def keep(self, key: Any, of: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """Return what was made before of the very same values; make it anew otherwise."""
        found = self.folded.get(key)
        if found is None or len(found[0]) != len(of) or not all(map(is_, found[0], of)):
            found = self.folded[key] = (of, make())
        return found[1]


class ChestWork(ErasingWork):
    """What a round asks of `ports.ExchangeWork`."""

    _store: Chest
    _t: ChestTables

    def __init__(self, store: Chest) -> None:
        super().__init__(store)
        self._unlisted = []

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
        commit = write_commit(draft, facts, sign=identity.keys.sign, chance=self._store.chance)
        if self.strip(commit) is not commit:
            raise RefusedError("case.erased")
        self._t.numbers["hlc"] = clock.last
        self._add(commit)
        for centre in self._destinations(stream):
            self.queue((commit.id,), centre)
        return commit.id

    def _require_at_work(self) -> None:
        known = self.membership(self._own)
        here = known.member(self._store.identity.device) if known else None
        if here is not None and not here.active and not self._store.lawless:
            raise RefusedError("desk.retired")

    def _destinations(self, stream: Stream) -> list[CentreId]:
        found: list[CentreId] = []
        if stream.place is Place.LINK:
            found.append(stream.peer_of(self._own))
        elif stream.place is Place.MEMBERSHIP:
            found += sorted(centre.id for centre in self.centres() if not centre.is_own)
        elif stream.place is Place.COMMUNE:
            others = (centre for centre in self.centres() if not centre.is_own)
            found += sorted(centre.id for centre in others if centre.active)
        known = self.membership(self._own)
        here = self._store.identity.device
        if known and any(member.device != here for member in known.active):
            found.append(self._own)
        return found

    def accept(self, commit: Commit) -> bool:
        if commit.id in self._t.commits:
            self.complete(commit)
            return False
        self._add(self.strip(commit))
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
        tables.by_desk[commit.device] = (*tables.by_desk.get(commit.device, ()), commit.id)
        self.index(writes(commit))
        if stream.place is Place.MEMBERSHIP and any(
            fact and fact.get("frontier") is not None for fact in commit.facts
        ):
            tables.cutting[commit.centre] = True
        self.follow(commit)

    def index(self, found: Iterable[Write]) -> None:
        tables = self._t
        for write in found:
            record = write.fact.record
            tables.by_record[record] = (*tables.by_record.get(record, ()), write)
            if write.fact.kind in _CENTRES:
                tables.introduced[record] = True

    # --- what is held of a stream

    def commits_of(self, stream: Stream) -> tuple[Commit, ...]:
        ids = self._t.by_stream.get(stream, ())

        def sort() -> tuple[Commit, ...]:
            return tuple(sorted((self._t.commits[i] for i in ids), key=lambda c: (c.hlc, c.id)))

        found: tuple[Commit, ...] = self._store.keep(("commits", stream), (ids,), sort)
        return found

    def links(
        self, stream: Stream, after: CommitId | None = None, limit: int = -1
    ) -> tuple[Link, ...]:
        commits = self.commits_of(stream)
        found: tuple[Link, ...] = self._store.keep(
            ("links", stream), (commits,), lambda: tuple(map(link_of, commits))
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
                self._t.whole.setdefault(eid, inside)
                self._t.inside[eid] = left
                if not left:
                    del self._t.inside[eid]
                    del self._t.envelopes[eid]

    # --- questions

    def membership(self, centre: CentreId) -> Membership | None:
        ids = self._t.by_stream.get(membership(centre), ())
        found: Membership | None = self._store.keep(
            ("membership", centre), (ids,), lambda: super(ChestWork, self).membership(centre)
        )
        return found

    def left_out(self) -> frozenset[CommitId]:
        """What revoked desks wrote beyond their frontier; the same object while nothing changes."""
        if not self._t.cutting:
            return _NO_COMMITS
        found = [self._left_out_of(centre) for centre in sorted(self._t.cutting)]
        whole: frozenset[CommitId] = self._store.keep(
            "left out", tuple(found), lambda: frozenset[CommitId]().union(*found)
        )
        return whole

    def _left_out_of(self, centre: CentreId) -> frozenset[CommitId]:
        known = self.membership(centre)
        if known is None:
            return _NO_COMMITS
        revoked = [member.device for member in known.members if member.revoked]
        written = [self._t.by_desk.get(device, ()) for device in revoked]
        found: frozenset[CommitId] = self._store.keep(
            ("left out", centre),
            (known, *written),
            lambda: excluded([link_of(self._t.commits[c]) for c in chain(*written)], known),
        )
        return found

    def writes_about(self, records: Sequence[RecordId]) -> tuple[Write, ...]:
        found = [write for record in set(records) for write in self._t.by_record.get(record, ())]
        out = self.left_out()
        if out:
            found = [write for write in found if write.id.commit not in out]
        return tuple(sorted(found, key=lambda write: (write.hlc, write.device, write.id)))

    def centres(self) -> tuple[Centre, ...]:
        taken_in = self.registry()
        listed = taken_in.registry.entries if taken_in else ()
        folded = tuple(self._centre(record) for record in sorted(self._t.introduced))
        found: tuple[Centre, ...] = self._store.keep(
            "centres",
            (*folded, listed),
            lambda: listed_too((centre for centre in folded if centre), listed, self._own),
        )
        return found

    def registry(self) -> TakenIn | None:
        record = self._store.identity.commune
        found: TakenIn | None = self._folded("registry", record, super().registry)
        return found

    def _folded(self, what: str, record: RecordId, fold: Callable[[], Any]) -> Any:
        about = self._t.by_record.get(record, ())
        return self._store.keep((what, record), (about, self.left_out()), fold)

    def _centre(self, record: RecordId) -> Centre | None:
        found: Centre | None = self._folded(
            "centre", record, lambda: fold_centre(self.writes_about((record,)), self._own)
        )
        return found

    def referral(self, referral: ReferralId) -> Referral | None:
        found: Referral | None = self._folded(
            "referral", referral, lambda: fold_referral(self.writes_about((referral,)))
        )
        return found

    def invitation(self, invitation: InvitationId) -> Invitation | None:
        naming = [
            write
            for write in self.writes_about(tuple(self._t.introduced))
            if write.fact.get("invitation") == invitation
        ]
        return fold_invitation((*self.writes_about((invitation,)), *naming))

    def desk_invitation(self, invitation: InvitationId) -> DeskInvitation | None:
        return fold_desk_invitation(self.writes_about((invitation,)))

    def joins_waiting(self) -> bytes:
        return self.note(JOINS) or b""
