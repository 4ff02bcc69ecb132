"""What a passphrase must be: long enough that guessing it offline is hopeless, easy to remember.

Twelve characters or four words, after NIST SP 800-63B: length counts, classes of characters do not.
"""

from __future__ import annotations

from typing import Final

from referral_app.errors import InvalidInputError

LEAST_CHARACTERS: Final = 12
LEAST_WORDS: Final = 4
_LEAST_DIFFERENT: Final = 5


def is_long_enough(passphrase: str) -> bool:
    """Whether it is long enough and not one key pressed again and again."""
    words = {word for word in passphrase.split() if len(word) > 1}
    long = len(passphrase.strip()) >= LEAST_CHARACTERS or len(words) >= LEAST_WORDS
    return long and len(set(passphrase)) >= _LEAST_DIFFERENT


def check(passphrase: str) -> None:
    """Refuse a passphrase that is too weak: raises InvalidInputError at field `passphrase`."""
    if not is_long_enough(passphrase):
        raise InvalidInputError(
            "passphrase.too_short",
            field="passphrase",
            characters=LEAST_CHARACTERS,
            words=LEAST_WORDS,
        )
