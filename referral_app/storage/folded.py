"""Text folded for looking up: what a person types finds what another person wrote.

Letters lose case, accents and vowel marks; the forms of alef, ya, ta marbuta and kaf become one;
digits of every script become 0 to 9; apostrophes and the dashes of a code go; œ becomes oe. The
Arabic article, glued to a word or to its preposition, is taken off. Measured on probes in French
and Arabic; SQLite's own folding leaves harakat and alef forms apart (desktop.md 1).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_DROPPED: Final = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed'’ʼ‘`´]")
_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[-\u2010-\u2015\u2212](?=\d)")
_LETTERS: Final = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ئ": "ي",
        "ی": "ي",
        "ؤ": "و",
        "ة": "ه",
        "گ": "ك",
        "ڭ": "ك",
        "ک": "ك",
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
    }
)
_WORD: Final = re.compile(r"\w+")
_ARTICLE: Final = re.compile("^(?:[وفبك]?ال|و?لل)(?=..)")


def folded_words(text: str) -> list[str]:
    """Return the words of a text, folded."""
    return [_ARTICLE.sub("", word) for word in _WORD.findall(_fold(text))]


def folded(*texts: str) -> str:
    """Return texts as the words to be indexed, in one line."""
    return " ".join(word for text in texts if text for word in folded_words(text))


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    # Before letters are taken apart: the mark on an alef is a letter's form, not a vowel.
    plain = _DROPPED.sub("", plain).translate(_LETTERS)
    plain = "".join(_plain(char) for char in unicodedata.normalize("NFD", plain))
    return _BETWEEN_DIGITS.sub("", plain)


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if unicodedata.combining(char):
        return ""
    digit = unicodedata.decimal(char, None)
    return char if digit is None else str(digit)
