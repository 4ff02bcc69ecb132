"""The language of the environment, and where a passphrase comes from."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from referral_app.cli.parsers import UsageError
from referral_app.cli.surroundings import environment_language, read_passphrase
from referral_app.errors import RefusedError, UnavailableError
from referral_app.language import Language

FRENCH = Language("fr")


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "fr"),
        ({"LANG": "ar_MA.UTF-8"}, "ar"),
        ({"LANG": "en_GB"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "ar"}, "ar"),
        ({"LANGUAGE": "de:ar:fr", "LANG": "en_US.UTF-8"}, "ar"),
        ({"LANG": "arn_CL"}, "fr"),
    ],
)
def test_language_of_the_environment(environ: dict[str, str], code: str) -> None:
    assert environment_language(environ).code == code


@pytest.mark.parametrize(
    ("content", "passphrase"),
    [
        (b"quatre oranges\n", "quatre oranges"),
        (b"quatre oranges\r\nautre ligne", "quatre oranges"),
        ("\ufeffكلمة السر\n".encode(), "كلمة السر"),
        (b" with spaces ", " with spaces "),
    ],
)
def test_the_first_line_of_the_file(content: bytes, passphrase: str, tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_bytes(content)
    assert read_passphrase(file, FRENCH) == passphrase


@pytest.mark.parametrize("content", [b"", b"\nsecond line", b"\xff\xfe"])
def test_a_file_without_a_passphrase(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_bytes(content)
    with pytest.raises(RefusedError) as refused:
        read_passphrase(file, FRENCH)
    assert refused.value.key == "cli.passphrase_file_empty"
    assert refused.value.__cause__ is None


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        read_passphrase(tmp_path / "gone", FRENCH)


def test_without_file_and_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("typed ahead\n"))
    with pytest.raises(UsageError) as refused:
        read_passphrase(None, FRENCH)
    assert refused.value.key == "cli.no_terminal"


def test_at_a_terminal_it_is_asked_without_echo(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return "typed"

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", ask)
    assert read_passphrase(None, Language("en")) == "typed"
    assert asked == ["Passphrase: "]
