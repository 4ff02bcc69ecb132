"""Secrets as French words: typed from paper, read out over the telephone.

A secret of n bits is followed by the first n/32 bits of its SHA-256, and every eleven bits name one
of 2,048 words (BIP 39): 16 bytes make twelve words, 32 bytes twenty-four. The first four letters of
a word say which it is.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from hashlib import sha256
from typing import Final

from referral_app.errors import InvalidInputError, UnavailableError
from referral_app.paths import resource

TELLING: Final = 4
"""Letters that tell one word from every other."""
_BITS: Final = 11
_COUNT: Final = 2048
_CHECKED: Final = 32


@cache
def wordlist() -> tuple[str, ...]:
    """Return the words, in their order.

    Raises UnavailableError when their file is gone or is not whole.
    """
    try:
        words = tuple(resource("words", "french.txt").read_text(encoding="utf-8").split())
    except OSError as error:
        raise UnavailableError("words.missing") from error
    if len(words) != _COUNT:
        raise UnavailableError("words.missing")
    return words


def say(secret: bytes) -> tuple[str, ...]:
    """Return the words of a secret of 16 or 32 bytes."""
    bits = 8 * len(secret)
    check = bits // _CHECKED
    number = int.from_bytes(secret, "big") << check
    number |= sha256(secret).digest()[0] >> (8 - check)
    words = wordlist()
    total = (bits + check) // _BITS
    return tuple(words[number >> _BITS * (total - 1 - at) & (_COUNT - 1)] for at in range(total))


def hear(typed: str, size: int) -> bytes:
    """Return the secret of `size` bytes that words say, typed with or without accents.

    Raises InvalidInputError("words.too_few", "words.unknown" or "words.mistaken").
    """
    given = folded(typed).split()
    wanted = (8 * size + 8 * size // _CHECKED) // _BITS
    if len(given) != wanted:
        raise InvalidInputError("words.too_few", "words", count=len(given), wanted=wanted)
    number = 0
    for place, word in enumerate(given, 1):
        at = _places().get(word[:TELLING])
        if at is None or not folded(wordlist()[at]).startswith(word):
            raise InvalidInputError("words.unknown", "words", place=place)
        number = number << _BITS | at
    check = 8 * size // _CHECKED
    secret = (number >> check).to_bytes(size, "big")
    if say(secret)[-1] != wordlist()[number & (_COUNT - 1)]:
        raise InvalidInputError("words.mistaken", "words")
    return secret


def folded(text: str) -> str:
    """Return text without accents, in small letters, words apart."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (char if char.isalpha() else " " for char in plain if not unicodedata.combining(char))
    return " ".join("".join(kept).split())


@cache
def _places() -> dict[str, int]:
    return {folded(word)[:TELLING]: at for at, word in enumerate(wordlist())}
