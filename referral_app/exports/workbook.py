"""The workbook of a month (design.md 6): letterhead and summary with charts, a sheet a table, a
flat sheet for pivots with an HXL row, definitions, and what a revision changed.

Everything is laid out in the reader's language, from right to left in Arabic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from referral_app.domain.indicator import Definitions, Form
from referral_app.exports.cells import (
    CELL,
    COUNT,
    PERCENT,
    PLAIN,
    QUIET,
    RATIO,
    SECTION,
    SUM,
    TITLE,
    Board,
    Style,
    tidy,
)
from referral_app.exports.charts import MOST, bar_chart
from referral_app.exports.commentary import audience_words, caveats, comment, revision_words
from referral_app.exports.figures import Figure, Line, Sheet, Told, month_words, told
from referral_app.exports.packing import packed
from referral_app.exports.sheets_behind import (
    DEFINITION_WIDTHS,
    REVISION_WIDTHS,
    fill_definitions,
    fill_flat,
    fill_revision,
    flat_widths,
)
from referral_app.exports.words import Words
from referral_app.services.ports.month_report import MonthReport

if TYPE_CHECKING:
    from openpyxl import Workbook

_FORMS: Final = {Form.COUNT: COUNT, Form.SHARE: PERCENT, Form.RATIO: RATIO}
_SUMMARY_WIDTHS: Final = (54.0, 13.0, 13.0, 13.0)
_CHART_ROWS: Final = 17
_ON_A_PAGE: Final = 3
_FIRST: Final = 40.0
_TABLE_HEAD: Final = 3


def workbook(report: MonthReport, words: Words, definitions: Definitions) -> bytes:
    """Return the bytes of a month's workbook; the same report gives the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    _Writer(book, report, words, definitions).write()
    return packed(book, report.frozen_at)


