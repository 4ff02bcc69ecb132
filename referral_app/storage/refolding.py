"""Paying what the lists are owed: records of which facts left or came back, folded anew.

A revocation that comes late takes back what a desk wrote for weeks. Its records are noted in the
change that hides their facts, and folded in short changes of their own: a few with every change,
the rest in the background, so that no save waits. What is noted outlives a crash.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import Column, Table, delete, exists, func, select

from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.storage.connection import Connection
from referral_app.storage.dating import date_again
from referral_app.storage.erased_rows import CASES, NUMBERED, drop_numbered
from referral_app.storage.projecting.refresh import refold, refold_news
from referral_app.storage.projecting.rows import AT_ONCE
from referral_app.storage.sql import compiled, constant, param
from referral_app.storage.tables.added_codes import ADDED_CODE_ROW
from referral_app.storage.tables.calendar import (
    CALENDAR_ROW,
    CLOSURE_ROW,
    COMMUNE_DAY_ROW,
    EXCEPTION_ROW,
)
from referral_app.storage.tables.desks import CODE_BLOCK, DESK_INVITATION_ROW
from referral_app.storage.tables.directory import SERVICE_ROW
from referral_app.storage.tables.erasing import ERASURE_ROW, FILED
from referral_app.storage.tables.households import HOUSEHOLD_MEMBER
from referral_app.storage.tables.information import INFORMATION_ROW
from referral_app.storage.tables.months import MONTH_ROW, STATISTICS_KEY_ROW
from referral_app.storage.tables.paper import CARD, REGISTER_PAGE
from referral_app.storage.tables.projections import (
    CENTRE_ROW,
    CONSENT_ROW,
    CONSENT_SCOPE,
    INVITATION_ROW,
    INVITATION_USE,
    STAFF_ROW,
)
from referral_app.storage.tables.registry import LISTED_ROW, REGISTRY_ROW
from referral_app.storage.tables.unfolded import UNFOLDED

AIM: Final = 0.030
"""Seconds after which a change begins no further file: a save may be held up for 50 ms."""
stopwatch: Callable[[], float] = time.perf_counter

OF_RECORD: Final[dict[Table, Column[bytes]]] = {
    CONSENT_ROW: CONSENT_ROW.c.id,
    CONSENT_SCOPE: CONSENT_SCOPE.c.consent,
    HOUSEHOLD_MEMBER: HOUSEHOLD_MEMBER.c.case,
    EXCEPTION_ROW: EXCEPTION_ROW.c.referral,
    FILED: FILED.c.record,
    CENTRE_ROW: CENTRE_ROW.c.id,
    STAFF_ROW: STAFF_ROW.c.id,
    INVITATION_ROW: INVITATION_ROW.c.id,
    INVITATION_USE: INVITATION_USE.c.centre,
    CODE_BLOCK: CODE_BLOCK.c.id,
    DESK_INVITATION_ROW: DESK_INVITATION_ROW.c.id,
    CARD: CARD.c.batch,
    REGISTER_PAGE: REGISTER_PAGE.c.batch,
    SERVICE_ROW: SERVICE_ROW.c.id,
    CLOSURE_ROW: CLOSURE_ROW.c.id,
    COMMUNE_DAY_ROW: COMMUNE_DAY_ROW.c.id,
    INFORMATION_ROW: INFORMATION_ROW.c.id,
    MONTH_ROW: MONTH_ROW.c.id,
    STATISTICS_KEY_ROW: STATISTICS_KEY_ROW.c.id,
    LISTED_ROW: LISTED_ROW.c.registry,
    REGISTRY_ROW: REGISTRY_ROW.c.id,
    ADDED_CODE_ROW: ADDED_CODE_ROW.c.id,
    ERASURE_ROW: ERASURE_ROW.c.record,
}
"""The column by which the rows of one record are found, beside those with numbers and words."""
_DROPS: Final = tuple(
    compiled(delete(table).where(column == param("id"))) for table, column in OF_RECORD.items()
)
_NO_CALENDAR: Final = compiled(delete(CALENDAR_ROW))
_OWED: Final = UNFOLDED.c.record
_FIRST: Final = compiled(select(_OWED).order_by(_OWED).limit(param("one")).offset(constant(0)))
_IS_OWED: Final = compiled(select(exists().where(param("id") == _OWED)))
_ANY: Final = compiled(select(exists(select(_OWED))))
_HOW_MANY: Final = compiled(select(func.count()).select_from(UNFOLDED))
_PAID: Final = compiled(delete(UNFOLDED).where(param("id") == _OWED))
_CASES_OF: Final = compiled(select(FILED.c.case).where(FILED.c.record == param("id")))
_FILED_IN: Final = compiled(select(FILED.c.record).where(FILED.c.case == param("id")))


def is_behind(connection: Connection) -> bool:
    """Whether rows of any record are owed."""
    return bool(connection.all(_ANY)[0][0])


def left_to_fold(connection: Connection) -> int:
    """Return of how many records rows are owed."""
    return int(connection.all(_HOW_MANY)[0][0])


def fold_owed(connection: Connection, own: CentreId) -> int:
    """Fold some of the records that are owed, within the caller's change; return how many.

    At least one whole file, and no further one once `AIM` seconds are gone. Returns 0 when nothing
    is owed.
    """
    start, paid = stopwatch(), 0
    while rows := connection.all(_FIRST, {"one": 1}):
        paid += _fold_file(connection, RecordId(rows[0][0]), own)
        if stopwatch() - start >= AIM:
            break
    if paid:
        # What may have moved is the calendar; whatever this leaves is dated in the background.
        date_again(connection, AT_ONCE)
    return paid


def _fold_file(connection: Connection, record: RecordId, own: CentreId) -> int:
    """Fold a record with the files that it stands in: their latest act is one of all of them."""
    group, owed = _file_of(connection, record)
    for it in group:
        drop_numbered(connection, it, NUMBERED if it in owed else CASES)
    for it in owed:
        for sql in _DROPS:
            connection.run(sql, {"id": it})
        if it == own:
            connection.run(_NO_CALENDAR)
    refold(connection, group, own)
    for it in owed:
        refold_news(connection, it, own)
    connection.many(_PAID, [{"id": it} for it in owed])
    return len(owed)


def _file_of(connection: Connection, record: RecordId) -> tuple[list[RecordId], set[RecordId]]:
    """Return a record with the files that it stands in and all in them; which of it is owed."""
    owed: set[RecordId] = set()
    found: set[RecordId] = set()
    waiting = [record]
    while waiting:
        it = waiting.pop()
        if it in found:
            continue
        found.add(it)
        waiting += _ids(connection, _FILED_IN, it)
        if connection.all(_IS_OWED, {"id": it})[0][0]:
            owed.add(it)
            waiting += _ids(connection, _CASES_OF, it)
    return sorted(found), owed


def _ids(connection: Connection, sql: str, record: RecordId) -> list[RecordId]:
    return [RecordId(found) for (found,) in connection.all(sql, {"id": record})]
