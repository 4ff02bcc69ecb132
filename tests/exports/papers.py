"""Papers as the services would gather them, and what holds of every page."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

from referral_app.domain.coupon import CouponNumber
from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.exports.words import Words
from referral_app.language import Code, Language
from referral_app.services.ports.pages import Box, Document, Frame, Modules, Page, Run
from referral_app.services.ports.painter import Ruler
from referral_app.services.ports.paper import CardBack, CardFace, Party, SlipNeed, SlipPaper
from tests.fakes import vocabularies

CODE = "4231900869"
HERE = Party(
    "Centre social Yacoub El Mansour",
    "المركز الاجتماعي يعقوب المنصور",
    "yacoub_el_mansour",
    phone="05 37 00 00 00",
    hours="Lundi à vendredi, 8 h 30 – 16 h 30",
)
THERE = Party(
    "Maternité Souissi, service social",
    "مستشفى الولادة السويسي",
    "souissi",
    address="Avenue Allal El Fassi",
)
FACE = CardFace(HERE, CardBack("05 37 00 00 00", "8 h 30 – 16 h 30", "من 8:30 إلى 16:30"))
_LEEWAY = 0.05
"""Millimetres that rounding may cost."""


def words(code: Code = "fr") -> Words:
    return Words(Language(code), vocabularies())


def need(number: int = 1, **changes: Any) -> SlipNeed:
    coupon = CouponNumber.of(CODE, ReferralId(number.to_bytes(16, "big")))
    return replace(SlipNeed("S10", "P3", "", "", "", coupon), **changes)


def slip_paper(*needs: SlipNeed, **changes: Any) -> SlipPaper:
    paper = SlipPaper(
        code=CODE,
        sender=HERE,
        recipient=THERE,
        outside=True,
        needs=needs or (need(),),
        person=(("age_band", "18-59"), ("intake_year", 2026), ("sex", "F")),
        restrictions="",
        documents="",
        consent_form="written",
        consent_until=Moment(1_825_000_000_000),
        exception="",
        sent_at=Moment(1_795_000_000_000),
        worker="SB",
        training=False,
    )
    return replace(paper, **changes)


def texts(document: Document) -> list[str]:
    return [item.text for page in document.pages for item in page.items if isinstance(item, Run)]


def complaints(document: Document, ruler: Ruler, margin: float = 5.0) -> list[str]:
    """What is wrong with any page: outside of the margins, too much for its box, overlapping."""
    return [
        f"page {number}: {complaint}"
        for number, page in enumerate(document.pages, start=1)
        for complaint in (*_outside(page, margin), *_overfull(page, ruler), *_overlapping(page))
    ]


def _outside(page: Page, margin: float) -> list[str]:
    inside = Box(margin, margin, page.width - 2 * margin, page.height - 2 * margin)
    return [
        f"outside: {item}"
        for item in page.items
        if isinstance(item, Run | Modules | Frame)
        and (
            item.box.x < inside.x - _LEEWAY
            or item.box.y < inside.y - _LEEWAY
            or item.box.right > inside.right + _LEEWAY
            or item.box.bottom > inside.bottom + _LEEWAY
        )
    ]


def _overfull(page: Page, ruler: Ruler) -> list[str]:
    found = []
    for item in page.items:
        if isinstance(item, Run):
            needed = ruler.height(
                item.text, item.type, item.box.width, right_to_left=item.right_to_left
            )
            if needed > item.box.height + _LEEWAY:
                found.append(f"too much for its box: {item}")
    return found


def _overlapping(page: Page) -> list[str]:
    """Words, QR codes and boxes to tick keep clear of one another; frames hold what they hold."""
    solid = [
        item
        for item in page.items
        if isinstance(item, Run | Modules) or (isinstance(item, Frame) and item.box.width < 5.0)
    ]
    return [
        f"{one} overlaps {other}"
        for one, other in combinations(solid, 2)
        if _share(one.box, other.box)
    ]


def _share(one: Box, other: Box) -> bool:
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return across > _LEEWAY and down > _LEEWAY
