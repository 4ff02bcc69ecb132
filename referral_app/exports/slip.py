"""The referral slip: A5, one recipient, one or more needs, and the coupon that comes back.

The file's code stands in place of the name; a line for a name in handwriting is there only when it
was asked for. The consent words are those of the IASC form (domain.md 1.5).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from referral_app.domain.case_code import CaseCode
from referral_app.exports.coupon import coupons
from referral_app.exports.layout import (
    A5,
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
    qr_code,
    rule,
    stacked,
)
from referral_app.exports.paging import page_of, paged
from referral_app.exports.words import Words
from referral_app.language import isolate, isolate_text
from referral_app.services.ports.pages import Align, Box, Document, Item, Page, Tone, Type
from referral_app.services.ports.painter import Ruler
from referral_app.services.ports.paper import Party, SlipNeed, SlipPaper

_MARGIN: Final = 8.5
_FOOT: Final = 3.5
_QR: Final = 21.0
_NARROW: Final = 24.0
_SPACING: Final = 1.2
_PAIR: Final = 2
_LONG: Final = 2.0
"""Lines beyond which a half column is left for the whole width."""
_TITLE: Final = Type(12.5, bold=True, tone=Tone.BRAND)
_CODE: Final = Type(21.0, bold=True, spaced=True)


def slip(paper: SlipPaper, words: Words, ruler: Ruler, *, name_line: bool = False) -> Document:
    """Lay out a slip; it goes on to further pages where one does not hold it."""
    pen = Pen(ruler, words.language.right_to_left)
    width = A5[0] - 2 * _MARGIN
    area = Box(_MARGIN, _MARGIN, width, A5[1] - 2 * _MARGIN - _FOOT)
    body = [
        _head(paper, words, pen, width),
        _parties(paper, words, pen, width),
        pen.text(words.gettext("What is asked for"), HEAD, width),
        *(_need(need, words, pen, width) for need in paper.needs),
        *_told(paper, words, pen, width),
        _consent(paper, words, pen, width, name_line=name_line),
    ]
    # A centre with a desk answers by the exchange.
    foot = coupons(paper, words, pen, width, area.height) if paper.outside else []
    body = [block for block in body if block.height]
    # One page bears no number: what would hold it is left to the slip.
    whole = replace(area, height=area.height + _FOOT)
    filled = paged(body, whole, foot, _SPACING)
    if len(filled) > 1:
        filled = paged(body, area, foot, _SPACING)
    pages = [
        _page(items, (number, len(filled)), paper, words, pen)
        for number, items in enumerate(filled, start=1)
    ]
    return Document(words.gettext("Referral slip"), tuple(pages))


def _page(
    items: tuple[Item, ...], place: tuple[int, int], paper: SlipPaper, words: Words, pen: Pen
) -> Page:
    """A page with its number; a slip of one page needs none."""
    number, count = place
    if count > 1:
        text = words.gettext("File {code}, page {number} of {count}")
        line = text.format(code=words.code(paper.code), number=number, count=count)
        foot = pen.text(line, LABEL, A5[0] - 2 * _MARGIN, Align.MIDDLE)
        items += foot.at(_MARGIN, A5[1] - _MARGIN - foot.height + 1.0)
    return page_of(items, A5, right_to_left=pen.right_to_left)


def _head(paper: SlipPaper, words: Words, pen: Pen, width: float) -> Block:
    _ = words.gettext
    left = width - _QR - 3.0
    lines = [
        pen.text(_("Referral slip"), _TITLE, left),
        pen.text(_("Exercise: nobody real"), STRONG, left) if paper.training else Block(0.0),
        pen.text(_sent(paper, words), LABEL, left),
        pen.digits(str(CaseCode(paper.code)), _CODE, left),
    ]
    code = qr_code(CaseCode(paper.code).scanned, _QR)
    return stacked(
        [beside([(0.0, stacked(lines, 0.6)), (width - _QR, code)]), rule(width, Tone.BRAND, 0.6)],
        1.2,
    )


def _sent(paper: SlipPaper, words: Words) -> str:
    _ = words.gettext
    day = words.day(paper.sent_at)
    if not paper.worker:
        return _("Sent on {day}").format(day=day)
    return _("Sent on {day} by {initials}").format(day=day, initials=isolate_text(paper.worker))


def _parties(paper: SlipPaper, words: Words, pen: Pen, width: float) -> Block:
    _ = words.gettext
    half = column_width(width, 2)
    columns = [
        stacked([pen.text(label, LABEL, half), *_party(party, words, pen, half)], 0.3)
        for label, party in (
            (_("From"), paper.sender),
            (_("To the receiving service"), paper.recipient),
        )
    ]
    return in_columns(columns, 2, width)


def _party(party: Party, words: Words, pen: Pen, width: float) -> list[Block]:
    """A centre or service: its name, where it is, and how it is reached."""
    district = words.label("districts", party.district) if party.district else ""
    hours = party.hours_in(words.language.code)
    lines = (
        (party.address and isolate_text(party.address), district),
        (party.phone and isolate(party.phone), hours and isolate_text(hours)),
    )
    told = [" · ".join(part for part in line if part) for line in lines]
    name = words.name(party) or words.gettext("Unknown centre")
    return [pen.text(name, STRONG, width), *(pen.text(line, BASE, width) for line in told)]


def _need(need: SlipNeed, words: Words, pen: Pen, width: float) -> Block:
    _ = words.gettext
    inside = width - 4.0
    category = words.label("service_categories", need.category)
    priority = words.label("priorities", need.priority)
    if need.priority_reason:
        priority = f"{priority} · {isolate_text(need.priority_reason)}"
    lines = [pen.text(category, replace(STRONG, points=9.5), inside)]
    told = [
        (_("Priority"), priority),
        (_("Details"), isolate_text(need.detail) if need.detail else ""),
        (_("Help already given"), isolate_text(need.services_given) if need.services_given else ""),
    ]
    lines += [pen.labelled(label, text, inside) for label, text in told if text]
    return inset(stacked(lines, 0.7), width, 2.0)


def _told(paper: SlipPaper, words: Words, pen: Pen, width: float) -> list[Block]:
    """What is disclosed, how to take care, what to bring: each only where there is something."""
    _ = words.gettext
    told = words.person(paper.person)
    cares = (
        (_("Take care when contacting"), paper.restrictions),
        (_("Documents to bring"), paper.documents),
    )
    found = [pen.text(_("What the person agreed to tell"), HEAD, width)] if told else []
    found += _in_pairs(told, pen, width)
    return found + [pen.labelled(label, isolate_text(text), width) for label, text in cares if text]


def _in_pairs(lines: list[tuple[str, str]], pen: Pen, width: float) -> list[Block]:
    """Two short lines beside one another, a long one alone: rows that may part between pages."""
    half = column_width(width, 2)
    found: list[Block] = []
    waiting: list[Block] = []
    for label, text in lines:
        long = pen.ruler.width(text, BASE) > _LONG * (half - _NARROW)
        if not long:
            waiting.append(pen.labelled(label, text, half, _NARROW))
        if waiting and (long or len(waiting) == _PAIR):
            found.append(in_columns(waiting, _PAIR, width))
            waiting = []
        if long:
            found.append(pen.labelled(label, text, width, _NARROW))
    return [*found, in_columns(waiting, _PAIR, width)] if waiting else found


def _consent(paper: SlipPaper, words: Words, pen: Pen, width: float, *, name_line: bool) -> Block:
    """The words of the consent, and the lines on which it is signed at the desk.

    What left in a danger, without a consent, says so instead.
    """
    _ = words.gettext
    if paper.exception:
        danger = words.label("exceptions", paper.exception)
        said = [
            pen.text(_("Sent without a consent: {danger}").format(danger=danger), STRONG, width)
        ]
    else:
        said = _agreed(paper, words, pen, width)
    half = column_width(width, 2)
    signed = in_columns(
        [
            pen.to_sign(_("Signature of the person or caregiver"), half, 9.0),
            pen.to_sign(_("Signature and stamp of the centre"), half, 9.0),
        ],
        2,
        width,
    )
    name = _("Name, by hand, only if the person wishes")
    line = pen.blank(name, width, 6.5) if name_line else Block(0.0)
    return stacked([rule(width), *said, line, signed], 0.9)


def _agreed(paper: SlipPaper, words: Words, pen: Pen, width: float) -> list[Block]:
    _ = words.gettext
    text = _(
        "I, holder of the card {code}, understand that the purpose of the referral and of "
        "disclosing this information to {recipient} is to ensure the safety and continuity of "
        "care. {sender} has clearly explained the procedure of the referral to me and has listed "
        "the exact information that is to be disclosed. By signing, I authorise this exchange of "
        "information."
    ).format(
        code=words.code(paper.code),
        recipient=words.name(paper.recipient) or "…",
        sender=words.name(paper.sender) or "…",
    )
    given = ""
    if paper.consent_form:
        given = _("Consent: {form}, until {day}").format(
            form=words.label("consent_forms", paper.consent_form),
            day=words.day(paper.consent_until),
        )
    return [pen.text(text, Type(7.0), width), pen.text(given, LABEL, width)]
