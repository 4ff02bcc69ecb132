"""No word of a file stands outside the encrypted store: not on disk, not in a temporary file."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from referral_app.domain import facts
from referral_app.errors import InvalidInputError
from referral_app.services.ports import CaseQuery, Draft, ReferralBox, ReferralQuery
from referral_app.storage.opened import OpenStore
from tests.storage.peer import Peer
from tests.storage.stores import AMINA, START, Opened, fact, founded, reopened
from tests.storage.tables import writer

WORDS: Final = ("Canarizouille", "كناريزويل")
FORMS: Final = tuple(
    word.encode(coding)
    for text in WORDS
    for word in (text, text.lower(), text.upper())
    for coding in ("utf-8", "utf-16-le", "utf-16-be")
)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of its own for whatever would be put aside."""
    place = tmp_path / "temporary"
    place.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield place
    monkeypatch.setattr(tempfile, "tempdir", None)


def leaks(*folders: Path) -> list[str]:
    """Files, deleted ones that are still open included, in which a canary word stands."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    handles = Path("/proc/self/fd")
    for handle in handles.iterdir() if handles.exists() else ():
        try:
            target = handle.readlink()
        except OSError:
            continue  # the listing itself, closed by now
        if any(target.is_relative_to(folder) for folder in folders):
            files.append(handle)
    return [str(path) for path in files if any(form in path.read_bytes() for form in FORMS)]


def a_days_work(opened: Opened) -> None:
    """Write the canary words wherever words can go."""
    text = " ".join(WORDS)
    case = opened.open_case(contact_warning=text, closure_note=text)
    opened.save(fact(facts.NOTE_ADDED, case, text=text))
    opened.add_need(case, detail=text)
    opened.send(case, "4231900869", detail=text)
    Peer().send(opened, detail=text)
    with opened.store.begin() as work:
        work.save_draft(Draft("intake", "", AMINA, text, START))
        work.put_setting("last", text)
        work.put_note("note", text.encode())
        work.put_identity("name", text.encode())


def a_change_taken_back(opened: Opened, *folders: Path) -> None:
    with opened.store.begin() as work:
        work.save_draft(Draft("note", "", AMINA, WORDS[0] * 5000, START))
        assert leaks(*folders) == []
        raise ZeroDivisionError


def test_no_word_stands_outside(tmp_path: Path, temporary: Path) -> None:
    folder = tmp_path / "store"
    with founded(folder) as opened:
        a_days_work(opened)
        assert leaks(folder, temporary) == []
        with pytest.raises(ZeroDivisionError):
            a_change_taken_back(opened, folder, temporary)
        for word in WORDS:
            assert opened.store.reader.case_page(CaseQuery(text=word)).total == 1
            sent = ReferralQuery(ReferralBox.SENT, text=word)
            assert opened.store.reader.referral_page(sent).total == 1
        assert leaks(folder, temporary) == []
    assert leaks(folder, temporary) == []
    with reopened(folder) as again, again.store.begin() as work:
        work.drop_draft("intake", "", AMINA)
        assert leaks(folder, temporary) == []


def test_large_sorts_and_indexes_stay_in_memory(tmp_path: Path, temporary: Path) -> None:
    with founded(tmp_path / "store") as opened:
        connection = writer(opened.files)
        connection.run("PRAGMA cache_size = -500")
        for at in range(40):
            with opened.store.begin() as work:
                data = f"{at} " + WORDS[0] * 5000
                work.save_draft(Draft("note", str(at), AMINA, data, START))
        sql = "SELECT a.data FROM draft a JOIN draft b ON a.owner = b.owner ORDER BY b.data DESC"
        connection.all(f"{sql} LIMIT 500")
        assert leaks(tmp_path, temporary) == []
        connection.run("CREATE TEMP TABLE aside AS SELECT data FROM draft")
        connection.run("CREATE INDEX by_data ON draft (data)")
        assert leaks(tmp_path, temporary) == []
        connection.run("DROP INDEX by_data")
        connection.run("VACUUM")
        assert leaks(tmp_path, temporary) == []


def test_the_search_for_leaks_finds_them(tmp_path: Path, temporary: Path) -> None:
    """A check that cannot fail proves nothing."""
    (temporary / "note.txt").write_text(f"… {WORDS[1]} …", encoding="utf-8")
    with tempfile.TemporaryFile(dir=temporary) as deleted:
        deleted.write(WORDS[0].encode())
        deleted.flush()
        found = leaks(tmp_path)
    assert str(temporary / "note.txt") in found
    if Path("/proc/self/fd").exists():
        assert len(found) == 2


def test_the_settings_that_keep_words_inside(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        connection = writer(opened.files)
        settings = {
            name: connection.all(f"PRAGMA {name}")[0][0]
            for name in ("temp_store", "secure_delete", "synchronous", "journal_mode")
        }
        assert settings == {
            "temp_store": 2,
            "secure_delete": 1,
            "synchronous": 2,
            "journal_mode": "wal",
        }
        assert connection.all("PRAGMA foreign_keys") == [(1,)]
        assert connection.all("PRAGMA cipher_version")[0][0].startswith("4.")


def test_an_error_says_nothing_of_what_was_typed(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        with pytest.raises(InvalidInputError) as caught:
            opened.save(fact(facts.NOTE_ADDED, b"\x01" * 16, text=WORDS[0] + "\ud800"))
        error: BaseException | None = caught.value
        while error:
            assert WORDS[0] not in f"{error!r} {error} {vars(error)}"
            error = error.__cause__


def test_a_damaged_store_prints_nothing(tmp_path: Path) -> None:
    """SQLCipher would write its complaints on standard error."""
    with founded(tmp_path):
        pass
    database = tmp_path / "store.db"
    database.write_bytes(os.urandom(database.stat().st_size))
    words = (
        "import sys; from pathlib import Path;"
        "from referral_app.errors import ForeignDataError;"
        "from tests.storage.stores import PASSPHRASE; from referral_app.storage.store import *\n"
        "try: open_store(Path(sys.argv[1]), PASSPHRASE)\n"
        "except ForeignDataError as error: print(error.key)"
    )
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", words, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("store.damaged\n", "")


def test_keys_are_in_no_description(tmp_path: Path) -> None:
    with founded(tmp_path) as opened:
        files: OpenStore = opened.files
        key = files._ring.key
        shown = f"{files!r} {opened.store!r} {opened.store.identity!r} {files._ring.slot!r}"
        assert key.hex() not in shown
        assert repr(key) not in shown
        assert repr(opened.store.identity.commune_key) not in shown
