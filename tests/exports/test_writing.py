"""Where an export is written, and what stands there if that fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from referral_app.errors import RefusedError, UnavailableError
from referral_app.exports.writing import write_export

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="no such modes and links there")


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "month.csv"
    write_export(file, b"first")
    with pytest.raises(RefusedError, match=r"export\.exists"):
        write_export(file, b"second")
    assert file.read_bytes() == b"first"


def test_it_is_replaced_where_a_person_said_so_and_nothing_is_left_beside(tmp_path: Path) -> None:
    file = tmp_path / ("m" * 240 + ".csv")
    for data in (b"first", b"second"):
        write_export(file, data, replace=True)
        assert file.read_bytes() == data
        assert list(tmp_path.iterdir()) == [file]


@needs_posix
def test_who_could_not_read_the_former_cannot_read_the_new_one(tmp_path: Path) -> None:
    file = tmp_path / "month.csv"
    file.write_bytes(b"first")
    file.chmod(0o600)
    write_export(file, b"second", replace=True)
    assert file.stat().st_mode & 0o777 == 0o600


@needs_posix
def test_a_link_goes_on_leading_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    file, link = tmp_path / "there" / "month.csv", tmp_path / "link.csv"
    file.write_bytes(b"first")
    link.symlink_to(file)
    write_export(link, b"second", replace=True)
    assert link.is_symlink()
    assert file.read_bytes() == b"second"


def test_what_cannot_take_the_place_leaves_nothing_beside(tmp_path: Path) -> None:
    folder = tmp_path / "month.csv"
    folder.mkdir()
    (folder / "kept").touch()
    with pytest.raises(UnavailableError, match=r"export\.unwritable"):
        write_export(folder, b"data", replace=True)
    assert list(tmp_path.iterdir()) == [folder]


@needs_posix
def test_without_room_the_former_stays_and_nothing_is_left_beside(tmp_path: Path) -> None:
    import resource

    file = tmp_path / "month.csv"
    write_export(file, b"first")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(UnavailableError, match=r"export\.unwritable"):
            write_export(file, bytes(100_000), replace=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert file.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [file]
