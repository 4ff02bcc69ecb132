"""The flat table of a month as CSV that a spreadsheet opens with a double click.

UTF-8 with its mark, and the separator that spreadsheets of the language expect. The rate is left
out: a decimal point is no number to a French spreadsheet, a decimal comma none to HXL.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import Final

from referral_app.domain.indicator import Definitions
from referral_app.exports.cells import ACTIVE, tidy
from referral_app.exports.hxl import COLUMNS, Value, flat_rows, heads, tags
from referral_app.exports.words import Words
from referral_app.services.ports.month_report import MonthReport

_SEPARATORS: Final = {"fr": ";", "ar": ";", "en": ","}
_KEPT: Final = tuple(at for at, column in enumerate(COLUMNS) if column.name != "rate")


def flat_file(report: MonthReport, words: Words, definitions: Definitions) -> bytes:
    """Return the bytes of a month's flat table; the same report gives the same bytes."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=_SEPARATORS[words.language.code], lineterminator="\r\n")
    for row in (heads(words), tags(words), *flat_rows(report, words, definitions)):
        writer.writerow([_field(row[at]) for at in _KEPT])
    return text.getvalue().encode("utf-8-sig")


def _field(value: Value) -> str | int | float:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    plain = " ".join(tidy(value).split())
    # A spreadsheet would run what begins so; the apostrophe keeps it text.
    return f"'{plain}" if plain.startswith(ACTIVE) else plain
