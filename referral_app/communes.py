"""The communes that this program knows; `domain` parses and checks their files."""

from __future__ import annotations

from functools import cache
from typing import Final

from referral_app.domain.calendar import Commune
from referral_app.domain.commune import read_commune
from referral_app.errors import UnavailableError
from referral_app.paths import resource

_COMMUNE: Final = "rabat"


@cache
def commune() -> Commune:
    """Return the commune of this program's centres.

    Raises UnavailableError when its file is gone, ForeignDataError when it is damaged.
    """
    try:
        text = resource("communes", f"{_COMMUNE}.json").read_text(encoding="utf-8")
    except OSError as error:
        raise UnavailableError("commune.missing") from error
    return read_commune(text)
