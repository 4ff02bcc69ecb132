"""Sticks and shared folders, whole or pulled out half-way."""

from __future__ import annotations

import errno
import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral_app.domain.identifiers import CentreId
from referral_app.errors import NoRoomError, ReferralAppError, UnavailableError
from referral_app.exchange import folder as folder_module
from referral_app.exchange.envelope import MAX_ENVELOPE, name_of
from referral_app.exchange.files import Files
from referral_app.exchange.folder import Folder
from referral_app.services.ports import Refusal
from tests.exchange.desks import Desk, make_pair

BOX = CentreId(bytes(range(16)))
DATA = b"an envelope, as far as a folder knows"
EID = name_of(DATA)


def path_of(root: Path, eid: bytes = EID, box: CentreId = BOX) -> Path:
    return root / "RELAIS" / "v1" / "m" / box.hex() / f"{eid.hex()}.rly"


def key_of(act: Callable[[], object]) -> str:
    with pytest.raises(ReferralAppError) as failed:
        act()
    return failed.value.key


def test_an_envelope_lies_under_its_hash(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert folder.names(BOX) == ()
    assert folder.write(BOX, EID, DATA)
    assert path_of(tmp_path).read_bytes() == DATA
    assert folder.names(BOX) == (EID,)
    assert folder.read(BOX, EID) == DATA
    assert not folder.write(BOX, EID, DATA)


def test_the_folder_itself_may_be_chosen(tmp_path: Path) -> None:
    Folder(tmp_path).write(BOX, EID, DATA)
    assert Folder(tmp_path / "RELAIS").names(BOX) == (EID,)
    fresh = tmp_path / "other" / "RELAIS"
    fresh.mkdir(parents=True)
    Folder(fresh).write(BOX, EID, DATA)  # a folder that only bears the name
    assert Folder(fresh).names(BOX) == (EID,)
    assert (fresh / "RELAIS").is_dir()


def test_whoever_finds_the_stick_can_read_what_it_is(tmp_path: Path) -> None:
    Folder(tmp_path).write(BOX, EID, DATA)
    text = (tmp_path / "RELAIS" / "v1" / "LISEZMOI.txt").read_text(encoding="utf-8-sig")
    assert "centres sociaux" in text
    assert "المراكز الاجتماعية" in text


def test_two_folders_have_two_marks_and_no_names_in_them(tmp_path: Path) -> None:
    one, other = Folder(tmp_path / "one"), Folder(tmp_path / "other")
    assert one.place != other.place
    assert one.place == Folder(tmp_path / "one").place
    assert "one" not in one.place


def test_only_names_of_envelopes_are_read(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(BOX, EID, DATA)
    box = path_of(tmp_path).parent
    for name in ("a.txt", f"{EID.hex()}.rly.tmp", f"{EID.hex().upper()}.rly", "~$.rly", "x" * 64):
        (box / name).write_bytes(b"x")
    (box / f"{'0' * 64}.rly").mkdir()
    assert folder.names(BOX) == (EID,)


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "file").write_bytes(DATA)
    root = tmp_path / "stick"
    path_of(root).parent.mkdir(parents=True)
    path_of(root).symlink_to(secret / "file")
    folder = Folder(root)
    assert folder.names(BOX) == ()
    assert folder.read(BOX, EID) is None
    assert folder.write(BOX, EID, DATA)  # replaces the link, not what it points to
    assert not path_of(root).is_symlink()
    other = CentreId(bytes(16))
    path_of(root, EID, other).parent.symlink_to(secret)
    assert folder.names(other) == ()
    assert key_of(lambda: folder.write(other, EID, DATA)) == "exchange.folder_failed"
    assert [path.name for path in secret.iterdir()] == ["file"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_does_not_stop_a_round(tmp_path: Path) -> None:
    path_of(tmp_path).parent.mkdir(parents=True)
    os.mkfifo(path_of(tmp_path))
    folder = Folder(tmp_path)
    assert folder.names(BOX) == ()
    assert folder.read(BOX, EID) is None


def test_no_more_is_read_than_an_envelope_can_be(tmp_path: Path) -> None:
    path_of(tmp_path).parent.mkdir(parents=True)
    path_of(tmp_path).write_bytes(bytes(2 * MAX_ENVELOPE))
    read = Folder(tmp_path).read(BOX, EID)
    assert read is not None
    assert len(read) == MAX_ENVELOPE + 1


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "MOST_FILES", 2)
    folder = Folder(tmp_path)
    for number in range(3):
        folder.write(BOX, name_of(bytes([number])), bytes([number]))
    assert key_of(lambda: folder.names(BOX)) == "exchange.folder_too_many"


def test_a_damaged_copy_is_written_anew(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for damage in (b"", DATA[:5], DATA.upper(), DATA + b"\0"):
        folder.write(BOX, EID, DATA)
        path_of(tmp_path).write_bytes(damage)
        assert folder.write(BOX, EID, DATA)
        assert folder.read(BOX, EID) == DATA


def test_a_folder_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "unplugged")
    for act in (
        lambda: folder.names(BOX),
        lambda: folder.read(BOX, EID),
        lambda: folder.write(BOX, EID, DATA),
    ):
        assert key_of(act) == "exchange.folder_missing"
    assert not (tmp_path / "unplugged").exists()


def test_a_file_in_place_of_a_folder_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "RELAIS").write_text("not a folder")
    assert Folder(tmp_path).names(BOX) == ()
    assert key_of(lambda: Folder(tmp_path).write(BOX, EID, DATA)) == "exchange.folder_failed"


