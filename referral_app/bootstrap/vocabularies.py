"""Reads the code lists; `domain` parses and checks them."""

from __future__ import annotations

from functools import cache

from referral_app.domain.vocabulary import Vocabularies
from referral_app.errors import UnavailableError
from referral_app.paths import resource


@cache
def vocabularies() -> Vocabularies:
    """Return every code list of this program.

    Raises UnavailableError when a file is gone, ForeignDataError when one is damaged.
    """
    try:
        texts = {
            name: resource("codes", f"{name}.json").read_text(encoding="utf-8")
            for name in Vocabularies.names()
        }
    except OSError as error:
        raise UnavailableError("bootstrap.lists_missing") from error
    return Vocabularies.parse(texts)
