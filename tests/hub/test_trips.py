"""What goes together in one trip comes to what it would one by one, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Select, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from referral_app.domain.centre import TRAINING
from referral_app.hub.database import LOCKED_END, START_CHAIN, Database
from referral_app.hub.tables import MAILBOX
from referral_app.hub.trips import among, ask_all, one_trip
from tests.hub.postgresql import Server

_BOX = MAILBOX.c


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    made.prepare(TRAINING, None)
    yield made
    made.close()


def rows(*many: int) -> list[dict[str, object]]:
    return [{"id": bytes([number]) * 16, "bytes": number} for number in many]


def test_each_statement_has_its_own_rows(database: Database) -> None:
    with database.writing() as connection, one_trip(connection):
        connection.execute(insert(MAILBOX), rows(1, 2, 3))
    found = select(_BOX.bytes).where(
        among(_BOX.id, "boxes", is_postgresql=database.is_postgresql), _BOX.bytes > 1
    )
    with database.writing() as connection:
        wanted = {"boxes": [bytes([1]) * 16, bytes([2]) * 16, bytes([9]) * 16]}
        asked: list[tuple[Select[Any], dict[str, Any]]] = [
            (LOCKED_END, {}),
            (found, wanted),
            (found, {"boxes": []}),
        ]
        end, boxes, none = ask_all(connection, asked)
    assert [(seq, bytes(chain)) for seq, chain in end] == [(0, START_CHAIN)]
    assert [tuple(row) for row in boxes] == [(2,)]
    assert list(none) == []


def test_what_fails_in_a_trip_fails_as_ever_and_leaves_nothing(database: Database) -> None:
    def twice() -> None:
        with database.writing() as connection, one_trip(connection):
            connection.execute(insert(MAILBOX), rows(1))
            connection.execute(insert(MAILBOX), rows(2, 1))

    with pytest.raises(IntegrityError):
        twice()
    with database.reading() as connection:
        assert connection.execute(select(_BOX.id)).all() == []


def test_a_server_that_went_away_is_told_as_ever(postgresql: Server) -> None:
    database = Database(postgresql.new_database())
    database.prepare(TRAINING, None)

    def after_the_end() -> None:
        with database.writing() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.close()
            ask_all(connection, [(LOCKED_END, {})])

    with pytest.raises(DBAPIError):
        after_the_end()
    database.close()