class FailingFiles(Files):
    """Every writing ends in one error of the system."""

    def __init__(self, number: int) -> None:
        self.number = number

    def _write(self, path: Path, data: bytes) -> None:
        path.write_bytes(data[: len(data) // 2])
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize(
    ("number", "key", "kind"),
    [
        (errno.ENOSPC, "exchange.folder_full", NoRoomError),
        (errno.EDQUOT, "exchange.folder_full", NoRoomError),
        (errno.EROFS, "exchange.folder_read_only", NoRoomError),
        (errno.EACCES, "exchange.folder_read_only", NoRoomError),
        (errno.EIO, "exchange.folder_failed", UnavailableError),
        (errno.ENODEV, "exchange.folder_failed", UnavailableError),
        (errno.ENOENT, "exchange.folder_missing", UnavailableError),
    ],
)
def test_each_failure_has_its_sentence(
    tmp_path: Path, number: int, key: str, kind: type[ReferralAppError]
) -> None:
    folder = Folder(tmp_path, FailingFiles(number))
    with pytest.raises(kind) as failed:
        folder.write(BOX, EID, DATA)
    assert failed.value.key == key
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


class DeadFiles(Files):
    """A stick pulled out while it is mounted, or a share whose server has gone."""

    def __init__(self, number: int) -> None:
        self.number = number

    def is_folder(self, path: Path) -> bool:
        raise OSError(self.number, os.strerror(self.number))

    def read(self, path: Path, most: int) -> bytes:
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.EACCES])
def test_a_place_that_does_not_answer_is_a_failure_and_no_bug(tmp_path: Path, number: int) -> None:
    folder = Folder(tmp_path, DeadFiles(number))
    for act in (
        lambda: folder.names(BOX),
        lambda: folder.read(BOX, EID),
        lambda: folder.write(BOX, EID, DATA),
    ):
        assert key_of(act) == "exchange.folder_failed"


