"""`backup`, `verify`, `restore`: exit statuses, what is told, and the sentence of a refusal."""

from __future__ import annotations

import errno
import os
from functools import cache
from pathlib import Path

import pytest

from referral_app import bootstrap
from referral_app.cli.arguments import (
    BackUpAsked,
    RestoreAsked,
    Unlock,
    VerifyAllAsked,
    VerifyAsked,
    parse,
)
from referral_app.cli.demo.cast import YACOUB
from referral_app.cli.parsers import UsageError
from referral_app.errors import (
    ForeignDataError,
    NoRoomError,
    ReferralAppError,
    RefusedError,
    StoreInUseError,
    UnavailableError,
    WrongPassphraseError,
)
from referral_app.language import Language, without_isolates
from referral_app.sentences import sentence
from referral_app.storage import slots
from tests.cli.conftest import Answer, CommandLine, Copy

FRENCH = Language("fr")
_derived_once = cache(slots._derive)
"""Argon2 takes 0.13 s by intention; copies of one slot all give the same key."""
LANGUAGES = pytest.mark.parametrize("language", ["fr", "ar", "en"])


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_derive", _derived_once)


@pytest.fixture
def file(command: CommandLine, copy: Copy, tmp_path: Path) -> Path:
    """A backup of the store."""
    file = tmp_path / "a.jbak"
    assert run(command, "backup", copy.store, file).code == 0
    return file


def run(
    command: CommandLine, word: str, store: Path, file: Path, *more: str, language: str = "en"
) -> Answer:
    return command(
        *(word, "--store", store, "--file", file, *more),
        *("--passphrase-file", command.passphrase),
        language=language,
    )


def verify(command: CommandLine, file: Path, *more: object, language: str = "en") -> Answer:
    return command("verify", "--file", file, *more, language=language)


def assert_said(answer: Answer, code: int, error: ReferralAppError, language: str) -> None:
    """The error's own sentence, alone on stderr."""
    wanted = sentence(Language(language), error)  # type: ignore[arg-type]
    assert (answer.code, answer.err) == (code, f"{wanted}\n")
    assert error.key not in wanted


# What may be asked


def test_backup_may_name_a_file() -> None:
    unlock = Unlock(Path("s"), None, None)
    assert parse(["backup", "--store", "s"], FRENCH).command == BackUpAsked(unlock, None)
    words = ["backup", "--store", "s", "--file", "f"]
    assert parse(words, FRENCH).command == BackUpAsked(unlock, Path("f"))


def test_restore_names_a_file_and_says_whether_it_may_replace() -> None:
    words = ["restore", "--store", "s", "--file", "f", "--user", "NB"]
    unlock = Unlock(Path("s"), "NB", None)
    assert parse(words, FRENCH).command == RestoreAsked(unlock, Path("f"), replace=False)
    words.append("--replace")
    assert parse(words, FRENCH).command == RestoreAsked(unlock, Path("f"), replace=True)


def test_verify_names_a_file_or_a_store() -> None:
    words = ["verify", "--file", "f", "--passphrase-file", "w"]
    assert parse(words, FRENCH).command == VerifyAsked(Path("f"), None, Path("w"))
    unlock = Unlock(Path("s"), None, None)
    assert parse(["verify", "--store", "s"], FRENCH).command == VerifyAllAsked(unlock)


@pytest.mark.parametrize(
    "words",
    [
        ["verify"],
        ["verify", "--file", "f", "--store", "s"],
        ["restore", "--store", "s"],
        ["restore", "--file", "f"],
        ["backup"],
        ["backup", "--store", "s", "--passphrase", "secret words"],
    ],
)
def test_usage(command: CommandLine, words: list[str]) -> None:
    with pytest.raises(UsageError):
        parse(words, FRENCH)
    answer = command(*words)
    assert answer.code == 2
    assert "secret" not in answer.err


# What is done


def test_there_and_back(command: CommandLine, copy: Copy, file: Path, tmp_path: Path) -> None:
    before = command.show(copy.store, "--cases").out
    whole = verify(command, file)
    assert whole.code == 0
    assert "It was not opened" in whole.out
    opened = verify(command, file, "--passphrase-file", command.passphrase)
    assert opened.code == 0
    assert "It holds" in opened.out
    done = run(command, "restore", tmp_path / "new", file)
    assert (done.code, done.err) == (0, "")
    assert command.show(tmp_path / "new", "--cases").out == before


