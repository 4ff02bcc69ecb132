"""Text as one searches it; digits of every script as 0 to 9."""

from __future__ import annotations

import unicodedata

from referral_app.domain.folding import fold

__all__ = ["fold", "western_digits"]


def western_digits(text: str) -> str:
    """The text with ٠١٢ and ۰۱۲ as 012."""
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text
    )
