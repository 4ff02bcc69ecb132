"""What fields offer."""

from __future__ import annotations

from typing import NamedTuple


class Choice(NamedTuple):
    """An entry: its code, its label in the window's language, other words that find it."""

    code: str
    label: str
    words: str = ""
