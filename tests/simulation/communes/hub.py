"""A hub that keeps the contract of its interface, without HTTP: journal, pages, members, retention.

A `Line` stands where a desk's client of a hub stands: the program's own round goes over it. What is
said on it may be lost before it is heard, or its answer after.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from referral_app.domain.centre import REAL
from referral_app.domain.identifiers import CentreId, DeviceId, Moment
from referral_app.errors import RefusedError, UnavailableError
from referral_app.exchange.envelope import name_of, read_header
from referral_app.exchange.hub_client import NotAdmittedError, RewoundError
from referral_app.exchange.hub_hello import Hello
from referral_app.exchange.keys import Identity
from referral_app.exchange.sequence import Placed
from referral_app.exchange.transport import Laid, Parcel, Row
from referral_app.journal.commit import Commit, read_commit, writes
from referral_app.journal.membership import Membership, fold_membership

DAY = 86_400_000
KEPT = 180 * DAY
START = bytes(32)


@dataclass(frozen=True)
class Kept:
    """One row of the journal; `data` None once its bytes were let go."""

    mailbox: CentreId
    eid: bytes
    chain: bytes
    at: int
    data: bytes | None


@dataclass
class Saved:
    """A backup of the hub."""

    rows: list[Kept]
    members: dict[CentreId, dict[bytes, Commit]]


@dataclass
class Hub:
    """The journal, the desks it knows, and how far each has read."""

    rows: list[Kept] = field(default_factory=list)
    seqs: dict[bytes, int] = field(default_factory=dict)
    members: dict[CentreId, dict[bytes, Commit]] = field(default_factory=dict)
    read: dict[DeviceId, int] = field(default_factory=dict)
    backups: list[Saved] = field(default_factory=list)
    folded: dict[CentreId, tuple[int, Membership | None]] = field(default_factory=dict)
    id: bytes = b"the id of a hub."
    registry: bytes | None = None

    @property
    def end(self) -> Row:
        return len(self.rows), self.rows[-1].chain if self.rows else START

    def holds(self, row: Row) -> bool:
        """Whether a position that a desk saw is in the journal, with the same past."""
        seq, chain = row
        if seq == 0:
            return chain == START
        return seq <= len(self.rows) and self.rows[seq - 1].chain == chain

    def post(self, data: bytes, now: int) -> bool:
        """Add an envelope; whether it was new."""
        eid = name_of(data)
        if eid in self.seqs:
            return False
        header, _size = read_header(data)
        chain = sha256(self.end[1] + eid).digest()
        self.rows.append(Kept(header.destination, eid, chain, now, data))
        self.seqs[eid] = len(self.rows)
        return True

    def page(self, mailbox: CentreId, after: int, most: int) -> tuple[list[Placed], int, bool]:
        """Envelopes behind a position, the position behind them, and whether there are more."""
        found = [
            Placed(seq, row.data)
            for seq, row in enumerate(self.rows[after:], after + 1)
            if row.mailbox == mailbox and row.data is not None
        ]
        more = len(found) > most
        behind = found[most - 1].seq if more else max(after, len(self.rows))
        return found[:most], behind, more

    def absent(self, eids: Iterable[bytes]) -> tuple[bytes, ...]:
        return tuple(eid for eid in eids if eid not in self.seqs)

    def membership(self, centre: CentreId) -> Membership | None:
        known = self.members.get(centre, {})
        many, found = self.folded.get(centre, (-1, None))
        if many != len(known):
            follows = {c.id: c.previous for c in known.values()}
            found = fold_membership(centre, [w for c in known.values() for w in writes(c)], follows)
            self.folded[centre] = (len(known), found)
        return found

    def add_members(self, centre: CentreId, raws: Iterable[bytes]) -> None:
        known = self.members.setdefault(centre, {})
        for commit in map(read_commit, raws):
            known.setdefault(commit.id, commit)

    # --- what happens to it

    def back_up(self) -> None:
        members = {centre: dict(known) for centre, known in self.members.items()}
        self.backups.append(Saved(list(self.rows), members))

    def restore(self, chance: random.Random) -> None:
        """It is set back to any backup, or begins anew with its keys."""
        saved = chance.choice([*self.backups, Saved([], {})])
        self.rows = list(saved.rows)
        self.seqs = {row.eid: seq for seq, row in enumerate(self.rows, 1)}
        self.members = {centre: dict(known) for centre, known in saved.members.items()}
        self.folded.clear()
        self.read.clear()

    def clean_up(self, now: int) -> None:
        """Let go of what all desks of a mailbox have read, and of what is old."""
        floors = {centre: self._read_by_all(centre) for centre in self.members}
        for at, row in enumerate(self.rows):
            if at < floors.get(row.mailbox, 0) or row.at < now - KEPT:
                self.rows[at] = Kept(row.mailbox, row.eid, row.chain, row.at, None)

    def _read_by_all(self, centre: CentreId) -> int:
        known = self.membership(centre)
        active = known.active if known else ()
        return min((self.read.get(member.device, 0) for member in active), default=0)


class Line:
    """The port of `HubClient` for one desk; each answer may get lost."""

    def __init__(
        self, hub: Hub, identity: Identity, now: Any, chance: random.Random, loss: float
    ) -> None:
        self._hub = hub
        self._identity = identity
        self._now = now
        self._chance = chance
        self._loss = loss
        self.row: Row | None = None
        self.is_guest = False
        self.ahead = 0

    def hello(self, pinned: bytes | None) -> Hello:
        self._fail()
        assert pinned in (None, self._hub.id)
        return Hello(self._hub.id, "Rabat", REAL, Moment(self._now()), b"", b"")

    def registries(self) -> tuple[bytes, ...]:
        """The registry that lies there: who fetches none goes on without."""
        return (self._hub.registry,) if self._hub.registry else ()

    def lay_registry(self, version: int, file: bytes) -> bool:
        """Nobody brings one: the commune has laid it there."""
        raise NotImplementedError(version, file)

    def page(
        self, mailbox: CentreId, after: int, limit: int, wait: int = 0
    ) -> tuple[tuple[Placed, ...], int, bool]:
        self._enter()
        if mailbox == self._identity.centre:
            self._hub.read[self._identity.device] = after
        most = self._chance.randrange(1, limit) if self._loss else limit
        items, behind, more = self._hub.page(mailbox, after, most)
        self._leave()
        return tuple(items), behind, more

    def deposit(self, parcels: Sequence[Parcel]) -> tuple[Laid, ...]:
        self._enter()
        told = []
        for parcel in parcels:
            if self._loss and self._chance.random() < self._loss:
                told.append(Laid(parcel.eid, fresh=False, error="over_quota"))
            else:
                told.append(Laid(parcel.eid, self._hub.post(parcel.data, self._now())))
        self._leave()
        return tuple(told)

    def missing(self, mailbox: CentreId, eids: Sequence[bytes]) -> tuple[bytes, ...]:
        self._enter()
        absent = self._hub.absent(eids)
        self._leave()
        return absent

    def add_members(
        self,
        centre: CentreId,
        commits: Sequence[bytes],
        admission: str = "",
        *,
        as_guest: bool = False,
    ) -> None:
        self._enter(member=False)
        self._hub.add_members(centre, commits)
        self._leave()

    def members(self, centre: CentreId) -> tuple[bytes, ...]:
        self._enter()
        raws = tuple(commit.raw for commit in self._hub.members.get(centre, {}).values())
        self._leave()
        return raws

    def _enter(self, *, member: bool = True) -> None:
        self._fail()
        if self.row is not None and not self._hub.holds(self.row):
            raise RewoundError(self._hub.end)
        if member and not self.is_guest:
            known = self._hub.membership(self._identity.centre)
            here = known.member(self._identity.device) if known else None
            if here is None:
                raise NotAdmittedError("hub.desk_unknown")
            if not here.active:
                raise RefusedError("hub.retired")

    def _leave(self) -> None:
        self._fail()
        self.row = self._hub.end

    def _fail(self) -> None:
        if self._loss and self._chance.random() < self._loss:
            raise UnavailableError("hub.failed")
