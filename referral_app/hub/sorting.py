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
from referral_app.hub.summaries import Summary, open_summaries


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
        try:
            destination = self._destination(known, envelope)
            if destination != self.hub:
                return Entry(destination, eid, envelope)
            return Entry(self.hub, eid, envelope, self._open(connection, envelope))
        except _LeftOutError as left_out:
            return Outcome(eid, error=left_out.word)

    def _destination(self, known: frozenset[bytes] | None, envelope: bytes) -> CentreId:
        if len(envelope) > self.limits.envelope:
            raise _LeftOutError("too_large")
        try:
            header, _ = read_header(envelope)
        except LeftAsideError:
            raise _LeftOutError("damaged") from None
        if header.mode != self.mode:
            raise _LeftOutError("other_mode")
        if known is not None and header.destination not in known:
            raise _LeftOutError("unknown_mailbox")
        return header.destination

    def _open(self, connection: Connection, envelope: bytes) -> tuple[Summary, ...]:
        try:
            return open_summaries(connection, envelope, self.keys, self.mode)
        except ForeignDataError:
            raise _LeftOutError("bad_summary") from None


class _LeftOutError(Exception):
    """An envelope that goes nowhere; `word` says why."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word
