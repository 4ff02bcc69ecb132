"""Questions about cases, needs and consents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from sqlalchemy import Table, select

from referral_app.domain.case import Case, Need
from referral_app.domain.consent import Consent
from referral_app.domain.identifiers import CaseId, NeedId, RecordId
from referral_app.journal.fold import fold_case, fold_consent, fold_need
from referral_app.journal.write import Write
from referral_app.storage.commits import select_writes
from referral_app.storage.reading.asking import Asking
from referral_app.storage.sql import compiled, param
from referral_app.storage.tables.journal import FACT
from referral_app.storage.tables.projections import CASE_ROW, CONSENT_ROW, NEED_ROW

T = TypeVar("T")
Fold = Callable[[list[Write]], T | None]


def _facts_by_case(table: Table) -> str:
    ids = select(table.c.id).where(table.c.case == param("case"))
    return compiled(select_writes().where(FACT.c.record.in_(ids)))


_CASES_WITH_CODE: Final = compiled(
    select_writes().where(
        FACT.c.record.in_(select(CASE_ROW.c.id).where(CASE_ROW.c.code == param("code")))
    )
)
_NEEDS_OF: Final = _facts_by_case(NEED_ROW)
_CONSENTS_OF: Final = _facts_by_case(CONSENT_ROW)


class CaseQuestions(Asking):
    """Cases, needs and consents, folded from their facts."""

    def case(self, case: CaseId) -> Case | None:
        """Return a case."""
        return fold_case(self.writes_about([case]))

    def cases_with_code(self, code: str) -> tuple[Case, ...]:
        """Return the cases that bear a code of ten digits: one, but for a mishap."""
        found = self._by_record(_CASES_WITH_CODE, {"code": code})
        return tuple(case for case in folded_all(found, fold_case) if case.code == code)

    def needs_of(self, case: CaseId) -> tuple[Need, ...]:
        """Return the needs of a case, oldest first."""
        needs = folded_all(self._by_record(_NEEDS_OF, {"case": case}), fold_need)
        return tuple(sorted(needs, key=lambda need: (need.recorded_at, need.id)))

    def need(self, need: NeedId) -> Need | None:
        """Return a need."""
        return fold_need(self.writes_about([need]))

    def consents_of(self, case: CaseId) -> tuple[Consent, ...]:
        """Return the consents of a case, oldest first."""
        consents = folded_all(self._by_record(_CONSENTS_OF, {"case": case}), fold_consent)
        return tuple(sorted(consents, key=lambda consent: (consent.given_at, consent.id)))


def folded_all(records: Mapping[RecordId, list[Write]], fold: Fold[T]) -> list[T]:
    """Fold each record that its founding fact has reached."""
    return [found for of_record in records.values() if (found := fold(of_record)) is not None]
