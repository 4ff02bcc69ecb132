"""Reads what the figures of a month mean; `domain` parses and checks it."""

from __future__ import annotations

from functools import cache

from referral_app.domain.indicator import Definitions, read_definitions
from referral_app.errors import UnavailableError
from referral_app.paths import resource


@cache
def definitions() -> Definitions:
    """Return the definitions of every indicator of this program.

    Raises UnavailableError when the file is gone, ForeignDataError when it is damaged.
    """
    try:
        text = resource("indicators.json").read_text(encoding="utf-8")
    except OSError as error:
        raise UnavailableError("bootstrap.lists_missing") from error
    return read_definitions(text)
