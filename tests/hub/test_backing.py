"""Copies of a hub's database are whole, checked, and put back without losing what was there."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from referral_app.errors import RefusedError
from referral_app.hub.backing import back_up, check, restore
from referral_app.hub.database import Database
from tests.hub.desks import HubAtWork


def sqlite_hub(tmp_path: Path) -> HubAtWork:
    return HubAtWork(f"sqlite:///{tmp_path / 'hub.db'}")


def test_a_copy_is_made_while_the_hub_works(hub: HubAtWork, tmp_path: Path) -> None:
    if hub.hub.database.is_postgresql and shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed")
    here = hub.admitted()
    here.deposit(here.seal_to(here))
    back_up(hub.hub.database, tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_size > 1000
    with pytest.raises(RefusedError, match="file_exists"):
        back_up(hub.hub.database, tmp_path / "copy")
    assert check(hub.hub.database).seq == 1


def test_a_copy_put_back_is_noticed_by_desks_that_saw_more(tmp_path: Path) -> None:
    hub = sqlite_hub(tmp_path)
    with hub:
        here = hub.admitted()
        one, two = here.seal_to(here), here.seal_to(here)
        here.deposit(one)
        back_up(hub.hub.database, tmp_path / "copy")
        here.deposit(two)
        with pytest.raises(RefusedError, match="still_running"):
            restore(Database(hub.url), tmp_path / "copy", 0.0)
        hub.close()
        former = restore(Database(hub.url), tmp_path / "copy", 0.0)
        assert former is not None
        assert former.exists()
        hub.open()
        assert here.pull().word == (409, "rewound")
        here.position = None
        assert here.deposit(one, two)[0]["dup"] is True
        assert here.fetch() == [one, two]


def test_what_is_no_copy_is_not_put_back(tmp_path: Path) -> None:
    (tmp_path / "nothing").write_bytes(b"nothing" * 1000)
    database = Database(f"sqlite:///{tmp_path / 'hub.db'}")
    for copy in ("nothing", "absent"):
        with pytest.raises(RefusedError, match=r"no_such_copy|no_hub_there"):
            restore(database, tmp_path / copy, 0.0)
    assert not (tmp_path / "hub.db").exists()


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM envelope", "UPDATE envelope SET chain = eid"],
)
def test_a_torn_journal_is_noticed(tmp_path: Path, change: str) -> None:
    with sqlite_hub(tmp_path) as hub:
        here = hub.admitted()
        here.deposit(*(here.seal_to(here) for _ in range(3)))
        assert check(hub.hub.database).seq == 3
        with closing(sqlite3.connect(tmp_path / "hub.db", isolation_level=None)) as raw:
            raw.execute(f"{change} WHERE seq = 2")
        with pytest.raises(RefusedError, match="journal_broken"):
            check(hub.hub.database)
