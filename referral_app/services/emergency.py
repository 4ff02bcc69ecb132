"""When life or a child is in danger: a referral leaves at once, and the supervisor signs after.

The worker says why. Without a consent that covers it, only the fields leave that the list
`exceptions` names. The supervisor countersigns within one working day; all of it is counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from referral_app.domain.calendar import Calendar
from referral_app.domain.facts import REFERRAL_COUNTERSIGNED, Fact, content
from referral_app.domain.identifiers import Moment, ReferralId
from referral_app.domain.month import Month
from referral_app.domain.referral import Referral
from referral_app.domain.staff import Act
from referral_app.domain.vocabulary import Code
from referral_app.errors import RefusedError
from referral_app.services.checks import choice, date_of, plain
from referral_app.services.desk import Desk
from referral_app.services.ports import Work
from referral_app.services.ports.calendar import ExceptionRow
from referral_app.services.referral_writing import sent_referral

SIGN_WITHIN: Final = 1
"""Working days in which the supervisor countersigns."""


@dataclass(frozen=True, slots=True)
class ToCountersign:
    """A referral that left because of a danger and waits for the supervisor until `due`."""

    row: ExceptionRow
    due: Moment


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What left because of a danger in a month: `sent` in all, and how each was countersigned.

    `none` are those without a countersignature so far.
    """

    sent: int
    in_time: int
    late: int
    none: int


def danger_of(desk: Desk, exception: str, reason: str) -> Code | None:
    """Return the danger that a request names, None when it names none.

    Raises InvalidInputError for one that is not offered, or without its reason.
    """
    if not exception:
        return None
    entry = choice(desk.vocabularies.exceptions, exception, "exception")
    plain(reason, "exception_reason", required=True)
    return entry


def tellable(danger: Code, fields: Iterable[str]) -> tuple[str, ...]:
    """Return what of some consent fields may be told without a consent."""
    allowed = danger.texts("consent_fields")
    return tuple(field for field in fields if field in allowed)


def countersign(desk: Desk, referral: ReferralId, text: str, happened: Moment) -> None:
    """Sign for a referral that left because of a danger; `text` may say what was found.

    Raises NotPermittedError, InvalidInputError, RefusedError.
    """
    desk.require(Act.COUNTERSIGN)
    with desk.store.begin() as work:
        found = sent_referral(desk, work, referral)
        if found.request is None or not found.request.exception:
            raise RefusedError("exception.none")
        if found.countersigned is not None:
            raise RefusedError("exception.already_signed")
        at = date_of(desk, happened, found.request.sent_at)
        sign_within(work, desk, referral, at, plain(text, "text"))


def sign_within(
    work: Work, desk: Desk, referral: ReferralId, happened: Moment, text: str = ""
) -> None:
    """Sign as part of a larger change: a supervisor who sends signs with it."""
    values = content(text=text) if text else ()
    fact = Fact(REFERRAL_COUNTERSIGNED.name, referral, happened, values)
    work.record(desk.stream, (fact,), desk.actor.id)


def may_countersign(desk: Desk, referral: Referral) -> bool:
    """Whether the person at the desk has this referral to sign."""
    request = referral.request
    waits = request is not None and request.exception and referral.countersigned is None
    return bool(waits) and referral.sender == desk.centre and desk.actor.may(Act.COUNTERSIGN)


def signature_due(calendar: Calendar, sent_at: Moment) -> Moment:
    """Return until when a referral of that moment is to be countersigned."""
    return calendar.time().add_days(sent_at, SIGN_WITHIN)


def to_countersign(desk: Desk) -> tuple[ToCountersign, ...]:
    """Return what waits for the supervisor's signature, oldest first.

    Raises NotPermittedError.
    """
    desk.require(Act.COUNTERSIGN)
    reader = desk.store.reader
    calendar = reader.calendar()
    return tuple(
        ToCountersign(row, signature_due(calendar, row.sent_at))
        for row in reader.not_countersigned()
    )


def exceptions(desk: Desk, month: Month) -> Exceptions:
    """Count what left because of a danger in a month; raises NotPermittedError."""
    desk.require(Act.READ_STATISTICS)
    reader = desk.store.reader
    calendar = reader.calendar()
    zone = calendar.commune.zone
    rows = reader.exceptions(month.start(zone), month.after.start(zone))
    signed = [row for row in rows if row.countersigned_at is not None]
    in_time = sum(
        (row.countersigned_at or 0) <= signature_due(calendar, row.sent_at) for row in signed
    )
    return Exceptions(len(rows), in_time, len(signed) - in_time, len(rows) - len(signed))
