"""The communes that this program knows; `domain` parses and checks their files.

Whatever is shown or written out is dated by the clock of the commune: it is the one that deadlines
and statistics go by, whatever a computer's own clock is set to.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Final

from referral_app.domain.calendar import Commune
from referral_app.domain.commune import read_commune
from referral_app.domain.identifiers import Moment
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


def clock_there(moment: int) -> datetime:
    """Return a moment (milliseconds since 1970) as the clock of the commune shows it."""
    return datetime.fromtimestamp(moment / 1000, commune().zone)


def moment_there(shown: datetime) -> Moment:
    """Return when the clock of the commune shows this day and hour, which name no zone."""
    return Moment(round(shown.replace(tzinfo=commune().zone).timestamp() * 1000))
