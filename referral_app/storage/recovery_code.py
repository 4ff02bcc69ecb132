"""The recovery code: printed once, kept in the centre's safe, opens the store without a passphrase.

Thirty-two characters in eight groups of four: 155 random bits and, as the last character, a check
that finds any one mistyped character and nearly any two swapped ones (Luhn's rule, base 32).
"""

from __future__ import annotations

import unicodedata
from typing import Final

from referral_app.clock import Randomness
from referral_app.errors import InvalidInputError

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U."""
LENGTH: Final = 32

_GROUP: Final = 4
_BASE: Final = len(ALPHABET)
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_recovery_code(chance: Randomness) -> str:
    """Draw a code, written as it is printed: `XXXX-XXXX-…`."""
    drawn = "".join(ALPHABET[byte % _BASE] for byte in chance(LENGTH - 1))
    whole = drawn + ALPHABET[-_luhn(drawn, 2) % _BASE]
    return "-".join(whole[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))


def parse_recovery_code(typed: str) -> str:
    """Return the 32 characters of a code typed in any case, spacing and script of digits.

    Raises InvalidInputError("store.recovery_incomplete" or "store.recovery_mistyped").
    """
    text = unicodedata.normalize("NFKC", typed).upper().translate(_READ_AS)
    read = "".join(_read(char) for char in text)
    if len(read) != LENGTH:
        raise InvalidInputError("store.recovery_incomplete", "code", count=len(read), wanted=LENGTH)
    if _luhn(read, 1) % _BASE:
        raise InvalidInputError("store.recovery_mistyped", "code")
    return read


def _read(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if char in ALPHABET:
        return char
    if char.isspace() or unicodedata.category(char) in ("Pd", "Cf") or char in "._":
        return ""
    raise InvalidInputError("store.recovery_mistyped", "code")


def _luhn(text: str, factor: int) -> int:
    total = 0
    for char in reversed(text):
        weighed = ALPHABET.index(char) * factor
        total += weighed // _BASE + weighed % _BASE
        factor = 3 - factor
    return total
