"""Text folded for looking up: what a person types finds what another person wrote.

Letters lose case, accents and vowel marks; the forms of alef, ya, waw, ta marbuta and kaf become
one; digits of every script become 0 to 9; apostrophes and the dashes of a code go; œ becomes oe.
What is elided (l’école, N’Diaye) and the Arabic article may stand or be left out: such a word has
two forms, and what looks like an article may be the word itself. SQLite's own folding leaves
harakat and alef forms apart (desktop.md 1).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[-\u2010-\u2015\u2212](?=\d)")
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ELIDED: Final = re.compile("^(?:[ldjmtsnc]|(?:jus|lors|puis|quoi|pres|quel)?qu)'")
_FIRST_ARABIC: Final = "\u0600"
_ARTICLE: Final = re.compile("^(?:[وفبك]?ال|و?لل)(?=..)")
_LETTERS: Final = {
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ة": "ه",
    "گ": "ك",
    "ڭ": "ك",
    "ک": "ك",
    "œ": "oe",
    "æ": "ae",
    "\N{ARABIC TATWEEL}": "",
}
_APOSTROPHES: Final = "'’ʼ‘`´"


class _Folding(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        # Taken apart, an accent, a vowel mark or the hamza on its seat is a mark of its own.
        parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        self[code] = "".join(_plain(char) for char in parts if not unicodedata.combining(char))
        return self[code]


_FOLDING: Final = _Folding(dict.fromkeys(map(ord, _APOSTROPHES), "'"))


def folded_forms(text: str) -> list[tuple[str, ...]]:
    """Return the words of a text, folded: each whole, then without article or elided word."""
    words: list[str] = _WORD.findall(_BETWEEN_DIGITS.sub("", text.translate(_FOLDING)))
    return [_forms(word) if "'" in word or word[0] >= _FIRST_ARABIC else (word,) for word in words]


def folded_words(text: str) -> list[str]:
    """Return every form of the words of a text."""
    return [form for forms in folded_forms(text) for form in forms]


def _forms(word: str) -> tuple[str, ...]:
    whole = word.replace("'", "")
    bare = _ARTICLE.sub("", _ELIDED.sub("", word).replace("'", ""))
    return (whole,) if bare == whole else (whole, bare)


def folded(*texts: str) -> str:
    """Return texts as the words to be indexed, in one line."""
    return " ".join([word for text in texts if text for word in folded_words(text)])


def _plain(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    return _LETTERS.get(char, char) if digit is None else str(digit)
