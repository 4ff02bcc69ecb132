"""A store in memory for rounds: plain dictionaries and the journal's own folds.

It does what the encrypted store must do for the exchange, without a database: the simulator's fast
store, and the oracle against which the real one is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from referral_app.clock import Clock, Randomness
from referral_app.domain.centre import Centre, Invitation
from referral_app.domain.facts import CENTRE_FIELD, CENTRE_INTRODUCED, Fact, Place
from referral_app.domain.fields import Fields
from referral_app.domain.identifiers import (
    CentreId,
    CommitId,
    DeviceId,
    InvitationId,
    Moment,
    RecordId,
    ReferralId,
    StaffId,
)
from referral_app.domain.referral import Referral
from referral_app.domain.registry import listed_too
from referral_app.exchange.keys import Identity
from referral_app.journal.commit import Commit, CommitDraft, write_commit, writes
from referral_app.journal.exclusion import excluded
from referral_app.journal.fold import fold_centre, fold_invitation, fold_referral
from referral_app.journal.heads import Link, frontier, link_of
from referral_app.journal.hlc import HybridClock
from referral_app.journal.membership import Member, Membership, fold_membership
from referral_app.journal.registry import TakenIn, fold_registry, pinned_fields
from referral_app.journal.stream import Stream, membership
from referral_app.journal.write import Write
from referral_app.services.ports import (
    Epoch,
    KeptEnvelope,
    OutgoingEnvelope,
    PackItem,
    PendingEnvelope,
)


@dataclass
class Tables:
    """Everything that lasts; values are immutable, so that a copy is cheap and whole."""

    commits: dict[CommitId, Commit] = field(default_factory=dict)
    held: dict[CommitId, Commit] = field(default_factory=dict)
    queue: dict[tuple[CommitId, CentreId], int] = field(default_factory=dict)
    envelopes: dict[bytes, OutgoingEnvelope] = field(default_factory=dict)
    inside: dict[bytes, tuple[CommitId, ...]] = field(default_factory=dict)
    deposits: dict[tuple[bytes, str], Moment] = field(default_factory=dict)
    laid: dict[bytes, Moment] = field(default_factory=dict)
    seen: dict[bytes, Moment] = field(default_factory=dict)
    waiting: dict[bytes, PendingEnvelope] = field(default_factory=dict)
    seeds: dict[tuple[CentreId, bytes], bytes] = field(default_factory=dict)
    notes: dict[str, bytes] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def copy(self) -> Tables:
        return type(self)(**{name: dict(value) for name, value in vars(self).items()})


class MemoryStore:
    """Implements `ports.ExchangeStore`; `identity` is whose desk it is."""

    def __init__(self, identity: Identity, clock: Clock, chance: Randomness) -> None:
        self.identity = identity
        self.clock = clock
        self.chance = chance
        self.tables = Tables()
        self.transactions = 0
        self.crash: Callable[[], None] = lambda: None

    @contextmanager
    def begin(self) -> Iterator[Any]:
        """All or nothing. `crash` is called at the end of each transaction, before it counts."""
        before = self.tables
        self.tables = before.copy()
        try:
            yield MemoryWork(self)
            self.crash()
        except BaseException:
            self.tables = before
            raise
        self.transactions += 1

    def save(self) -> Tables:
        """Make a backup."""
        return self.tables.copy()

    def load(self, backup: Tables) -> None:
        """Put a backup in place of everything."""
        self.tables = backup.copy()

    def start(self, incarnation: bytes) -> None:
        """A new process opens the same store."""
        self.identity = replace(self.identity, incarnation=incarnation)


class MemoryWork:
    """What a round asks of `ports.ExchangeWork`, and what tests ask besides."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._t = store.tables
        self._own = store.identity.centre

    # --- facts

    def record(self, stream: Stream, facts: Sequence[Fact], author: StaffId) -> CommitId:
        identity = self._store.identity
        ours = {
            c.id: c
            for c in self._t.commits.values()
            if c.stream == stream and c.device == identity.device
        }
        heads = frontier({c.id: c.previous for c in ours.values()}).heads
        clock = HybridClock(self._t.numbers.get("hlc", 0))
        draft = CommitDraft(
            identity.centre,
            identity.device,
            identity.incarnation,
            stream,
            1 + max((ours[head].seq for head in heads), default=0),
            tuple(sorted(heads)),
            clock.tick(self._store.clock.now()),
            author,
        )
        self._t.numbers["hlc"] = clock.last
        commit = write_commit(draft, facts, sign=identity.keys.sign, chance=self._store.chance)
        self._t.commits[commit.id] = commit
        if stream.place is Place.LINK:
            self.queue((commit.id,), stream.peer_of(identity.centre))
        if stream.place is Place.COMMUNE:
            for centre in self.centres():
                if centre.active and not centre.is_own:
                    self.queue((commit.id,), centre.id)
        return commit.id

    def expect(self, incoming: Sequence[Commit]) -> None:
        """Nothing is slow here."""

    def accept(self, commit: Commit) -> bool:
        if commit.id in self._t.commits:
            held = self._t.commits[commit.id]
            if None in held.ops:  # a store erases nothing here: whatever came is kept
                facts = tuple(a or b for a, b in zip(held.facts, commit.facts, strict=True))
                ops = tuple(a or b for a, b in zip(held.ops, commit.ops, strict=True))
                self._t.commits[commit.id] = replace(held, facts=facts, ops=ops)
            return False
        self._t.commits[commit.id] = commit
        clock = HybridClock(self._t.numbers.get("hlc", 0))
        clock.absorb(commit.hlc, self._store.clock.now())
        self._t.numbers["hlc"] = clock.last
        return True

    def unlisted(self) -> tuple[tuple[Stream, tuple[Fact, ...]], ...]:
        return ()

    def hold(self, commit: Commit) -> None:
        self._t.held[commit.id] = commit

    def release(self) -> tuple[Commit, ...]:
        known = tuple(c for c in self._t.held.values() if self.member(c.device, c.centre))
        for commit in known:
            del self._t.held[commit.id]
        return known

    def has_commit(self, commit: CommitId) -> bool:
        return commit in self._t.commits

    def commits_of(self, stream: Stream) -> tuple[Commit, ...]:
        found = (c for c in self._t.commits.values() if c.stream == stream)
        return tuple(sorted(found, key=lambda c: (c.hlc, c.id)))

    def links(
        self, stream: Stream, after: CommitId | None = None, limit: int = -1
    ) -> tuple[Link, ...]:
        found = [link_of(commit) for commit in self.commits_of(stream)]
        start = 1 + [link.id for link in found].index(after) if after else 0
        return tuple(found[start:] if limit < 0 else found[start : start + limit])

    def link(self, commit: CommitId) -> Link | None:
        found = self._t.commits.get(commit)
        return link_of(found) if found else None

    def heads_by_desk(self, stream: Stream) -> dict[CommitId, DeviceId]:
        return {head: self._t.commits[head].device for head in self.heads(stream)}

    def heads(self, stream: Stream) -> tuple[CommitId, ...]:
        return tuple(sorted(self._frontier(stream).heads))

    def heads_of_desk(self, device: DeviceId) -> tuple[CommitId, ...]:
        mine = [c for c in self._t.commits.values() if c.device == device]
        return tuple(sorted(frontier({c.id: c.previous for c in mine}).heads))

    def missing(self, stream: Stream) -> tuple[CommitId, ...]:
        return tuple(sorted(self._frontier(stream).missing))

    def _frontier(self, stream: Stream) -> Any:
        return frontier({c.id: c.previous for c in self._t.commits.values() if c.stream == stream})

    def streams(self) -> tuple[Stream, ...]:
        return tuple(sorted({c.stream for c in self._t.commits.values()}, key=lambda s: s.key))

    # --- what travels

    def queued(self, limit: int) -> tuple[PackItem, ...]:
        waiting = [(order, *key) for key, order in self._t.queue.items()]
        oldest = sorted(waiting, key=lambda it: (not self._is_urgent(it[1]), it[0]))[:limit]
        return tuple(PackItem(order, to, self._t.commits[cid].raw) for order, cid, to in oldest)

    def queue(self, commits: Sequence[CommitId], destination: CentreId) -> None:
        for commit in commits:
            order = self._t.numbers.get("order", 0) + 1
            if (commit, destination) not in self._t.queue:
                self._t.queue[(commit, destination)] = self._t.numbers["order"] = order

    def packed(self, envelope: OutgoingEnvelope, items: Sequence[PackItem]) -> None:
        orders = {item.order for item in items}
        inside = [key for key, order in self._t.queue.items() if order in orders]
        for key in inside:
            del self._t.queue[key]
        self._t.envelopes[envelope.eid] = envelope
        self._t.inside[envelope.eid] = tuple(commit for commit, _ in inside)

    def envelopes_to_deposit(self) -> tuple[OutgoingEnvelope, ...]:
        return tuple(e for eid, e in self._t.envelopes.items() if self._t.inside[eid])

    def kept_envelopes(self, place: str = "") -> tuple[KeptEnvelope, ...]:
        kept = [
            KeptEnvelope(
                e.eid,
                e.destination,
                len(e.data),
                any(self._is_urgent(cid) for cid in self._t.inside[e.eid]),
            )
            for e in self.envelopes_to_deposit()
            if (e.eid, place) not in self._t.deposits
        ]
        return tuple(sorted(kept, key=lambda it: not it.urgent))

    def _is_urgent(self, cid: CommitId) -> bool:
        return self._t.commits[cid].stream.place is Place.MEMBERSHIP

    def envelope_data(self, eid: bytes) -> bytes | None:
        return self._t.envelopes[eid].data if self._t.inside.get(eid) else None

    def lying(self, place: str, eids: Sequence[bytes]) -> frozenset[bytes]:
        return frozenset(eid for eid in eids if (eid, place) in self._t.deposits)

    def gone_from(self, place: str, eids: Sequence[bytes] | None = None) -> None:
        for eid, at in list(self._t.deposits):
            if at == place and (eids is None or eid in eids):
                del self._t.deposits[(eid, at)]

    def deposited(self, eid: bytes, place: str, at: Moment) -> None:
        self._t.deposits[(eid, place)] = at
        self._t.laid.setdefault(eid, at)

    def covered(self, centre: CentreId, stream: Stream, lacking: Sequence[CommitId]) -> None:
        # Of what was laid down by now; what is asked for later is sent again.
        done = {c.id for c in self._t.commits.values() if c.stream == stream} - set(lacking)
        for eid, inside in self._t.inside.items():
            if self._t.envelopes[eid].destination == centre and eid in self._t.laid:
                self._t.inside[eid] = tuple(c for c in inside if c not in done)

    def covered_some(
        self,
        centre: CentreId,
        stream: Stream,
        lacking: Collection[CommitId],
        after: int,
        limit: int,
    ) -> int | None:
        self.covered(centre, stream, tuple(lacking))
        return None

    def holds_all(self, device: DeviceId, stream: Stream) -> None:
        """Nothing is ever taken away here."""

    def envelope_seen(self, eid: bytes) -> bool:
        return eid in self._t.seen

    def see_envelope(self, eid: bytes, at: Moment) -> None:
        self._t.seen[eid] = at

    def keep_pending(self, envelope: PendingEnvelope) -> None:
        self._t.waiting[envelope.eid] = envelope

    def pending(self) -> tuple[PendingEnvelope, ...]:
        return tuple(self._t.waiting.values())

    def drop_pending(self, eid: bytes) -> None:
        self._t.waiting.pop(eid, None)

    # --- keys and members

    def membership(self, centre: CentreId) -> Membership | None:
        stream = membership(centre)
        mine = [c for c in self._t.commits.values() if c.stream == stream]
        follows = {c.id: c.previous for c in mine}
        return fold_membership(centre, [w for c in mine for w in writes(c)], follows)

    def member(self, device: DeviceId, centre: CentreId) -> Member | None:
        known = self.membership(centre)
        return known.member(device) if known else None

    def epochs(self, centre: CentreId) -> tuple[Epoch, ...]:
        known = self.membership(centre)
        return tuple(
            Epoch(centre, e.number, e.kid, e.public, self._t.seeds.get((centre, e.kid)))
            for e in (known.epochs if known else ())
        )

    def epoch_seeds(self) -> dict[bytes, bytes]:
        return {kid: seed for (_, kid), seed in self._t.seeds.items()}

    def put_epoch_seed(self, centre: CentreId, kid: bytes, seed: bytes) -> None:
        self._t.seeds[(centre, kid)] = seed

    def drop_epoch_seed(self, kid: bytes) -> None:
        for key in [key for key in self._t.seeds if key[1] == kid]:
            del self._t.seeds[key]
        self.put_note(f"destroyed/{kid.hex()}", b"1")

    def is_seed_destroyed(self, kid: bytes) -> bool:
        return self.note(f"destroyed/{kid.hex()}") is not None

    def note(self, name: str) -> bytes | None:
        return self._t.notes.get(name)

    def put_note(self, name: str, value: bytes) -> None:
        self._t.notes[name] = value

    # --- questions

    def writes_about(self, records: Sequence[RecordId]) -> tuple[Write, ...]:
        found = [write for write in self._all() if write.fact.record in records]
        return tuple(sorted(found, key=lambda write: (write.hlc, write.device, write.id)))

    def centres(self) -> tuple[Centre, ...]:
        kinds = (CENTRE_INTRODUCED.name, CENTRE_FIELD.name)
        records = {w.fact.record for w in self._all() if w.fact.kind in kinds}
        folded = (fold_centre(self.writes_about((r,)), self._own) for r in sorted(records))
        taken_in = self.registry()
        listed = taken_in.registry.entries if taken_in else ()
        return listed_too((centre for centre in folded if centre), listed, self._own)

    def registry(self) -> TakenIn | None:
        record = self._store.identity.commune
        return fold_registry(self.writes_about((record,)), record, self._own)

    def registry_root(self, record: RecordId) -> Fields:
        return pinned_fields(self.writes_about((record,)), record, self._own)

    def invitation(self, invitation: InvitationId) -> Invitation | None:
        naming = [w for w in self._all() if w.fact.get("invitation") == invitation]
        return fold_invitation((*self.writes_about((invitation,)), *naming))

    def referral(self, referral: ReferralId) -> Referral | None:
        return fold_referral(self.writes_about((referral,)))

    def missing_commits(self) -> int:
        return sum(len(self.missing(stream)) for stream in self.streams())

    def _all(self) -> list[Write]:
        left_out = self._left_out()
        return [
            write
            for commit in self._t.commits.values()
            if commit.id not in left_out
            for write in writes(commit)
        ]

    def _left_out(self) -> frozenset[CommitId]:
        """What revoked desks wrote beyond their frontier, of every centre."""
        ours = [c for c in self._t.commits.values() if c.stream.place is Place.MEMBERSHIP]
        centres = {c.centre for c in ours for f in c.facts if f and f.get("frontier") is not None}
        found = frozenset[CommitId]()
        for centre in centres:
            known = self.membership(centre)
            links = [link_of(c) for c in self._t.commits.values() if c.centre == centre]
            found |= excluded(links, known) if known else frozenset()
        return found
