"""Pictures of screens, for the story: the window's part implements it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from referral_app.domain.identifiers import Moment

Screen = Literal["today", "cases", "case", "received", "sent", "referral", "intake", "exchange"]
Theme = Literal["light", "dark", "contrast"]
Tongue = Literal["fr", "ar", "en"]


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture to take, of an open desk at a moment of the story.

    `record` is the case or referral that `case` and `referral` show. The desk's clock stands at
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


class StoryPainter(Protocol):
    """Opens each scene's store, shows the screen without a display, and writes a PNG file."""

    def paint(self, scenes: Sequence[Scene]) -> None:
        """Write every scene's `file` (folders exist); scenes of one store stand together.

        Raises NoRoomError when a file cannot be written.
        """
        ...