@pytest.mark.skipif(sys.platform == "win32", reason="rights work otherwise there")
def test_a_folder_that_may_not_be_looked_into_is_a_failure(tmp_path: Path) -> None:
    inside = tmp_path / "share" / "RELAIS"
    inside.mkdir(parents=True)
    user = os.geteuid()
    inside.parent.chmod(0)
    if user == 0:
        os.seteuid(65534)
    try:
        assert key_of(lambda: Folder(inside).names(BOX)) == "exchange.folder_failed"
    finally:
        os.seteuid(user)
        inside.parent.chmod(0o700)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """The system refuses to let a file grow beyond `size`, as a full disk does."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit to set")
def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(BOX, EID, DATA)
    large = bytes(20_000)
    with largest_file(8192):
        key = key_of(lambda: folder.write(BOX, name_of(large), large))
    assert key == "exchange.folder_full"
    assert folder.names(BOX) == (EID,)
    assert not list(tmp_path.rglob("*.tmp"))


class PulledStick(Files):
    """A stick without a journal that is pulled out after so many bytes."""

    def __init__(self, room: int, chance: random.Random) -> None:
        self.room = room
        self.chance = chance
        self.pulled = False
        self.written: list[Path] = []

    def _gone(self) -> None:
        if self.pulled:
            raise OSError(errno.EIO, "no such device any more")

    def names(self, folder: Path, most: int) -> list[str] | None:
        self._gone()
        return super().names(folder, most)

    def read(self, path: Path, most: int) -> bytes:
        self._gone()
        return super().read(path, most)

    def make_folder(self, path: Path) -> None:
        self._gone()
        super().make_folder(path)

    def put(self, path: Path, data: bytes) -> None:
        self._gone()
        super().put(path, data)
        self.written.append(path)

    def _write(self, path: Path, data: bytes) -> None:
        if len(data) > self.room:
            path.write_bytes(data[: self.room])
            self.pull()
        self.room -= len(data)
        super()._write(path, data)

    def pull(self) -> None:
        """What was written last may be shorter than it seemed, or nothing but zeros."""
        self.pulled = True
        for path in self.written:
            if path.suffix == ".rly" and self.chance.random() < 0.5:
                content = path.read_bytes()
                kept = self.chance.randrange(len(content))
                zeros = bytes(len(content) - kept) if self.chance.random() < 0.5 else b""
                path.write_bytes(content[:kept] + zeros)
        raise OSError(errno.EIO, "no such device any more")


def states(desk: Desk) -> set[bytes]:
    with desk.store.begin() as work:
        return {c.id for s in work.streams() if len(s.centres) == 2 for c in work.commits_of(s)}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 20_000), st.integers(0, 2**32))
def test_a_stick_pulled_out_at_any_byte_loses_nothing(
    tmp_path_factory: pytest.TempPathFactory, room: int, seed: int
) -> None:
    root = tmp_path_factory.mktemp("stick")
    a, b, _ = make_pair(place=Folder(root))
    referrals = [a.refer(b.centre) for _ in range(3)]
    chance = random.Random(seed)
    stick = PulledStick(room, chance)
    with suppress(UnavailableError):
        a.sync(Folder(root, stick))
    report = b.sync(Folder(root))  # what is whole is read, what is not is left aside
    assert {why for why, _ in report.refused} <= {Refusal.DAMAGED}
    for desk in (a, b, a, b):
        report = desk.sync(Folder(root))
    assert report.refused == ()
    assert states(a) == states(b)
    assert [b.shown(referral) for referral in referrals] == ["requested"] * 3


def test_what_was_read_before_the_stick_failed_is_kept(tmp_path: Path) -> None:
    a, b, _ = make_pair(place=Folder(tmp_path))
    referral = a.refer(b.centre)
    a.sync(Folder(tmp_path))
    with pytest.raises(NoRoomError):
        b.sync(Folder(tmp_path, FailingFiles(errno.EROFS)))
    assert b.shown(referral) == "requested"
    report = b.sync(Folder(tmp_path))
    assert (report.commits_received, report.envelopes_written) == (0, 1)


def test_a_read_only_stick_with_nothing_to_write_is_no_failure(tmp_path: Path) -> None:
    a, b, place = make_pair(place=Folder(tmp_path))
    for desk in (a, b, a):
        desk.sync(place)
    report = a.sync(Folder(tmp_path, FailingFiles(errno.EROFS)))
    assert report.envelopes_written == 0


def test_a_round_goes_on_over_damaged_files(tmp_path: Path) -> None:
    a, b, place = make_pair(place=Folder(tmp_path))
    referral = a.refer(b.centre)
    a.sync(place)
    for number in range(5):
        path_of(tmp_path, name_of(bytes([number])), b.centre).write_bytes(b"not what it says")
    report = b.sync(place)
    assert dict(report.refused) == {Refusal.DAMAGED: 5}
    assert b.shown(referral) == "requested"
