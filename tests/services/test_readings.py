"""Who read what: a line a page and hour, and a chain in which nothing is changed unseen."""

from __future__ import annotations

import pytest

from referral_app.domain.staff import Role
from referral_app.services import readings
from referral_app.services.desk import Desk
from referral_app.services.readings import CASE_PAGE, REFERRAL_PAGE, Verified
from referral_app.storage.connection import Connection
from tests.fakes import HOUR, MINUTE, Neighbours
from tests.services.builders import opened, sent


@pytest.fixture
def boss(both: Neighbours) -> Desk:
    return both.here.as_(Role.SUPERVISOR)


def connection(both: Neighbours) -> Connection:
    return both.here.store._writer


def test_a_page_is_noted_once_an_hour_for_each_person(both: Neighbours, boss: Desk) -> None:
    worker, case = both.here.desk, opened(both).case
    assert readings.note_reading(worker, CASE_PAGE, case)
    both.clock.advance(59 * MINUTE)
    assert not readings.note_reading(worker, CASE_PAGE, case)
    assert readings.note_reading(boss, CASE_PAGE, case)
    both.clock.advance(MINUTE)
    assert readings.note_reading(worker, CASE_PAGE, case)
    lines = readings.readings(boss, 10)
    assert [(line.number, line.label) for line in lines] == [(3, "SO"), (2, "SU"), (1, "SO")]


def test_a_line_says_who_when_and_which_file(both: Neighbours, boss: Desk) -> None:
    referral = sent(both)
    case = both.here.store.reader.referral(referral)
    assert case
    assert case.case
    assert case.request
    code = case.request.case_code
    readings.note_reading(both.here.desk, CASE_PAGE, case.case)
    readings.note_reading(both.here.desk, REFERRAL_PAGE, referral)
    newest, oldest = readings.readings(boss, 10)
    assert (newest.what, newest.code, newest.at) == (REFERRAL_PAGE, code, both.clock.now())
    assert (oldest.what, oldest.code, oldest.record) == (CASE_PAGE, code, case.case)
    assert readings.readings(boss, 10, before=newest.number) == (oldest,)
    assert readings.readings(boss, 1) == (newest,)


def test_a_clock_set_back_hides_nothing(both: Neighbours, boss: Desk) -> None:
    case = opened(both).case
    readings.note_reading(both.here.desk, CASE_PAGE, case)
    both.clock.advance(-5 * HOUR)
    assert readings.note_reading(both.here.desk, CASE_PAGE, case)


@pytest.fixture
def logged(both: Neighbours) -> Neighbours:
    for _ in range(5):
        readings.note_reading(both.here.desk, CASE_PAGE, opened(both).case)
    return both


def test_the_chain_holds(logged: Neighbours, boss: Desk) -> None:
    assert readings.verify_readings(boss) == Verified(5, None)


def test_an_empty_log_is_whole(boss: Desk) -> None:
    assert readings.verify_readings(boss) == Verified(0, None)
    assert readings.readings(boss, 10) == ()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("UPDATE reading_log SET at = at + 1 WHERE row = 3", 3),
        ("UPDATE reading_log SET staff = zeroblob(16) WHERE row = 2", 2),
        ("UPDATE reading_log SET record = zeroblob(16) WHERE row = 1", 1),
        ("UPDATE reading_log SET what = 'referral' WHERE row = 5", 5),
        ("DELETE FROM reading_log WHERE row = 1", 1),
        ("DELETE FROM reading_log WHERE row = 3", 3),
        ("DELETE FROM reading_log WHERE row >= 4", 4),
        ("DELETE FROM reading_log", 1),
        ("UPDATE reading_log SET row = 99 WHERE row = 5", 5),
        ("INSERT INTO reading_log SELECT 6, at, staff, what, record, hash FROM reading_log LIMIT 1",
         6),
    ],
)  # fmt: skip
def test_what_was_changed_shows(logged: Neighbours, boss: Desk, change: str, where: int) -> None:
    connection(logged).run(change)
    assert readings.verify_readings(boss).broken_at == where


def test_a_long_log_is_checked_to_its_end(
    both: Neighbours, boss: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "_PAGE", 3)
    for _ in range(10):
        readings.note_reading(both.here.desk, CASE_PAGE, opened(both).case)
    assert readings.verify_readings(boss) == Verified(10, None)
    connection(both).run("UPDATE reading_log SET at = 1 WHERE row = 9")
    assert readings.verify_readings(boss) == Verified(10, 9)
