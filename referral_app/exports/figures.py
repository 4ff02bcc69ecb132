"""The figures of a month in the reader's words: leading figures, tables, sentences about them.

Percentages are worked out from the counts that stand beside them: rounded ones in a publication.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from referral_app.domain.indicator import Definitions, Form, IndicatorText
from referral_app.domain.month import Month
from referral_app.exports.words import Words
from referral_app.language import Language
from referral_app.statistics.indicators import Indicator, Row, Table, indicators
from referral_app.statistics.release import Tables
from referral_app.statistics.tally import NONE

EMPTY: Final = "–"
"""What stands where there is nothing to divide by."""
_ALSO: Final = {"service_categories": "snia_programmes", "unhcr_age_bands": "wide_age_bands"}
"""Where a code stands once categories were joined."""
_ORDERED: Final = frozenset({"unhcr_age_bands", "sex", "open_durations", "recipient_kinds"})
"""Lists with an order of their own; rows of others stand by their count."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A leading figure: `counted`, and `of` where it is divided by something."""

    indicator: str
    key: str
    label: str
    form: Form
    counted: int
    of: int | None

    @property
    def rate(self) -> float | None:
        """The share or ratio; None for a count, and where there is nothing to divide by."""
        return Row((), self.counted, self.of).rate

    def text(self, language: Language) -> str:
        """The figure as it is read: 1 240, 53 %, 1.7, or a dash."""
        if self.form is Form.COUNT:
            return language.format_number(self.counted)
        if self.rate is None:
            return EMPTY
        if self.form is Form.SHARE:
            return language.format_percent(self.rate)
        return language.format_number(self.rate, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its words and its counts, one a column; `of` where it is a share."""

    code: str
    label: str
    counts: tuple[int, ...]
    of: int | None = None

    @property
    def total(self) -> int:
        """The counts together."""
        return sum(self.counts)

    @property
    def rate(self) -> float | None:
        """The share of `of`, or None where there is nothing to divide by."""
        return Row((), self.total, self.of).rate


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to read. `columns` are the words above the counts: one, or those of the second code.

    `shares` says that each line is a part of its own `of`; else it is a part of the total.
    """

    indicator: str
    key: str
    title: str
    name: str
    head: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line
    shares: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One indicator with everything that is said of it."""

    id: str
    text: IndicatorText
    figures: tuple[Figure, ...]
    sheets: tuple[Sheet, ...]


def told(tables: Tables, words: Words, definitions: Definitions) -> tuple[Told, ...]:
    """Put every indicator of a month into words."""
    return tuple(_told(one, words, definitions[one.id]) for one in indicators(tables))


def _told(indicator: Indicator, words: Words, text: IndicatorText) -> Told:
    code = words.language.code
    figures = tuple(
        Figure(
            indicator.id,
            key,
            text.leading[key].label(code),
            text.leading[key].form,
            row.counted,
            row.of,
        )
        for key, row in indicator.leading
    )
    sheets = tuple(_sheet(indicator.id, table, words, text) for table in indicator.tables)
    return Told(indicator.id, text, figures, sheets)


def _sheet(indicator: str, table: Table, words: Words, text: IndicatorText) -> Sheet:
    _, said, code = words.gettext, text.tables[table.key], words.language.code
    shares = indicator == "I12"
    first, *second = table.codes
    across = in_order(words, second[0], {row.codes[1] for row in table.rows}) if second else [""]
    counts = {row.codes: row.counted for row in table.rows}
    whole = {row.codes[0]: row.of for row in table.rows}
    refused = next((row.of for row in table.rows), None)
    everything = sum(row.counted for row in table.rows)
    lines = [
        Line(
            one,
            code_words(words, first, one),
            tuple(counts.get((one, other) if second else (one,), 0) for other in across),
            whole[one] if shares else everything,
        )
        for one in in_order(words, first, whole)
    ]
    if first not in _ORDERED:
        lines.sort(key=lambda line: -line.total)
    sums = tuple(sum(line.counts[at] for line in lines) for at in range(len(across)))
    of = sum(line.of or 0 for line in lines) if shares else refused or everything
    columns = tuple(code_words(words, second[0], other) for other in across) if second else ()
    return Sheet(
        indicator,
        table.key,
        said.title(code),
        said.sheet(code),
        said.columns[0](code),
        columns or (_("Accepted") if shares else _("Number"),),
        tuple(lines),
        Line("", _("Total"), sums, of),
        shares,
    )


def in_order(words: Words, code_list: str, codes: Iterable[str]) -> list[str]:
    """Codes in the order of their list, those of another list after them."""
    lists = [code_list, *([_ALSO[code_list]] if code_list in _ALSO else [])]
    known = [code for name in lists for code in words.lists.named(name).codes]
    place = {code: at for at, code in reversed(list(enumerate(known)))}
    return sorted(codes, key=lambda code: (place.get(code, len(known)), code))


def code_words(words: Words, code_list: str, code: str) -> str:
    """The words of a code of a table, joined categories among them."""
    _ = words.gettext
    if code == NONE:
        return _("All together")
    if not code:
        category = code_list == "service_categories"
        return _("Need not known yet") if category else _("Not stated")
    other = _ALSO.get(code_list, code_list)
    known = code in words.lists.named(code_list)
    return words.label(code_list if known else other, code)


def month_words(language: Language, month: Month) -> str:
    """A month as one writes it: octobre 2026."""
    from babel.dates import format_date

    return format_date(date(month.year, month.number, 1), "LLLL y", locale=language.locale)


def largest(sheet: Sheet) -> Line | None:
    """The line with the highest count, or None where nothing was counted."""
    found = max(sheet.lines, key=lambda line: line.total, default=None)
    return found if found is not None and found.total else None


def by_key(told_: Told) -> Mapping[str, Figure]:
    """The leading figures by their key."""
    return {figure.key: figure for figure in told_.figures}


def all_sheets(every: Sequence[Told]) -> list[Sheet]:
    """Every table in its order."""
    return [sheet for one in every for sheet in one.sheets]