class _Writer:
    """Fills a workbook, sheet by sheet."""

    def __init__(
        self, book: Workbook, report: MonthReport, words: Words, definitions: Definitions
    ) -> None:
        self.book, self.report, self.words = book, report, words
        self.definitions = definitions
        self.told = told(report.tables, words, definitions)
        self.audience = audience_words(report, words)
        self.right_to_left = words.language.right_to_left
        self.centre = report.centre.name(words.language.code)
        self.month = month_words(words.language, report.month)

    def write(self) -> None:
        """Write every sheet."""
        _ = self.words.gettext
        summary = self._board(_("Summary"), _SUMMARY_WIDTHS)
        placed = [(sheet, self._table(one, sheet)) for one in self.told for sheet in one.sheets]
        self._behind()
        self._summary(summary, placed)
        self.book.properties.title = tidy(f"{self.centre} – {self.month}")
        self.book.properties.creator = tidy(self.centre)
        self.book.properties.language = self.words.language.locale

    def _behind(self) -> None:
        """The sheets behind the tables: the flat one, definitions, and what a revision changed."""
        _, report, words = self.words.gettext, self.report, self.words
        flat = self._board(_("Data"), flat_widths(), across=True)
        fill_flat(flat, report, words, self.definitions)
        defined = self._board(_("Definitions"), DEFINITION_WIDTHS, across=True)
        fill_definitions(defined, report, words, self.definitions)
        if report.revision > 1:
            fill_revision(self._board(_("Revision"), REVISION_WIDTHS), report, words)

    def _board(self, name: str, widths: tuple[float, ...], *, across: bool = False) -> Board:
        board = Board(self.book.create_sheet(name), self.right_to_left, widths)
        board.set_up(self.audience, f"{self.centre} – {self.month}", across=across)
        return board

    # The summary

    def _summary(self, board: Board, placed: Sequence[tuple[Sheet, Any]]) -> None:
        self._letterhead(board)
        self._figures(board)
        self._comments(board)
        self._caveats(board)
        self._sign(board)
        self._charts(board, placed)

    def _letterhead(self, board: Board) -> None:
        _ = self.words.gettext
        wide = len(_SUMMARY_WIDTHS)
        board.text(1, self.centre, SECTION, across=wide)
        board.next()
        title = _("Monthly report – {month}").format(month=self.month)
        board.text(1, title, TITLE, across=wide)
        board.next()
        board.text(1, self.audience, replace(PLAIN, bold=True), across=wide)
        board.next()
        board.text(1, revision_words(self.report, self.words), QUIET, across=wide)
        board.next(2)

    def _figures(self, board: Board) -> None:
        _ = self.words.gettext
        board.heads((_("Figure"), _("Number"), _("Out of"), _("Rate")), range(2, 5))
        for one in self.told:
            for figure in one.figures:
                board.text(1, f"{one.id}  {figure.label}", CELL)
                self._figure(board, figure)
                board.next()
        board.next()

    def _figure(self, board: Board, figure: Figure) -> None:
        board.number(2, figure.counted, replace(CELL, form=COUNT))
        if figure.form is Form.COUNT:
            for column in (3, 4):
                board.text(column, "", CELL)
            return
        board.number(3, figure.of, replace(CELL, form=COUNT))
        board.number(4, figure.rate, replace(CELL, bold=True, form=_FORMS[figure.form]))

    def _comments(self, board: Board) -> None:
        board.text(1, self.words.gettext("What the figures say"), SECTION)
        board.next()
        for one in self.told:
            name = one.text.name(self.words.language.code)
            said = f"{name} – {comment(one, self.report, self.words)}"
            board.text(1, said, across=len(_SUMMARY_WIDTHS))
            board.next()
        board.next()

    def _caveats(self, board: Board) -> None:
        board.text(1, self.words.gettext("How to read them"), SECTION)
        board.next()
        for said in caveats(self.report, self.words):
            board.text(1, said, across=len(_SUMMARY_WIDTHS))
            board.next()
        board.next()

    def _sign(self, board: Board) -> None:
        _ = self.words.gettext
        line = "_" * 24
        said = _("The head of the centre: {line}   Date: {short}   Signature: {line}")
        board.text(1, said.format(line=line, short="_" * 12), QUIET, across=len(_SUMMARY_WIDTHS))
        board.next(2)

    def _charts(self, board: Board, placed: Sequence[tuple[Sheet, Any]]) -> None:
        from openpyxl.worksheet.pagebreak import Break

        charted = [(sheet, where) for sheet, where in placed if sheet.lines]
        for number, (sheet, where) in enumerate(charted):
            if number % _ON_A_PAGE == 0:
                board.sheet.row_breaks.append(Break(id=board.row - 1))
                board.next()  # else the frame of the first chart is cut by the page before
            board.sheet.add_chart(self._chart(sheet, where), f"A{board.row}")
            board.next(_CHART_ROWS)

    def _chart(self, sheet: Sheet, where: Any) -> Any:
        upright = sheet.key == "by_age_and_sex"
        shown = len(sheet.lines) if upright else min(len(sheet.lines), MOST)
        title = sheet.title
        if shown < len(sheet.lines):
            title = self.words.gettext("{title}: the first {count}").format(
                title=title, count=shown
            )
        head = _TABLE_HEAD
        area = (head, head + shown, 2, 1 + len(sheet.columns))
        return bar_chart(
            where, tidy(title), area, right_to_left=self.right_to_left, upright=upright
        )

    # A table

    def _table(self, one: Told, sheet: Sheet) -> Any:
        _ = self.words.gettext
        several = len(sheet.columns) > 1
        columns = (sheet.head, *sheet.columns, *([_("Total")] if several else []))
        columns += (_("Out of"), _("Rate"))
        widths = (_FIRST, *([13.0] * (len(columns) - 1)))
        board = self._board(sheet.name, widths, across=len(columns) > 5)
        board.text(1, f"{one.id}  {sheet.title}", SECTION, across=len(columns))
        board.next()
        board.text(1, f"{self.centre} – {self.month}", QUIET, across=len(columns))
        board.next()
        board.heads(columns, range(2, len(columns) + 1))
        for line in sheet.lines:
            _line(board, line, CELL, several=several)
        _line(board, sheet.total, SUM, several=several)
        if not sheet.lines:
            board.text(1, _("Nothing was counted this month."), QUIET, across=len(columns))
            board.next()
        board.sheet.freeze_panes = f"B{_TABLE_HEAD + 1}"
        board.sheet.print_title_rows = f"1:{_TABLE_HEAD}"
        return board.sheet


def _line(board: Board, line: Line, style: Style, *, several: bool) -> None:
    count = replace(style, form=COUNT)
    board.text(1, line.label, style)
    numbers = (*line.counts, *([line.total] if several else []))
    for column, value in enumerate(numbers, start=2):
        board.number(column, value, count)
    board.number(2 + len(numbers), line.of, count)
    board.number(3 + len(numbers), line.rate, replace(style, form=PERCENT))
    board.next()
