"""Key slots: each person's passphrase, the printed code, and what a tampered file gives away."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from referral_app.clock import seeded_randomness
from referral_app.domain.identifiers import StaffId
from referral_app.errors import (
    ForeignDataError,
    InvalidInputError,
    RefusedError,
    WrongPassphraseError,
)
from referral_app.storage import slot_file, slots
from referral_app.storage.recovery_code import new_recovery_code
from referral_app.storage.slot_file import Cost, Slot, SlotFile, SlotKind
from referral_app.storage.slots import NewPerson
from tests.storage.stores import CHEAP

CHANCE = seeded_randomness(5)
KEY, STORE = CHANCE(32), CHANCE(16)
AMINA = NewPerson("AB", StaffId(CHANCE(16)), "Café à l’école", CHEAP)
BADR = NewPerson("BC", StaffId(CHANCE(16)), "مدرسة الحي القديم", CHEAP)
CODE = new_recovery_code(CHANCE)


@pytest.fixture(scope="module")
def three() -> tuple[Slot, ...]:
    return (
        slots.person_slot(AMINA, KEY, STORE, CHANCE),
        slots.person_slot(BADR, KEY, STORE, CHANCE),
        slots.recovery_slot(CODE, KEY, STORE, CHANCE, CHEAP),
    )


def test_each_passphrase_opens_its_own_slot(three: tuple[Slot, ...]) -> None:
    for person, slot in zip((AMINA, BADR), three[:2], strict=True):
        opened = slots.open_with_passphrase(three[:2], STORE, person.passphrase)
        assert (opened.slot, opened.key) == (slot, KEY)


def test_letters_composed_otherwise_are_the_same_passphrase(three: tuple[Slot, ...]) -> None:
    apart = unicodedata.normalize("NFD", AMINA.passphrase)
    assert apart != AMINA.passphrase
    assert slots.open_with_passphrase(three[:1], STORE, apart).key == KEY


@pytest.mark.parametrize("typed", ["", "café à l’école", "Café à l’école "])
def test_another_passphrase_opens_nothing(three: tuple[Slot, ...], typed: str) -> None:
    with pytest.raises(WrongPassphraseError) as caught:
        slots.open_with_passphrase(three[:2], STORE, typed)
    assert caught.value.key == "store.wrong_passphrase"


def test_the_printed_code_opens(three: tuple[Slot, ...]) -> None:
    assert slots.open_with_code(three[2:], STORE, CODE.lower()).key == KEY


def test_the_code_of_another_centre_opens_nothing(three: tuple[Slot, ...]) -> None:
    with pytest.raises(WrongPassphraseError) as caught:
        slots.open_with_code(three[2:], STORE, new_recovery_code(CHANCE))
    assert caught.value.key == "store.wrong_recovery_code"


def test_an_empty_passphrase_protects_nothing() -> None:
    with pytest.raises(InvalidInputError) as caught:
        slots.person_slot(replace(AMINA, passphrase=""), KEY, STORE, CHANCE)
    assert caught.value.field == "passphrase"


@pytest.mark.parametrize(
    "changes",
    [
        {"id": b"\x00" * 16},
        {"label": "BC"},
        {"staff": b"\x00" * 16},
        {"kind": SlotKind.RECOVERY},
        {"cost": Cost(32, 2, 1)},
        {"cost": Cost(33, 1, 1)},
        {"salt": b"\x00" * 16},
        {"nonce": b"\x00" * 12},
        {"seed": b"\x00" * 48},
        {"public": b"\x00" * 1216},
    ],
)
def test_a_slot_that_was_altered_opens_nothing(
    three: tuple[Slot, ...], changes: dict[str, Any]
) -> None:
    with pytest.raises(WrongPassphraseError):
        slots.open_with_passphrase([three[0]._replace(**changes)], STORE, AMINA.passphrase)


def test_a_slot_of_another_store_opens_nothing(three: tuple[Slot, ...]) -> None:
    with pytest.raises(WrongPassphraseError):
        slots.open_with_passphrase(three[:1], b"\x00" * 16, AMINA.passphrase)


@pytest.mark.parametrize("sealed", [b"", b"\x00" * 1168, None])
def test_a_database_key_that_was_exchanged_is_damage(
    three: tuple[Slot, ...], sealed: bytes | None
) -> None:
    altered = three[0]._replace(database_key=three[1].database_key if sealed is None else sealed)
    with pytest.raises(ForeignDataError) as caught:
        slots.open_with_passphrase([altered], STORE, AMINA.passphrase)
    assert caught.value.key == "store.slots_damaged"


def test_a_passphrase_changes_alone(three: tuple[Slot, ...]) -> None:
    changed = slots.with_new_passphrase(three[0], STORE, AMINA.passphrase, "autre phrase", CHANCE)
    assert (changed.public, changed.database_key) == (three[0].public, three[0].database_key)
    assert slots.open_with_passphrase([changed], STORE, "autre phrase").key == KEY
    with pytest.raises(WrongPassphraseError):
        slots.open_with_passphrase([changed], STORE, AMINA.passphrase)
    with pytest.raises(WrongPassphraseError):
        slots.with_new_passphrase(three[0], STORE, "pas la bonne", "autre", CHANCE)
    with pytest.raises(InvalidInputError):
        slots.with_new_passphrase(three[0], STORE, AMINA.passphrase, "", CHANCE)


def test_waiting_grows_after_a_few_tries() -> None:
    waits = [slots.delay_after(failures) for failures in range(12)]
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_the_file_comes_back_as_written(tmp_path: Path, three: tuple[Slot, ...]) -> None:
    content = SlotFile(STORE, three)
    slot_file.write(tmp_path, content)
    assert slot_file.read(tmp_path) == content
    assert slot_file.slot_labels(tmp_path) == ("AB", "BC")
    assert [path.name for path in tmp_path.iterdir()] == ["store.keys"]


def test_nothing_secret_is_in_the_file(tmp_path: Path, three: tuple[Slot, ...]) -> None:
    slot_file.write(tmp_path, SlotFile(STORE, three))
    data = (tmp_path / "store.keys").read_text()
    assert json.dumps(AMINA.label) in data
    for secret in (KEY.hex(), AMINA.passphrase, CODE, CODE.replace("-", "")):
        assert secret not in data
        # As the file would write it: no accent stands in it as it is typed.
        assert json.dumps(secret) not in data


@pytest.mark.parametrize(
    "change", ["", "[]", "null", "{}", "{" * 50_000, '{"format": "x"}', "\x00"]
)
def test_a_file_that_is_none_is_damaged(tmp_path: Path, change: str) -> None:
    (tmp_path / "store.keys").write_text(change)
    assert_damaged(tmp_path)


def assert_damaged(folder: Path, key: str = "store.slots_damaged") -> None:
    with pytest.raises(ForeignDataError) as caught:
        slot_file.read(folder)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("store",), "00"),
        (("slots",), {}),
        (("slots", 0, "kind"), "master"),
        (("slots", 0, "label"), 7),
        (("slots", 0, "salt"), "zz"),
        (("slots", 0, "seed"), "00"),
        (("slots", 1, "id"), "same"),
        (("slots", 0, "kdf", "name"), "none"),
        (("slots", 0, "kdf", "memory"), 64 * 1024 * 1024),
        (("slots", 0, "kdf", "memory"), 1),
        (("slots", 0, "kdf", "memory"), True),
        (("slots", 0, "kdf", "passes"), 11),
        (("slots", 0, "kdf", "passes"), 0),
        (("slots", 0, "kdf", "lanes"), 17),
        (("slots", 0, "kdf", "lanes"), -1),
        (("slots", 0, "kdf", "passes"), 10**30),
        (("slots", 0, "kdf", "memory"), 1e3),
    ],
)
def test_hostile_values_are_refused_before_they_cost_anything(
    tmp_path: Path, three: tuple[Slot, ...], path: tuple[Any, ...], value: object
) -> None:
    slot_file.write(tmp_path, SlotFile(STORE, three))
    file = tmp_path / "store.keys"
    document = json.loads(file.read_bytes())
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = document["slots"][0]["id"] if value == "same" else value
    file.write_text(json.dumps(document))
    assert_damaged(tmp_path)


def test_a_newer_file_is_refused_with_both_numbers(tmp_path: Path, three: tuple[Slot, ...]) -> None:
    slot_file.write(tmp_path, SlotFile(STORE, three))
    file = tmp_path / "store.keys"
    file.write_text(file.read_text().replace('"version": 1', '"version": 2'))
    with pytest.raises(ForeignDataError) as caught:
        slot_file.read(tmp_path)
    assert caught.value.key == "store.newer"
    assert caught.value.values == {"found": 2, "known": 1}


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "store.keys").open("wb") as file:
        file.truncate(slot_file.MAX_SIZE * 50)
    assert_damaged(tmp_path)


def test_no_file_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as caught:
        slot_file.slot_labels(tmp_path)
    assert caught.value.key == "store.none"


def test_the_list_of_who_may_unlock_loads_nothing_heavy() -> None:
    code = (
        "import sys; import referral_app.storage.slot_file;"
        "print(*(n for n in ('sqlalchemy', 'sqlcipher3', 'cryptography') if n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert done.stdout.strip() == ""
