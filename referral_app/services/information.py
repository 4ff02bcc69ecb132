"""Information given to somebody who asks at the desk and leaves: what about, and no person.

It opens no file: a category, the district where it was said, and the moment.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from referral_app.domain.facts import INFORMATION_GIVEN, INFORMATION_WITHDRAWN, Fact, content
from referral_app.domain.identifiers import Moment, RecordId
from referral_app.domain.month import Month
from referral_app.domain.staff import Act
from referral_app.errors import RefusedError
from referral_app.services.checks import DAY, choice, date_of
from referral_app.services.desk import Desk
from referral_app.services.ports.information import InformationCount

_LATELY: Final = 60 * DAY


def give_information(desk: Desk, category: str, district: str, happened: Moment) -> RecordId:
    """Record that information about `category` was given; `district` may be empty.

    Raises NotPermittedError, InvalidInputError.
    """
    desk.require(Act.GIVE_INFORMATION)
    lists = desk.vocabularies
    code = choice(lists.service_categories, category, "category").code
    place = choice(lists.districts, district, "district").code if district else None
    when = date_of(desk, happened)
    with desk.store.begin() as work:
        record = RecordId(work.new_id())
        fact = Fact(INFORMATION_GIVEN.name, record, when, content(category=code, district=place))
        work.record(desk.stream, (fact,), desk.actor.id)
    return record


def withdraw_information(desk: Desk, record: RecordId) -> None:
    """Take back what was noted by mistake; it is counted no more. A second time changes nothing.

    Raises NotPermittedError, RefusedError when it was noted by somebody else.
    """
    desk.require(Act.GIVE_INFORMATION)
    with desk.store.begin() as work:
        given = work.information(record)
        if given is None:
            return
        if given.given_by != desk.actor.id:
            raise RefusedError("information.of_another")
        fact = Fact(INFORMATION_WITHDRAWN.name, record, desk.now())
        work.record(desk.stream, (fact,), desk.actor.id)


def information_counts(desk: Desk, month: Month) -> tuple[InformationCount, ...]:
    """Count what was given at the centre in a month, most often first.

    Raises NotPermittedError.
    """
    desk.require(Act.READ_STATISTICS)
    reader = desk.store.reader
    zone = reader.calendar().commune.zone
    return reader.information_counted(month.start(zone), month.after.start(zone))


def information_today(desk: Desk) -> int:
    """Return how often information was given today at the centre. Raises NotPermittedError."""
    desk.require(Act.GIVE_INFORMATION)
    reader = desk.store.reader
    time = reader.calendar().time()
    start = time.start_of(time.day_of(desk.now()))
    counted = reader.information_counted(start, Moment(desk.now() + 1))
    return sum(found.count for found in counted)


def asked_lately(desk: Desk) -> tuple[str, ...]:
    """Return every category on offer, what was asked most in the last weeks first.

    Raises NotPermittedError.
    """
    desk.require(Act.GIVE_INFORMATION)
    now = desk.now()
    asked: Counter[str] = Counter()
    for found in desk.store.reader.information_counted(Moment(now - _LATELY), Moment(now + 1)):
        asked[found.category] += found.count
    offered = [entry.code for entry in desk.vocabularies.service_categories.choices]
    other = [code for code in offered if desk.vocabularies.service_categories[code].text_required]
    ranked = sorted(offered, key=lambda code: (code in other, -asked[code]))
    return tuple(ranked)
