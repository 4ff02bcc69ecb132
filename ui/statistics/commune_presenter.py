"""A month of the commune in words: each sum with the interval in which the true figure lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from referral_app.bootstrap.definitions import definitions
from referral_app.domain.indicator import Form
from referral_app.exports.figures import Figure, Sheet, Told, told
from referral_app.exports.words import Words
from referral_app.language import isolate
from referral_app.services.commune_months import CommuneView
from referral_app.statistics.commune import Interval
from referral_app.statistics.cubes import ALL, Place, place_of
from referral_app.statistics.release import Tables
from referral_app.statistics.tally import PEOPLE, SERVICES, Act

_NONE: Final = "–"
"""Where a ratio has nothing to divide by."""
_SPLIT: Final = {
    "by_age_and_sex": (PEOPLE, Act.OPENED.value),
    "sent_by_category": (SERVICES, Act.SENT.value),
}
"""Tables of which a line adds up cells, with the cube and the act of the margin over them."""


@dataclass(frozen=True, slots=True)
class SumLine:
    """A figure of the commune: its words, the sum, and the least and most that it may be."""

    label: str
    text: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class SumTable:
    """Sums under one heading; `leading` are the figures of an indicator itself."""

    title: str
    lines: tuple[SumLine, ...]
    leading: bool


@dataclass(frozen=True, slots=True)
class _Three:
    """The same indicator worked out from the sums, from the least and from the most."""

    sums: Told
    least: Told
    most: Told


def sum_tables(view: CommuneView, words: Words) -> tuple[SumTable, ...]:
    """Return every table of a month that is known; none while no centre sent anything."""
    totals = view.totals.totals
    if not totals:
        return ()
    each = (
        _told({place: total.published for place, total in totals.items()}, words),
        _told({place: total.interval.low for place, total in totals.items()}, words),
        _told({place: total.interval.high for place, total in totals.items()}, words),
    )
    found: list[SumTable] = []
    for three in (_Three(*one) for one in zip(*each, strict=True)):
        found.append(_leading(three, words))
        found += _sheets(three, words, view)
    return tuple(found)


def _told(cells: dict[Place, int], words: Words) -> tuple[Told, ...]:
    return told(Tables(cells), words, definitions())


def _leading(three: _Three, words: Words) -> SumTable:
    lines = tuple(
        _figure_line(figure, least, most, words)
        for figure, least, most in zip(
            three.sums.figures, three.least.figures, three.most.figures, strict=True
        )
    )
    return SumTable(three.sums.text.name(words.language.code), lines, leading=True)


def _figure_line(figure: Figure, least: Figure, most: Figure, words: Words) -> SumLine:
    language = words.language
    text = figure.text(language)
    if figure.form is Form.COUNT:
        number = language.format_number
        return SumLine(figure.label, text, number(least.counted), number(most.counted))
    # The least of the one by the most of the other: wider than need be, and never wrong.
    low = _rate(least.counted, most.of)
    high = _rate(most.counted, least.of)
    if figure.form is Form.SHARE:
        bounds = (low, None if high is None else min(high, 1.0))
        return SumLine(figure.label, text, *(_percent(one, words) for one in bounds))
    return SumLine(figure.label, text, *(_ratio(one, words) for one in (low, high)))


def _sheets(three: _Three, words: Words, view: CommuneView) -> list[SumTable]:
    return [
        _sheet(sheet, least, most, words, view)
        for sheet, least, most in zip(
            three.sums.sheets, three.least.sheets, three.most.sheets, strict=True
        )
    ]


def _sheet(sheet: Sheet, least: Sheet, most: Sheet, words: Words, view: CommuneView) -> SumTable:
    number = words.language.format_number
    low = {line.code: line.total for line in least.lines}
    high = {line.code: line.total for line in most.lines}
    lines = []
    for line in sheet.lines:
        summed = Interval(low[line.code], high[line.code])
        within = _within_margin(summed, sheet.key, line.code, view)
        text = number(line.total)
        lines.append(SumLine(line.label, text, number(within.low), number(within.high)))
    return SumTable(sheet.title, tuple(lines), leading=False)


def _within_margin(summed: Interval, key: str, code: str, view: CommuneView) -> Interval:
    """Cells one by one leave more open than the margin over them, which is rounded only once."""
    cube, act = _SPLIT.get(key, ("", ""))
    margin = view.totals.totals.get(place_of(cube, (act, code, ALL))) if cube else None
    if margin is None:
        return summed
    low = max(summed.low, margin.interval.low)
    high = min(summed.high, margin.interval.high)
    return Interval(low, high) if low <= high else margin.interval


def _rate(counted: int, of: int | None) -> float | None:
    return counted / of if of else None


def _percent(share: float | None, words: Words) -> str:
    return _NONE if share is None else words.language.format_percent(share)


def _ratio(rate: float | None, words: Words) -> str:
    return _NONE if rate is None else words.language.format_number(rate, 1)


def between(line: SumLine, words: str) -> str:
    """Put the interval into words, each end in its own direction; no words where it has no end."""
    if line.low == line.high == _NONE:
        return ""
    return words.format(low=isolate(line.low), high=isolate(line.high))
