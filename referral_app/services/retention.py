"""How long files are kept: the centre's terms, and what is past them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from referral_app.domain.erasure import LIMITS, Term, Terms
from referral_app.domain.facts import CENTRE_FIELD, Fact, field_content
from referral_app.domain.identifiers import CaseId, Moment, RecordId
from referral_app.domain.month import Month
from referral_app.domain.staff import Act
from referral_app.errors import InvalidInputError
from referral_app.journal.terms import fold_own_fields, terms_of
from referral_app.services.checks import DAY, known_case
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader
from referral_app.services.ports.erasure import Limits, OverTerm

MOST: Final = 200
"""Lines of the list: what is erased makes room for the next."""


@dataclass(frozen=True, slots=True)
class TermsOver:
    """What is past its term, the longest overdue first; `total` without what is held.

    What is counted in a month that is not frozen yet waits for that, and says so.
    """

    rows: tuple[OverTerm, ...]
    total: int


def terms(desk: Desk) -> Terms:
    """Return how long the centre keeps files; raises NotPermittedError."""
    desk.require(Act.READ_CASES)
    return _terms(desk, desk.store.reader)


def set_terms(desk: Desk, lengths: Mapping[Term, int]) -> None:
    """Set how long files are kept: months, or days for IN_DAYS; at most what people are promised.

    Raises NotPermittedError, InvalidInputError at the field named as the term.
    """
    desk.require(Act.ERASE)
    for term, length in lengths.items():
        if not 0 < length <= LIMITS[term]:
            raise InvalidInputError("number.out_of_range", term.value, least=1, most=LIMITS[term])
    with desk.store.begin() as work:
        fields = fold_own_fields(work.writes_about((desk.centre,)), desk.centre)
        standing = terms_of(fields)
        facts = [
            Fact(
                CENTRE_FIELD.name,
                desk.centre,
                desk.now(),
                field_content(term.value, length),
                fields.seen(term.value),
            )
            for term, length in lengths.items()
            if length != standing.length(term) or term.value in fields.conflicts
        ]
        if facts:
            work.record(desk.stream, facts, desk.actor.id)


def terms_over(desk: Desk, limit: int = MOST) -> TermsOver:
    """Return what is past its term, for a supervisor to confirm.

    Raises NotPermittedError.
    """
    desk.require(Act.ERASE)
    reader = desk.store.reader
    limits, frozen = _limits(desk, reader), _frozen(reader)
    rows = tuple(
        replace(over, unfrozen=_unfrozen(reader, over.case or over.referral or b"", frozen))
        for over in reader.over_term(limits, limit)
    )
    return TermsOver(rows, reader.count_over_term(limits))


def count_over(desk: Desk) -> int:
    """Return how many are past their term and not held; raises NotPermittedError."""
    desk.require(Act.ERASE)
    reader = desk.store.reader
    return reader.count_over_term(_limits(desk, reader))


def is_over(desk: Desk, case: CaseId) -> bool:
    """Whether a file is past its term, held or not; raises NotPermittedError, RefusedError."""
    desk.require(Act.READ_CASES)
    known_case(desk.store.reader, case)
    return desk.store.reader.is_over_term(case, _limits(desk, desk.store.reader))


def unfrozen_of(reader: Reader, record: RecordId) -> tuple[Month, ...]:
    """Return the months that count a file or referral and are not frozen yet, the first first.

    They would lose it for good. Months before the first that was frozen never were to be; a centre
    that has frozen none waits for none.
    """
    return _unfrozen(reader, record, _frozen(reader))


def _frozen(reader: Reader) -> frozenset[Month]:
    return frozenset(Month.parse(month) for month in reader.frozen_months())


def _unfrozen(reader: Reader, record: bytes, frozen: frozenset[Month]) -> tuple[Month, ...]:
    if not frozen:
        return ()
    zone, found = reader.calendar().commune.zone, set[Month]()
    for counted in reader.counted_of(RecordId(record)):
        month = Month.of(counted.at, zone)
        found.update((month, month.after) if counted.again else (month,))
    return tuple(sorted(month for month in found - frozen if month > min(frozen)))


def _terms(desk: Desk, reader: Reader) -> Terms:
    return terms_of(fold_own_fields(reader.writes_about((desk.centre,)), desk.centre))


def _limits(desk: Desk, reader: Reader) -> Limits:
    found = _terms(desk, reader)

    def before(term: Term) -> Moment:
        return Moment(desk.now() - found.days(term) * DAY)

    return Limits(
        before(Term.OPEN),
        before(Term.CLOSED),
        before(Term.WITHDRAWN),
        before(Term.IN_ERROR),
        before(Term.RECEIVED),
    )
