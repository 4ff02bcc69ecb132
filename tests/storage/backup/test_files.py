"""Backup files: whole ones open, and everything else is named for what it is."""

from __future__ import annotations

import hashlib
import hmac
import json
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_app.domain.identifiers import StaffId
from referral_app.errors import (
    ForeignDataError,
    ReferralAppError,
    RefusedError,
    UnavailableError,
    WrongPassphraseError,
)
from referral_app.language import Language
from referral_app.sentences import sentence, sentences
from referral_app.services.ports.backups import Secret
from referral_app.storage.backup import file as form
from referral_app.storage.backup.opening import check, look_at
from referral_app.storage.backup.writing import write_backup
from referral_app.storage.store import NewPerson
from tests.storage.backup.backups import SECRET, Made, back_up, make
from tests.storage.stores import CHEAP, PASSPHRASE, founded, reopened


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Read only."""
    return make(tmp_path_factory.mktemp("backup"))


def refusal(file: Path, secret: Secret | None = SECRET) -> str:
    with pytest.raises(ReferralAppError) as caught:
        check(file, secret)
    assert caught.value.key in sentences()
    assert sentence(Language("en"), caught.value)
    return caught.value.key


def test_it_tells_its_outside_to_anybody(made: Made) -> None:
    found = look_at(made.file)
    assert found.held is None
    assert found.file.labels == ("AB",)
    assert found.file.size == made.file.stat().st_size
    assert check(made.file, None) == found


@pytest.mark.parametrize("user", [None, "AB"])
def test_a_passphrase_opens_it(made: Made, user: str | None) -> None:
    found = check(made.file, Secret(PASSPHRASE, user))
    assert found is not None
    assert found.held is not None
    assert (found.held.cases, found.held.referrals) == (made.cases, made.cases)
    assert found.held.store == found.file.store
    assert found.held.last_entry is not None


def test_the_printed_code_opens_it(made: Made) -> None:
    found = check(made.file, Secret(made.code.lower()))
    assert found is not None
    assert found.held is not None


def test_nothing_in_it_can_be_read(made: Made) -> None:
    data = made.file.read_bytes()
    assert b"canary" not in data
    assert b"SQLite format" not in data


def test_it_is_for_its_owners_eyes(made: Made) -> None:
    assert made.file.stat().st_mode & 0o077 == 0


def test_a_wrong_passphrase(made: Made) -> None:
    with pytest.raises(WrongPassphraseError):
        check(made.file, Secret("autre chose"))
    assert refusal(made.file, Secret("autre chose")) == "backup.wrong_passphrase"
    with pytest.raises(RefusedError):
        check(made.file, Secret(PASSPHRASE, "ZZ"))
    assert refusal(made.file, Secret(PASSPHRASE, "ZZ")) == "store.no_such_person"


def test_a_passphrase_of_its_day_opens_it_and_not_that_of_today(tmp_path: Path) -> None:
    old = make(tmp_path)
    with reopened(old.folder) as opened:
        opened.files.change_passphrase(PASSPHRASE, "une autre phrase", opened.chance)
        back_up(opened, tmp_path / "new.jbak")
    assert check(old.file, SECRET)
    assert refusal(tmp_path / "new.jbak") == "backup.wrong_passphrase"
    assert check(tmp_path / "new.jbak", Secret("une autre phrase"))


@settings(max_examples=60)
@given(share=st.floats(0, 1, exclude_max=True))
def test_cut_at_any_byte(
    made: Made, tmp_path_factory: pytest.TempPathFactory, share: float
) -> None:
    data = made.file.read_bytes()
    assert_cut(tmp_path_factory.mktemp("cut") / "b.jbak", data, int(len(data) * share))


def test_cut_in_front(made: Made, tmp_path: Path) -> None:
    """Every byte of what stands before the database, and of what stands after it."""
    data = made.file.read_bytes()
    start = form.read_outside(made.file).start
    for at in (*range(0, start + 2, 89), *range(len(data) - 66, len(data))):
        assert_cut(tmp_path / "b.jbak", data, at)


def assert_cut(file: Path, data: bytes, at: int) -> None:
    file.write_bytes(data[:at])
    assert refusal(file) == "backup.cut_short"
    assert refusal(file, None) == "backup.cut_short"


@settings(max_examples=60)
@given(share=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_bit_turned_anywhere(
    made: Made, tmp_path_factory: pytest.TempPathFactory, share: float, bit: int
) -> None:
    data = bytearray(made.file.read_bytes())
    data[int(len(data) * share)] ^= 1 << bit
    file = tmp_path_factory.mktemp("bit") / "b.jbak"
    file.write_bytes(data)
    keys = {refusal(file), refusal(file, None)}
    assert keys <= {
        "backup.damaged",
        "backup.cut_short",  # a length that says more than there is
        "backup.foreign",  # the very first bytes
        "backup.newer",
        "backup.altered",
        "backup.wrong_passphrase",  # a bit of the slots: found when they are opened
        "store.no_such_person",
    }


def test_zeros_at_the_end_and_more_than_there_should_be(made: Made, tmp_path: Path) -> None:
    """What a stick leaves that was pulled out after the size was known, and before the data."""
    data, file = made.file.read_bytes(), tmp_path / "b.jbak"
    file.write_bytes(data[:-5000] + bytes(5000))
    assert refusal(file) == "backup.damaged"
    file.write_bytes(data + b"more")
    assert refusal(file) == "backup.damaged"


@pytest.mark.parametrize(
    "content", [b"a shopping list, long enough", b"SQLite format 3\0" * 100, b"\x89PNG" * 9]
)
def test_what_is_no_backup(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.jbak").write_bytes(content)
    assert refusal(tmp_path / "b.jbak") == "backup.foreign"
    assert refusal(tmp_path / "b.jbak", None) == "backup.foreign"


def test_none_there(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        check(tmp_path / "b.jbak", None)
    assert refusal(tmp_path / "b.jbak", None) == "backup.gone"


def rebuilt(of: Made, file: Path, key: bytes, **changes: object) -> None:
    """A backup with another head, sealed and hashed by whoever holds `key`."""
    outside = form.read_outside(of.file)
    data = of.file.read_bytes()
    head = json.dumps(json.loads(outside.head.encode()) | changes).encode()
    body = form.MAGIC + len(head).to_bytes(4) + head
    body += len(outside.slots).to_bytes(4) + outside.slots
    body += data[outside.start : outside.start + outside.head.database]
    seal = hmac.new(form._seal_key(key), body, "sha256").digest()
    file.write_bytes(body + seal + hashlib.sha256(body + seal).digest())


@pytest.mark.parametrize("what", ["version", "form"])
def test_one_of_a_newer_program(made: Made, tmp_path: Path, what: str) -> None:
    rebuilt(made, tmp_path / "b.jbak", bytes(32), **{what: 99})
    assert refusal(tmp_path / "b.jbak") == "backup.newer"
    assert refusal(tmp_path / "b.jbak", None) == "backup.newer"
    with pytest.raises(ForeignDataError) as caught:
        look_at(tmp_path / "b.jbak")
    assert caught.value.values["found"] == 99


def test_one_put_together_by_somebody_else(made: Made, tmp_path: Path) -> None:
    """The hash is right, but only who holds the database's key could have sealed it."""
    rebuilt(made, tmp_path / "b.jbak", bytes(32), made=1)
    assert check(tmp_path / "b.jbak", None)
    assert refusal(tmp_path / "b.jbak") == "backup.altered"


