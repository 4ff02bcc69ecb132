"""Who read what: a log of this desk alone, each line sealed to the one before (design.md 1).

A line that is changed, taken out or cut off shows. It keeps honest people honest: whoever holds the
key of the store could write the whole chain anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from referral_app.domain.identifiers import Moment, RecordId, StaffId
from referral_app.domain.staff import Act
from referral_app.journal.codec import encode
from referral_app.services.checks import MINUTE
from referral_app.services.desk import Desk
from referral_app.services.ports.people import Reading

CASE_PAGE: Final = "case"
REFERRAL_PAGE: Final = "referral"

_HOUR: Final = 60 * MINUTE
_RECENT: Final = 400
"""Lines among which one of the same page is looked for: more than anybody reads in an hour."""
_PAGE: Final = 1000
_LAST: Final = 2**62


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """A line of the log for people: who opened what page of which file, and when.

    `label` is empty for somebody of whom nothing is known here, `code` for a file; one that was
    `erased` keeps its line.
    """

    number: int
    at: Moment
    label: str
    what: str
    record: RecordId
    code: str
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """How many lines the log has, and the number of the first that is not as it was written."""

    lines: int
    broken_at: int | None


def note_reading(desk: Desk, what: str, record: RecordId) -> bool:
    """Note that the person at the desk reads a page; once a page, person and hour.

    Returns whether there is a new line. Raises NotPermittedError, UnavailableError.
    """
    desk.require(Act.READ_CASES)
    now, staff = desk.now(), desk.actor.id
    with desk.store.begin() as work:
        recent = work.latest_readings(_LAST, _RECENT)
        if any(
            (line.staff, line.what, line.record) == (staff, what, record)
            and now - _HOUR < line.at <= now
            for line in recent
        ):
            return False
        number, before = work.reading_seal()
        line = Reading(number + 1, now, staff, what, record, b"")
        work.add_reading(_sealed(line, before))
    return True


def readings(desk: Desk, limit: int, before: int = _LAST) -> tuple[ReadingLine, ...]:
    """Return lines of numbers below `before`, newest first.

    Raises NotPermittedError.
    """
    desk.require(Act.MANAGE_STAFF)
    reader = desk.store.reader
    lines = reader.latest_readings(before, limit)
    codes = reader.codes_of(tuple({line.record for line in lines}))
    labels = {member.id: member.label for member in reader.staff()}
    return tuple(
        ReadingLine(
            line.number,
            line.at,
            labels.get(line.staff, ""),
            line.what,
            line.record,
            codes.get(line.record, ""),
            line.record not in codes and reader.erasure(line.record) is not None,
        )
        for line in lines
    )


def verify_readings(desk: Desk) -> Verified:
    """Check that no line was changed, taken out or cut off.

    Raises NotPermittedError.
    """
    desk.require(Act.MANAGE_STAFF)
    reader = desk.store.reader
    last, seal = reader.reading_seal()
    number, hash_ = 0, b""
    while lines := reader.readings(number, _PAGE):
        for line in lines:
            if line.number != number + 1 or line != _sealed(line, hash_):
                return Verified(last, number + 1)
            number, hash_ = line.number, line.hash
    return Verified(last, None if (number, hash_) == (last, seal) else number + 1)


def _sealed(line: Reading, before: bytes) -> Reading:
    told = encode((line.number, int(line.at), bytes(line.staff), line.what, bytes(line.record)))
    digest = hashlib.sha256(before + told).digest()
    return Reading(line.number, line.at, StaffId(line.staff), line.what, line.record, digest)
