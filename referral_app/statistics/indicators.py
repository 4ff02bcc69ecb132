"""Indicators of a month, worked out from its tables: exact ones and published ones by one rule.

Formulas: domain.md 3. Each says which codes its rows carry; definitions in the reader's language
stand in `resources/indicators.json`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from referral_app.statistics.cubes import ALL
from referral_app.statistics.release import Tables
from referral_app.statistics.tally import ACCEPTED, PEOPLE, SERVICES, Act


class Row(NamedTuple):
    """A figure: a count, or a share `counted` ÷ `of` where `of` is not None."""

    codes: tuple[str, ...]
    counted: int
    of: int | None = None

    @property
    def rate(self) -> float | None:
        """The share, or None where there is nothing to divide by."""
        return self.counted / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one heading; `key` names the heading, `codes` the code list of each column."""

    key: str
    codes: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of a month: its leading figures first, then the tables behind them."""

    id: str
    leading: tuple[tuple[str, Row], ...]
    tables: tuple[Table, ...]


def indicators(tables: Tables) -> tuple[Indicator, ...]:
    """Work out every indicator of a month, in the order of their numbers."""
    return tuple(work_out(tables) for work_out in _ALL)


def _count(tables: Tables, act: Act, what: str = ALL, how: str = ALL) -> int:
    return tables.count(SERVICES, act.value, what, how)


def _by_what(tables: Tables, act: Act, of: Act | None = None) -> tuple[Row, ...]:
    return tuple(
        Row((what,), _count(tables, act, what), _count(tables, of, what) if of else None)
        for what in tables.codes(SERVICES, act.value, 1)
    )


def _new_files(tables: Tables) -> Indicator:
    act = Act.OPENED.value
    people = tuple(
        Row((age, sex), tables.count(PEOPLE, act, age, sex))
        for age in tables.codes(PEOPLE, act, 1)
        for sex in tables.codes(PEOPLE, act, 2)
    )
    return Indicator(
        "I01",
        (
            ("persons", Row((), _count(tables, Act.OPENED))),
            ("households", Row((), _count(tables, Act.HOUSEHOLD))),
        ),
        (Table("by_age_and_sex", ("unhcr_age_bands", "sex"), people),),
    )


def _needs(tables: Tables) -> Indicator:
    needs, files = _count(tables, Act.NEED), _count(tables, Act.WITH_NEED)
    return Indicator(
        "I04",
        (("needs", Row((), needs)), ("needs_per_file", Row((), needs, files))),
        (Table("by_category", ("service_categories",), _by_what(tables, Act.NEED)),),
    )


def _referrals(tables: Tables) -> Indicator:
    kinds = tables.codes(SERVICES, Act.SENT.value, 2)
    sent = tuple(
        Row((what, kind), _count(tables, Act.SENT, what, kind))
        for what in tables.codes(SERVICES, Act.SENT.value, 1)
        for kind in kinds
    )
    return Indicator(
        "I06",
        (
            ("sent", Row((), _count(tables, Act.SENT))),
            ("received", Row((), _count(tables, Act.RECEIVED))),
        ),
        (
            Table("sent_by_category", ("service_categories", "recipient_kinds"), sent),
            Table("received_by_category", ("service_categories",), _by_what(tables, Act.RECEIVED)),
        ),
    )


def _refusals(tables: Tables, what: str = ALL) -> dict[str, int]:
    return {
        how: _count(tables, Act.COHORT, what, how)
        for how in tables.codes(SERVICES, Act.COHORT.value, 2)
        if how.startswith("D")
    }


def _acceptance(tables: Tables) -> Indicator:
    accepted = _count(tables, Act.COHORT, ALL, ACCEPTED)
    refused = sum(_refusals(tables).values())
    rows = tuple(
        Row((what,), _count(tables, Act.COHORT, what, ACCEPTED), _count(tables, Act.COHORT, what))
        for what in tables.codes(SERVICES, Act.COHORT.value, 1)
    )
    return Indicator(
        "I12",
        (
            ("accepted_of_sent", Row((), accepted, _count(tables, Act.COHORT))),
            ("accepted_of_decided", Row((), accepted, accepted + refused)),
        ),
        (Table("by_category", ("service_categories",), rows),),
    )


def _refusals_by_reason(tables: Tables) -> Indicator:
    by_reason = _refusals(tables)
    refused = sum(by_reason.values())
    rows = tuple(Row(tuple(how.split(".")), count, refused) for how, count in by_reason.items())
    lists = ("decline_reasons", "decided_by")[: max((len(row.codes) for row in rows), default=2)]
    return Indicator(
        "I13",
        (("refused_of_sent", Row((), refused, _count(tables, Act.COHORT))),),
        (Table("by_reason", lists, rows),),
    )


def _closures(tables: Tables) -> Indicator:
    act, closed = Act.CLOSED, _count(tables, Act.CLOSED)
    reasons = tuple(
        Row((how,), _count(tables, act, ALL, how)) for how in tables.codes(SERVICES, act.value, 2)
    )
    return Indicator(
        "I25",
        (("closed", Row((), closed)),),
        (
            Table("by_reason", ("closing_reasons",), reasons),
            Table("by_duration", ("open_durations",), _by_what(tables, act)),
        ),
    )


_ALL: Final[tuple[Callable[[Tables], Indicator], ...]] = (
    _new_files,
    _needs,
    _referrals,
    _acceptance,
    _refusals_by_reason,
    _closures,
)
