"""What happened in a month, as events that statistics count (domain.md 3).

Activity counts by the date on which a thing happened; the cohort of outcome rates is what was sent
in the month before, so that young referrals do not lower the rate.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Final

from referral_app.domain.age import AgeBand, UnhcrBand
from referral_app.domain.identifiers import Moment
from referral_app.domain.month import Month
from referral_app.services.ports.counting import CountingReader, ReferralCount
from referral_app.statistics.tally import NONE, Act, Event

CENTRE, SERVICE = "centre", "service"
"""Kinds of recipients: one with a desk, one without (code list `recipient_kinds`)."""
_DURATIONS: Final = ((1, "under_1"), (3, "1_to_3"), (6, "3_to_6"))
_LONGEST: Final = "over_6"


def events_of(reader: CountingReader, month: Month, zone: tzinfo) -> Iterator[Event]:
    """Yield everything that is counted of a month, in no order."""
    start, end = month.start(zone), month.after.start(zone)
    yield from _cases(reader, start, end, zone)
    for need in reader.needs_counted(start, end):
        age = _band(need.age_band)
        event = Event(Act.NEED, need.category, NONE, age, need.sex, need.need, need.agreed)
        yield event
        yield event._replace(act=Act.WITH_NEED, what=NONE, record=need.case)
    for referral in reader.referrals_counted(month.before.start(zone), end):
        yield from _referral(referral, start)


def _cases(reader: CountingReader, start: Moment, end: Moment, zone: tzinfo) -> Iterator[Event]:
    for case in reader.cases_counted(start, end):
        event = Event(
            Act.OPENED, NONE, NONE, _band(case.age_band), case.sex, case.case, case.agreed
        )
        if start <= case.opened < end:
            yield event
            if case.first >= start:
                yield event._replace(act=Act.HOUSEHOLD, record=case.household or case.case)
        if case.closed is not None and start <= case.closed < end:
            length = _duration(case.opened, case.closed, zone)
            yield event._replace(act=Act.CLOSED, what=length, how=case.closure)


def _referral(referral: ReferralCount, start: Moment) -> Iterator[Event]:
    event = Event(
        Act.SENT,
        referral.category,
        SERVICE if referral.outside else CENTRE,
        _band(referral.age_band),
        referral.sex,
        referral.referral,
        referral.agreed,
    )
    if referral.incoming:
        if referral.received is not None and referral.received >= start:
            yield event._replace(act=Act.RECEIVED, how=NONE)
    elif referral.sent >= start:
        yield event
    else:
        yield event._replace(act=Act.COHORT, how=referral.answer)


def _band(age_band: str) -> str:
    """The five bands that leave a desk (domain.md 2.8)."""
    known = age_band in set(AgeBand)
    return (AgeBand(age_band).unhcr if known else UnhcrBand.UNKNOWN).value


def _duration(opened: Moment, closed: Moment, zone: tzinfo) -> str:
    """How long a file was open, in whole months; exactly one month is of the upper band."""
    first, last = (datetime.fromtimestamp(moment / 1000, zone) for moment in (opened, closed))
    months = (last.year - first.year) * 12 + last.month - first.month
    if (last.day, last.time()) < (first.day, first.time()):
        months -= 1
    return next((code for limit, code in _DURATIONS if months < limit), _LONGEST)
