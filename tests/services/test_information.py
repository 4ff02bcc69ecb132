"""Information given to somebody who asks and leaves."""

from __future__ import annotations

import pytest

from referral_app.domain.facts import INFORMATION_GIVEN, Fact, content
from referral_app.domain.identifiers import Moment, RecordId
from referral_app.domain.month import Month
from referral_app.domain.staff import Role
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.services.information import (
    asked_lately,
    give_information,
    information_counts,
    information_today,
    withdraw_information,
)
from referral_app.services.ports.information import InformationCount
from tests.fakes import DAY, Neighbours
from tests.services.builders import refused

NOVEMBER = Month(2026, 11)


def counted(both: Neighbours, month: Month = NOVEMBER) -> tuple[InformationCount, ...]:
    return information_counts(both.here.as_(Role.SUPERVISOR), month)


def test_it_is_counted_by_category_and_district(both: Neighbours) -> None:
    desk, now = both.here.desk, both.clock.now()
    for category, district in (("S02", "sale"), ("S10", ""), ("S10", "")):
        give_information(desk, category, district, now)
    assert counted(both) == (InformationCount("S10", "", 2), InformationCount("S02", "sale", 1))
    assert information_today(desk) == 3
    assert counted(both, NOVEMBER.before) == ()


def test_it_opens_no_file(both: Neighbours) -> None:
    give_information(both.here.desk, "S10", "", both.clock.now())
    assert both.here.store.reader.counts().open_cases == 0


def test_yesterdays_counts_for_the_month_and_not_for_today(both: Neighbours) -> None:
    desk = both.here.desk
    give_information(desk, "S10", "", Moment(both.clock.now() - DAY))
    assert information_today(desk) == 0
    assert sum(found.count for found in counted(both)) == 1


def test_what_is_taken_back_is_counted_no_more(both: Neighbours) -> None:
    desk = both.here.desk
    record = give_information(desk, "S10", "", both.clock.now())
    withdraw_information(desk, record)
    withdraw_information(desk, record)
    assert counted(both) == ()
    assert len(both.here.store.reader.writes_about([record])) == 2  # once each, both kept


def test_a_withdrawal_wins_whichever_came_first(both: Neighbours) -> None:
    desk = both.here.desk
    record = give_information(desk, "S10", "", both.clock.now())
    withdraw_information(desk, record)
    again = Fact(INFORMATION_GIVEN.name, record, both.clock.now(), content(category="S10"))
    with both.here.store.begin() as work:
        work.record(desk.stream, (again,), desk.actor.id)
    assert counted(both) == ()


def test_only_who_noted_it_takes_it_back(both: Neighbours) -> None:
    record = give_information(both.here.desk, "S10", "", both.clock.now())
    with refused("information.of_another", RefusedError):
        withdraw_information(both.here.as_(Role.RECEPTION), record)
    assert sum(found.count for found in counted(both)) == 1
    withdraw_information(both.here.desk, RecordId(bytes(16)))  # nothing known: nothing changed


@pytest.mark.parametrize(
    ("category", "district", "field"), [("S77", "", "category"), ("S10", "paris", "district")]
)
def test_what_is_not_offered_is_refused(
    both: Neighbours, category: str, district: str, field: str
) -> None:
    with refused("vocabulary.not_offered", InvalidInputError, field=field):
        give_information(both.here.desk, category, district, both.clock.now())
    assert counted(both) == ()


def test_what_is_asked_most_stands_first(both: Neighbours) -> None:
    desk = both.here.desk
    before = asked_lately(desk)
    assert set(before) == {e.code for e in desk.vocabularies.service_categories.choices}
    for category in ("S99", "S19", "S19", "S04"):
        give_information(desk, category, "", both.clock.now())
    after = asked_lately(desk)
    assert after[:2] == ("S19", "S04")
    assert after[-1] == "S99"
