"""A stick is pulled out at any byte: what was acknowledged lies whole, what is half is ignored.

The files of the machine, but the stick is gone once so many bytes and acts have passed; an act is
making a folder, writing one byte, renaming with its flush. Put in again it holds what had reached
it by then.
"""

from __future__ import annotations

import errno
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral_app.domain.identifiers import CentreId
from referral_app.errors import UnavailableError
from referral_app.exchange import folder as folder_module
from referral_app.exchange.envelope import name_of
from referral_app.exchange.files import Files
from referral_app.exchange.folder import Folder
from tests.exchange.desks import Desk, make_pair

BOX = CentreId(bytes(range(16)))
PIECES = tuple(bytes([number]) * 20 for number in range(3))


class PulledFiles(Files):
    """Files of a stick that is pulled out after `left` bytes and acts."""

    def __init__(self, root: Path, left: int) -> None:
        self.root = root
        self.away = root.with_name(f"{root.name} in a pocket")
        self.left = left

    def make_folder(self, path: Path) -> None:
        self._spend(1)
        super().make_folder(path)

    def _write(self, path: Path, data: bytes) -> None:
        done = min(len(data), self.left)
        with path.open("xb") as file:
            file.write(data[:done])
        self._spend(len(data))
        path.unlink()
        super()._write(path, data)

    def _flush_folder(self, path: Path) -> None:
        self._spend(1)
        super()._flush_folder(path)

    def _spend(self, many: int) -> None:
        if self.left < many:
            self.left = 0
            if self.root.exists():
                self.root.rename(self.away)
            raise OSError(errno.EIO, "pulled out")
        self.left -= many

    def put_in_again(self) -> None:
        if self.away.exists():
            self.away.rename(self.root)


def lay(folder: Folder) -> list[bytes]:
    """Lay all pieces down as far as it goes; returns what was acknowledged."""
    done = []
    for piece in PIECES:
        try:
            folder.write(BOX, name_of(piece), piece)
        except UnavailableError:
            return done
        done.append(piece)
    return done


def whole(folder: Folder) -> set[bytes]:
    """What lies there whole, and nothing that is half."""
    found = {eid: folder.read(BOX, eid) for eid in folder.names(BOX)}
    return {data for eid, data in found.items() if data is not None and name_of(data) == eid}


def test_at_every_byte_what_was_acknowledged_lies_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "LEAFLET", "what this is")
    ends = set()
    for left in range(500):
        root = tmp_path / str(left)
        root.mkdir()
        files = PulledFiles(root, left)
        done = lay(Folder(root, files))
        files.put_in_again()
        assert set(done) <= whole(Folder(root)) <= set(PIECES)
        assert lay(Folder(root)) == list(PIECES)
        assert whole(Folder(root)) == set(PIECES)
        ends.add(len(done))
        if len(done) == len(PIECES):
            break
    assert ends == set(range(len(PIECES) + 1)), "not every place was tried"


@pytest.fixture(scope="module")
def pair() -> tuple[Desk, Desk, Any]:
    return make_pair()


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 24_000), st.integers(0, 8_000))
def test_the_next_round_completes_what_was_begun(
    pair: tuple[Desk, Desk, Any], tmp_path_factory: pytest.TempPathFactory, first: int, second: int
) -> None:
    a, b, _ = pair
    root = tmp_path_factory.mktemp("sticks") / "stick"
    root.mkdir()
    before = a.store.save(), b.store.save()
    try:
        referrals = [a.refer(b.centre) for _ in range(3)]
        for left in (first, second):
            files = PulledFiles(root, left)
            folder = Folder(root, files)
            with suppress(UnavailableError):
                a.sync(folder)
            files.put_in_again()
            there = {name_of(data) for data in whole_for(Folder(root), b.centre)}
            marked = {eid for eid, at in a.store.tables.deposits if at == folder.place}
            assert marked <= there, "marked as laid down, and not whole there"
            assert not b.sync(Folder(root)).refused, "a half file was taken for a letter"
        a.sync(Folder(root))
        b.sync(Folder(root))
        assert [b.shown(referral) for referral in referrals] == ["requested"] * 3
    finally:
        a.store.load(before[0])
        b.store.load(before[1])


def whole_for(folder: Folder, box: CentreId) -> list[bytes]:
    found = {eid: folder.read(box, eid) for eid in folder.names(box)}
    return [data for eid, data in found.items() if data is not None and name_of(data) == eid]
