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
from math import inf
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, bindparam, select, update

from referral_app.hub.database import (
    LOCKED_END,
    START_CHAIN,
    Database,
    End,
    insert_into,
)
from referral_app.hub.limits import DAY, Limits
from referral_app.hub.rows import JournalRow, add_rows
from referral_app.hub.summaries import keep
from referral_app.hub.tables import ENVELOPE, MAILBOX, STATE, USE
from referral_app.hub.trips import among, ask_all, one_trip
from referral_app.services.summaries import Summary

OVER_QUOTA: Final = "over_quota"
GUESTS: Final = bytes(16)
"""All guests together have the share of one desk."""
_HOUR: Final = 3_600


# Written once: putting a statement together costs more than running it.
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


def deposit(database: Database, limits: Limits, batches: Sequence[Batch]) -> list[Deposited]:
    """Write batches in one transaction; each envelope has its own outcome."""
    with database.writing() as connection:
        writing = _Writing(database, connection, limits)
        writing.look_up(batches)
        outcomes = [tuple(writing.place(batch)) for batch in batches]
        writing.store()
        with one_trip(connection):
            writing.sum_up()
            connection.commit()
    return [Deposited(writing.end, found) for found in outcomes]


class _Writing:
    """One transaction's additions to the journal, gathered before they are written."""

    def __init__(self, database: Database, connection: Connection, limits: Limits) -> None:
        self.end = End(0, START_CHAIN)
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
        """Lock the journal; read what is there already of these envelopes, mailboxes and desks."""
        entries = [entry for batch in batches for entry in batch.entries]
        asked: tuple[dict[str, Any], ...] = (
            {},
            {"eids": list({entry.eid for entry in entries})},
            {"boxes": list({entry.mailbox for entry in entries})},
            {
                "desks": list({desk for batch in batches for desk in _counted_for(batch)}),
                "days": list({batch.now // DAY for batch in batches}),
            },
        )
        questions = _questions(is_postgresql=self._database.is_postgresql)
        found = ask_all(self._connection, list(zip(questions, asked, strict=True)))
        (seq, chain), *_ = found[0]
        self.end = End(seq, bytes(chain))
        self._known = {bytes(eid): seq for eid, seq in found[1]}
        self._stored = {bytes(box): size for box, size in found[2]}
        self._used = {(bytes(desk), day): [count, size] for desk, day, count, size in found[3]}

    def place(self, batch: Batch) -> Iterable[Outcome]:
        """Give each envelope its position, or the reason why it has none."""
        day = batch.now // DAY
        shares = [self._used.setdefault((desk, day), [0, 0]) for desk in _counted_for(batch)]
        many, room = self._left(shares, is_guest=batch.is_guest)
        hour = batch.now // _HOUR
        count = together = 0
        for entry in batch.entries:
            size = len(entry.data)
            seq = self._known.get(entry.eid)
            if seq is not None:
                yield Outcome(entry.eid, seq, dup=True)
            elif count >= many or together + size > room or self._is_full(entry.mailbox, size):
                yield Outcome(entry.eid, error=OVER_QUOTA)
            else:
                count += 1
                together += size
                yield Outcome(entry.eid, self._append(entry, size, hour))
        for share in shares:
            share[0] += count
            share[1] += together

    def _left(self, shares: list[list[int]], *, is_guest: bool) -> tuple[float, float]:
        """Return how many envelopes and bytes may still be brought today; the operator any."""
        limits = self._limits
        mosts = [limits.daily_envelopes] * len(shares)
        if is_guest:
            mosts[0] = limits.guest_envelopes
        many = [most - share[0] for most, share in zip(mosts, shares, strict=True)]
        room = [limits.daily_bytes - share[1] for share in shares]
        return min(many, default=inf), min(room, default=inf)

    def _is_full(self, mailbox: bytes, size: int) -> bool:
        stored = self._stored.get(mailbox, 0) + self._grown.get(mailbox, 0)
        return stored + size > self._limits.mailbox_bytes

    def _append(self, entry: Entry, size: int, hour: int) -> int:
        seq = self.end.seq + 1
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
        return seq

    def store(self) -> None:
        """Write what was gathered; of summaries those that rank higher than what is kept."""
        if self._rows:
            add_rows(self._connection, self._rows)
        for summary in self._summaries:
            keep(self._database, self._connection, summary)

    def sum_up(self) -> None:
        """Move the journal's end, and what mailboxes hold and desks have used."""
        if not self._rows:
            return
        run = self._connection.execute
        run(_MOVED, {"seq": self.end.seq, "hash": self.end.chain})
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
def _questions(*, is_postgresql: bool) -> tuple[Select[Any], ...]:
    """Return the statements of `look_up`, the lock first: the others see what it waited for."""
    eid = among(ENVELOPE.c.eid, "eids", is_postgresql=is_postgresql)
    box = among(MAILBOX.c.id, "boxes", is_postgresql=is_postgresql)
    desk = among(USE.c.device, "desks", is_postgresql=is_postgresql)
    day = among(USE.c.day, "days", is_postgresql=is_postgresql)
    return (
        LOCKED_END,
        select(ENVELOPE.c.eid, ENVELOPE.c.seq).where(eid),
        select(MAILBOX.c.id, MAILBOX.c.bytes).where(box),
        select(USE.c.device, USE.c.day, USE.c.envelopes, USE.c.bytes).where(desk, day),
    )


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
