"""Questions about information given."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from referral_app.domain.identifiers import Moment, RecordId, StaffId
from referral_app.services.ports.information import Given, InformationCount
from referral_app.storage.reading.asking import Asking
from referral_app.storage.sql import compiled, param
from referral_app.storage.tables.information import INFORMATION_ROW

_ROW: Final = INFORMATION_ROW.c
_ONE: Final = compiled(
    select(_ROW.id, _ROW.category, _ROW.district, _ROW.happened, _ROW.author).where(
        _ROW.id == param("id")
    )
)
_COUNTED: Final = compiled(
    select(_ROW.category, _ROW.district, func.count())
    .where(_ROW.happened >= param("start"), _ROW.happened < param("end"))
    .group_by(_ROW.category, _ROW.district)
    .order_by(func.count().desc(), _ROW.category, _ROW.district)
)


class InformationQuestions(Asking):
    """What was given at the desks of the centre, as far as it is known here."""

    def information(self, record: RecordId) -> Given | None:
        """Return what was given; None where nothing is known of it, or it was withdrawn."""
        for found, category, district, happened, author in self._ask(_ONE, {"id": record}):
            return Given(RecordId(found), category, district, Moment(happened), StaffId(author))
        return None

    def information_counted(self, start: Moment, end: Moment) -> tuple[InformationCount, ...]:
        """Count what was given from `start` up to `end`, most often first."""
        rows = self._ask(_COUNTED, {"start": start, "end": end})
        return tuple(InformationCount(*row) for row in rows)
