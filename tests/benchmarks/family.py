"""Keys to enter a family of five with two needs, in French and in Arabic: counted, not timed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.ui.family_story import (
    ARABIC,
    FRENCH,
    KEYS_A_SECOND,
    MOST_SECONDS,
    FamilyEntered,
    enter_family,
)


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys pressed in each language, and whether they fit into the time."""

    entered: Sequence[FamilyEntered]

    @property
    def holds(self) -> bool:
        """Whether each is typed in less than the time allowed."""
        return all(made.seconds < MOST_SECONDS for made in self.entered)

    def __str__(self) -> str:
        counted = ", ".join(
            f"{made.keys} keys ({made.language}, {made.seconds:.0f} s)" for made in self.entered
        )
        verdict = "" if self.holds else "  TOO LONG"
        return (
            f"family of five, two needs: {counted} at {KEYS_A_SECOND} keys a second"
            f" (limit {MOST_SECONDS} s){verdict}"
        )


def measure() -> Keys:
    """Enter the family through the real window, in each language."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from tests.ui.fakes import AnsweringDialogs
    from tests.ui.two_centres import found_two_centres
    from ui import fonts
    from ui.background import Background
    from ui.context import Services
    from ui.notices import Notices

    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    fonts.load()
    entered = []
    for words in (FRENCH, ARABIC):
        with TemporaryDirectory() as home:
            found_two_centres(Path(home))
            background = Background()
            services = Services(background, Notices(), AnsweringDialogs())
            entered.append(enter_family(app, services, Path(home), Path(home) / "yem", words))
            background.close()
    return Keys(entered)
