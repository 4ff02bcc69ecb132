"""The journal: every envelope has a position, and each position a hash over all before it.

    chain(n) = SHA-256(chain(n-1) ‖ eid(n))

Positions are given under the lock of one row, never by a sequence of the database: a reader that
polls past a position must not find another appear behind it (exchange.md 7.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update

from referral_app.exchange.sequence import Placed
from referral_app.hub.database import START_CHAIN, Database, End, end_of, insert_into
from referral_app.hub.limits import DAY, Limits
from referral_app.hub.rows import JournalRow, add_rows
from referral_app.hub.summaries import Summary, keep
from referral_app.hub.tables import ENVELOPE, MAILBOX, STATE, USE

OVER_QUOTA: Final = "over_quota"
GUESTS: Final = bytes(16)
"""All guests together have the share of one desk."""
_HOUR: Final = 3_600


# Written once: putting a statement together costs more than running it.
_KNOWN: Final = select(ENVELOPE.c.eid, ENVELOPE.c.seq).where(
    ENVELOPE.c.eid.in_(bindparam("eids", expanding=True))
)
_STORED: Final = select(MAILBOX.c.id, MAILBOX.c.bytes).where(
    MAILBOX.c.id.in_(bindparam("boxes", expanding=True))
)
_USED: Final = select(USE).where(
    USE.c.device.in_(bindparam("desks", expanding=True)),
    USE.c.day.in_(bindparam("days", expanding=True)),
)
_MOVED: Final = update(STATE).values(last_seq=bindparam("seq"), chain=bindparam("hash"))


class Entry(NamedTuple):
    """An envelope to be kept; summaries for the hub are taken out before, and kept instead."""

    mailbox: bytes
    eid: bytes
    data: bytes
    summaries: tuple[Summary, ...] = ()


class Outcome(NamedTuple):
    """What became of an envelope: its position, perhaps an old one, or the word of a refusal."""

    eid: bytes
    seq: int = 0
    dup: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one request brings; `device` is None where the operator carries it by hand."""

    entries: tuple[Entry, ...]
    device: bytes | None
    is_guest: bool
    now: int


class Deposited(NamedTuple):
    """The outcomes of a batch, in its order, and the journal's end behind it."""

    end: End
    outcomes: tuple[Outcome, ...]


class Page(NamedTuple):
    """Envelopes of a mailbox; the next page begins behind `cursor`, `more` when there is one."""

    envelopes: tuple[Placed, ...]
    cursor: int
    more: bool
    end: End


def deposit(database: Database, limits: Limits, batches: Sequence[Batch]) -> list[Deposited]:
    """Write batches in one transaction; each envelope has its own outcome."""
    with database.writing() as connection:
        end = database.lock(connection)
        writing = _Writing(database, connection, end, limits)
        writing.look_up(batches)
        outcomes = [tuple(writing.place(batch)) for batch in batches]
        writing.store()
    return [Deposited(writing.end, found) for found in outcomes]


