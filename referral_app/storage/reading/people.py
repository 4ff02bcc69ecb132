"""Questions about people: what they have in hand, and who read what."""

from __future__ import annotations

from functools import cache
from typing import Final

from sqlalchemy import select

from referral_app.domain.identifiers import CaseId, Moment, RecordId, ReferralId, StaffId
from referral_app.services.ports.people import InHand, Reading
from referral_app.storage.connection import Row
from referral_app.storage.reading.asking import Asking
from referral_app.storage.sql import any_of, compiled, constant, grouped, is_set, is_unset, param
from referral_app.storage.tables.desk import IDENTITY, READING_LOG
from referral_app.storage.tables.projections import CASE_ROW, REFERRAL_ROW

READING_SEAL: Final = "reading_seal"
HASH_SIZE: Final = 32

_FOLLOWED: Final = (CASE_ROW.c.responsible == param("staff"), is_set(CASE_ROW.c.is_open))
_CASES: Final = compiled(select(CASE_ROW.c.id).where(*_FOLLOWED).order_by(CASE_ROW.c.id))
_REFERRALS: Final = compiled(
    select(REFERRAL_ROW.c.id)
    .where(
        REFERRAL_ROW.c.case.in_(select(CASE_ROW.c.id).where(*_FOLLOWED)),
        is_unset(REFERRAL_ROW.c.incoming),
        is_set(REFERRAL_ROW.c.waiting),
    )
    .order_by(REFERRAL_ROW.c.id)
)
_SEAL: Final = compiled(select(IDENTITY.c.value).where(IDENTITY.c.name == param("name")))
_LINES: Final = compiled(
    select(*READING_LOG.columns)
    .where(READING_LOG.c.row > param("after"))
    .order_by(READING_LOG.c.row)
    .limit(param("limit"))
    .offset(constant(0))
)
_LATEST: Final = compiled(
    select(*READING_LOG.columns)
    .where(READING_LOG.c.row < param("before"))
    .order_by(READING_LOG.c.row.desc())
    .limit(param("limit"))
    .offset(constant(0))
)


class PeopleQuestions(Asking):
    """People by what lies with them here."""

    def in_hand(self, staff: StaffId) -> InHand:
        """Return the open files that somebody follows, and their referrals with an open loop."""
        who = {"staff": staff}
        cases = [CaseId(case) for (case,) in self._ask(_CASES, who)]
        referrals = [ReferralId(referral) for (referral,) in self._ask(_REFERRALS, who)]
        return InHand(tuple(cases), tuple(referrals))

    def reading_seal(self) -> tuple[int, bytes]:
        """Return the number and the hash of the last line as they were sealed."""
        rows = self._ask(_SEAL, {"name": READING_SEAL})
        if not rows:
            return 0, b""
        seal: bytes = rows[0][0]
        return int.from_bytes(seal[HASH_SIZE:]), seal[:HASH_SIZE]

    def readings(self, after: int, limit: int) -> tuple[Reading, ...]:
        """Return lines of numbers above `after`, oldest first."""
        rows = self._ask(_LINES, {"after": after, "limit": limit})
        return tuple(_reading(row) for row in rows)

    def latest_readings(self, before: int, limit: int) -> tuple[Reading, ...]:
        """Return lines of numbers below `before`, newest first."""
        rows = self._ask(_LATEST, {"before": before, "limit": limit})
        return tuple(_reading(row) for row in rows)

    def codes_of(self, records: tuple[RecordId, ...]) -> dict[RecordId, str]:
        """Return the case codes of files and referrals, as far as they are known here."""
        found: dict[RecordId, str] = {}
        for group in grouped(records):
            for sql in _codes(len(group)):
                found |= {record: code for record, code in self._ask(sql, group) if code}
        return found


@cache
def _codes(count: int) -> tuple[str, str]:
    """Statements for a size of group: there are few."""
    return (
        compiled(select(CASE_ROW.c.id, CASE_ROW.c.code).where(any_of(CASE_ROW.c.id, count))),
        compiled(
            select(REFERRAL_ROW.c.id, REFERRAL_ROW.c.case_code).where(
                any_of(REFERRAL_ROW.c.id, count)
            )
        ),
    )


def _reading(row: Row) -> Reading:
    number, at, staff, what, record, digest = row
    return Reading(number, Moment(at), StaffId(staff), what, record, digest)
