"""What a fact of erasure takes away: pure functions, the same on every desk in any order.

A centre erases records of its own stream whole, whoever wrote about them; what refers to a case
that is erased goes with it, however late it comes. To the other centre of a link it tells which of
the referrals that it had sent are erased: there, only what it wrote itself goes.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Final, TypeAlias

from referral_app.domain.facts import (
    CASE_PURGED,
    KINDS,
    REFERRAL_PURGED,
    About,
    Fact,
    Place,
    content,
)
from referral_app.domain.identifiers import Moment, RecordId, ReferralId, sent_by
from referral_app.journal.sound import is_sound
from referral_app.journal.write import Write

Key: TypeAlias = tuple[RecordId, bytes]
"""A record, and the centre whose words about it are erased; EVERYONE for all."""
EVERYONE: Final = b""

PURGES: Final = frozenset({CASE_PURGED.name, REFERRAL_PURGED.name})
_ABOUT_PEOPLE: Final = frozenset({About.CASE, About.NEED, About.CONSENT, About.REFERRAL})
_FILED: Final = frozenset(
    kind.name
    for kind in KINDS.values()
    if kind.about in _ABOUT_PEOPLE - {About.CASE} and kind.place is Place.CENTRE
)
"""Kinds whose facts may say to which case their record belongs."""
_LASTING: Final = PURGES | {kind.name for kind in KINDS.values() if kind.about not in _ABOUT_PEOPLE}


def purged(
    record: RecordId,
    records: Iterable[RecordId],
    reason: str,
    happened: Moment,
    code: bytes | None = None,
) -> Fact:
    """Return the fact that erases a record of this centre and all that belongs to it.

    `code` is the mark of a case's code (16 bytes).
    """
    told = content(records=tuple(records), reason=reason, code=code)
    return Fact(CASE_PURGED.name, record, happened, told)


def named_by(write: Write) -> tuple[Key, ...]:
    """Return what a fact erases; nothing for every other fact."""
    kind, record = write.fact.kind, write.fact.record
    if kind == CASE_PURGED.name and is_sound(write, CASE_PURGED):
        records = write.fact.get("records")
        named = records if isinstance(records, tuple) else ()
        found = [record, *(one for one in named if isinstance(one, bytes))]
        return tuple([(one, EVERYONE) for one in dict.fromkeys(found)])
    if kind == REFERRAL_PURGED.name and is_sound(write, REFERRAL_PURGED):
        return ((record, write.centre),) if sent_by(ReferralId(record), write.centre) else ()
    return ()


def covering(write: Write, erased: Container[Key]) -> Key | None:
    """Return what was erased and takes this fact with it; None for a fact that stays."""
    if write.fact.kind in _LASTING or write.stream.place not in (Place.CENTRE, Place.LINK):
        return None
    candidates = [(write.fact.record, EVERYONE)]
    if write.stream.place is Place.LINK:
        candidates.append((write.fact.record, write.centre))
    elif write.fact.kind in _FILED:
        case = write.fact.get("case")
        if isinstance(case, bytes):
            candidates.append((case, EVERYONE))
    return next((key for key in candidates if key in erased), None)


def bound_by(writes: Iterable[Write], erased: Container[Key]) -> tuple[Key, ...]:
    """Return records that belong to what is erased by what these facts say, and are not yet."""
    found = {
        (write.fact.record, EVERYONE)
        for write in writes
        if write.stream.place is Place.CENTRE and covering(write, erased) is not None
    }
    return tuple(sorted(key for key in found if key not in erased))
