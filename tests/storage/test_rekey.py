"""Somebody leaves: the store goes under another key, and a cut at any moment loses nothing."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

import pytest

from referral_app.clock import seeded_randomness
from referral_app.domain.identifiers import StaffId
from referral_app.errors import ForeignDataError, NoRoomError, RefusedError, WrongPassphraseError
from referral_app.services.ports import CaseQuery
from referral_app.storage import slot_file
from referral_app.storage.connection import Connection
from referral_app.storage.recovery_code import new_recovery_code
from referral_app.storage.slot_file import SlotFile
from referral_app.storage.slots import NewPerson, open_with_passphrase
from referral_app.storage.store import open_store, open_with_recovery
from tests.storage.stores import CHEAP, PASSPHRASE, Opened, founded, reopened
from tests.storage.tables import projections, refolded, writer
from tests.storage.test_kills import nursery
from tests.storage.test_no_room import can_mount, tiny_disk

ROOT: Final = Path(__file__).resolve().parents[2]
BADR: Final = StaffId(b"\x0b" * 16)
BADRS: Final = "un bateau dans le brouillard"
CHANCE: Final = seeded_randomness(77)
KILLS: Final = 40
LONGEST_LIFE: Final = 0.05
"""Seconds; a whole re-key of this store takes about 0.02."""


def let_in(opened: Opened) -> None:
    opened.files.add_person(NewPerson("BC", BADR, BADRS, CHEAP), CHANCE)


def key_of(folder: Path, passphrase: str = PASSPHRASE) -> bytes:
    content = slot_file.read(folder)
    return open_with_passphrase(content.slots, content.store, passphrase).key


def opens(folder: Path, key: bytes) -> bool:
    try:
        Connection(folder / "store.db", key, mode="ro").close()
    except ForeignDataError:
        return False
    return True


def assert_sound(folder: Path, cases: set[bytes]) -> None:
    with reopened(folder) as opened:
        assert opened.files.finish_rekey(CHANCE) in (True, False)
        rows = opened.store.reader.case_page(CaseQuery(limit=10_000)).rows
        assert {row.id for row in rows} == cases
        assert opened.files.integrity() == ()
        own = opened.store.identity.centre
        assert refolded(opened.files, own) == projections(opened.files)
    content = slot_file.read(folder)
    assert not any(slot.next_key for slot in content.slots)
    key = key_of(folder)
    assert opens(folder, key)


def test_who_left_opens_nothing_more_and_the_others_go_on(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        code = opened.recovery_code
        case = opened.open_case()
        let_in(opened)
        before = slot_file.read(tmp_path)
        old = key_of(tmp_path, BADRS)
        assert opened.files.remove_people([BADR], CHANCE) == 1
        # The desk that is open works on, reading and writing.
        more = opened.open_case()
        rows = opened.store.reader.case_page(CaseQuery()).rows
        assert {row.id for row in rows} == {case, more}
    assert slot_file.slot_labels(tmp_path) == ("AB",)
    with pytest.raises(RefusedError):
        open_store(tmp_path, BADRS, "BC")
    assert not opens(tmp_path, old)
    assert_sound(tmp_path, {case, more})
    # Even the key file of before, kept on a stick, opens the store no more.
    now = slot_file.read(tmp_path)
    slot_file.write(tmp_path, before)
    with pytest.raises(ForeignDataError):
        open_store(tmp_path, BADRS)
    slot_file.write(tmp_path, now)
    person = NewPerson("DE", StaffId(b"\x0d" * 16), "encore une autre phrase", CHEAP)
    with open_with_recovery(tmp_path, code, person, chance=CHANCE) as files:
        assert files.people == (("AB", StaffId(b"\x0a" * 16)), ("DE", person.staff))


def test_nobody_to_remove_leaves_the_key_alone(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        before = (tmp_path / "store.keys").read_bytes()
        assert opened.files.remove_people([BADR], CHANCE) == 0
    assert (tmp_path / "store.keys").read_bytes() == before


def test_a_reader_in_the_middle_of_its_questions_is_not_disturbed(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        let_in(opened)
        case = opened.open_case()
        reader = opened.store.reader
        opened.files.remove_people([BADR], CHANCE)
        assert [row.id for row in reader.case_page(CaseQuery()).rows] == [case]


def test_a_new_code_replaces_the_old_one_even_in_copies(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        first, second = opened.recovery_code, new_recovery_code(CHANCE)
        let_in(opened)
        old = key_of(tmp_path)
        opened.files.replace_recovery(second, CHANCE, CHEAP)
    assert not opens(tmp_path, old)
    person = NewPerson("AB", StaffId(b"\x0a" * 16), "une phrase toute neuve", CHEAP)
    with pytest.raises(WrongPassphraseError):
        open_with_recovery(tmp_path, first, person, chance=CHANCE)
    open_with_recovery(tmp_path, second, person, chance=CHANCE).close()
    open_store(tmp_path, BADRS, "BC").close()


def test_a_slot_smuggled_into_the_file_is_not_sealed_to(tmp_path: Path) -> None:
    """Who holds the computer may write into `store.keys`, but not into the list of those let in."""
    with founded(tmp_path / "other", seed=9) as elsewhere:
        elsewhere.files.add_person(NewPerson("ZZ", BADR, "je ne suis pas d’ici", CHEAP), CHANCE)
    with founded(tmp_path / "store") as opened:
        let_in(opened)
    folder = tmp_path / "store"
    content = slot_file.read(folder)
    foreign = slot_file.read(tmp_path / "other").slots[-1]._replace(staff=BADR)
    # In place of Badr's public key stands that of somebody else.
    changed = tuple(
        slot._replace(public=foreign.public) if slot.label == "BC" else slot
        for slot in content.slots
    )
    slot_file.write(folder, SlotFile(content.store, (*changed, foreign._replace(label="YY"))))
    with reopened(folder) as opened:
        opened.files.replace_recovery(new_recovery_code(CHANCE), CHANCE, CHEAP)
    assert slot_file.slot_labels(folder) == ("AB",)


def test_who_left_is_not_sealed_to_by_putting_the_old_slot_back(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        let_in(opened)
        theirs = next(slot for slot in slot_file.read(tmp_path).slots if slot.label == "BC")
        opened.files.remove_people([BADR], CHANCE)
    content = slot_file.read(tmp_path)
    slot_file.write(tmp_path, content._replace(slots=(*content.slots, theirs)))
    with reopened(tmp_path) as opened:
        opened.files.replace_recovery(new_recovery_code(CHANCE), CHANCE, CHEAP)
    assert slot_file.slot_labels(tmp_path) == ("AB",)


def test_new_initials_are_taken_up_with_the_passphrase(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        let_in(opened)
        opened.files.relabel("BC", PASSPHRASE, CHANCE)
        assert opened.files.label == "AB"  # taken
        opened.files.relabel("AH", PASSPHRASE, CHANCE)
        with pytest.raises(WrongPassphraseError):
            opened.files.relabel("AI", BADRS, CHANCE)
    assert slot_file.slot_labels(tmp_path) == ("AH", "BC")
    open_store(tmp_path, PASSPHRASE, "AH").close()


def test_a_passphrase_changed_meanwhile_holds_the_key_that_came(tmp_path: Path) -> None:
    """An exchange may close somebody out in a thread of its own."""
    with founded(tmp_path) as opened:
        for turn in range(5):
            let_in(opened)
            old, new = f"{PASSPHRASE} {turn - 1}", f"{PASSPHRASE} {turn}"
            if turn == 0:
                old = PASSPHRASE
            closing = threading.Thread(target=opened.files.remove_people, args=([BADR], CHANCE))
            closing.start()
            opened.files.change_passphrase(old, new, seeded_randomness(turn))
            closing.join()
        case = opened.open_case()
    with reopened(tmp_path, f"{PASSPHRASE} 4") as opened:
        assert opened.files.people == (("AB", StaffId(b"\x0a" * 16)),)
        assert [row.id for row in opened.store.reader.case_page(CaseQuery()).rows] == [case]


def test_no_page_left_for_the_new_key(tmp_path: Path) -> None:
    """The slot is gone at once; the re-key waits, and the store works until it can be done."""
    with founded(tmp_path) as opened:
        case = opened.open_case(closure_note="x" * 2000)
        let_in(opened)
        old = key_of(tmp_path)
        done = refused_by_a_limit(tmp_path, opened)
        assert done == "rekey.no_room"
        more = opened.open_case()
        assert {row.id for row in opened.store.reader.case_page(CaseQuery()).rows} == {case, more}
        late = NewPerson("DE", StaffId(b"\x0d" * 16), "arrivée entre-temps", CHEAP)
        opened.files.add_person(late, CHANCE)
    assert slot_file.slot_labels(tmp_path) == ("AB", "DE")
    assert key_of(tmp_path) == old
    with open_store(tmp_path, "arrivée entre-temps") as files:
        assert files.finish_rekey(CHANCE)
    assert not opens(tmp_path, old)
    assert_sound(tmp_path, {case, more})


def refused_by_a_limit(folder: Path, opened: Opened) -> str:
    """Let the write-ahead log find no room to grow."""
    import resource

    connection = writer(opened.files)
    connection.all("PRAGMA wal_checkpoint(TRUNCATE)")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, before[1]))
        with pytest.raises(NoRoomError) as caught:
            opened.files.remove_people([BADR], CHANCE)
        return caught.value.key
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)


DISK: Final = """
from pathlib import Path
import os, sys
from referral_app.errors import NoRoomError
from referral_app.services.ports import CaseQuery
from referral_app.storage import slot_file
from tests.storage.stores import founded, reopened
from tests.storage.test_rekey import BADR, CHANCE, assert_sound, let_in