def test_slots_of_another_store(made: Made, tmp_path: Path) -> None:
    other = make(tmp_path / "other")
    rebuilt(made, tmp_path / "b.jbak", bytes(32), store=look_at(other.file).file.store.hex()[::-1])
    assert refusal(tmp_path / "b.jbak", None) == "backup.altered"


@given(data=st.binary(max_size=300))
def test_no_bytes_make_it_fail_in_another_way(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.mktemp("any") / "b.jbak"
    for front in (b"", form.MAGIC):
        file.write_bytes(front + data)
        assert refusal(file, None).startswith("backup.")


def test_what_was_saved_meanwhile_is_in_the_next(tmp_path: Path) -> None:
    with founded(tmp_path / "store") as opened:
        opened.open_case()
        saved = []

        def save_more(done: int, _total: int) -> bool:
            if done < 300:
                saved.append(opened.open_case())
            return True

        first = write_backup(
            opened.folder, opened.files.still_key, tmp_path / "a.jbak", opened.clock, save_more
        )
        second = back_up(opened, tmp_path / "b.jbak")
    assert saved
    assert first is not None
    assert first.held is not None
    assert second.held is not None
    assert first.held.cases == 1 + len(saved[:1])  # saved before the copy began
    assert second.held.cases == 1 + len(saved)


@pytest.mark.parametrize("at", [0, 200, 400])
def test_a_store_that_is_re_keyed_meanwhile(tmp_path: Path, at: int) -> None:
    """Somebody leaves while a backup is made: it opens with the slots that are in it."""
    with founded(tmp_path / "store") as opened:
        for _ in range(30):
            opened.open_case(closure_note="x" * 3000)
        other = NewPerson("CD", StaffId(b"\x0c" * 16), "une autre phrase", CHEAP)
        opened.files.add_person(other, opened.chance)
        leaving: list[Thread] = []

        def leave(share: int, _total: int) -> bool:
            if share >= at and not leaving:
                act = partial(opened.files.remove_people, [other.staff], opened.chance)
                leaving.append(Thread(target=act))
                leaving[0].start()
            return True

        made = write_backup(
            opened.folder, opened.files.still_key, tmp_path / "a.jbak", opened.clock, leave
        )
        leaving[0].join()
        assert made is not None
        assert [slot for slot in opened.files.people if slot[0] == "CD"] == []
        opened.open_case()
        assert opened.files.integrity() == ()
    found = check(tmp_path / "a.jbak", SECRET)
    assert found is not None
    assert found.held is not None
    assert found.held.cases == 30
