"""Text as one searches it: without accents, case, vowel signs and variants of Arabic letters."""

from __future__ import annotations

import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans({"ى": "ي", "ة": "ه", "ٱ": "ا", "ـ": None, "’": "'", "ʼ": "'"})


def fold(text: str) -> str:
    """The text folded, so that what is typed finds what is written.

    Decomposing takes the hamza off its carrier as well (أ إ آ ؤ ئ), since it is a combining mark.
    """
    parts = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()
