"""Questions about households: who stands in one, and how many there are."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from referral_app.domain.household import HouseholdId
from referral_app.domain.identifiers import CaseId
from referral_app.services.ports.households import HouseholdMember
from referral_app.storage.reading.asking import Asking
from referral_app.storage.sql import compiled, is_set, param
from referral_app.storage.tables.households import HOUSEHOLD_MEMBER
from referral_app.storage.tables.projections import CASE_ROW

_CASE, _PLACE = CASE_ROW.c, HOUSEHOLD_MEMBER.c
_MEMBERS: Final = compiled(
    select(
        _CASE.id, _CASE.code, _PLACE.role, _CASE.sex, _CASE.age_band, _CASE.is_open, _CASE.opened
    )
    .join_from(HOUSEHOLD_MEMBER, CASE_ROW, _CASE.id == _PLACE.case)
    .where(_PLACE.household == param("household"), _CASE.code.is_not(None))
    .order_by(_CASE.opened, _CASE.id)
)
_OPEN: Final = compiled(select(func.count()).select_from(CASE_ROW).where(is_set(_CASE.is_open)))
# Most files stand alone: only those in a household are looked at one by one.
_TOGETHER: Final = compiled(
    select(func.count(), func.count(_PLACE.household.distinct())).where(is_set(_PLACE.is_open))
)


class HouseholdQuestions(Asking):
    """Households by the link that each file shows."""

    def household_members(self, household: HouseholdId) -> tuple[HouseholdMember, ...]:
        """Return the files that stand in a household, closed ones too, first opened first."""
        rows = self._ask(_MEMBERS, {"household": household})
        return tuple(
            HouseholdMember(CaseId(case), code, role, sex, age, bool(is_open))
            for case, code, role, sex, age, is_open, _opened in rows
        )

    def persons_and_households(self) -> tuple[int, int]:
        """Return how many files are open, and in how many households; one alone is one."""
        with self._connection.snapshot():
            ((persons,),) = self._ask(_OPEN)
            ((together, households),) = self._ask(_TOGETHER)
        return int(persons), int(persons - together + households)
