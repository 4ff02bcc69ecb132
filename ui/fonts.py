"""The fonts that travel with the program: Latin, Arabic and Tifinagh of one family.

The Arabic one is the cut for windows ("UI"): its lines are as high as those of Noto Sans, where the
cut for books takes half as much again, so that an Arabic page shows as many rows as a French one.

Loading all five files takes about 3 ms, so none waits for the first word that needs it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFontDatabase

from referral_app import paths

FILES: Final = (
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoSansArabicUI-Regular.ttf",
    "NotoSansArabicUI-Bold.ttf",
    "NotoSansTifinagh-Regular.ttf",
)
_LATIN, _ARABIC, _TIFINAGH = "Noto Sans", "Noto Sans Arabic UI", "Noto Sans Tifinagh"


def load() -> None:
    """Make our fonts known to Qt; once, after the application object exists."""
    for name in FILES:
        if QFontDatabase.addApplicationFont(str(paths.resource("fonts", name))) < 0:
            raise OSError(f"font {name} cannot be read")


def families(*, arabic_first: bool) -> list[str]:
    """The families in the order of search; the first one sets the height of lines."""
    first = [_ARABIC, _LATIN] if arabic_first else [_LATIN, _ARABIC]
    return [*first, _TIFINAGH]
