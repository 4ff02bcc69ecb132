"""What fields offer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry: its code, its label in the window's language, other words that find it."""

    code: str
    label: str
    words: str = ""
