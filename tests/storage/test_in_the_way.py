"""What lies in the way of a store is refused with its sentence and left as it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlcipher3

from referral_app.errors import (
    ForeignDataError,
    NoRoomError,
)
from referral_app.services.ports import Draft
from referral_app.storage.store import (
    open_store,
)
from tests.storage.folders import content, make, refused
from tests.storage.stores import (
    AMINA,
    PASSPHRASE,
    START,
    founded,
    reopened,
)


def test_no_store_is_made_over_another(closed: Path) -> None:
    before = content(closed)
    with refused("store.exists"):
        make(closed)
    (closed / "store.keys").rename(closed / "elsewhere")
    with refused("store.keys_lost"):
        make(closed)
    (closed / "elsewhere").rename(closed / "store.keys")
    assert content(closed) == before


def test_a_folder_without_a_store_stays_empty(tmp_path: Path) -> None:
    with refused("store.none"):
        open_store(tmp_path, PASSPHRASE)
    with refused("store.none"):
        open_store(tmp_path / "nowhere", PASSPHRASE)
    assert list(tmp_path.iterdir()) == []


def test_keys_without_a_database(closed: Path) -> None:
    (closed / "store.db").rename(closed / "elsewhere")
    with refused("store.no_database", ForeignDataError):
        open_store(closed, PASSPHRASE)


def halve(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flip(data: bytes) -> bytes:
    return data[:100] + bytes([data[100] ^ 1]) + data[101:]


@pytest.mark.parametrize(
    "change",
    [
        halve,
        flip,
        lambda _: b"",
        lambda _: b"Bonjour, ceci est une lettre.\n" * 500,
        lambda data: data[4096:],
        lambda data: os.urandom(len(data)),
    ],
    ids=["truncated", "one bit", "empty", "a letter", "first page gone", "noise"],
)
def test_a_database_that_is_none_is_left_as_it_is(
    closed: Path, change: Callable[[bytes], bytes]
) -> None:
    database = closed / "store.db"
    database.write_bytes(change(database.read_bytes()))
    before = content(closed)
    with refused("store.damaged", ForeignDataError):
        open_store(closed, PASSPHRASE)
    assert content(closed) == before


def test_a_plain_database_is_none_of_ours(closed: Path) -> None:
    (closed / "store.db").unlink()
    plain = sqlcipher3.connect(str(closed / "store.db"))
    plain.execute("CREATE TABLE meta (name, value)")
    plain.close()
    with refused("store.damaged", ForeignDataError):
        open_store(closed, PASSPHRASE)


def test_the_database_of_another_store_is_not_opened(closed: Path, tmp_path: Path) -> None:
    with founded(tmp_path / "other", seed=2):
        pass
    (closed / "store.db").write_bytes((tmp_path / "other" / "store.db").read_bytes())
    with refused("store.damaged", ForeignDataError):
        open_store(closed, PASSPHRASE)


def test_damage_further_in_is_found_by_the_check(closed: Path) -> None:
    long = "x" * 500_000  # on pages of its own at the end, which opening does not read
    with reopened(closed) as opened, opened.store.begin() as work:
        work.save_draft(Draft("intake", "", AMINA, long, START))
    database = closed / "store.db"
    data = bytearray(database.read_bytes())
    assert len(data) > len(long)
    data[-len(long) // 2] ^= 1
    database.write_bytes(data)
    with open_store(closed, PASSPHRASE) as files:
        assert files.integrity()


@contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """Make a folder read-only; a superuser, whom nothing stops, becomes nobody meanwhile."""
    paths = [folder, *folder.iterdir()]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for path in paths:
            path.chmod(0o700 if path.is_dir() else 0o600)


@pytest.mark.skipif(sys.platform == "win32", reason="rights work otherwise there")
def test_a_read_only_folder(tmp_path: Path) -> None:
    for part in (tmp_path, *tmp_path.parents[:-1]):
        if part.stat().st_uid == os.geteuid():
            part.chmod(part.stat().st_mode | 0o055)
    folder = tmp_path / "shared"
    with founded(folder):
        pass
    before = content(folder)
    with without_rights(folder):
        with refused("store.read_only", NoRoomError):
            open_store(folder, PASSPHRASE)
        with refused("store.read_only", NoRoomError):
            make(folder / "new")
    assert content(folder) == before
    with reopened(folder):
        pass
