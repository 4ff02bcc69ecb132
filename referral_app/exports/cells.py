"""Cells of a workbook: text that can never become a formula, numbers, and a sheet's set-up.

openpyxl turns any text that begins with "=" into a live formula and refuses control characters:
every text goes through `put_text`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from referral_app.language import without_isolates

FONT: Final = "Arial"
"""On every machine that has a spreadsheet, with Arabic letters; ours are not."""
INK, MUTED, BRAND, TINT, LINE = "1D2A2E", "5A686D", "0E5A57", "E3EFED", "E1DCD2"
_LONGEST: Final = 32_000
_HEADER: Final = 200
"""Characters of a page's head: 255 with the codes of the format around them."""
_POINTS: Final = 15.0
_A4: Final = 9
_UNWANTED: Final = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff\\u202a-\\u202e\\u2066-\\u2069]"
)
ACTIVE: Final = ("=", "+", "-", "@", "\t", "\n", "|", "%")
"""What a text begins with that a spreadsheet would take for a formula."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks."""

    bold: bool = False
    size: float = 10.0
    color: str = INK
    fill: str = ""
    border: bool = False
    wrap: bool = True
    side: str = ""
    """`start` or `end` of the line of reading; else as the sheet has it."""
    form: str = "General"


PLAIN: Final = Style()
TITLE: Final = Style(bold=True, size=16.0, color=BRAND, wrap=False)
SECTION: Final = Style(bold=True, size=12.0, color=BRAND, wrap=False)
QUIET: Final = Style(size=9.0, color=MUTED)
HEAD: Final = Style(bold=True, fill=TINT, border=True)
CELL: Final = Style(border=True)
SUM: Final = Style(bold=True, border=True, fill="F3F0E9")
COUNT, PERCENT, RATIO = "#,##0", "0%", "0.0"


def tidy(text: str) -> str:
    """Text without characters that a workbook may not hold or that turn its reader round."""
    return _UNWANTED.sub(" ", without_isolates(text).replace("\r\n", "\n"))[:_LONGEST]


@dataclass(slots=True)
class Board:
    """A sheet being filled from the top; `row` is the next free one."""

    sheet: Any
    right_to_left: bool
    widths: tuple[float, ...]
    row: int = 1

    def set_up(self, head: str, foot: str, *, across: bool = False) -> None:
        """Set direction, widths and print: A4, as wide as a page, with a line on every page."""
        sheet = self.sheet
        sheet.sheet_view.rightToLeft = self.right_to_left
        sheet.sheet_view.showGridLines = False
        for at, width in enumerate(self.widths, start=1):
            sheet.column_dimensions[_letter(at)].width = width
        sheet.page_setup.paperSize = _A4
        sheet.page_setup.orientation = "landscape" if across else "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top = margins.bottom = 0.8
        sheet.oddHeader.center.text = header_text(head)
        sheet.oddHeader.center.size = 9
        sheet.oddFooter.center.text = f"{header_text(foot)}  &P / &N"
        sheet.oddFooter.center.size = 9

    def text(self, column: int, text: str, style: Style = PLAIN, *, across: int = 1) -> None:
        """Put a text into the row, over `across` columns; the row grows to hold it."""
        put_text(self.sheet.cell(self.row, column), text, style, right_to_left=self.right_to_left)
        if across > 1:
            last = column + across - 1
            self.sheet.merge_cells(
                start_row=self.row, end_row=self.row, start_column=column, end_column=last
            )
        self._grow(text, style, sum(self.widths[column - 1 : column - 1 + across]))

    def number(self, column: int, value: float | None, style: Style) -> None:
        """Put a number, or a dash where there is none."""
        if value is None:
            self.text(column, "–", replace(style, side="end"))
            return
        cell = self.sheet.cell(self.row, column)
        cell.value = value
        paint(cell, replace(style, side="end"), right_to_left=self.right_to_left)

    def heads(self, words: Sequence[str], numbers: Sequence[int] = ()) -> None:
        """Put the heads of a table and go on; those of columns with numbers stand above them."""
        for column, text in enumerate(words, start=1):
            self.text(column, text, replace(HEAD, side="end") if column in numbers else HEAD)
        self.next()

    def next(self, count: int = 1) -> None:
        """Go on below."""
        self.row += count

    def _grow(self, text: str, style: Style, width: float) -> None:
        per_line = max(width * 10.0 / style.size * (1.05 if style.wrap else 100.0), 1.0)
        lines = sum(max(math.ceil(len(part) / per_line), 1) for part in text.split("\n"))
        # Arabic letters reach higher and lower; a row that is too low cuts them.
        high = lines * _POINTS * style.size / 10.0 * (1.25 if self.right_to_left else 1.0)
        known = self.sheet.row_dimensions[self.row].height or 0.0
        self.sheet.row_dimensions[self.row].height = max(known, high, _POINTS)


def put_text(cell: Any, text: str, style: Style, *, right_to_left: bool) -> None:
    """Write a text as text, whatever it begins with."""
    cell.value = tidy(text)
    cell.data_type = "s"
    paint(cell, replace(style, side=style.side or "start"), right_to_left=right_to_left)
    if cell.value.startswith(ACTIVE):
        # Else it would become a formula when somebody edits the cell and leaves it.
        cell.quotePrefix = True


def paint(cell: Any, style: Style, *, right_to_left: bool) -> None:
    """Dress a cell."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell.font = Font(name=FONT, size=style.size, bold=style.bold, color=f"FF{style.color}")
    sides = ("right", "left") if right_to_left else ("left", "right")
    cell.alignment = Alignment(
        wrap_text=style.wrap,
        vertical="center",
        horizontal=sides[style.side == "end"],
        readingOrder=2 if right_to_left else 1,
    )
    cell.number_format = style.form
    if style.fill:
        cell.fill = PatternFill("solid", start_color=f"FF{style.fill}")
    if style.border:
        cell.border = Border(bottom=Side("thin", color=f"FF{LINE}"))


def header_text(text: str) -> str:
    """A line for the head or foot of a page, where "&" would be the start of a code."""
    line = " ".join(tidy(text).split())
    short = line if len(line) <= _HEADER else f"{line[: _HEADER - 1]}…"
    return short.replace("&", "&&")


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    letter: str = get_column_letter(column)
    return letter
