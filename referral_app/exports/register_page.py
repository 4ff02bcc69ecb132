"""A page of the paper register: how to reach whom, by the code of the file. It is never copied.

The program keeps the number of the page and no telephone number (privacy.md 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from referral_app.exports.layout import (
    A4,
    BASE,
    LABEL,
    STRONG,
    Block,
    Pen,
    beside,
    rule,
    stacked,
)
from referral_app.exports.paging import page_of
from referral_app.exports.words import Words
from referral_app.services.ports.pages import Align, Box, Document, Item, Page, Rule, Tone, Type
from referral_app.services.ports.painter import Ruler
from referral_app.services.ports.paper import Party

_MARGIN: Final = 14.0
_ROW: Final = 10.5
_TITLE: Final = Type(15.0, bold=True, tone=Tone.BRAND)
_NUMBER: Final = Type(20.0, bold=True, spaced=True)
_SHARES: Final = (0.05, 0.19, 0.24, 0.28, 0.11, 0.13)
"""Widths of the columns: line, code, means, number or place, by whom, when."""


def register_pages(numbers: Sequence[str], centre: Party, words: Words, ruler: Ruler) -> Document:
    """Lay out one page for each number, with empty lines."""
    pages = tuple(_page(number, centre, words, ruler) for number in numbers)
    return Document(words.gettext("Register pages"), pages)


def _page(number: str, centre: Party, words: Words, ruler: Ruler) -> Page:
    pen = Pen(ruler, words.language.right_to_left)
    width = A4[0] - 2 * _MARGIN
    head = stacked([_head(number, centre, words, pen, width), _table_head(words, pen, width)], 3.0)
    items: list[Item] = [*head.at(_MARGIN, _MARGIN)]
    top = _MARGIN + head.height
    foot = _foot(words, pen, width)
    rows = int((A4[1] - _MARGIN - foot.height - 2.0 - top) / _ROW)
    items += _lines(rows, pen, width).at(_MARGIN, top)
    items += foot.at(_MARGIN, A4[1] - _MARGIN - foot.height)
    return page_of(items, A4, right_to_left=pen.right_to_left)


def _head(number: str, centre: Party, words: Words, pen: Pen, width: float) -> Block:
    _ = words.gettext
    side = 42.0
    left = width - side - 4.0
    title = stacked(
        [
            pen.text(_("Register of contacts"), _TITLE, left),
            pen.fitted(words.name(centre), STRONG, (left, 13.0), Align.LEFT),
            pen.text(_("This page stays locked at the centre and is never copied."), BASE, left),
        ],
        0.8,
    )
    page = stacked(
        [pen.text(_("Page"), LABEL, side), pen.digits(number, _NUMBER, side)],
        0.0,
    )
    both = beside([(0.0, title), (left + 4.0, page)])
    return stacked([both, rule(width, Tone.BRAND, 0.6)], 2.0)


def _columns(width: float) -> list[tuple[float, float]]:
    """The x and the width of each column."""
    found, x = [], 0.0
    for share in _SHARES:
        found.append((x, share * width))
        x += share * width
    return found


def _table_head(words: Words, pen: Pen, width: float) -> Block:
    _ = words.gettext
    names = (
        "",
        _("Code of the file"),
        _("Means agreed on"),
        _("Number or place"),
        _("Noted by"),
        _("Noted on"),
    )
    cells = [
        (x + 1.0, pen.text(name, LABEL, wide - 2.0))
        for name, (x, wide) in zip(names, _columns(width), strict=True)
    ]
    return stacked([beside(cells), rule(width, Tone.INK, 0.35)], 1.0)


def _lines(rows: int, pen: Pen, width: float) -> Block:
    """Empty lines, numbered, between thin upright rules."""
    items: list[Item] = []
    for row in range(rows):
        y = row * _ROW
        number = pen.digits(str(row + 1), LABEL, _SHARES[0] * width - 1.5, Align.LEFT)
        items += number.at(1.0, y + (_ROW - number.height) / 2)
        items.append(Rule(Box(0.0, y + _ROW, width, 0.0), Tone.LINE, 0.2))
    items += [
        Rule(Box(x, 0.0, 0.0, rows * _ROW), Tone.LINE, 0.15) for x, _wide in _columns(width)[1:]
    ]
    return Block(rows * _ROW, tuple(items))


def _foot(words: Words, pen: Pen, width: float) -> Block:
    _ = words.gettext
    text = _(
        "Write the code, never a name. In the program, the file names this page: that is all it "
        "keeps. A line that is no longer needed is crossed out until nothing can be read."
    )
    return pen.text(text, LABEL, width)
