"""Where each envelope goes, or why nowhere; read off its header, which costs nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from referral_app.domain.identifiers import CentreId
from referral_app.errors import ForeignDataError
from referral_app.exchange.envelope import name_of, read_header
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
        with self.database.reading() as connection:
            known: frozenset[bytes] | None = None
            if asker is not None and asker.is_guest:
                known = frozenset({*admitted_centres(connection), self.hub})
            return [self._sort(connection, known, envelope) for envelope in envelopes]

    def _sort(
        self, connection: Connection, known: frozenset[bytes] | None, envelope: bytes
    ) -> Entry | Outcome:
        eid = name_of(envelope)
        if len(envelope) > self.limits.envelope:
            return Outcome(eid, error="too_large")
        try:
            header, _ = read_header(envelope)
        except LeftAsideError:
            return Outcome(eid, error="damaged")
        if header.mode != self.mode:
            return Outcome(eid, error="other_mode")
        if known is not None and header.destination not in known:
            return Outcome(eid, error="unknown_mailbox")
        if header.destination != self.hub:
            return Entry(header.destination, eid, envelope)
        try:
            summaries = open_summaries(connection, envelope, self.keys, self.mode)
        except ForeignDataError:
            return Outcome(eid, error="bad_summary")
        return Entry(self.hub, eid, envelope, summaries)
