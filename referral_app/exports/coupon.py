"""The return coupon: for each need a number, and boxes to tick for what became of it."""

from __future__ import annotations

from typing import Final

from referral_app.exports.layout import (
    LABEL,
    STRONG,
    Block,
    Pen,
    beside,
    gap,
    inset,
    qr_code,
    rule,
    stacked,
)
from referral_app.exports.words import Words
from referral_app.services.ports.pages import Tone, Type
from referral_app.services.ports.paper import SlipNeed, SlipPaper

_QR: Final = 16.0
_TICK: Final = Type(7.0)
_DECISIONS: Final = ("accepted", "on-hold", "rejected")
_NUMBER: Final = Type(9.0, bold=True, spaced=True)
_TITLE: Final = Type(10.0, bold=True, tone=Tone.BRAND)


def coupons(paper: SlipPaper, words: Words, pen: Pen, width: float, room: float) -> list[Block]:
    """Lay out the coupon; in several where `room` millimetres do not hold all needs."""
    strips = [_strip(need, words, pen, width) for need in paper.needs]
    found: list[Block] = []
    held: list[Block] = []
    for strip in strips:
        if held and _coupon(paper, words, pen, width, [*held, strip]).height > room:
            found.append(_coupon(paper, words, pen, width, held))
            held = []
        held.append(strip)
    return [*found, _coupon(paper, words, pen, width, held)]


def _coupon(paper: SlipPaper, words: Words, pen: Pen, width: float, strips: list[Block]) -> Block:
    _ = words.gettext
    sender = words.name(paper.sender) or words.gettext("Unknown centre")
    title = _("Return coupon, to give back to {centre}").format(centre=sender)
    third = (width - 8.0) / 3
    return stacked(
        [
            _cut(words, pen, width),
            pen.text(title, _TITLE, width),
            *strips,
            beside(
                [
                    (0.0, pen.blank(_("Function"), third, 6.2)),
                    (third + 4.0, pen.blank(_("Date"), third, 6.2)),
                    (2 * (third + 4.0), pen.blank(_("Stamp"), third, 6.2)),
                ]
            ),
            gap(0.2),
        ],
        0.9,
    )


def _cut(words: Words, pen: Pen, width: float) -> Block:
    """The line along which it is cut off, its word in it."""
    name = words.gettext("Cut here")
    wide = min(pen.ruler.width(name, LABEL) + 2.0, width / 2)
    label = pen.text(name, LABEL, wide)
    line = rule(width - wide, Tone.MUTED, 0.3, dashed=True)
    return Block(label.height, (*label.items, *line.at(wide, label.height / 2)))


def _strip(need: SlipNeed, words: Words, pen: Pen, width: float) -> Block:
    """The number to type and the code to scan, the decision, and what became of the need."""
    _ = words.gettext
    pad = 1.6
    inside = width - 2 * pad
    left = inside - _QR - 2.0
    decisions = [("", words.label("referral_statuses", status)) for status in _DECISIONS]
    answer = stacked(
        [
            pen.text(words.label("service_categories", need.category), STRONG, left),
            pen.digits(str(need.coupon), _NUMBER, left),
            pen.ticks(decisions, left, _TICK),
            pen.blank(_("Reason, if waiting or refused"), left, 4.5),
        ],
        0.6,
    )
    code = qr_code(need.coupon.scanned, _QR, "m")
    ticks = pen.ticks(_outcomes(words), inside, _TICK)
    return inset(stacked([beside([(0.0, answer), (left + 2.0, code)]), ticks], 0.8), width, pad)


def _outcomes(words: Words) -> list[tuple[str, str]]:
    """The outcomes that a service tells most often, and the one for all else."""
    entries = words.lists.outcomes.choices
    return [
        (entry.code, entry.label(words.language.code))
        for entry in entries
        if entry.common or entry.text_required
    ]
