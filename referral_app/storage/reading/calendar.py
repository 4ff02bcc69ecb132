"""Questions about the calendar, and about referrals that left because of a danger."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import select

from referral_app.domain.calendar import Calendar
from referral_app.domain.commune_days import CommuneDay
from referral_app.domain.identifiers import CaseId, CentreId, Moment, ReferralId
from referral_app.domain.working_time import Days
from referral_app.services.ports.calendar import ExceptionRow
from referral_app.storage import dating, refolding
from referral_app.storage.connection import Row
from referral_app.storage.reading.asking import Asking
from referral_app.storage.sql import compiled, param
from referral_app.storage.tables.calendar import COMMUNE_DAY_ROW, EXCEPTION_ROW
from referral_app.storage.tables.projections import REFERRAL_ROW

_DAYS: Final = compiled(select(*COMMUNE_DAY_ROW.columns).order_by(COMMUNE_DAY_ROW.c.id))
_EXCEPTION = EXCEPTION_ROW.c
_COLUMNS: Final = select(
    _EXCEPTION.referral,
    REFERRAL_ROW.c.case,
    REFERRAL_ROW.c.case_code,
    REFERRAL_ROW.c.category,
    REFERRAL_ROW.c.peer,
    _EXCEPTION.exception,
    _EXCEPTION.sent,
    _EXCEPTION.countersigned,
).join_from(EXCEPTION_ROW, REFERRAL_ROW, REFERRAL_ROW.c.id == _EXCEPTION.referral)
_SENT: Final = compiled(
    _COLUMNS.where(_EXCEPTION.sent >= param("start"), _EXCEPTION.sent < param("end")).order_by(
        _EXCEPTION.sent, _EXCEPTION.referral
    )
)
_WAITING: Final = compiled(
    _COLUMNS.where(_EXCEPTION.countersigned.is_(None)).order_by(
        _EXCEPTION.sent, _EXCEPTION.referral
    )
)


class CalendarQuestions(Asking):
    """What stands in the calendar, and what a supervisor has to countersign."""

    def calendar(self) -> Calendar:
        """Return our centre's calendar with its closures."""
        self._settle()
        return dating.read_calendar(self._connection)[0]

    def commune_days(self) -> tuple[CommuneDay, ...]:
        """Return what centres of the commune told of its days."""
        return tuple(
            CommuneDay(
                record,
                what,
                Days(date.fromisoformat(first), date.fromisoformat(last)),
                reason,
                word,
                CentreId(source),
            )
            for record, source, what, first, last, reason, word in self._ask(_DAYS)
        )

    def left_to_date(self) -> int:
        """Return how many referrals are still dated by an earlier calendar."""
        self._settle()
        return dating.left_to_date(self._connection)

    def left_to_fold(self) -> int:
        """Return of how many records rows are owed to the lists."""
        self._settle()
        return refolding.left_to_fold(self._connection)

    def exceptions(self, start: Moment, end: Moment) -> tuple[ExceptionRow, ...]:
        """Return what left because of a danger from `start` to before `end`, oldest first."""
        rows = self._ask(_SENT, {"start": start, "end": end})
        return tuple(_exception(row) for row in rows)

    def not_countersigned(self) -> tuple[ExceptionRow, ...]:
        """Return what left because of a danger and waits for the supervisor, oldest first."""
        return tuple(_exception(row) for row in self._ask(_WAITING))


def _exception(row: Row) -> ExceptionRow:
    referral, case, code, category, peer, exception, sent, signed = row
    return ExceptionRow(
        ReferralId(referral),
        None if case is None else CaseId(case),
        code,
        category,
        CentreId(peer),
        exception,
        Moment(sent),
        None if signed is None else Moment(signed),
    )
