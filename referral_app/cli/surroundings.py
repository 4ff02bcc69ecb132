"""What the command line takes from around it: the language, the terminal, the passphrase."""

from __future__ import annotations

import getpass
import io
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from referral_app.cli.parsers import UsageError
from referral_app.errors import RefusedError, UnavailableError
from referral_app.language import CODES, Code, Language, isolate

DEFAULT: Final[Code] = "fr"
_VARIABLES: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_LONGEST_FILE: Final = 4096


def environment_language(environ: Mapping[str, str] | None = None) -> Language:
    """Return the language of the environment: the first that we speak, French where none is."""
    variables = os.environ if environ is None else environ
    words = [word for name in _VARIABLES for word in variables.get(name, "").split(":")]
    spoken = [word.split("_")[0].split(".")[0].split("@")[0].casefold() for word in words]
    return Language(next((code for word in spoken for code in CODES if code == word), DEFAULT))


def read_passphrase(file: Path | None, language: Language) -> str:
    """Return the first line of `file`, or what is typed at the terminal.

    Raises UsageError when there is neither, UnavailableError or RefusedError for a file that
    cannot be read or holds none.
    """
    if file is not None:
        return _first_line(file)
    if not sys.stdin or not sys.stdin.isatty():
        raise UsageError("cli.no_terminal")
    _ = language.gettext
    return getpass.getpass(_("Passphrase: "))


def _first_line(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            head = stream.read(_LONGEST_FILE)
        # A file that Windows' own editor wrote may begin with a byte-order mark.
        line = head.decode("utf-8-sig").split("\n")[0].rstrip("\r")
    except OSError as error:
        raise UnavailableError("cli.passphrase_file_unreadable") from error
    except UnicodeDecodeError:
        # Without the cause: it holds the bytes of the passphrase.
        raise RefusedError("cli.passphrase_file_empty") from None
    if not line:
        raise RefusedError("cli.passphrase_file_empty")
    return line


def speak_utf8() -> None:
    """Let Arabic out on consoles of Windows, whatever their code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def path_word(path: Path) -> str:
    """Return a path as it stands in a sentence of either direction."""
    return isolate(str(path))
