"""The rows that lists read, once facts behind them are erased: dropped, or folded anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Table, delete, select

from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.journal.write import Write
from referral_app.storage.connection import Connection
from referral_app.storage.projecting.refresh import refold
from referral_app.storage.projecting.rows import (
    CASE_WORDS,
    NEED_WORDS,
    REFERRAL_WORDS,
    WORD_TABLES,
)
from referral_app.storage.sql import compiled, param
from referral_app.storage.tables.calendar import EXCEPTION_ROW
from referral_app.storage.tables.erasing import FILED
from referral_app.storage.tables.households import HOUSEHOLD_MEMBER
from referral_app.storage.tables.projections import (
    ACTIVITY,
    CASE_ROW,
    CONSENT_ROW,
    CONSENT_SCOPE,
    LOOK_UP,
    NEED_ROW,
    REFERRAL_ROW,
)

CASES: Final = ((CASE_WORDS, CASE_ROW),)
NUMBERED: Final = (*CASES, (NEED_WORDS, NEED_ROW), (REFERRAL_WORDS, REFERRAL_ROW))
_NO_WORDS: Final = f"DELETE FROM {LOOK_UP} WHERE rowid = :row"  # noqa: S608 - names only
_ROW_OF: Final = {
    table.name: compiled(select(table.c.row).where(table.c.id == param("id")))
    for _, table in NUMBERED
}


def _gone(table: Table, key: str) -> str:
    return compiled(delete(table).where(table.c[key] == param("id")))


_BY_ID: Final = {table.name: _gone(table, "id") for _, table in NUMBERED}
_PLAIN: Final = (
    _gone(CONSENT_ROW, "id"),
    _gone(CONSENT_SCOPE, "consent"),
    _gone(HOUSEHOLD_MEMBER, "case"),
    _gone(EXCEPTION_ROW, "referral"),
    _gone(FILED, "record"),
    _gone(FILED, "case"),
)
_NO_ACTIVITY: Final = compiled(
    delete(ACTIVITY).where(ACTIVITY.c.cid == param("cid"), ACTIVITY.c.place == param("at"))
)
_CASES_OF: Final = compiled(select(FILED.c.case).where(FILED.c.record == param("id")))
_FILED: Final = compiled(select(FILED.c.record).where(FILED.c.case == param("case")))


def drop_rows(
    connection: Connection, records: Sequence[RecordId], gone: Sequence[Write]
) -> set[RecordId]:
    """Drop every row of these records, and the news that `gone` facts were.

    Returns the cases of which these records were a part: their rows are to be folded anew.
    """
    cases: set[RecordId] = set()
    for record in records:
        cases |= {case for (case,) in connection.all(_CASES_OF, {"id": record})}
        drop_numbered(connection, record, NUMBERED)
        for sql in _PLAIN:
            connection.run(sql, {"id": record})
    connection.many(_NO_ACTIVITY, [{"cid": w.id.commit, "at": w.id.place} for w in gone])
    return cases


def refold_records(connection: Connection, records: Sequence[RecordId], own: CentreId) -> None:
    """Fold records anew from what is left of them."""
    if records:
        refold(connection, records, own)


def refold_cases(connection: Connection, cases: Sequence[RecordId], own: CentreId) -> None:
    """Fold cases anew with all that is filed under them: the latest act may have been erased."""
    for case in cases:
        filed = [record for (record,) in connection.all(_FILED, {"case": case})]
        drop_numbered(connection, case, CASES)
        refold(connection, [case, *filed], own)


def drop_numbered(
    connection: Connection, record: RecordId, tables: Sequence[tuple[int, Table]]
) -> None:
    """Drop the rows of a record that have numbers, with the words indexed under them."""
    for words, table in tables:
        for (row,) in connection.all(_ROW_OF[table.name], {"id": record}):
            connection.run(_NO_WORDS, {"row": row * WORD_TABLES + words})
            connection.run(_BY_ID[table.name], {"id": record})
