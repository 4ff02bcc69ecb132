"""A full disk, or one that may not be written: said in a sentence, and nothing was changed."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from referral_app.domain.identifiers import Moment
from referral_app.errors import NoRoomError, UnavailableError
from referral_app.storage.backup.opening import check
from referral_app.storage.backup.restoring import restore
from referral_app.storage.backup.writing import write_backup
from tests.storage.backup.backups import SECRET, Made, limited, make
from tests.storage.folders import content
from tests.storage.stores import START, reopened

NOW = Moment(START + 86_400_000)
STORES = Path(__file__).resolve().parents[2] / "stores"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such limits there")


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return make(tmp_path)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("size", [0, 4096, 100_000, 300_000])
def test_a_disk_that_is_full_while_a_backup_is_written(made: Made, size: int) -> None:
    before, there = made.file.read_bytes(), names(made.file.parent)
    with reopened(made.folder) as opened:
        with limited(size), pytest.raises(UnavailableError) as caught:
            write_backup(made.folder, opened.files.still_key, made.file, opened.clock)
        assert caught.value.key in {"backup.no_room", "backup.no_room_here", "backup.io_here"}
        assert opened.open_case()
        assert opened.files.integrity() == ()
    assert made.file.read_bytes() == before, "the backup of before stands"
    assert names(made.file.parent) == there
    assert not [name for name in names(made.folder) if "copy" in name]


def test_a_stick_that_is_full_though_this_disk_is_not(made: Made) -> None:
    """The copy fits; the file with its head and slots does not."""
    with reopened(made.folder) as opened:
        write_backup(made.folder, opened.files.still_key, made.file, opened.clock)
        size = made.file.stat().st_size - 50
        with limited(size), pytest.raises(NoRoomError) as caught:
            write_backup(made.folder, opened.files.still_key, made.file, opened.clock)
    assert caught.value.key == "backup.no_room"
    assert check(made.file, SECRET)


@pytest.mark.parametrize("size", [0, 4096, 100_000, 300_000])
def test_a_disk_that_is_full_while_a_backup_is_put_back(made: Made, size: int) -> None:
    before = content(made.folder)
    with limited(size), pytest.raises(UnavailableError) as caught:
        restore(made.folder, made.file, SECRET, NOW)
    assert caught.value.key in {"backup.no_room_here", "backup.io_here"}
    assert content(made.folder) == before
    assert restore(made.folder, made.file, SECRET, NOW)


def test_a_place_that_is_gone(made: Made, tmp_path: Path) -> None:
    nowhere = tmp_path / "unplugged" / "a.jbak"
    with reopened(made.folder) as opened, pytest.raises(UnavailableError) as caught:
        write_backup(made.folder, opened.files.still_key, nowhere, opened.clock)
    assert caught.value.key == "backup.gone"
    assert not (tmp_path / "unplugged").exists()
    assert not [name for name in names(made.folder) if "copy" in name]


@pytest.mark.parametrize("size", [0, 4096, 60_000, 200_000])
def test_a_store_of_an_older_form_stays_on_a_full_disk(tmp_path: Path, size: int) -> None:
    """Bringing it on copies it first: without room it stays as it was, and opens later."""
    from referral_app.storage.store import open_store
    from tests.stores.make_store import PASSPHRASE

    old = Path(shutil.copytree(STORES / "v1", tmp_path / "v1"))
    before = content(old)
    with limited(size), pytest.raises(UnavailableError) as caught:
        open_store(old, PASSPHRASE).close()
    assert caught.value.key in {"store.no_room_to_bring_on", "store.no_room", "store.io"}
    assert before.items() <= content(old).items()
    assert not list(old.glob("*.before-*")), "a half-made copy would fill the disk for good"
    with open_store(old, PASSPHRASE) as files:
        assert files.integrity() == ()
