"""The new file on paper, for a day without power: the questions in the order of the page.

Every box stands beside its code, so that the page is typed in quickly later. There is no line for a
name; how to reach the person stands in the locked register.
"""

from __future__ import annotations

from typing import Final

from referral_app.exports.layout import (
    A4,
    BASE,
    HEAD,
    LABEL,
    STRONG,
    Block,
    Pen,
    beside,
    column_width,
    in_columns,
    inset,
    rule,
    stacked,
)
from referral_app.exports.paging import page_of, paged
from referral_app.exports.questions import (
    TICK,
    consent_questions,
    person_questions,
    question,
    ticks_only,
)
from referral_app.exports.words import Words
from referral_app.services.ports.pages import Align, Box, Document, Frame, Item, Tone, Type
from referral_app.services.ports.painter import Ruler
from referral_app.services.ports.paper import Party

_MARGIN: Final = 12.0
_FOOT: Final = 5.0
_NEEDS: Final = 3
_MEMBERS: Final = 4
_STATED: Final = ("F", "M")
_TITLE: Final = Type(15.0, bold=True, tone=Tone.BRAND)
_DIGIT: Final = 7.0
_GROUPS: Final = (4, 4, 2)


def blank_form(
    centre: Party, words: Words, ruler: Ruler, consent: tuple[str, ...] = ()
) -> Document:
    """Lay out the form; `consent` is the text to read aloud, a paragraph each."""
    pen = Pen(ruler, words.language.right_to_left)
    width = A4[0] - 2 * _MARGIN
    blocks = [
        _head(centre, words, pen, width),
        *consent_questions(words, pen, width, consent),
        *person_questions(words, pen, width),
        *_members(words, pen, width),
        *_needs(words, pen, width),
        *_note(words, pen, width),
    ]
    area = Box(_MARGIN, _MARGIN, width, A4[1] - 2 * _MARGIN - _FOOT)
    filled = paged(blocks, area, spacing=1.9)
    pages = [
        page_of(
            (*items, *_foot((number, len(filled)), words, pen, width)),
            A4,
            right_to_left=pen.right_to_left,
        )
        for number, items in enumerate(filled, start=1)
    ]
    return Document(words.gettext("Blank form"), tuple(pages))


def _head(centre: Party, words: Words, pen: Pen, width: float) -> Block:
    """The place for a card's code first: it is typed first."""
    _ = words.gettext
    side = _boxes_width() + 1.0
    left = width - side - 4.0
    title = stacked(
        [
            pen.text(_("New file, on paper"), _TITLE, left),
            pen.text(words.name(centre), STRONG, left),
            pen.text(_("No name, no telephone, no papers: a code."), BASE, left),
        ],
        0.6,
    )
    code = stacked(
        [pen.text(_("Code of the card, if one is given"), LABEL, side), _boxes(pen)], 0.8
    )
    half = column_width(width, 2)
    dated = in_columns(
        [pen.blank(_("Date of the interview"), half), pen.blank(_("By (initials)"), half)], 2, width
    )
    top = beside([(0.0, title), (left + 4.0, code)])
    return stacked([top, rule(width, Tone.BRAND, 0.6), dated], 1.6)


def _boxes_width() -> float:
    return sum(_GROUPS) * _DIGIT + 2 * 2.0


def _boxes(pen: Pen) -> Block:
    """Ten boxes for the digits, parted as the code is: from the left, in Arabic, too."""
    items: list[Item] = []
    x = 0.0
    for group in reversed(_GROUPS) if pen.right_to_left else _GROUPS:
        for place in range(group):
            items.append(Frame(Box(x + place * _DIGIT, 0.0, _DIGIT, 8.5), Tone.INK, 0.25))
        x += group * _DIGIT + 2.0
    return Block(8.5, tuple(items))


def _members(words: Words, pen: Pen, width: float) -> list[Block]:
    """Who came along: each gets a file of their own."""
    _ = words.gettext
    age, sex = width * 0.24, width * 0.22
    stated = [choice for choice in words.choices("sex") if choice[0] in _STATED]
    rows = []
    for number in range(2, 2 + _MEMBERS):
        name = _("Person {number}, age").format(number=number)
        cells = [
            (0.0, pen.blank(name, age - 3.0, 4.5)),
            (age, pen.ticks([("", label) for _code, label in stated], sex - 3.0, TICK)),
            (age + sex, ticks_only(words.choices("household_roles"), pen, width - age - sex)),
        ]
        rows.append(beside(cells))
    return [stacked([pen.text(_("Who came along"), HEAD, width), *rows], 0.9)]


def _needs(words: Words, pen: Pen, width: float) -> list[Block]:
    """The list of needs once, then room for three."""
    _ = words.gettext
    return [
        pen.text(_("Needs"), HEAD, width),
        question("", words.choices("service_categories"), pen, width),
        *(_need(number, words, pen, width) for number in range(1, _NEEDS + 1)),
    ]


def _need(number: int, words: Words, pen: Pen, width: float) -> Block:
    _ = words.gettext
    inside = width - 5.0
    code = inside * 0.28
    rest = inside - code - 4.0
    first = beside(
        [
            (0.0, pen.blank(_("Need {number}, code S…").format(number=number), code, 4.5)),
            (code + 4.0, pen.ticks(words.choices("priorities"), rest, TICK)),
        ]
    )
    return inset(
        stacked(
            [
                first,
                in_columns(
                    [
                        pen.blank(_("Reason, unless routine"), column_width(inside, 2)),
                        pen.blank(_("Send to"), column_width(inside, 2)),
                    ],
                    2,
                    inside,
                ),
                pen.blank(_("Details"), inside),
            ],
            0.6,
        ),
        width,
    )


def _note(words: Words, pen: Pen, width: float) -> list[Block]:
    _ = words.gettext
    label = pen.text(_("Note: no names, no telephone"), LABEL, width)
    lines = [pen.blank("", width, 7.5) for _line in range(2)]
    return [stacked([pen.text(_("Note"), HEAD, width), label, *lines], 0.6)]


def _foot(place: tuple[int, int], words: Words, pen: Pen, width: float) -> tuple[Item, ...]:
    number, count = place
    text = words.gettext(
        "Page {number} of {count}. Type it in as soon as there is power, then lock it away or "
        "destroy it."
    )
    line = pen.text(text.format(number=number, count=count), LABEL, width, Align.MIDDLE)
    return line.at(_MARGIN, A4[1] - _MARGIN - line.height + 1.0)
