"""The row that places a file in its household."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete

from referral_app.domain.facts import Value
from referral_app.domain.household import link_of
from referral_app.domain.identifiers import RecordId
from referral_app.storage.projecting.rows import Rows
from referral_app.storage.sql import compiled, param, upsert
from referral_app.storage.tables.households import HOUSEHOLD_MEMBER

_MEMBER: Final = upsert(HOUSEHOLD_MEMBER, ["case"])
_NO_MEMBER: Final = compiled(
    delete(HOUSEHOLD_MEMBER).where(HOUSEHOLD_MEMBER.c.case == param("case"))
)


def place_in_household(case: RecordId, value: Value, out: Rows, *, is_open: bool) -> None:
    """Write the row of a case whose household field was ever written; none while it is alone."""
    link = link_of(value)
    if link is None:
        out.drop(_NO_MEMBER, {"case": case})
    else:
        row = {"case": case, "household": link.household, "role": link.role, "is_open": is_open}
        out.put(_MEMBER, row)
