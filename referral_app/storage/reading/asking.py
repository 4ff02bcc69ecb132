"""What every group of questions is built on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.journal.write import Write
from referral_app.storage import commits
from referral_app.storage.connection import Connection, Row, Values


class Asking:
    """A connection to ask, and the centre that asks."""

    def __init__(self, connection: Connection, own: CentreId) -> None:
        self._connection = connection
        self._own = own

    def _settle(self) -> None:
        """Make the rows tell what was written; a reader sees finished changes only."""

    def _ask(self, sql: str, values: Values | Sequence[Any] = ()) -> list[Row]:
        self._settle()
        return self._connection.all(sql, values)

    def writes_about(self, records: Sequence[RecordId]) -> tuple[Write, ...]:
        """Return every fact about these records, oldest first by logical time."""
        return tuple(commits.writes_about(self._connection, records))

    def _by_record(self, sql: str, values: Values) -> dict[RecordId, list[Write]]:
        """Run a selection of facts and sort them by record."""
        found: dict[RecordId, list[Write]] = {}
        for write in commits.as_writes(self._ask(sql, values)):
            found.setdefault(write.fact.record, []).append(write)
        return found
