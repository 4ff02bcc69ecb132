"""Where each envelope goes, or why nowhere; read off its header, which costs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from referral_app.domain.identifiers import CentreId
from referral_app.errors import ForeignDataError
from referral_app.exchange.envelope import destination_of, name_of, read_header
from referral_app.exchange.keys import DeskKeys
from referral_app.exchange.refused import LeftAsideError
from referral_app.hub.database import Database
from referral_app.hub.journal import Entry, Outcome
from referral_app.hub.limits import Limits
from referral_app.hub.members import Asker, admitted_centres
from referral_app.hub.summaries import open_summaries


@dataclass(frozen=True, slots=True)
class Sorting:
    """Sorts envelopes for a hub of one mode."""

    database: Database
    keys: DeskKeys
    hub: CentreId
    mode: str
    limits: Limits

    def sort_out(self, asker: Asker | None, envelopes: Iterable[bytes]) -> list[Entry | Outcome]:
        """Sort what somebody brings, in their order; `asker` None is the operator."""
        known: frozenset[bytes] | None = None
        if asker is not None and asker.is_guest:
            with self.database.reading() as connection:
                known = frozenset({*admitted_centres(connection), self.hub})
        return self.opened(self.sort(envelopes, known))

    def sort(
        self, envelopes: Iterable[bytes], known: frozenset[bytes] | None = None
    ) -> list[Entry | Outcome]:
        """Sort without a look into the database; what is for the hub is not opened yet.

        `known` are the mailboxes to which these may go, None where to any.
        """
        found: list[Entry | Outcome] = []
        for envelope in envelopes:
            eid, to = name_of(envelope), destination_of(envelope, self.mode)
            fits = to is not None and len(envelope) <= self.limits.envelope
            if to is None or not fits or (known is not None and to not in known):
                found.append(Outcome(eid, error=self._why(envelope, to)))
            else:
                found.append(Entry(to, eid, envelope))
        return found

    def has_closed(self, found: Iterable[Entry | Outcome]) -> bool:
        """Whether something is there for the hub itself."""
        return any(isinstance(it, Entry) and it.mailbox == self.hub for it in found)

    def opened(self, found: Sequence[Entry | Outcome]) -> list[Entry | Outcome]:
        """Take out of the envelopes for the hub what is in them, and refuse what must not be."""
        if not self.has_closed(found):
            return list(found)
        with self.database.reading() as connection:
            return [
                self._open(connection, it)
                if isinstance(it, Entry) and it.mailbox == self.hub
                else it
                for it in found
            ]

    def _why(self, envelope: bytes, to: CentreId | None) -> str:
        """Why an envelope goes nowhere."""
        if len(envelope) > self.limits.envelope:
            return "too_large"
        return _what_is_wrong(envelope) if to is None else "unknown_mailbox"

    def _open(self, connection: Connection, entry: Entry) -> Entry | Outcome:
        try:
            found = open_summaries(connection, entry.data, self.keys, self.mode)
        except ForeignDataError:
            return Outcome(entry.eid, error="bad_summary")
        return entry._replace(summaries=found)


def _what_is_wrong(envelope: bytes) -> str:
    try:
        read_header(envelope)
    except LeftAsideError:
        return "damaged"
    return "other_mode"
