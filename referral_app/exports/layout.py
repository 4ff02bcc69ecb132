"""Building blocks of pages: words, lines to write on, boxes to tick; each of a known height.

All is laid out as if read from the left; `paging` turns a page in Arabic round at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from referral_app.services.ports.pages import (
    Align,
    Box,
    Frame,
    Item,
    Modules,
    Rule,
    Run,
    Tone,
    Type,
    moved,
)
from referral_app.services.ports.painter import Ruler

A4: Final = (210.0, 297.0)
A5: Final = (148.0, 210.0)
QUIET: Final = 4
"""Light modules around a QR code (ISO/IEC 18004)."""
LABEL: Final = Type(7.0, tone=Tone.MUTED)
BASE: Final = Type(8.5)
STRONG: Final = Type(8.5, bold=True)
HEAD: Final = Type(10.0, bold=True, tone=Tone.BRAND)
_GAP: Final = 1.2
_BLANKS: Final = re.compile(r"[ \t\r\n]+")  # no-break spaces stay what they are
_SMALLEST: Final = 6.0
"""Points below which nobody reads."""


@dataclass(frozen=True, slots=True)
class Block:
    """Things that stay together; their boxes count from the block's own top left corner."""

    height: float
    items: tuple[Item, ...] = ()

    def at(self, across: float, down: float) -> tuple[Item, ...]:
        """The things where the block comes to stand."""
        return tuple(moved(item, across, down) for item in self.items)


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes words as blocks, in one direction and by one ruler."""

    ruler: Ruler
    right_to_left: bool

    def text(self, text: str, type_: Type, width: float, align: Align = Align.LEFT) -> Block:
        """A paragraph as high as it comes."""
        tidy = one_line(text)
        if not tidy:
            return Block(0.0)
        height = self.ruler.height(tidy, type_, width, right_to_left=self.right_to_left)
        box = Box(0.0, 0.0, width, height)
        return Block(height, (Run(box, tidy, type_, self.right_to_left, align),))

    def fitted(self, text: str, type_: Type, room: tuple[float, float], align: Align) -> Block:
        """A paragraph that takes no more than `room`, width and height: in smaller letters, and cut
        off where the smallest are too many.
        """
        width, height = room
        tidy = one_line(text)
        block = self.text(tidy, type_, width, align)
        while block.height > height and type_.points > _SMALLEST:
            type_ = replace(type_, points=max(_SMALLEST, type_.points * 0.92))
            block = self.text(tidy, type_, width, align)
        while block.height > height and len(tidy) > 1:
            tidy = tidy[: max(1, len(tidy) - 1 - len(tidy) // 12)].rstrip()
            block = self.text(f"{tidy}…", type_, width, align)
        return block

    def digits(self, text: str, type_: Type, width: float, align: Align = Align.LEFT) -> Block:
        """A code or number, left to right in any language."""
        height = self.ruler.height(text, type_, width, right_to_left=False)
        return Block(height, (Run(Box(0.0, 0.0, width, height), text, type_, False, align),))

    def labelled(self, label: str, text: str, width: float, label_width: float = 31.0) -> Block:
        """A label and what stands beside it."""
        name = self.text(label, LABEL, label_width - _GAP)
        words = self.text(text, BASE, width - label_width)
        drop = max(0.0, (self.line(BASE) - self.line(LABEL)) * 0.75)
        height = max(name.height + drop, words.height)
        return Block(height, name.at(0.0, drop) + words.at(label_width, 0.0))

    def blank(self, label: str, width: float, height: float = 6.5) -> Block:
        """A label and a line to write on by hand."""
        name_width = min(self.ruler.width(label, LABEL) + 2 * _GAP, width * 0.6)
        name = self.text(label, LABEL, name_width)
        high = max(height, name.height + 0.5)
        line = Rule(Box(name_width, high, width - name_width, 0.0), Tone.INK, 0.2)
        return Block(high + 0.4, (*name.at(0.0, high - name.height), line))

    def to_sign(self, label: str, width: float, height: float = 11.0) -> Block:
        """A label with room beneath it, down to a line: for a signature or a stamp."""
        name = self.text(label, LABEL, width)
        high = max(height, name.height + 6.0)
        line = Rule(Box(0.0, high - 0.4, width, 0.0), Tone.INK, 0.2)
        return Block(high, (*name.items, line))

    def ticks(self, choices: Iterable[tuple[str, str]], width: float, type_: Type = BASE) -> Block:
        """Boxes to tick, each with its code (may be empty) and words, in as many lines as needed.

        The code lets the page be typed in quickly later.
        """
        side = self.line(type_) * 0.62
        items: list[Item] = []
        x = y = tall = 0.0
        for code, words in choices:
            code_width = self.ruler.width(code, _bold(type_)) + 1.0 if code else 0.0
            lead = side + _GAP + code_width
            room = min(self.ruler.width(words, type_) + 0.4, width - lead)
            label = self.text(words, type_, room)
            if x and x + lead + room > width:
                x, y, tall = 0.0, y + tall + 0.5, 0.0
            drop = (self.line(type_) - side) / 2
            items.append(Frame(Box(x, y + drop, side, side), Tone.INK, 0.2, 0.4))
            if code:
                mark = self.digits(code, _bold(type_), code_width)
                items += mark.at(x + side + _GAP, y)
            items += label.at(x + lead, y)
            tall = max(tall, label.height, self.line(type_))
            x += lead + room + 3.2
        return Block(y + tall, tuple(items))

    def line(self, type_: Type) -> float:
        """The height of one line."""
        return self.ruler.height("0", type_, 1000.0, right_to_left=self.right_to_left)


def one_line(text: str) -> str:
    """A text without the line breaks that somebody typed: paper has no room for them."""
    return _BLANKS.sub(" ", text).strip(" ")


def stacked(blocks: Sequence[Block], gap: float = _GAP) -> Block:
    """Blocks one under the other; empty ones take no room."""
    items: list[Item] = []
    y = 0.0
    for block in blocks:
        if not block.height:
            continue
        y += gap if y else 0.0
        items += block.at(0.0, y)
        y += block.height
    return Block(y, tuple(items))


def beside(blocks: Sequence[tuple[float, Block]]) -> Block:
    """Blocks next to one another, each at its x."""
    height = max((block.height for _x, block in blocks), default=0.0)
    return Block(height, tuple(item for x, block in blocks for item in block.at(x, 0.0)))


def inset(block: Block, width: float, pad: float = 2.5, tone: Tone = Tone.LINE) -> Block:
    """A block in a frame `width` wide; the block was laid out `2 * pad` narrower."""
    height = block.height + 2 * pad
    frame = Frame(Box(0.0, 0.0, width, height), tone, 0.25, 1.5)
    return Block(height, (frame, *block.at(pad, pad)))


def rule(
    width: float, tone: Tone = Tone.LINE, weight: float = 0.25, *, dashed: bool = False
) -> Block:
    """A line across."""
    return Block(weight, (Rule(Box(0.0, weight / 2, width, 0.0), tone, weight, dashed),))


def in_columns(blocks: Sequence[Block], count: int, width: float, between: float = 4.0) -> Block:
    """Blocks in rows of `count`, each `column_width` wide."""
    step = column_width(width, count, between) + between
    rows = [
        beside([(place * step, block) for place, block in enumerate(blocks[at : at + count])])
        for at in range(0, len(blocks), count)
    ]
    return stacked(rows, 0.7)


def column_width(width: float, count: int, between: float = 4.0) -> float:
    """How wide each of `count` columns is."""
    return (width - between * (count - 1)) / count


def gap(height: float) -> Block:
    """Nothing, so high."""
    return Block(height)


def qr_code(content: str, side: float, level: str = "q") -> Block:
    """A QR code with its quiet zone, `side` millimetres wide in all; `level` m or q of correction.

    The smallest version: up to 16 letters and digits at q, 20 at m (ISO/IEC 18004).
    """
    import segno

    code = segno.make(content, error=level, micro=False, boost_error=False)
    rows = tuple(tuple(bool(module) for module in row) for row in code.matrix_iter(border=QUIET))
    return Block(side, (Modules(Box(0.0, 0.0, side, side), rows),))


def _bold(type_: Type) -> Type:
    return replace(type_, bold=True)
