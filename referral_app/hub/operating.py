"""What the operator does at the hub's own machine, beside the hub that runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import islice
from typing import NamedTuple, Protocol

from sqlalchemy import Connection

from referral_app.domain.identifiers import CentreId, Moment
from referral_app.domain.month import Month
from referral_app.exchange.envelope import name_of
from referral_app.exchange.keys import DeskKeys
from referral_app.exchange.roll import read_roll
from referral_app.hub.database import Database
from referral_app.hub.journal import Batch, Entry, Outcome, deposit
from referral_app.hub.limits import Limits
from referral_app.hub.members import admitted_centres, issue_code, read_members
from referral_app.hub.sorting import Sorting
from referral_app.hub.summaries import standing
from referral_app.statistics.commune import CommuneMonth, add_up


class Mail(Protocol):
    """A place where envelopes lie: a folder or a stick."""

    def names(self, mailbox: CentreId) -> tuple[bytes, ...]:
        """Return the ids of the envelopes for a mailbox."""
        ...

    def read(self, mailbox: CentreId, eid: bytes) -> bytes | None:
        """Return an envelope; None when it cannot be read."""
        ...


class Imported(NamedTuple):
    """What became of the envelopes of a folder."""

    new: int
    known: int
    aside: int


def admit_one(database: Database, now: int) -> str:
    """Return a new code of admission. Raises RefusedError where there is no hub."""
    with database.writing() as connection:
        database.setting(connection)
        return issue_code(connection, now)


def is_empty(database: Database) -> bool:
    """Whether no centre was admitted yet."""
    with database.reading() as connection:
        return not admitted_centres(connection)


def month_of(database: Database, month: Month) -> CommuneMonth[bytes]:
    """Add up what stands of a month; admitted centres that sent nothing are missing.

    Those are not that were founded after it, in UTC: a hub knows of no calendar, and a month of
    Morocco ends an hour before at most.
    """
    with database.reading() as connection:
        database.setting(connection)
        found = {bytes(it.centre): it.published for it in standing(connection, month)}
        ends = month.after.start(UTC)
        expected = (
            centre
            for centre in admitted_centres(connection)
            if centre in found or _founded_at(connection, centre) < ends
        )
        return add_up(found, expected)


def _founded_at(connection: Connection, centre: bytes) -> Moment:
    raws = tuple(read_members(connection, centre).values())
    return read_roll(CentreId(centre), raws).membership.founded_at


def import_envelopes(
    database: Database, keys: DeskKeys, hub: CentreId, mail: Mail, now: int
) -> Imported:
    """Take in the envelopes for centres that the hub knows, and summaries for itself.

    Those of others are not read. Raises UnavailableError when the folder is gone.
    """
    limits = Limits()
    with database.reading() as connection:
        mode = database.setting(connection).mode
        boxes = [*admitted_centres(connection), hub]
    sorting = Sorting(database, keys, hub, mode, limits)
    counts = {"new": 0, "known": 0, "aside": 0}
    found = _read(mail, boxes)
    while group := tuple(islice(found, limits.items)):
        whole = [data for data in group if data is not None]
        outcomes = [*sorting.sort_out(None, whole)]
        entries = tuple(it for it in outcomes if isinstance(it, Entry))
        [done] = deposit(database, limits, [Batch(entries, None, is_guest=False, now=now)])
        for outcome in (*(it for it in outcomes if isinstance(it, Outcome)), *done.outcomes):
            counts["aside" if outcome.error else "known" if outcome.dup else "new"] += 1
        counts["aside"] += len(group) - len(whole)
    return Imported(**counts)


def _read(mail: Mail, boxes: Iterable[bytes]) -> Iterator[bytes | None]:
    for box in boxes:
        for eid in mail.names(CentreId(box)):
            data = mail.read(CentreId(box), eid)
            # A file cut short is another envelope than its name says.
            yield data if data and name_of(data) == eid else None
