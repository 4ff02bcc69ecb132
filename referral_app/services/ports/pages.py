"""Pages as data: what stands where, in millimetres from the top left corner, y downwards.

Whoever lays out writes these; whoever paints (the window's part) draws them as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias


class Tone(Enum):
    """The few colours of print: black on white with one teal line (look.md)."""

    INK = "ink"
    MUTED = "muted"
    LINE = "line"
    BRAND = "brand"
    WHITE = "white"


class Align(Enum):
    """Where a text stands in its box; LEFT and RIGHT are those of the paper."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the page, in millimetres."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y where it ends."""
        return self.y + self.height

    def moved(self, across: float, down: float) -> Box:
        """The same rectangle elsewhere."""
        return replace(self, x=self.x + across, y=self.y + down)


@dataclass(frozen=True, slots=True)
class Type:
    """How letters look: size in points, weight, colour; `spaced` sets the digits of a code wide."""

    points: float
    bold: bool = False
    tone: Tone = Tone.INK
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A text, wrapped in its box; `right_to_left` is the direction of its paragraphs."""

    box: Box
    text: str
    type: Type
    right_to_left: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along a box that has no height or no width; `weight` in millimetres."""

    box: Box
    tone: Tone = Tone.LINE
    weight: float = 0.25
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The edge of a box, rounded by `radius`; `fill` paints what is inside."""

    box: Box
    tone: Tone = Tone.LINE
    weight: float = 0.25
    radius: float = 0.0
    fill: Tone | None = None


@dataclass(frozen=True, slots=True)
class Modules:
    """The dark and light squares of a QR code, its quiet zone included; the box is a square."""

    box: Box
    rows: tuple[tuple[bool, ...], ...]


Item: TypeAlias = "Run | Rule | Frame | Modules"


@dataclass(frozen=True, slots=True)
class Page:
    """One side of a sheet, in millimetres."""

    width: float
    height: float
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Pages of one size; `title` names the file's window and no person."""

    title: str
    pages: tuple[Page, ...]


def moved(item: Item, across: float, down: float) -> Item:
    """The same thing elsewhere on the page."""
    return replace(item, box=item.box.moved(across, down))


def mirrored(item: Item, width: float) -> Item:
    """The same thing on a page that is read from the right; a QR code itself stays as it is."""
    box = replace(item.box, x=width - item.box.right)
    if isinstance(item, Run):
        turned = {Align.LEFT: Align.RIGHT, Align.RIGHT: Align.LEFT, Align.MIDDLE: Align.MIDDLE}
        return replace(item, box=box, align=turned[item.align])
    return replace(item, box=box)
