"""Rows of the calendar, of closures and of referrals sent because of a danger."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete

from referral_app.domain.identifiers import CentreId, RecordId
from referral_app.domain.referral import Referral
from referral_app.journal.calendar import fold_calendar, fold_closure
from referral_app.journal.codec import encode
from referral_app.journal.commune_days import fold_commune_day
from referral_app.journal.write import Write
from referral_app.storage.projecting.rows import Rows
from referral_app.storage.sql import compiled, param, upsert
from referral_app.storage.tables.calendar import (
    CALENDAR_ROW,
    CLOSURE_ROW,
    COMMUNE_DAY_ROW,
    EXCEPTION_ROW,
)

_FIELD: Final = upsert(CALENDAR_ROW, ["field"])
_CLOSURE: Final = upsert(CLOSURE_ROW, ["id"])
_NO_CLOSURE: Final = compiled(delete(CLOSURE_ROW).where(CLOSURE_ROW.c.id == param("id")))
_DAY: Final = upsert(COMMUNE_DAY_ROW, ["id"])
_NO_DAY: Final = compiled(delete(COMMUNE_DAY_ROW).where(COMMUNE_DAY_ROW.c.id == param("id")))
_EXCEPTION: Final = upsert(EXCEPTION_ROW, ["referral"])


def project_calendar(
    record: RecordId, writes: list[Write], _new: frozenset[str], own: CentreId, out: Rows
) -> None:
    """Make the rows of what our centre set; calendars of others have no rows here."""
    if record != own:
        return
    out.dates_change()
    for name, field in fold_calendar(writes, own).by_name.items():
        out.put(_FIELD, {"field": name, "value": encode(field.value)})


def project_closure(
    record: RecordId, writes: list[Write], _new: frozenset[str], own: CentreId, out: Rows
) -> None:
    """Make the row of a closure of our centre."""
    closure, _fields = fold_closure([write for write in writes if write.centre == own])
    out.dates_change()
    if closure is None:
        out.drop(_NO_CLOSURE, {"id": record})
        return
    out.put(
        _CLOSURE,
        {
            "id": record,
            "first": closure.days.first.isoformat(),
            "last": closure.days.last.isoformat(),
            "reason": closure.reason,
            "categories": encode(closure.categories),
            "cancelled": closure.cancelled,
        },
    )


def project_commune_day(
    record: RecordId, writes: list[Write], _new: frozenset[str], _own: CentreId, out: Rows
) -> None:
    """Make the row of days that a centre told the commune of."""
    day, _fields = fold_commune_day(writes, record)
    if day is None:
        out.drop(_NO_DAY, {"id": record})
        return
    out.put(
        _DAY,
        {
            "id": record,
            "source": day.source,
            "what": day.what,
            "first": day.days.first.isoformat(),
            "last": day.days.last.isoformat(),
            "reason": day.reason,
            "word": day.word,
        },
    )


def project_exception(referral: Referral, own: CentreId, out: Rows) -> None:
    """Make the row of a referral that we sent because of a danger."""
    request = referral.request
    if referral.sender != own or request is None or not request.exception:
        return
    signed = referral.countersigned
    out.put(
        _EXCEPTION,
        {
            "referral": referral.id,
            "exception": request.exception,
            "sent": request.sent_at,
            "countersigned": signed.happened if signed else None,
        },
    )
