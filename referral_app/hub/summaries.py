"""Protected summaries of a month: opened, checked, and only the newest of each centre kept.

A centre rounds before it seals. What is not rounded is refused, so that no raw count lies here;
what a newer revision replaces is deleted, so that nobody takes the difference of the two.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select

from referral_app.domain.facts import SUMMARY_SENT, Fact
from referral_app.domain.identifiers import CentreId, CommitId, DeviceId, StaffId, WriteId
from referral_app.domain.month import Month
from referral_app.errors import ForeignDataError, InvalidInputError
from referral_app.exchange.envelope import Kind, open_envelope
from referral_app.exchange.keys import DeskKeys
from referral_app.hub.database import Database
from referral_app.hub.keys import hub_id
from referral_app.hub.tables import CENTRE, DEVICE, SUMMARY
from referral_app.journal.commit import Commit, read_commit, verify
from referral_app.journal.membership import key_id
from referral_app.journal.sound import is_sound
from referral_app.journal.stream import summaries as stream_of
from referral_app.journal.write import Write
from referral_app.services.month_codec import unpack
from referral_app.statistics.commune import Published
from referral_app.statistics.rounding import BASE

METHOD: Final = "rounding5"
_MOST_LACKING: Final = 500
_CODE: Final = re.compile(r"[A-Za-z0-9._+*-]{1,32}")


class Summary(NamedTuple):
    """A centre's summary of a month, as it was signed; what is `published` is rounded."""

    centre: CentreId
    month: Month
    revision: int
    hlc: int
    device: DeviceId
    raw: bytes
    published: Published

    @property
    def rank(self) -> tuple[int, int, bytes]:
        """Of two for one month the higher stands (exchange.md 5.4)."""
        return self.revision, self.hlc, self.device


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


def read_summary(raw: bytes) -> Summary:
    """Read a commit of a centre's stream for the hub; the signature is not checked here.

    Raises ForeignDataError for anything but one rounded summary.
    """
    commit = read_commit(raw)
    fact = commit.facts[0]
    if commit.stream != stream_of(commit.centre) or len(commit.facts) != 1 or fact is None:
        raise ForeignDataError("hub.no_summary")
    if fact.kind != SUMMARY_SENT.name or not is_sound(_write(commit, fact), SUMMARY_SENT):
        raise ForeignDataError("hub.no_summary")
    try:
        month = Month.parse(str(fact.get("month")))
    except InvalidInputError:
        raise ForeignDataError("hub.no_summary") from None
    match fact.get("revision"), fact.get("cells"):
        case (int(revision), bytes(cells)) if _is_plain(fact, month):
            of, device, hlc = commit.centre, commit.device, commit.hlc
            return Summary(of, month, revision, hlc, device, raw, _rounded(cells))
    raise ForeignDataError("hub.no_summary")


def _write(commit: Commit, fact: Fact) -> Write:
    place = WriteId(CommitId(commit.id), 0)
    author = StaffId(commit.author)
    return Write(place, fact, commit.stream, commit.centre, commit.device, author, commit.hlc)


def _is_plain(fact: Fact, month: Month) -> bool:
    """Whether nothing in it could be a word of content: known names, a codebook's short name."""
    lacking = fact.get("lacking") or ()
    names = {name for name, _ in fact.content}
    return (
        names <= {"month", "revision", "codebook", "method", "cells", "covers", "lacking"}
        and fact.get("month") == str(month)
        and fact.get("method") == METHOD
        and _CODE.fullmatch(str(fact.get("codebook"))) is not None
        and isinstance(lacking, tuple)
        and len(lacking) <= _MOST_LACKING
        and all(isinstance(desk, bytes) and len(desk) == len(fact.record) for desk in lacking)
    )


def _rounded(cells: bytes) -> Published:
    packed = unpack(cells)
    counts = packed.tables.cells
    if packed.left_out or any(count < 0 or count % BASE for count in counts.values()):
        raise ForeignDataError("hub.raw_counts")
    codes = (code for place in counts for code in place.cell)
    if not all(_CODE.fullmatch(code) for code in codes):
        raise ForeignDataError("hub.no_summary")
    return Published(packed.tables, frozenset(packed.merges))


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
