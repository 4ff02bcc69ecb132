"""The coded files behind an exact figure, as they stand now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from referral_app.domain.identifiers import RecordId
from referral_app.domain.month import Month
from referral_app.domain.staff import Act as Right
from referral_app.services.counting import events_of
from referral_app.services.desk import Desk
from referral_app.statistics.tally import ACCEPTED, Act, Event

_COUNTED: Final[dict[str, Callable[[Event], bool]]] = {
    "persons": lambda event: event.act is Act.OPENED,
    "needs": lambda event: event.act is Act.WITH_NEED,
    "needs_per_file": lambda event: event.act is Act.WITH_NEED,
    "sent": lambda event: event.act is Act.SENT,
    "received": lambda event: event.act is Act.RECEIVED,
    "accepted_of_sent": lambda event: event.act is Act.COHORT and event.how == ACCEPTED,
    "accepted_of_decided": lambda event: event.act is Act.COHORT and event.how == ACCEPTED,
    "refused_of_sent": lambda event: event.act is Act.COHORT and event.how.startswith("D"),
    "closed": lambda event: event.act is Act.CLOSED,
}
"""What the numerator of a leading figure counts, of needs their files; households have no page."""
_REFERRALS: Final = frozenset({Act.SENT, Act.RECEIVED, Act.COHORT})


@dataclass(frozen=True, slots=True)
class FileBehind:
    """A record that is counted: a coded file, or a referral of one; `code` is ten digits."""

    record: RecordId
    code: str
    is_referral: bool


def files_behind(desk: Desk, month: Month, figure: str) -> tuple[FileBehind, ...]:
    """Return the files or referrals that a leading figure counts, by their code.

    Raises NotPermittedError.
    """
    desk.require(Right.READ_STATISTICS)
    desk.require(Right.READ_CASES)
    counts = _COUNTED.get(figure)
    if counts is None:
        return ()
    reader = desk.store.reader
    zone = reader.calendar().commune.zone
    found = {
        RecordId(event.record): event.act in _REFERRALS
        for event in events_of(reader, month, zone)
        if counts(event)
    }
    codes = reader.codes_of(tuple(found))
    behind = (FileBehind(record, codes.get(record, ""), of) for record, of in found.items())
    return tuple(sorted(behind, key=lambda one: (one.code, one.record)))


def erased_behind(desk: Desk, lacking: int) -> int:
    """Return how many of the `lacking` records of a figure may have been erased since.

    Raises NotPermittedError.
    """
    desk.require(Right.READ_STATISTICS)
    desk.require(Right.READ_CASES)
    return max(0, min(lacking, desk.store.reader.erasures()))
