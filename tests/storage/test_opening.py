"""Making and opening: what is in the way is refused with its sentence, and nothing is destroyed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from referral_app.clock import ManualClock, seeded_randomness
from referral_app.domain import facts
from referral_app.domain.identifiers import StaffId
from referral_app.errors import (
    InvalidInputError,
    StoreInUseError,
    UnavailableError,
    WrongPassphraseError,
)
from referral_app.storage import slot_file
from referral_app.storage.recovery_code import new_recovery_code
from referral_app.storage.slot_file import slot_labels
from referral_app.storage.store import (
    NewPerson,
    make_free,
    open_store,
    open_with_recovery,
)
from tests.storage.folders import content, make, refused
from tests.storage.stores import (
    AMINA,
    CHEAP,
    PASSPHRASE,
    START,
    Opened,
    at_desk,
    fact,
    founded,
    founding_facts,
    reopened,
)

BADR = NewPerson("BC", StaffId(b"\x0b" * 16), "une autre phrase", CHEAP)


def test_what_was_saved_is_there_after_opening_again(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        case = opened.open_case(sex="F", languages=("ar", "fr"))
        before = opened.store.reader.case(case)
        labels = slot_labels(tmp_path)
    with reopened(tmp_path) as again:
        assert again.store.reader.case(case) == before is not None
        assert again.files.staff == AMINA
        assert (again.files.label, labels) == ("AB", ("AB",))
        assert again.files.integrity() == ()


def test_identity_is_kept_inside(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        with opened.store.begin() as work:
            work.put_identity("device_sign", b"\x01\x02")
        assert opened.files.identity("device_sign") == b"\x01\x02"
        assert opened.files.identity("other") is None


def test_closed_it_is_one_folder_of_three_files(closed: Path) -> None:
    assert {path.name for path in closed.iterdir()} == {"store.db", "store.keys", "store.lock"}
    assert not (closed / "store.db").read_bytes().startswith(b"SQLite format")


@pytest.mark.skipif(sys.platform == "win32", reason="rights work otherwise there")
def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    with founded(folder):
        assert folder.stat().st_mode & 0o077 == 0
        assert {path.stat().st_mode & 0o077 for path in folder.iterdir()} == {0}


def test_a_wrong_passphrase_changes_nothing(closed: Path) -> None:
    before = content(closed)
    with refused("store.wrong_passphrase", WrongPassphraseError):
        open_store(closed, "pas celle-ci")
    assert content(closed) == before


def test_the_named_slot_alone_is_tried(closed: Path) -> None:
    with open_store(closed, PASSPHRASE, "AB") as files:
        files.add_person(BADR, seeded_randomness(3))
    with open_store(closed, BADR.passphrase) as files:
        assert files.label == "BC"
    with refused("store.wrong_passphrase", WrongPassphraseError):
        open_store(closed, BADR.passphrase, "AB")
    with refused("store.no_such_person"):
        open_store(closed, PASSPHRASE, "ZZ")


def test_initials_open_one_slot(closed: Path) -> None:
    with open_store(closed, PASSPHRASE) as files:
        with refused("store.slot_exists"):
            files.add_person(NewPerson("AB", BADR.staff, "x", CHEAP), seeded_randomness(3))
        files.change_passphrase(PASSPHRASE, "nouvelle", seeded_randomness(4))
        with refused("store.wrong_passphrase", WrongPassphraseError):
            files.change_passphrase(PASSPHRASE, "encore", seeded_randomness(5))
    with open_store(closed, "nouvelle") as files:
        assert files.staff == AMINA


def test_the_printed_code_lets_a_person_in_again(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        case, code = opened.open_case(), opened.recovery_code
    chance = seeded_randomness(4)
    forgetful = NewPerson("AB", StaffId(b"\x55" * 16), "une phrase retenue", CHEAP)
    with open_with_recovery(tmp_path, code, forgetful, chance=chance) as files:
        assert files.staff == AMINA  # the person, and so the history, stays
        desk = at_desk(tmp_path, files, ManualClock(START), chance)
        assert desk.store.reader.case(case)
    with refused("store.wrong_passphrase", WrongPassphraseError):
        open_store(tmp_path, PASSPHRASE)
    with open_store(tmp_path, "une phrase retenue") as files:
        printed = new_recovery_code(chance)
        files.replace_recovery(printed, chance, CHEAP)
    with refused("store.wrong_recovery_code", WrongPassphraseError):
        open_with_recovery(tmp_path, code, BADR, chance=chance)
    with open_with_recovery(tmp_path, printed, BADR, chance=chance) as files:
        assert files.staff == BADR.staff
    assert slot_labels(tmp_path) == ("AB", "BC")


def test_a_mistyped_code_is_told_before_anything_is_tried(closed: Path) -> None:
    with refused("store.recovery_incomplete", InvalidInputError):
        open_with_recovery(closed, "ABCD", BADR, chance=seeded_randomness(4))


def test_a_refused_person_leaves_the_store_closed(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        code = opened.recovery_code
    nobody = NewPerson("CD", AMINA, "", CHEAP)
    with refused("store.passphrase_empty", InvalidInputError):
        open_with_recovery(tmp_path, code, nobody, chance=seeded_randomness(4))
    with reopened(tmp_path):
        pass


def test_a_store_is_open_once(tmp_path: Path) -> None:
    with founded(tmp_path):
        with refused("store.in_use", StoreInUseError):
            open_store(tmp_path, PASSPHRASE)
        with refused("store.in_use", StoreInUseError):
            make(tmp_path)


def test_a_store_open_in_another_program_is_refused(closed: Path) -> None:
    words = (
        "import sys; from pathlib import Path; from referral_app.storage.lock import StoreLock;"
        "lock = StoreLock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", words, str(closed)]
    with subprocess.Popen(  # noqa: S603 - our own words
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with refused("store.in_use", StoreInUseError):
            open_store(closed, PASSPHRASE)
        other.kill()
    with reopened(closed):
        pass


def test_a_store_counts_once_its_first_change_is_durable(tmp_path: Path) -> None:
    with make(tmp_path) as files:
        assert not (tmp_path / "store.keys").exists()
        desk = at_desk(tmp_path, files, ManualClock(START), seeded_randomness(1))
        desk.save(*founding_facts())
        assert slot_labels(tmp_path) == ("AB",)
        assert not (tmp_path / "store.founding").exists()


def test_a_store_that_was_never_used_leaves_nothing(tmp_path: Path) -> None:
    make(tmp_path).close()
    assert {path.name for path in tmp_path.iterdir()} <= {"store.lock"}
    with founded(tmp_path):
        pass


def test_a_founding_that_failed_leaves_nothing(tmp_path: Path) -> None:
    def fails(desk: Opened) -> None:
        with desk.store.begin() as work:
            work.record(desk.stream, [fact(facts.CASE_OPENED, b"\x01" * 16, code="1")], AMINA)
            raise KeyboardInterrupt

    with make(tmp_path) as files:
        desk = at_desk(tmp_path, files, ManualClock(START), seeded_randomness(1))
        with pytest.raises(KeyboardInterrupt):
            fails(desk)
    assert {path.name for path in tmp_path.iterdir()} <= {"store.lock"}


def test_what_a_cut_founding_left_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "store.founding").touch()
    (tmp_path / "store.db").write_bytes(b"half a page")
    with founded(tmp_path) as opened:
        assert opened.open_case()


def test_a_founding_cut_at_its_very_end_counts(closed: Path) -> None:
    (closed / "store.founding").touch()
    with refused("store.exists"):
        make(closed)
    with reopened(closed) as opened:
        assert opened.store.reader.own_centre().name_fr == "Yacoub El Mansour"
    assert not (closed / "store.founding").exists()


@contextmanager
def forbidden(folder: Path) -> Iterator[None]:
    """Nobody may look into the folder, root neither."""
    user, rights = os.geteuid(), folder.stat().st_mode
    folder.chmod(0)
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(rights)


@pytest.mark.skipif(sys.platform == "win32", reason="rights work otherwise there")
def test_a_folder_that_may_not_be_looked_into_is_said_to_be_so(closed: Path) -> None:
    """It may hold a store: nobody is led to found another one in its place."""
    with forbidden(closed.parent):
        assert slot_file.exists(closed)
        for act in (slot_file.slot_labels, make_free, lambda at: open_store(at, PASSPHRASE)):
            with pytest.raises(UnavailableError) as caught:
                act(closed)
            assert caught.value.key == "store.read_only"
