"""The sheet of a recovery kit: A5, twenty-four numbered words and a code for a scanner.

It goes into a closed envelope in the safe. No person and no file stands on it; whoever holds it can
take over the centre.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from referral_app.domain.identifiers import Moment
from referral_app.exports.layout import (
    A5,
    BASE,
    LABEL,
    STRONG,
    Block,
    Pen,
    beside,
    in_columns,
    qr_code,
    rule,
    stacked,
)
from referral_app.exports.paging import page_of, paged
from referral_app.exports.words import Words
from referral_app.language import isolate_text
from referral_app.services.ports.pages import Box, Document, Tone, Type
from referral_app.services.ports.painter import Ruler

_MARGIN: Final = 12.0
_QR: Final = 38.0
_COLUMNS: Final = 3
_TITLE: Final = Type(14.0, bold=True, tone=Tone.BRAND)
_WORD: Final = Type(11.0, bold=True)


def kit_sheet(
    spoken: Sequence[str], code: str, centre: str, drawn_at: Moment, words: Words, ruler: Ruler
) -> Document:
    """Lay out the sheet: `spoken` are the words, `code` the same for a scanner."""
    _ = words.gettext
    pen = Pen(ruler, words.language.right_to_left)
    width = A5[0] - 2 * _MARGIN
    drawn = _("Printed on {day}").format(day=words.day(drawn_at))
    use = _(
        "When every computer that may let in others is gone: at any desk of the centre, open "
        "“Exchange”, then “Administration”, choose “Use the recovery kit…” and type these words in "
        "their order."
    )
    keep = _(
        "Keep this sheet in a closed envelope in the safe. Whoever holds it can take over the "
        "centre. It is printed once: when a newer one is printed, destroy this one."
    )
    room = width - _QR - 4.0
    foot = beside(
        [
            (0.0, qr_code(code, _QR, "m")),
            (_QR + 4.0, stacked([pen.text(keep, STRONG, room)])),
        ]
    )
    body = [
        pen.text(_("Recovery kit"), _TITLE, width),
        pen.text(isolate_text(centre), STRONG, width),
        pen.text(drawn, LABEL, width),
        rule(width, Tone.BRAND, 0.6),
        pen.text(use, BASE, width),
        _board(spoken, ruler, width),
        foot,
    ]
    area = Box(_MARGIN, _MARGIN, width, A5[1] - 2 * _MARGIN)
    pages = [
        page_of(items, A5, right_to_left=pen.right_to_left) for items in paged(body, area, (), 4.0)
    ]
    return Document(_("Recovery kit"), tuple(pages))


def _board(spoken: Sequence[str], ruler: Ruler, width: float) -> Block:
    """The words in rows of three: French words, read from the left in every language."""
    latin = Pen(ruler, right_to_left=False)
    column = width / _COLUMNS - 4.0
    cells = [
        stacked([latin.text(f"{at}", LABEL, column), latin.text(word, _WORD, column)], 0.2)
        for at, word in enumerate(spoken, start=1)
    ]
    return in_columns(cells, _COLUMNS, width)
