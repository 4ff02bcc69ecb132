"""Rows that wait to be written together, and the statements that write them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import Table, delete, func
from sqlalchemy.dialects.sqlite import insert as insert_or

from referral_app.domain.facts import Place
from referral_app.domain.identifiers import CaseId, Moment
from referral_app.journal.hlc import COUNTER_BITS
from referral_app.journal.write import Write
from referral_app.storage.connection import Connection
from referral_app.storage.dating import date_again, date_rows
from referral_app.storage.folded import folded
from referral_app.storage.projecting.endings import consents_end
from referral_app.storage.sql import compiled, insert, insert_or_ignore, param, upsert
from referral_app.storage.tables.erasing import FILED
from referral_app.storage.tables.projections import (
    ACTIVITY,
    CASE_ROW,
    CENTRE_ROW,
    CONSENT_ROW,
    CONSENT_SCOPE,
    INVITATION_ROW,
    INVITATION_USE,
    LOOK_UP,
    NEED_ROW,
    REFERRAL_ROW,
    STAFF_ROW,
)

Values = dict[str, Any]
AT_ONCE: Final = 100
"""Referrals that are dated anew in the very change that moves their dates."""
# One index of words serves three tables: the row number says which.
CASE_WORDS, NEED_WORDS, REFERRAL_WORDS, WORD_TABLES = 0, 1, 2, 3


def _numbered(table: Table) -> str:
    """Upsert by id, giving the row number; the latest act only ever moves forward."""
    statement = insert_or(table)
    names = [column.name for column in table.columns if column.name != "row"]
    values: Values = {
        name: statement.excluded[name] for name in names if name not in ("id", "last")
    }
    if "last" in names:
        values["last"] = func.max(table.c.last, statement.excluded.last)
    upserted = statement.on_conflict_do_update(index_elements=["id"], set_=values)
    return compiled(upserted.returning(table.c.row), names)


def _bump_case() -> str:
    statement = insert_or(CASE_ROW)
    latest = func.max(CASE_ROW.c.last, statement.excluded.last)
    return compiled(
        statement.on_conflict_do_update(index_elements=["id"], set_={"last": latest}),
        ("id", "last"),
    )


_TABLES: Final = {CASE_WORDS: CASE_ROW, NEED_WORDS: NEED_ROW, REFERRAL_WORDS: REFERRAL_ROW}
_ADD: Final = {number: insert(table) for number, table in _TABLES.items()}
_PUT: Final = {number: _numbered(table) for number, table in _TABLES.items()}
_BUMP_CASE: Final = _bump_case()
_WORDS: Final = f"INSERT OR REPLACE INTO {LOOK_UP}(rowid, words) VALUES (:row, :words)"  # noqa: S608 - names only
CONSENT: Final = upsert(CONSENT_ROW, ["id"])
SCOPE: Final = upsert(CONSENT_SCOPE, ["consent", "recipient"])
CENTRE: Final = upsert(CENTRE_ROW, ["id"])
STAFF: Final = upsert(STAFF_ROW, ["id"])
INVITATION: Final = insert_or_ignore(INVITATION_ROW)
INVITATION_USED: Final = insert_or_ignore(INVITATION_USE)
_FILED: Final = insert_or_ignore(FILED)
ARRIVED: Final = insert_or_ignore(ACTIVITY)
NO_SCOPE: Final = compiled(delete(CONSENT_SCOPE).where(CONSENT_SCOPE.c.consent == param("consent")))
NO_STAFF: Final = compiled(delete(STAFF_ROW).where(STAFF_ROW.c.id == param("id")))


class Rows:
    """What a change of facts changes in the lists."""

    def __init__(self, drawn: Collection[bytes] = ()) -> None:
        """No row can be there yet of the ids in `drawn`."""
        self._drawn = drawn
        self._gone: dict[str, list[Values]] = {}
        self._plain: dict[str, list[Values]] = {}
        self._numbered: list[tuple[int, Values, tuple[str, ...] | None]] = []
        self._acts: dict[CaseId, Moment] = {}
        self._consented: set[bytes] = set()
        self._dates_change = False

    def put(self, statement: str, values: Values) -> None:
        """Write a row with one of the statements of this module."""
        self._plain.setdefault(statement, []).append(values)

    def drop(self, statement: str, values: Values) -> None:
        """Remove rows before any is written."""
        self._gone.setdefault(statement, []).append(values)

    def case(self, values: Values, words: tuple[str, ...] | None) -> None:
        """Write a case; `words` None leaves its indexed words as they are."""
        self._numbered.append((CASE_WORDS, values, words))

    def need(self, values: Values, words: tuple[str, ...] | None) -> None:
        """Write a need."""
        self._numbered.append((NEED_WORDS, values, words))

    def referral(self, values: Values, words: tuple[str, ...] | None) -> None:
        """Write a referral."""
        self._numbered.append((REFERRAL_WORDS, values, words))

    def consents_change(self, cases: Iterable[bytes]) -> None:
        """The consents of these cases are no longer what they were."""
        self._consented.update(cases)

    def dates_change(self) -> None:
        """The calendar is no longer what referrals were dated by."""
        self._dates_change = True

    def act(self, case: CaseId, at: Moment) -> None:
        """Something was done in a case, maybe before the case itself is known."""
        self._acts[case] = max(at, self._acts.get(case, at))

    def write(self, connection: Connection) -> None:
        """Write everything."""
        for statement, gone in self._gone.items():
            connection.many(statement, gone)
        referrals = [row for table, row, _ in self._numbered if table == REFERRAL_WORDS]
        date_rows(connection, referrals)
        words = self._write_numbered(connection)
        if self._acts:
            bumps = [{"id": case, "last": last} for case, last in self._acts.items()]
            connection.many(_BUMP_CASE, bumps)
        for statement, rows in self._plain.items():
            connection.many(statement, rows)
        consents_end(connection, referrals, self._consented)
        if words:
            connection.many(_WORDS, words)
        if self._dates_change:
            # The others follow in changes of their own, so that no window waits for them.
            date_again(connection, AT_ONCE)

    def _write_numbered(self, connection: Connection) -> list[Values]:
        """Write rows that have numbers; return the words to be indexed under them."""
        words: list[Values] = []
        for table, values, texts in self._numbered:
            if table == CASE_WORDS:
                values["last"] = max(values["last"], self._acts.pop(values["id"], 0))
            if values["id"] in self._drawn:
                row = connection.add(_ADD[table], values)
            else:
                ((row,),) = connection.all(_PUT[table], values)
            if texts is not None:
                words.append({"row": row * WORD_TABLES + table, "words": folded(*texts)})
        return words


def last_act(writes: list[Write]) -> Moment:
    """Return when the latest of these was done; an ending set for the future is no act yet."""
    return Moment(max([min(write.fact.happened, write.hlc >> COUNTER_BITS) for write in writes]))


def filed_under(writes: list[Write]) -> set[CaseId]:
    """Return the cases of ours that these facts name; another centre's word files nothing here."""
    named = {write.fact.get("case") for write in writes if write.stream.place is Place.CENTRE}
    return {CaseId(case) for case in named if isinstance(case, bytes) and case}


def file_under(writes: list[Write], out: Rows) -> None:
    """Move the cases forward that these facts are filed under."""
    for case in filed_under(writes):
        out.act(case, last_act(writes))
    for write in writes:
        named = write.fact.get("case")
        if isinstance(named, bytes) and write.stream.place is Place.CENTRE:
            out.put(_FILED, {"case": named, "record": write.fact.record})