def test_without_a_file_it_goes_where_this_desk_keeps_them(
    command: CommandLine, copy: Copy
) -> None:
    words = ("--store", copy.store, "--passphrase-file", command.passphrase)
    none = command("verify", *words, language="en")
    assert none.code == 0
    assert "no backup of this store" in none.out
    for _ in range(2):
        assert command("backup", *words, language="en").code == 0
    (made,) = copy.store.with_name("store-backups").iterdir()
    good = command("verify", *words, language="en")
    assert good.code == 0
    assert str(made) in without_isolates(good.out)
    made.write_bytes(made.read_bytes()[:-7])
    bad = command("verify", *words, language="en")
    assert bad.code == 1
    assert "its end is missing" in bad.err
    assert str(made) in without_isolates(bad.err)


@LANGUAGES
def test_it_replaces_only_what_it_is_told_to(
    command: CommandLine, copy: Copy, file: Path, language: str
) -> None:
    before = (copy.store / "store.keys").read_bytes()
    answer = run(command, "restore", copy.store, file, language=language)
    assert_said(answer, 1, RefusedError("backup.store_exists"), language)
    assert answer.out.count("\n") == 4, "both sides are told"
    assert (copy.store / "store.keys").read_bytes() == before
    assert not list(copy.store.glob("store-replaced-*"))
    done = run(command, "restore", copy.store, file, "--replace", language=language)
    assert (done.code, done.err) == (0, "")
    (kept,) = copy.store.glob("store-replaced-*")
    assert str(kept) in without_isolates(done.out)
    assert command.show(kept, "--cases").code == 0


# What is refused


@LANGUAGES
@pytest.mark.parametrize("word", ["restore", "verify"])
def test_what_is_no_whole_backup(
    command: CommandLine, copy: Copy, file: Path, word: str, language: str
) -> None:
    data = file.read_bytes()
    cut = ForeignDataError("backup.cut_short")
    foreign = ForeignDataError("backup.foreign")
    for content, error in ((data[:500], cut), (b"", cut), (b"a letter " * 99, foreign)):
        file.write_bytes(content)
        if word == "verify":
            answer = verify(command, file, language=language)
        else:
            answer = run(command, word, copy.store, file, "--replace", language=language)
        assert_said(answer, 1, error, language)
    assert not list(copy.store.glob("store-replaced-*"))


@LANGUAGES
def test_damaged(command: CommandLine, file: Path, language: str) -> None:
    data = bytearray(file.read_bytes())
    data[-200] ^= 1
    file.write_bytes(data)
    answer = verify(command, file, language=language)
    assert_said(answer, 1, ForeignDataError("backup.damaged"), language)


@LANGUAGES
def test_wrong_passphrase(command: CommandLine, copy: Copy, file: Path, language: str) -> None:
    command.passphrase.write_text("huit pigeons sur le toit", encoding="utf-8")
    error = WrongPassphraseError("backup.wrong_passphrase")
    answer = run(command, "restore", copy.store, file, "--replace", language=language)
    assert_said(answer, 1, error, language)
    more = ("--passphrase-file", command.passphrase)
    assert_said(verify(command, file, *more, language=language), 1, error, language)


@LANGUAGES
def test_none_there(command: CommandLine, tmp_path: Path, language: str) -> None:
    answer = verify(command, tmp_path / "none.jbak", language=language)
    assert_said(answer, 3, UnavailableError("backup.gone"), language)


@LANGUAGES
def test_a_place_that_is_not_there(
    command: CommandLine, copy: Copy, tmp_path: Path, language: str
) -> None:
    answer = run(command, "backup", copy.store, tmp_path / "no" / "a.jbak", language=language)
    assert_said(answer, 3, UnavailableError("backup.folder_missing"), language)


@LANGUAGES
@pytest.mark.parametrize(
    ("why", "key"), [(errno.ENOSPC, "backup.no_room"), (errno.EROFS, "backup.read_only")]
)
def test_a_full_or_read_only_stick(  # noqa: PLR0917 (fixtures)
    command: CommandLine,
    copy: Copy,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    why: int,
    key: str,
    language: str,
) -> None:
    before = file.read_bytes()

    def refuse(*_: object, **__: object) -> None:
        raise OSError(why, os.strerror(why))

    with monkeypatch.context() as patch:
        patch.setattr("referral_app.storage.backup.file.open_new", refuse)
        answer = run(command, "backup", copy.store, file, language=language)
    assert_said(answer, 3, NoRoomError(key), language)
    assert file.read_bytes() == before
    assert not list(file.parent.glob("*.part"))


@LANGUAGES
def test_over_a_store_that_is_open(
    command: CommandLine, copy: Copy, file: Path, language: str
) -> None:
    with_it_open = bootstrap.open_workspace(copy.store, YACOUB.hand.passphrase)
    try:
        answer = run(command, "restore", copy.store, file, "--replace", language=language)
    finally:
        with_it_open.close()
    assert_said(answer, 3, StoreInUseError("store.in_use"), language)
