"""The flat table of a month: one figure a row, for pivots, with tags of the HXL standard 1.1.

Columns of numbers hold numbers or nothing; the words of a row are those of the reader.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from referral_app.domain.indicator import Definitions
from referral_app.exports.figures import EMPTY, Told, code_words, told
from referral_app.exports.words import Words
from referral_app.language import N_
from referral_app.services.ports.month_report import MonthReport
from referral_app.statistics.indicators import Row, Table, indicators

Value: TypeAlias = "str | int | float | None"


class Column(NamedTuple):
    """A column: its name in our code, the words above it, and its tag; `{i}` is the language."""

    name: str
    head: str
    tag: str
    is_number: bool = False


COLUMNS: Final = (
    Column("month", N_("Month"), "#date+month"),
    Column("centre", N_("Centre"), "#org+centre+name+i_{i}"),
    Column("method", N_("Method"), "#meta+method"),
    Column("indicator", N_("Code"), "#indicator+code"),
    Column("name", N_("Indicator"), "#indicator+name+i_{i}"),
    Column("level", N_("Level"), "#meta+level"),
    Column("figure", N_("Figure"), "#meta+figure+name+i_{i}"),
    Column("service_code", N_("Code of the category"), "#sector+code"),
    Column("service", N_("Category of service"), "#sector+name+i_{i}"),
    Column("age", N_("Age"), "#meta+age_group"),
    Column("sex", N_("Sex"), "#meta+sex"),
    Column("recipient", N_("Recipient"), "#meta+recipient"),
    Column("reason_code", N_("Code of the reason"), "#cause+code"),
    Column("reason", N_("Reason"), "#cause+name+i_{i}"),
    Column("decider", N_("Decided by"), "#meta+decider"),
    Column("duration", N_("Time open"), "#meta+duration"),
    Column("counted", N_("Number"), "#indicator+num", is_number=True),
    Column("of", N_("Out of"), "#indicator+total+num", is_number=True),
    Column("rate", N_("Rate"), "#indicator+rate+num", is_number=True),
    Column("unit", N_("Unit"), "#meta+unit"),
)
_PLACES: Final = {
    "service_categories": ("service_code", "service"),
    "unhcr_age_bands": (None, "age"),
    "sex": (None, "sex"),
    "recipient_kinds": (None, "recipient"),
    "decline_reasons": ("reason_code", "reason"),
    "closing_reasons": ("reason_code", "reason"),
    "decided_by": (None, "decider"),
    "open_durations": (None, "duration"),
}
_DIGITS: Final = 6


def heads(words: Words) -> tuple[str, ...]:
    """The words above the columns."""
    return tuple(words.gettext(column.head) for column in COLUMNS)


def tags(words: Words) -> tuple[str, ...]:
    """The row of tags."""
    return tuple(column.tag.format(i=words.language.code) for column in COLUMNS)


def flat_rows(
    report: MonthReport, words: Words, definitions: Definitions
) -> Iterator[tuple[Value, ...]]:
    """Yield every figure of a month, leading ones and those of the tables."""
    _ = words.gettext
    centre = report.centre.name(words.language.code)
    always: dict[str, Value] = {
        "month": str(report.month),
        "centre": " ".join(centre.split()) or EMPTY,
        "method": _("exact") if report.is_internal else _("rounded"),
    }
    every = told(report.tables, words, definitions)
    for one, indicator in zip(every, indicators(report.tables), strict=True):
        for values in _rows(one, indicator.tables, words):
            row = always | values
            yield tuple(row.get(column.name) for column in COLUMNS)


def _rows(one: Told, tables: tuple[Table, ...], words: Words) -> Iterator[dict[str, Value]]:
    _, code = words.gettext, words.language.code
    head: dict[str, Value] = {
        "indicator": one.id,
        "name": one.text.name(code),
        "unit": one.text.unit(code),
    }
    for figure in one.figures:
        yield head | {
            "level": _("total"),
            "figure": figure.label,
            **_numbers(Row((), figure.counted, figure.of)),
        }
    for table in tables:
        title = one.text.tables[table.key].title(code)
        for row in table.rows:
            named = _named(table, row, words)
            yield head | {"level": _("detail"), "figure": title} | named | _numbers(row)


def _named(table: Table, row: Row, words: Words) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for code_list, code in zip(table.codes, row.codes, strict=False):
        code_column, words_column = _PLACES[code_list]
        found[words_column] = code_words(words, code_list, code)
        if code_column is not None:
            found[code_column] = code or None
    return found


def _numbers(row: Row) -> dict[str, Value]:
    rate = None if row.rate is None else round(row.rate, _DIGITS)
    return {"counted": row.counted, "of": row.of, "rate": rate}
