"""The journal as it is read: its past, a mailbox page by page, and how much there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from referral_app.exchange.sequence import Placed
from referral_app.hub.database import START_CHAIN, End, end_of
from referral_app.hub.tables import ENVELOPE


class Page(NamedTuple):
    """Envelopes of a mailbox; the next page begins behind `cursor`, `more` when there is one."""

    envelopes: tuple[Placed, ...]
    cursor: int
    more: bool
    end: End


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