class _Writing:
    """One transaction's additions to the journal, gathered before they are written."""

    def __init__(
        self, database: Database, connection: Connection, end: End, limits: Limits
    ) -> None:
        self.end = end
        self._database = database
        self._connection = connection
        self._limits = limits
        self._known: dict[bytes, int] = {}
        self._stored: dict[bytes, int] = {}
        self._used: dict[tuple[bytes, int], list[int]] = {}
        self._rows: list[JournalRow] = []
        self._grown: dict[bytes, int] = {}
        self._summaries: list[Summary] = []

    def look_up(self, batches: Sequence[Batch]) -> None:
        """Read what is there already of these envelopes, mailboxes and desks."""
        entries = [entry for batch in batches for entry in batch.entries]
        run = self._connection.execute
        wanted = list({entry.eid for entry in entries})
        self._known = {bytes(eid): seq for eid, seq in run(_KNOWN, {"eids": wanted})}
        boxes = list({entry.mailbox for entry in entries})
        self._stored = {bytes(box): size for box, size in run(_STORED, {"boxes": boxes})}
        desks = list({desk for batch in batches for desk in _counted_for(batch)})
        days = list({batch.now // DAY for batch in batches})
        used = run(_USED, {"desks": desks, "days": days})
        self._used = {(bytes(desk), day): [count, size] for desk, day, count, size in used}

    def place(self, batch: Batch) -> Iterable[Outcome]:
        """Give each envelope its position, or the reason why it has none."""
        day = batch.now // DAY
        shares = [self._used.setdefault((desk, day), [0, 0]) for desk in _counted_for(batch)]
        hour = batch.now // _HOUR
        for entry in batch.entries:
            seq = self._known.get(entry.eid)
            if seq is not None:
                yield Outcome(entry.eid, seq, dup=True)
            elif self._is_over(entry, shares, is_guest=batch.is_guest):
                yield Outcome(entry.eid, error=OVER_QUOTA)
            else:
                yield Outcome(entry.eid, self._append(entry, hour, shares))

    def _is_over(self, entry: Entry, shares: list[list[int]], *, is_guest: bool) -> bool:
        size, limits = len(entry.data), self._limits
        most = [limits.guest_envelopes] if is_guest else []
        mosts = [*most, *[limits.daily_envelopes] * len(shares)]
        full = any(share[0] >= allowed for share, allowed in zip(shares, mosts, strict=False))
        heavy = any(share[1] + size > limits.daily_bytes for share in shares)
        stored = self._stored.get(entry.mailbox, 0) + self._grown.get(entry.mailbox, 0)
        return full or heavy or stored + size > limits.mailbox_bytes

    def _append(self, entry: Entry, hour: int, shares: list[list[int]]) -> int:
        seq, size = self.end.seq + 1, len(entry.data)
        self.end = End(seq, sha256(self.end.chain + entry.eid).digest())
        self._known[entry.eid] = seq
        body: bytes | None = entry.data
        if entry.summaries:
            self._summaries += entry.summaries
            body = None
        else:
            self._grown[entry.mailbox] = self._grown.get(entry.mailbox, 0) + size
        kept = 0 if body is None else size
        row = JournalRow(seq, entry.mailbox, entry.eid, self.end.chain, hour, kept, body)
        self._rows.append(row)
        for share in shares:
            share[0] += 1
            share[1] += size
        return seq

    def store(self) -> None:
        """Write what was gathered."""
        if not self._rows:
            return
        run = self._connection.execute
        add_rows(self._connection, self._rows)
        run(_MOVED, {"seq": self.end.seq, "hash": self.end.chain})
        for summary in self._summaries:
            keep(self._database, self._connection, summary)
        if self._grown:
            rows = [{"id": box, "bytes": size} for box, size in self._grown.items()]
            run(_heavier(is_postgresql=self._database.is_postgresql), rows)
        shares = [
            {"device": desk, "day": day, "envelopes": share[0], "bytes": share[1]}
            for (desk, day), share in self._used.items()
        ]
        if shares:
            run(_shared(is_postgresql=self._database.is_postgresql), shares)


@cache
def _heavier(*, is_postgresql: bool) -> Any:
    """Add to the bytes of a mailbox."""
    adding = insert_into(MAILBOX, is_postgresql=is_postgresql)
    grown = MAILBOX.c.bytes + adding.excluded.bytes
    return adding.on_conflict_do_update(index_elements=[MAILBOX.c.id], set_={"bytes": grown})


@cache
def _shared(*, is_postgresql: bool) -> Any:
    """Write what a desk has used of its share."""
    adding = insert_into(USE, is_postgresql=is_postgresql)
    new = {name: adding.excluded[name] for name in ("envelopes", "bytes")}
    return adding.on_conflict_do_update(index_elements=list(USE.primary_key), set_=new)


def _counted_for(batch: Batch) -> tuple[bytes, ...]:
    if batch.device is None:
        return ()
    return (batch.device, GUESTS) if batch.is_guest else (batch.device,)


def holds(connection: Connection, seen: End) -> bool:
    """Whether the journal still has a position that a desk saw, with the same past."""
    if seen.seq == 0:
        return seen.chain == START_CHAIN
    envelope = ENVELOPE.c
    chain = connection.execute(select(envelope.chain).where(envelope.seq == seen.seq)).scalar()
    return chain is not None and bytes(chain) == seen.chain


def read_mailbox(
    connection: Connection, mailbox: bytes, after: int, most: int, largest: int
) -> Page:
    """Return at most `most` envelopes behind `after`, of `largest` bytes together if not one.

    The end is read first: whatever is at or before it shows in what is read next.
    """
    end, envelope = end_of(connection), ENVELOPE.c
    here = (envelope.mailbox == mailbox, envelope.seq > after, envelope.seq <= end.seq)
    listed = (
        select(envelope.seq, envelope.size)
        .where(*here, envelope.size > 0)
        .order_by(envelope.seq)
        .limit(most + 1)
    )
    found, taken, together = connection.execute(listed).all(), 0, 0
    for _, size in found[:most]:
        together += size
        if taken and together > largest:
            break
        taken += 1
    more = taken < len(found)
    if not taken:
        return Page((), max(after, end.seq), more, end)
    last = found[taken - 1].seq
    wanted = (
        select(envelope.seq, envelope.body)
        .where(*here, envelope.seq <= last, envelope.body.is_not(None))
        .order_by(envelope.seq)
    )
    page = tuple(Placed(seq, bytes(body)) for seq, body in connection.execute(wanted))
    return Page(page, last if more else end.seq, more, end)


def absent_of(connection: Connection, mailbox: bytes, eids: Sequence[bytes]) -> list[bytes]:
    """Return those envelopes of which the journal knows nothing, in their order."""
    envelope = ENVELOPE.c
    asked = select(envelope.eid).where(envelope.mailbox == mailbox, envelope.eid.in_(set(eids)))
    there = {bytes(eid) for eid in connection.execute(asked).scalars()}
    return [eid for eid in eids if eid not in there]


def totals(connection: Connection) -> tuple[int, int]:
    """Return how many envelopes are kept, and their bytes."""
    envelope = ENVELOPE.c
    asked = select(func.count(), func.coalesce(func.sum(envelope.size), 0))
    count, size = connection.execute(asked.where(envelope.size > 0)).one()
    return int(count), int(size)
