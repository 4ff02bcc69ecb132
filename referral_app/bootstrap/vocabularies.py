"""Reads the code lists; `domain` parses and checks them."""

from __future__ import annotations

from functools import cache

from referral_app.domain.added_codes import extended
from referral_app.domain.vocabulary import Vocabularies
from referral_app.errors import UnavailableError
from referral_app.paths import resource
from referral_app.services.ports import Reader


def vocabularies_of(reader: Reader) -> Vocabularies:
    """Return the lists with what the commune's centres added to them; raises as below."""
    added = reader.added_codes()
    return extended(vocabularies(), added) if added else vocabularies()


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