folder = Path(sys.argv[1])
with founded(folder) as opened:
    cases = {bytes(opened.open_case(closure_note="x" * 2000)) for _ in range(60)}
    let_in(opened)
size = (folder / "store.db").stat().st_size
free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_bsize
with open(folder / "filler", "wb") as file:
    file.write(b"x" * max(free - size // 2, 0))
with reopened(folder) as opened:
    try:
        opened.files.remove_people([BADR], CHANCE)
    except NoRoomError as error:
        print(error.key)
    assert {row.id for row in opened.store.reader.case_page(CaseQuery(limit=10_000)).rows} == cases
print(*slot_file.slot_labels(folder))
(folder / "filler").unlink()
with reopened(folder) as opened:
    print(opened.files.finish_rekey(CHANCE))
assert_sound(folder, cases)
"""


def test_a_real_disk_that_is_full(tmp_path: Path) -> None:
    """On a machine where nobody may mount one, the test above must do."""
    if not can_mount(tmp_path):
        return
    done = subprocess.run(  # noqa: S603 - our own words
        [*tiny_disk(tmp_path, "8m"), sys.executable, "-c", DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.splitlines() == ["rekey.no_room", "AB", "True"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such kill there")
def test_killed_at_any_moment_nothing_is_lost(tmp_path: Path) -> None:
    chance = random.Random(random.SystemRandom().getrandbits(32))
    with founded(tmp_path) as opened:
        cases = {bytes(opened.open_case(closure_note="x" * 2000)) for _ in range(100)}
    found: dict[str, int] = {}
    with nursery() as started:
        with reopened(tmp_path) as opened:
            let_in(opened)
        longest = max(LONGEST_LIFE, 2 * started.pace(tmp_path, "leave")[0])
        for _ in range(KILLS):
            with reopened(tmp_path) as opened:
                if len(opened.files.people) == 1:
                    let_in(opened)
            acknowledged = started.life(tmp_path, chance.uniform(0, longest), "leave")
            state = left_behind(tmp_path)
            found[state] = found.get(state, 0) + 1
            assert state == "done" or not acknowledged
            with reopened(tmp_path) as opened:
                under_way = opened.files.finish_rekey(CHANCE)
                assert under_way == (state in ("sealed", "encrypted"))
                held = opened.store.reader.case_page(CaseQuery(limit=10_000)).rows
                assert {row.id for row in held} == cases
    assert_sound(tmp_path, cases)
    # Else this proves little: some lives must have been cut before the end, some after it.
    assert len(found) > 1, found


def left_behind(folder: Path) -> str:
    """How far a life came: nothing, both keys in the file, the database encrypted, or all."""
    content = slot_file.read(folder)
    if not any(slot.next_key for slot in content.slots):
        return "untouched" if "BC" in slot_file.slot_labels(folder) else "done"
    return "sealed" if opens(folder, key_of(folder)) else "encrypted"
