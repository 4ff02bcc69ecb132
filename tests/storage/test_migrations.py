"""Stores of other releases: older ones are copied, then brought on; newer ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_app.errors import ForeignDataError
from referral_app.storage import migrations
from referral_app.storage.connection import Connection
from referral_app.storage.schema import SCHEMA_VERSION, schema_version
from referral_app.storage.store import open_store
from tests.storage.stores import PASSPHRASE, founded, reopened
from tests.storage.tables import everything, writer


def add_colour(connection: Connection) -> None:
    connection.run("ALTER TABLE setting ADD COLUMN colour TEXT")


def fill_colour(connection: Connection) -> None:
    connection.run("UPDATE setting SET colour = 'green'")


def break_off(connection: Connection) -> None:
    connection.run("DELETE FROM setting")
    raise ZeroDivisionError


NEXT = SCHEMA_VERSION + 2
STEPS = {SCHEMA_VERSION + 1: add_colour, SCHEMA_VERSION + 2: fill_colour}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with founded(tmp_path) as opened:
        opened.open_case(sex="F")
        with opened.store.begin() as work:
            work.put_setting("language", "ar")
    return tmp_path


def test_every_step_to_this_form_is_there() -> None:
    assert sorted(migrations.STEPS) == list(range(2, SCHEMA_VERSION + 1))


def test_steps_are_taken_in_order_after_a_copy(folder: Path) -> None:
    with open_store(folder, PASSPHRASE) as files:
        before = everything(files)
        migrations.migrate(writer(files), folder, STEPS, NEXT)
        assert writer(files).all("SELECT colour FROM setting") == [("green",)]
        assert schema_version(writer(files)) == NEXT
        key = files._ring.key
    copy = folder / f"store.db.before-{NEXT}"
    assert b"SQLite format" not in copy.read_bytes()[:20]
    old = Connection(copy, key, mode="ro")
    assert schema_version(old) == SCHEMA_VERSION
    assert old.all("SELECT name, value FROM setting") == before["setting"]
    old.close()


def test_a_step_that_fails_changes_nothing(folder: Path) -> None:
    with open_store(folder, PASSPHRASE) as files:
        before = everything(files)
        steps = STEPS | {NEXT: break_off}
        for _ in range(2):  # and the copy of the first try is in nobody's way
            with pytest.raises(ZeroDivisionError):
                migrations.migrate(writer(files), folder, steps, NEXT)
            assert everything(files) == before
            assert schema_version(writer(files)) == SCHEMA_VERSION


def test_a_store_of_today_is_left_alone(folder: Path) -> None:
    with reopened(folder):
        pass
    assert not list(folder.glob("*.before-*"))


def test_a_newer_store_is_refused_with_both_numbers_and_left_as_it_is(folder: Path) -> None:
    with open_store(folder, PASSPHRASE) as files, writer(files).change():
        sql = "UPDATE meta SET value = 9 WHERE name = 'schema_version'"
        writer(files).run(sql)
    before = (folder / "store.db").read_bytes()
    with pytest.raises(ForeignDataError) as caught:
        open_store(folder, PASSPHRASE)
    assert caught.value.key == "store.newer"
    assert caught.value.values == {"found": 9, "known": SCHEMA_VERSION}
    assert (folder / "store.db").read_bytes() == before
    assert not (folder / "store.db-wal").exists()
