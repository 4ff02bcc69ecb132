"""When the last consent to a referral ends, kept in its row: the home screen asks for the soonest.

A consent and what is referred under it come in any order, so both sides bring the row up to date.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, LargeBinary, Update, func, or_, select, update

from referral_app.domain.referral import FINAL
from referral_app.storage.connection import Connection
from referral_app.storage.sql import aside, compiled, constant, is_set, is_unset, param
from referral_app.storage.tables.projections import CONSENT_SCOPE, REFERRAL_ROW

_ROW, _SCOPE = REFERRAL_ROW.c, CONSENT_SCOPE.c
_OVER: Final = frozenset(status.value for status in FINAL)


def _ends() -> Update:
    """One to every centre covers no outside service."""
    any_centre: ColumnElement[bytes] = func.zeroblob(constant(0), type_=LargeBinary)
    last = (
        select(func.max(_SCOPE.ends))
        .where(
            _SCOPE.case == _ROW.case,
            _SCOPE.recipient.in_([_ROW.peer, any_centre]),
            or_(_SCOPE.recipient == _ROW.peer, is_unset(_ROW.outside)),
        )
        .scalar_subquery()
    )
    return update(REFERRAL_ROW).values(consent_ends=last)


_OF_REFERRAL: Final = compiled(_ends().where(_ROW.id == param("record")))
_OF_CASE: Final = compiled(
    _ends().where(
        _ROW.case == param("record"),
        # A file has few referrals, while what waits may be much.
        is_unset(aside(_ROW.incoming)),
        is_set(aside(_ROW.waiting)),
        _ROW.status.not_in([constant(status) for status in sorted(_OVER)]),
    )
)


def consents_end(
    connection: Connection, referrals: Iterable[dict[str, Any]], cases: Collection[bytes]
) -> None:
    """Bring up to date the rows of referrals just written, and those of cases with new consents.

    `referrals` as they were written: without an ending, which holds for those that are over.
    """
    written = [{"record": row["id"]} for row in referrals if _is_under_way(row)]
    if written:
        connection.many(_OF_REFERRAL, written)
    if cases:
        connection.many(_OF_CASE, [{"record": case} for case in cases])


def _is_under_way(row: dict[str, Any]) -> bool:
    ours = not row["incoming"] and row["case"] is not None
    return ours and bool(row["waiting"]) and row["status"] not in _OVER
