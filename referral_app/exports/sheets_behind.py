"""The sheets behind a workbook's tables: flat data with an HXL row, definitions, a revision."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from referral_app.domain.indicator import Definitions
from referral_app.exports.cells import CELL, COUNT, QUIET, SECTION, Board, Style
from referral_app.exports.commentary import caveats, revision_words
from referral_app.exports.figures import EMPTY
from referral_app.exports.hxl import COLUMNS, flat_rows, heads, tags
from referral_app.exports.revision import Change, worded
from referral_app.exports.words import Words
from referral_app.services.ports.month_report import MonthReport

DEFINITION_WIDTHS: Final = (8.0, 24.0, 48.0, 26.0, 34.0, 34.0)
REVISION_WIDTHS: Final = (46.0, 46.0, 12.0, 12.0, 12.0)
_FLAT: Final = Style(wrap=False)
_DIFFERENCE: Final = "+#,##0;-#,##0;0"


def flat_widths() -> tuple[float, ...]:
    """Widths of the flat sheet's columns."""
    return tuple(10.0 if column.is_number else 18.0 for column in COLUMNS)


def fill_flat(board: Board, report: MonthReport, words: Words, definitions: Definitions) -> None:
    """Fill the flat sheet: heads, tags, and one figure a row."""
    numbers = [at for at, column in enumerate(COLUMNS, start=1) if column.is_number]
    board.heads(heads(words), numbers)
    for column, tag in enumerate(tags(words), start=1):
        board.text(column, tag, replace(QUIET, wrap=False))
    board.next()
    for row in flat_rows(report, words, definitions):
        for column, value in enumerate(row, start=1):
            if isinstance(value, str):
                board.text(column, value, _FLAT)
            elif value is not None:
                board.number(column, value, _FLAT)
        board.next()
    board.sheet.freeze_panes = "A3"
    board.sheet.print_title_rows = "1:2"


def fill_definitions(
    board: Board, report: MonthReport, words: Words, definitions: Definitions
) -> None:
    """Fill the sheet of definitions, and say how the figures were made."""
    _, code = words.gettext, words.language.code
    columns = (_("Code"), _("Indicator"), _("Definition"))
    board.heads((*columns, _("Figure"), _("Numerator"), _("Denominator")))
    for text in definitions.values():
        for at, figure in enumerate(text.leading.values()):
            first = (text.id, text.name(code), text.definition(code)) if at == 0 else ("",) * 3
            of = figure.denominator(code) if figure.denominator else EMPTY
            told = (*first, figure.label(code), figure.numerator(code), of)
            for column, said in enumerate(told, start=1):
                board.text(column, said, CELL)
            board.next()
    board.next()
    for said in caveats(report, words):
        board.text(1, said, across=len(DEFINITION_WIDTHS))
        board.next()
    covers = _("Hash of the records that were counted: {hash}").format(hash=report.covers.hex())
    board.text(1, covers, QUIET, across=len(DEFINITION_WIDTHS))
    board.sheet.print_title_rows = "1:1"


def fill_revision(board: Board, report: MonthReport, words: Words) -> None:
    """Fill the sheet that shows what a revision changed."""
    _, wide = words.gettext, len(REVISION_WIDTHS)
    board.text(1, revision_words(report, words), SECTION, across=wide)
    board.next(2)
    found = worded(report.changes, words)
    if not found:
        board.text(1, _("None of these figures changed."), across=wide)
        return
    counts = (_("Earlier figure"), _("New figure"), _("Difference"))
    board.heads((_("What is counted"), _("Of which"), *counts), range(3, 6))
    for change in found:
        _change(board, change)


def _change(board: Board, change: Change) -> None:
    board.text(1, change.what, CELL)
    board.text(2, change.which, CELL)
    board.number(3, change.before, replace(CELL, form=COUNT))
    board.number(4, change.after, replace(CELL, form=COUNT))
    board.number(5, change.after - change.before, replace(CELL, form=_DIFFERENCE))
    board.next()
