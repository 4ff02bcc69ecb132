"""What may be asked, and that nothing typed is ever repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from referral_app.cli.arguments import (
    DemoAsked,
    HelpAsked,
    ShowAsked,
    SyncAsked,
    Unlock,
    parse,
)
from referral_app.cli.parsers import UsageError
from referral_app.language import Language

FRENCH = Language("fr")
ID = "0123456789abcdef" * 2


def test_demo_has_defaults() -> None:
    asked = parse(["demo", "--output", "place"], FRENCH)
    assert asked.command == DemoAsked(Path("place"), 1, 12, 1)


def test_demo_takes_its_numbers() -> None:
    words = ["demo", "--output", "p", "--seed", "7", "--cases", "3", "--months", "2"]
    assert parse(words, FRENCH).command == DemoAsked(Path("p"), 7, 3, 2)


def test_sync_names_store_folder_and_person() -> None:
    words = ["sync", "--store", "s", "--folder", "f", "--user", "NB", "--passphrase-file", "w"]
    unlock = Unlock(Path("s"), "NB", Path("w"))
    assert parse(words, FRENCH).command == SyncAsked(unlock, Path("f"))


def test_sync_names_a_hub_and_the_code_that_admits() -> None:
    words = ["sync", "--store", "s", "--hub", "https://hub.example", "--admission", "c"]
    unlock = Unlock(Path("s"), None, None)
    expected = SyncAsked(unlock, None, "https://hub.example", "c")
    assert parse(words, FRENCH).command == expected


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (["--cases"], ("cases", "")),
        (["--referrals"], ("referrals", "")),
        (["--case", "4231-9008-69"], ("case", "4231-9008-69")),
        (["--referral", ID.upper()], ("referral", ID)),
    ],
)
def test_show_asks_for_one_thing(what: list[str], expected: tuple[str, str]) -> None:
    asked = parse(["show", "--store", "s", *what, "--json"], FRENCH).command
    assert isinstance(asked, ShowAsked)
    assert (asked.what, asked.which) == expected


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_language_asked_for_goes_before_that_of_the_environment(language: str) -> None:
    words = ["sync", "--store", "s", "--folder", "f", "--language", language]
    assert parse(words, Language("en")).language.code == language


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["freeze"],
        ["demo"],
        ["demo", "--output", "p", "--cases", "0"],
        ["demo", "--output", "p", "--seed", "one"],
        ["demo", "--out", "p"],
        ["sync", "--store", "s"],
        ["sync", "--store", "s", "--folder", "f", "--language", "de"],
        ["sync", "--store", "s", "--folder", "f", "--hub", "u"],
        ["show", "--store", "s", "--json"],
        ["show", "--store", "s", "--cases"],
        ["show", "--store", "s", "--cases", "--referrals", "--json"],
        ["show", "--store", "s", "--referral", "12", "--json"],
        ["show", "--store", "s", "--referral", "zz" * 16, "--json"],
    ],
)
def test_anything_else_is_refused(words: list[str]) -> None:
    with pytest.raises(UsageError):
        parse(words, FRENCH)


def test_what_was_typed_is_never_repeated() -> None:
    secret = "sept-pigeons"
    for words in (["sync", "--passphrase", secret], [secret], ["show", "--store", "s", secret]):
        with pytest.raises(UsageError) as refused:
            parse(words, FRENCH)
        assert secret not in repr(refused.value) + repr(refused.value.values)


@pytest.mark.parametrize("command", ["demo", "sync", "show"])
def test_help_explains_a_command(command: str) -> None:
    asked = parse([command, "--help"], Language("en")).command
    assert isinstance(asked, HelpAsked)
    assert asked.text.startswith(f"Usage: referral-app {command} ")


def test_help_without_a_command_explains_them_all() -> None:
    asked = parse(["--help"], Language("en")).command
    assert isinstance(asked, HelpAsked)
    assert all(f"referral-app {name}" in asked.text for name in ("demo", "sync", "show"))


def test_no_passphrase_can_be_an_argument() -> None:
    asked = parse(["sync", "--help"], Language("en")).command
    assert isinstance(asked, HelpAsked)
    assert "--passphrase " not in asked.text
