"""Protected summaries of a month: opened, checked, and only the newest of each centre kept.

A centre rounds before it seals. What is not rounded is refused, so that no raw count lies here;
what a newer revision replaces is deleted, so that nobody takes the difference of the two.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from referral_app.domain.month import Month
from referral_app.errors import ForeignDataError
from referral_app.exchange.envelope import Kind, open_envelope
from referral_app.exchange.keys import DeskKeys, hub_id
from referral_app.hub.database import Database
from referral_app.hub.tables import CENTRE, DEVICE, SUMMARY
from referral_app.journal.commit import read_commit, verify
from referral_app.journal.membership import key_id
from referral_app.services.summaries import Summary, read_summary


def open_summaries(
    connection: Connection, envelope: bytes, keys: DeskKeys, mode: str
) -> tuple[Summary, ...]:
    """Open an envelope for the hub and check what is in it against the members that it knows.

    Raises ForeignDataError, the whole envelope refused, when one thing in it is not as it must be.
    """
    kid = key_id(keys.kem_key)
    letter = open_envelope(
        envelope,
        hub_id(keys.sign_key, keys.kem_key),
        mode,
        lambda asked: keys.kem_seed if asked == kid else None,
    )
    if letter.kind is not Kind.SUMMARY or not letter.items:
        raise ForeignDataError("hub.no_summary")
    found = tuple(read_summary(raw) for raw in letter.items)
    for raw, summary in zip(letter.items, found, strict=True):
        key = _key_of(connection, summary)
        if key is None or not verify(read_commit(raw), key):
            raise ForeignDataError("hub.summary_unproved")
    return found


def _key_of(connection: Connection, summary: Summary) -> bytes | None:
    """The key of an active desk of an admitted centre."""
    asked = (
        select(DEVICE.c.sign_key)
        .join(CENTRE, CENTRE.c.id == DEVICE.c.centre)
        .where(DEVICE.c.id == summary.device, DEVICE.c.centre == summary.centre)
        .where(DEVICE.c.active, CENTRE.c.admitted)
    )
    key = connection.execute(asked).scalar()
    return None if key is None else bytes(key)


def keep(database: Database, connection: Connection, summary: Summary) -> None:
    """Put a summary in the place of the former one, unless that one ranks higher."""
    table = SUMMARY.c
    here = (table.centre == summary.centre, table.month == str(summary.month))
    former = connection.execute(
        select(table.revision, table.hlc, table.device).where(*here)
    ).first()
    if former and (former.revision, former.hlc, bytes(former.device)) >= summary.rank:
        return
    row: dict[str, Any] = {
        "centre": summary.centre,
        "month": str(summary.month),
        "revision": summary.revision,
        "hlc": summary.hlc,
        "device": summary.device,
        "raw": summary.raw,
    }
    adding = database.insert(SUMMARY).values(row)
    connection.execute(
        adding.on_conflict_do_update(index_elements=[table.centre, table.month], set_=row)
    )


def standing(connection: Connection, month: Month) -> tuple[Summary, ...]:
    """Return the summaries of a month, one a centre, by the centres' ids."""
    asked = select(SUMMARY.c.raw).where(SUMMARY.c.month == str(month)).order_by(SUMMARY.c.centre)
    return tuple(read_summary(bytes(raw)) for raw in connection.execute(asked).scalars())
