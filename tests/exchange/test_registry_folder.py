"""Registries in a folder: the newest first, whatever else lies there."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_app.errors import UnavailableError
from referral_app.exchange.folder import MOST_REGISTRIES, Folder
from tests.exchange.registries import an_entry, signed


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "RELAIS" / "v1" / "dir"
    folder.mkdir(parents=True)
    return folder


def test_a_new_folder_holds_none_and_takes_one(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert list(folder.registries()) == []
    assert folder.lay_registry(3, signed(3))
    assert not folder.lay_registry(3, signed(3))
    assert list(folder.registries()) == [signed(3)]
    assert (tmp_path / "RELAIS" / "v1" / "dir" / "3.dir").read_bytes() == signed(3)


def test_the_newest_stands_first_and_other_names_are_left(tmp_path: Path, place: Path) -> None:
    for name, data in (("2.dir", b"two"), ("10.dir", b"ten"), ("x.dir", b"x"), ("01.dir", b"y")):
        (place / name).write_bytes(data)
    (place / "11.dir").symlink_to(place / "2.dir")
    (place / "12.dir").mkdir()
    assert list(Folder(tmp_path).registries()) == [b"ten", b"two"]


def test_not_more_are_read_than_a_round_bears(tmp_path: Path, place: Path) -> None:
    for version in range(1, 3 * MOST_REGISTRIES):
        (place / f"{version}.dir").write_bytes(b"")
    assert len(list(Folder(tmp_path).registries())) == MOST_REGISTRIES


def test_one_cut_short_is_written_anew_and_another_of_its_version_is_left(
    tmp_path: Path, place: Path
) -> None:
    folder, file = Folder(tmp_path), place / "3.dir"
    file.write_bytes(signed(3)[:50])
    assert folder.lay_registry(3, signed(3))
    other = signed(3, an_entry(1))
    assert not folder.lay_registry(3, other)
    assert file.read_bytes() == signed(3)


def test_a_stick_that_is_gone_says_so(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "gone")
    with pytest.raises(UnavailableError):
        list(folder.registries())
    with pytest.raises(UnavailableError):
        folder.lay_registry(1, signed(1))
