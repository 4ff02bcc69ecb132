"""Blocks parted into pages, pages mirrored for Arabic, two of them on one sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from referral_app.exports.layout import Block
from referral_app.services.ports.pages import Box, Item, Page, Rule, Tone, mirrored, moved


def paged(
    blocks: Sequence[Block], area: Box, last: Sequence[Block] = (), spacing: float = 2.0
) -> list[tuple[Item, ...]]:
    """Part blocks into pages; those of `last` stand at the foot, on a page of their own if need be.

    No block may be higher than `area`.
    """
    pages: list[list[Item]] = [[]]
    y = area.y
    for block in blocks:
        if y > area.y and y + block.height > area.bottom:
            pages.append([])
            y = area.y
        pages[-1] += block.at(area.x, y)
        y += block.height + spacing
    for block in last:
        if y > area.y and y + block.height > area.bottom:
            pages.append([])
        pages[-1] += block.at(area.x, area.bottom - block.height)
        y = area.bottom
    return [tuple(page) for page in pages]


def page_of(items: Iterable[Item], size: tuple[float, float], *, right_to_left: bool) -> Page:
    """A page with these things, turned round where it is read from the right."""
    width, height = size
    placed = tuple(mirrored(item, width) for item in items) if right_to_left else tuple(items)
    return Page(width, height, placed)


def side_by_side(left: Sequence[Page], right: Sequence[Page]) -> tuple[Page, ...]:
    """Two documents on one sheet, page by page: two of A5 on an A4 that lies."""
    found = []
    for number in range(max(len(left), len(right))):
        items: list[Item] = []
        across = 0.0
        for pages in (left, right):
            if number < len(pages):
                items += [moved(item, across, 0.0) for item in pages[number].items]
            across += pages[0].width
        fold = Rule(Box(left[0].width, 0.0, 0.0, left[0].height), Tone.LINE, 0.15, dashed=True)
        found.append(Page(across, left[0].height, (*items, fold)))
    return tuple(found)
