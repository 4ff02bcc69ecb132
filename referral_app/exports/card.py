"""Cards of credit-card size, ten on a sheet of A4: the code, and nothing that says why.

No word tells who carries it (privacy.md 1.5); the back says how to reach the centre.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from referral_app.domain.case_code import CaseCode
from referral_app.exports.layout import A4, Block, Pen, gap, qr_code, rule, stacked
from referral_app.exports.paging import page_of
from referral_app.exports.words import Words
from referral_app.language import isolate, isolate_text
from referral_app.services.ports.pages import (
    Align,
    Box,
    Document,
    Item,
    Page,
    Rule,
    Tone,
    Type,
)
from referral_app.services.ports.painter import Ruler
from referral_app.services.ports.paper import CardFace

CARD: Final = (85.6, 53.98)
"""Width and height of a card in millimetres (ISO/IEC 7810 ID-1)."""
PLACES: Final = 10
"""Cards on a sheet."""
_ACROSS: Final = 2
_LEFT: Final = (A4[0] - _ACROSS * CARD[0]) / 2
_TOP: Final = (A4[1] - PLACES // _ACROSS * CARD[1]) / 2
_MARK: Final = 5.0
_PAD: Final = 5.0
_QR: Final = 25.0
_NAME: Final = Type(8.0, bold=True, tone=Tone.BRAND)
_SMALL: Final = Type(7.0, tone=Tone.MUTED)
_CODE: Final = Type(18.0, bold=True, spaced=True)
_PHONE: Final = Type(13.0, bold=True)
_LINE: Final = Type(8.0)


def cards(
    codes: Sequence[str], face: CardFace, words: Words, ruler: Ruler, *, first_place: int = 1
) -> Document:
    """Lay out the cards of these codes (ten digits each), fronts and backs page about.

    `first_place` (1 to 10) leaves places of the first sheet free that were cut out before. Backs
    change columns, so that a sheet turned on its long edge fits. A card speaks French and Arabic
    in any case; `words` gives the lists and the catalogs.
    """
    cells: list[str | None] = [*([None] * (first_place - 1)), *codes]
    behind = _back(face, words, ruler)
    pages: list[Page] = []
    for at in range(0, len(cells), PLACES):
        sheet = [
            (place, code) for place, code in enumerate(cells[at : at + PLACES]) if code is not None
        ]
        fronts = [(place, _front(code, face, words, ruler)) for place, code in sheet]
        pages.append(_sheet(fronts))
        pages.append(_sheet([(_turned(place), behind) for place, _code in sheet]))
    return Document(words.gettext("Cards"), tuple(pages))


def _turned(place: int) -> int:
    """The place behind a place, once the sheet is turned on its long edge."""
    row, column = divmod(place, _ACROSS)
    return row * _ACROSS + _ACROSS - 1 - column


def _front(code: str, face: CardFace, words: Words, ruler: Ruler) -> Block:
    """The centre's name in both languages, the code large, and the same to scan."""
    width = CARD[0] - 2 * _PAD
    latin, arabic = Pen(ruler, right_to_left=False), Pen(ruler, right_to_left=True)
    half = width / 2 - 1.0
    centre = face.centre
    top = CARD[1] - _PAD - _QR
    room = (half, top - _PAD - 2.0)
    names: list[Item] = [*latin.fitted(centre.name_fr, _NAME, room, Align.LEFT).at(_PAD, _PAD)]
    if centre.name_ar != centre.name_fr:
        block = arabic.fitted(centre.name_ar, _NAME, room, Align.RIGHT)
        names += block.at(_PAD + width - half, _PAD)
    printed = CaseCode(code)
    large = latin.digits(str(printed), _CODE, width - _QR - 2.0)
    exercise = words.gettext("Exercise: nobody real") if face.training else ""
    pen = Pen(ruler, words.language.right_to_left)
    mark = pen.fitted(exercise, _SMALL, (width - _QR - 2.0, 4.0), Align.LEFT)
    square = qr_code(printed.scanned, _QR)
    return Block(
        CARD[1],
        (
            *names,
            *mark.at(_PAD, CARD[1] - _PAD - mark.height),
            *large.at(_PAD, top + (_QR - large.height) / 2),
            *square.at(_PAD + width - _QR, top),
        ),
    )


def _back(face: CardFace, words: Words, ruler: Ruler) -> Block:
    """How to reach the centre, in French and in Arabic."""
    width = CARD[0] - 2 * _PAD
    latin, arabic = Pen(ruler, right_to_left=False), Pen(ruler, right_to_left=True)
    phone = face.back.phone
    block = stacked(
        [
            latin.fitted(isolate(phone), _PHONE, (width, 6.5), Align.MIDDLE) if phone else gap(0.0),
            *_half(latin, words.speaking("fr"), face, face.back.hours_fr, width),
            rule(width, Tone.BRAND, 0.4),
            *_half(arabic, words.speaking("ar"), face, face.back.hours_ar, width),
        ],
        0.7,
    )
    return Block(CARD[1], block.at(_PAD, (CARD[1] - block.height) / 2))


def _half(pen: Pen, words: Words, face: CardFace, hours: str, width: float) -> list[Block]:
    keep = words.gettext("Keep this card and show it when you come back.")
    return [
        pen.fitted(words.name(face.centre), _NAME, (width, 5.5), Align.MIDDLE),
        pen.fitted(isolate_text(hours) if hours else "", _LINE, (width, 6.5), Align.MIDDLE),
        pen.fitted(keep, _SMALL, (width, 4.4), Align.MIDDLE),
    ]


def _sheet(placed: Sequence[tuple[int, Block]]) -> Page:
    items: list[Item] = [*_cut_marks()]
    for place, block in placed:
        down, across = divmod(place, _ACROSS)
        items += block.at(_LEFT + across * CARD[0], _TOP + down * CARD[1])
    return page_of(items, A4, right_to_left=False)


def _cut_marks() -> list[Item]:
    """Short lines at the edges, in line with the sides of the cards."""
    found: list[Item] = []
    rows = PLACES // _ACROSS
    for column in range(_ACROSS + 1):
        x = _LEFT + column * CARD[0]
        for y in (_TOP - _MARK - 1.0, _TOP + rows * CARD[1] + 1.0):
            found.append(Rule(Box(x, y, 0.0, _MARK), Tone.MUTED, 0.15))
    for row in range(rows + 1):
        y = _TOP + row * CARD[1]
        for x in (_LEFT - _MARK - 1.0, _LEFT + _ACROSS * CARD[0] + 1.0):
            found.append(Rule(Box(x, y, _MARK, 0.0), Tone.MUTED, 0.15))
    return found
