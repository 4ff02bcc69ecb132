"""What is written about people beside the facts: drafts handed over, and who read what."""

from __future__ import annotations

from typing import Final

from sqlalchemy import exists, update

from referral_app.domain.identifiers import StaffId
from referral_app.services.ports.people import Reading
from referral_app.storage.reading import Questions
from referral_app.storage.reading.people import READING_SEAL
from referral_app.storage.sql import compiled, param, upsert
from referral_app.storage.tables.desk import DRAFT, IDENTITY

_THEIRS: Final = DRAFT.alias("theirs")
_HAND_DRAFTS: Final = compiled(
    update(DRAFT)
    .where(
        DRAFT.c.owner == param("from_owner"),
        ~exists().where(
            _THEIRS.c.form == DRAFT.c.form,
            _THEIRS.c.subject == DRAFT.c.subject,
            _THEIRS.c.owner == param("to_owner"),
        ),
    )
    .values(owner=param("to_owner"))
)
_ADD_READING: Final = (
    "INSERT INTO reading_log (row, at, staff, what, record, hash) "
    "VALUES (:row, :at, :staff, :what, :record, :hash)"
)
_PUT_SEAL: Final = upsert(IDENTITY, ["name"])


class PeopleWriting(Questions):
    """The port `PeopleWork`."""

    def hand_drafts(self, owner: StaffId, to: StaffId) -> int:
        """Give unsaved forms to another, but for those that the other one has open as well."""
        return self._connection.run(_HAND_DRAFTS, {"from_owner": owner, "to_owner": to})

    def add_reading(self, reading: Reading) -> None:
        """Add a line to the log, and seal it."""
        self._connection.run(
            _ADD_READING,
            {
                "row": reading.number,
                "at": reading.at,
                "staff": reading.staff,
                "what": reading.what,
                "record": reading.record,
                "hash": reading.hash,
            },
        )
        seal = reading.hash + reading.number.to_bytes(8)
        self._connection.run(_PUT_SEAL, {"name": READING_SEAL, "value": seal})
