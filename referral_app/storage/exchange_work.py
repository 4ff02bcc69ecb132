"""A write transaction as the exchange needs it: commits of others, envelopes, members, keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import delete, select

from referral_app.clock import Clock, Randomness
from referral_app.domain.facts import SCHEMA, Fact, Place
from referral_app.domain.identifiers import CentreId, CommitId, DeviceId, Moment, StaffId
from referral_app.journal.commit import Commit, read_commit
from referral_app.journal.heads import Link
from referral_app.journal.membership import Member, Membership
from referral_app.journal.stream import Stream
from referral_app.journal.stream import membership as membership_stream
from referral_app.services.ports import (
    Epoch,
    KeptEnvelope,
    OutgoingEnvelope,
    PackItem,
    PendingEnvelope,
)
from referral_app.services.ports.desks import NEWER
from referral_app.storage import clearing, commits, delivery, frontier, incarnations, quarantine
from referral_app.storage.connection import Connection, Row
from referral_app.storage.projecting.members import read_membership
from referral_app.storage.sql import compiled, insert_or_ignore, param, upsert
from referral_app.storage.tables.traffic import (
    CONTACT,
    EPOCH,
    EPOCH_SEED,
    EXCHANGE_NOTE,
    HELD_COMMIT,
    MEMBER,
    PENDING_ENVELOPE,
)
from referral_app.storage.work import DeskIdentity, DeskWork, Kept

_CONTACT: Final = upsert(CONTACT, ["centre"])
_HOLD: Final = insert_or_ignore(HELD_COMMIT)
_KNOWN_DESKS: Final = select(MEMBER.c.device)
_RELEASED: Final = compiled(
    select(HELD_COMMIT.c.raw)
    .where(HELD_COMMIT.c.device.in_(_KNOWN_DESKS))
    .order_by(HELD_COMMIT.c.row)
)
_DROP_RELEASED: Final = compiled(delete(HELD_COMMIT).where(HELD_COMMIT.c.cid == param("cid")))
_KEEP_PENDING: Final = insert_or_ignore(PENDING_ENVELOPE)
_PENDING: Final = compiled(
    select(PENDING_ENVELOPE.c.eid, PENDING_ENVELOPE.c.data).order_by(PENDING_ENVELOPE.c.row)
)
_DROP_PENDING: Final = compiled(
    delete(PENDING_ENVELOPE).where(PENDING_ENVELOPE.c.eid == param("eid"))
)
_MEMBER: Final = compiled(
    select(*MEMBER.columns).where(
        MEMBER.c.device == param("device"), MEMBER.c.centre == param("centre")
    )
)
_EPOCHS: Final = (
    select(EPOCH.c.centre, EPOCH.c.number, EPOCH.c.kid, EPOCH.c.public, EPOCH_SEED.c.seed)
    .select_from(EPOCH.outerjoin(EPOCH_SEED, EPOCH_SEED.c.kid == EPOCH.c.kid))
    .order_by(EPOCH.c.number, EPOCH.c.kid)
)
_EPOCHS_OF: Final = compiled(_EPOCHS.where(EPOCH.c.centre == param("centre")))
_SEEDS: Final = compiled(select(EPOCH_SEED.c.kid, EPOCH_SEED.c.seed))
_DROP_SEED: Final = compiled(delete(EPOCH_SEED).where(EPOCH_SEED.c.kid == param("kid")))
_DESTROYED: Final = "destroyed/"
_PUT_SEED: Final = upsert(EPOCH_SEED, ["kid"])
_NOTE: Final = compiled(select(EXCHANGE_NOTE.c.value).where(EXCHANGE_NOTE.c.name == param("name")))
_PUT_NOTE: Final = upsert(EXCHANGE_NOTE, ["name"])


class RoundWork(DeskWork):
    """The port `ExchangeWork`.

    What one transaction reads of every commit, it reads once for all of them.
    """

    def __init__(
        self,
        connection: Connection,
        desk: DeskIdentity,
        clock: Clock,
        chance: Randomness,
        kept: Kept,
    ) -> None:
        super().__init__(connection, desk, clock, chance, kept)
        self._held: dict[CommitId, bool] = {}
        self._frontiers = frontier.Frontiers(connection)
        self._heard: dict[CentreId, Moment] = {}
        self._members: dict[tuple[DeviceId, CentreId], Member | None] = {}

    def expect(self, incoming: Sequence[Commit]) -> None:
        """Look up in one go which of these commits, and of those that they follow, are held."""
        named = [commit.id for commit in incoming]
        named += [cid for commit in incoming for cid in commit.previous]
        asked = [cid for cid in dict.fromkeys(named) if cid not in self._held]
        found = commits.held_among(self._connection, asked)
        self._held.update((cid, cid in found) for cid in asked)

    def record(self, stream: Stream, facts: Sequence[Fact], author: StaffId) -> CommitId:
        """Sign facts into one commit; see `DeskWork.record`."""
        self._frontiers.write()
        written = super().record(stream, facts, author)
        self._held[written] = True
        return written

    def finish(self) -> None:
        """Write what was kept for the end; to be called before committing."""
        self._frontiers.write()
        if self._heard:
            contacts = [{"centre": centre, "at": at} for centre, at in self._heard.items()]
            self._connection.many(_CONTACT, contacts)
            self._heard.clear()
        super().finish()

    def accept(self, commit: Commit) -> bool:
        """Store a verified commit of any stream; False if it is held already.

        A missing predecessor never blocks. What is about an erased file is dropped; what the held
        copy lacks, and is not erased, is filled in.
        """
        if self.has_commit(commit.id):
            self._erasing.complete(commit)
            return False
        commit = self._erasing.strip(commit)
        now = self._clock.now()
        arrived = None if commit.centre == self._own else now
        row = commits.add_commit(self._connection, commit, arrived)
        self._held[commit.id] = True
        branches = self._frontiers.link(commit, self.has_commit)
        if arrived is None:
            incarnations.note(self._connection, commit, branches=branches, now=now)
        if commit.device == self._desk.device:
            self._kept.heads.pop(commit.stream.key, None)
            self._kept.code = None
        self._logical_clock().absorb(commit.hlc, now)
        if arrived is not None:
            self._heard[commit.centre] = now
        if commit.stream.place is Place.MEMBERSHIP:
            self._members.clear()
        if commit.schema > SCHEMA:
            self.put_note(NEWER, max(commit.schema, self.newest_form()).to_bytes(8, "big"))
        self._let_count(commit, row, arrived)
        return True

    def _let_count(self, commit: Commit, row: int, arrived: Moment | None) -> None:
        """Take a commit into the lists, unless a revoked desk wrote it beyond its frontier."""
        judged = self._judge(commit)
        if not judged.left_out:
            self._keep(commit, row, arrived)
            self._erasing.follow(commit)
        if judged.let_in:
            self._kept.is_behind = None
            self._follow_erasures(judged.let_in)

    def _judge(self, commit: Commit) -> quarantine.Judged:
        if self._kept.has_cuts is None:
            self._kept.has_cuts = quarantine.has_cuts(self._connection)
        if not self._kept.has_cuts:
            return quarantine.Judged(left_out=False)
        return quarantine.judge(self._connection, commit)

    def unlisted(self) -> tuple[tuple[Stream, tuple[Fact, ...]], ...]:
        """Return, once, what this desk is to add to erasures that did not know of its records."""
        return self._erasing.take_unlisted(self._desk.device)

    def hold(self, commit: Commit) -> None:
        """Keep a commit whose desk is not known yet."""
        self._connection.run(_HOLD, {"cid": commit.id, "device": commit.device, "raw": commit.raw})

    def release(self) -> tuple[Commit, ...]:
        """Take out every held commit whose desk is a known member by now."""
        waiting = [read_commit(raw) for (raw,) in self._ask(_RELEASED)]
        released = tuple(it for it in waiting if self.member(it.device, it.centre) is not None)
        self._connection.many(_DROP_RELEASED, [{"cid": commit.id} for commit in released])
        return released

    def has_commit(self, commit: CommitId) -> bool:
        """Whether a commit is held."""
        known = self._held.get(commit)
        if known is None:
            known = self._held[commit] = commits.has_commit(self._connection, commit)
        return known

    def commits_of(self, stream: Stream) -> tuple[Commit, ...]:
        """Return every commit of a stream, oldest first by logical time."""
        return commits.commits_of(self._connection, stream)

    def links(
        self, stream: Stream, after: CommitId | None = None, limit: int = -1
    ) -> tuple[Link, ...]:
        """Return where commits of a stream stand, oldest first."""
        return frontier.links(self._connection, stream, after, limit)

    def link(self, commit: CommitId) -> Link | None:
        """Return where a commit stands; None when it is not held."""
        return frontier.link_of(self._connection, commit)

    def heads_by_desk(self, stream: Stream) -> dict[CommitId, DeviceId]:
        """Return every desk's heads in a stream, each with its desk."""
        self._frontiers.write()
        return frontier.heads_by_desk(self._connection, stream)

    def heads(self, stream: Stream) -> tuple[CommitId, ...]:
        """Return every desk's heads in a stream."""
        self._frontiers.write()
        return frontier.heads(self._connection, stream)

    def heads_of_desk(self, device: DeviceId) -> tuple[CommitId, ...]:
        """Return a desk's heads in all streams."""
        self._frontiers.write()
        return frontier.heads_of_desk(self._connection, device)

    def missing(self, stream: Stream) -> tuple[CommitId, ...]:
        """Return what others of the stream name and never came."""
        self._frontiers.write()
        return frontier.missing(self._connection, stream)

    def streams(self) -> tuple[Stream, ...]:
        """Return every stream of which something is held."""
        return frontier.streams(self._connection)

    def queued(self, limit: int) -> tuple[PackItem, ...]:
        """Return commits queued and not yet packed: of memberships, then all others by age."""
        return delivery.queued(self._connection, limit)

    def queue(self, items: Sequence[CommitId], destination: CentreId) -> None:
        """Queue commits for a destination again."""
        delivery.queue(self._connection, items, destination)

    def packed(self, envelope: OutgoingEnvelope, items: Sequence[PackItem]) -> None:
        """Keep a sealed envelope and take its items off the queue."""
        delivery.pack(self._connection, envelope, items)

    def envelopes_to_deposit(self) -> tuple[OutgoingEnvelope, ...]:
        """Return kept envelopes that are not known to be delivered."""
        return delivery.kept_envelopes(self._connection)

    def kept_envelopes(self, place: str = "") -> tuple[KeptEnvelope, ...]:
        """Return which envelopes are kept and do not lie at `place`, urgent ones first."""
        return delivery.kept_but(self._connection, place)

    def envelope_data(self, eid: bytes) -> bytes | None:
        """Return a kept envelope; None once it is delivered."""
        return delivery.data_of(self._connection, eid)

    def lying(self, place: str, eids: Sequence[bytes]) -> frozenset[bytes]:
        """Return which of these envelopes are remembered to lie at `place`."""
        return delivery.lying(self._connection, place, eids)

    def gone_from(self, place: str, eids: Sequence[bytes] | None = None) -> None:
        """Forget that these envelopes lie at `place`, or all."""
        delivery.gone_from(self._connection, place, eids)

    def deposited(self, eid: bytes, place: str, at: Moment) -> None:
        """Remember that an envelope lies at a place."""
        delivery.deposit(self._connection, eid, place, at)

    def covered(self, centre: CentreId, stream: Stream, lacking: Sequence[CommitId]) -> None:
        """Remember that a desk of a centre holds all of a stream but what is lacking."""
        now = self._clock.now()
        delivery.cover(self._connection, centre, stream, lacking, now)

    def covered_some(
        self,
        centre: CentreId,
        stream: Stream,
        lacking: Collection[CommitId],
        after: int,
        limit: int,
    ) -> int | None:
        """As `covered`, bit by bit: pass 0, then what was returned, until that is None."""
        now = self._clock.now()
        return delivery.cover_some(self._connection, centre, stream, lacking, now, after, limit)

    def holds_all(self, device: DeviceId, stream: Stream) -> None:
        """Remember that a desk said it holds all that is held here of a stream."""
        clearing.note_whole(self._connection, device, stream, self._clock.now())

    def spent(self, place: str, most: int) -> tuple[tuple[CentreId, bytes], ...]:
        """Return envelopes of ours at a place that nobody needs any more."""
        now = self._clock.now()
        return clearing.spent(self._connection, self._desk.device, place, now, most)

    def taken_away(self, eid: bytes, place: str) -> None:
        """Remember no more that an envelope lies at a place."""
        clearing.forget(self._connection, eid, place)

    def envelope_seen(self, eid: bytes) -> bool:
        """Whether an envelope was dealt with before."""
        return delivery.is_seen(self._connection, eid)

    def see_envelope(self, eid: bytes, at: Moment) -> None:
        """Remember an envelope as dealt with."""
        delivery.see(self._connection, eid, at)

    def keep_pending(self, envelope: PendingEnvelope) -> None:
        """Keep an envelope that cannot be opened yet."""
        self._connection.run(_KEEP_PENDING, {"eid": envelope.eid, "data": envelope.data})

    def pending(self) -> tuple[PendingEnvelope, ...]:
        """Return the envelopes that could not be opened yet."""
        return tuple(PendingEnvelope(eid, data) for eid, data in self._ask(_PENDING))

    def drop_pending(self, eid: bytes) -> None:
        """Forget an envelope that was opened after all."""
        self._connection.run(_DROP_PENDING, {"eid": eid})

    def membership(self, centre: CentreId) -> Membership | None:
        """Return the desks and keys of a centre."""
        return read_membership(self._connection, membership_stream(centre))

    def member(self, device: DeviceId, centre: CentreId) -> Member | None:
        """Return a desk of a centre: others may list it too, but it speaks for its own."""
        key = (device, centre)
        if key not in self._members:
            # Members are written with the commit that tells of them: nothing waits to be folded.
            rows = self._connection.all(_MEMBER, {"device": device, "centre": centre})
            self._members[key] = _member(rows[0]) if rows else None
        return self._members[key]

    def epochs(self, centre: CentreId) -> tuple[Epoch, ...]:
        """Return a centre's encryption keys, oldest first."""
        return tuple(_epoch(row) for row in self._ask(_EPOCHS_OF, {"centre": centre}))

    def epoch_seeds(self) -> dict[bytes, bytes]:
        """Return every seed that is kept, by the key's id: of keys that do not count, too."""
        return dict(self._ask(_SEEDS))

    def put_epoch_seed(self, centre: CentreId, kid: bytes, seed: bytes) -> None:
        """Keep the private seed of one of our centre's keys."""
        self._connection.run(_PUT_SEED, {"kid": kid, "seed": seed})

    def drop_epoch_seed(self, kid: bytes) -> None:
        """Destroy a seed for good; `secure_delete` overwrites its row."""
        self._connection.run(_DROP_SEED, {"kid": kid})
        self.put_note(_DESTROYED + kid.hex(), b"1")

    def is_seed_destroyed(self, kid: bytes) -> bool:
        """Whether a seed was kept once and is not to be kept again."""
        return self.note(_DESTROYED + kid.hex()) is not None

    def note(self, name: str) -> bytes | None:
        """Read a small value of the exchange's own."""
        # Not a row that is folded: asking for it must not fold what waits for its end.
        rows = self._connection.all(_NOTE, {"name": name})
        return rows[0][0] if rows else None

    def put_note(self, name: str, value: bytes) -> None:
        """Keep a small value of the exchange's own."""
        self._connection.run(_PUT_NOTE, {"name": name, "value": value})


def _member(row: Row) -> Member:
    device, centre, sign_key, kem_key, role, label, active = row
    return Member(DeviceId(device), CentreId(centre), sign_key, kem_key, role, label, bool(active))


def _epoch(row: Row) -> Epoch:
    centre, number, kid, public, seed = row
    return Epoch(CentreId(centre), number, kid, public, seed)
