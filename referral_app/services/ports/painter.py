"""Drawing pages, and pictures of screens for the story: the window's part implements both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from referral_app.domain.identifiers import Moment
from referral_app.services.ports.pages import Document, Type

Screen = Literal[
    "today",
    "end_of_day",
    "cases",
    "case",
    "received",
    "sent",
    "referral",
    "intake",
    "slip",
    "directory",
    "telephone",
    "coupon",
    "paper",
    "statistics",
    "exchange",
    "team",
    "backup",
    "calendar",
]
Theme = Literal["light", "dark", "contrast"]
Tongue = Literal["fr", "ar", "en"]


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture to take, of an open desk at a moment of the story.

    `record` is the case that `case` shows, or the referral that `referral`, `slip`, `telephone`
    and `coupon` are about. The desk's clock stands at
    `at`, so that the screen shows that day and not the day of the painting.
    """

    store: Path
    passphrase: str = field(repr=False)
    user: str
    at: Moment
    screen: Screen
    record: bytes | None
    language: Tongue
    theme: Theme
    file: Path


class Ruler(Protocol):
    """Measures words in the type that the painter will set them in."""

    def height(self, text: str, type_: Type, width: float, *, right_to_left: bool) -> float:
        """Return the height in millimetres of a text wrapped in `width` millimetres."""
        ...

    def width(self, text: str, type_: Type) -> float:
        """Return the width in millimetres of a text on one line."""
        ...


class Painter(Protocol):
    """Draws what `exports` has laid out."""

    @property
    def ruler(self) -> Ruler:
        """The measure by which pages for this painter are laid out."""
        ...

    def pdf(self, document: Document) -> bytes:
        """Return the pages as a PDF file with its fonts inside; nothing is written anywhere."""
        ...


class StoryPainter(Protocol):
    """Opens each scene's store, shows the screen without a display, and writes a PNG file."""

    @property
    def pages(self) -> Painter:
        """What draws the papers of the story."""
        ...

    def paint(self, scenes: Sequence[Scene]) -> None:
        """Write every scene's `file` (folders exist); scenes of one store stand together.

        Raises NoRoomError when a file cannot be written.
        """
        ...
