"""What may be asked at the command line, read into values.

A passphrase is never an argument: other people's programs can see those.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from referral_app.cli.parsers import UsageError, all_parsers
from referral_app.domain.month import Month
from referral_app.language import CODES, Code, Language
from referral_app.services.ports.month_report import Audience

HELP: Final = ("-h", "--help")
What = Literal["referral", "case", "referrals", "cases"]


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """The text that was asked for."""

    text: str


@dataclass(frozen=True, slots=True)
class DemoAsked:
    """Tell the story into the folder `output`."""

    output: Path
    seed: int
    cases: int
    months: int


@dataclass(frozen=True, slots=True)
class Unlock:
    """Which store, who opens it, and where the passphrase stands; None asks at the terminal."""

    store: Path
    user: str | None
    passphrase_file: Path | None


@dataclass(frozen=True, slots=True)
class SyncAsked:
    """Exchange envelopes with a folder, or with the hub at an address; one of the two is given.

    `admission` is the code that admits a first centre.
    """

    unlock: Unlock
    folder: Path | None
    hub: str = ""
    admission: str = ""


@dataclass(frozen=True, slots=True)
class ShowAsked:
    """Print records as JSON; `which` is an id in hex or a code, empty for a list."""

    unlock: Unlock
    what: What
    which: str


@dataclass(frozen=True, slots=True)
class BackUpAsked:
    """Write a backup to `file`, or into the folder of this desk's backups."""

    unlock: Unlock
    file: Path | None


@dataclass(frozen=True, slots=True)
class VerifyAsked:
    """Check a backup; without a passphrase file it is read whole, but not opened."""

    file: Path
    user: str | None
    passphrase_file: Path | None


@dataclass(frozen=True, slots=True)
class VerifyAllAsked:
    """Check all backups that a store has in its folder."""

    unlock: Unlock


@dataclass(frozen=True, slots=True)
class RestoreAsked:
    """Put a backup into the folder of a store; `replace` lets it take the place of one."""

    unlock: Unlock
    file: Path
    replace: bool


@dataclass(frozen=True, slots=True)
class FreezeAsked:
    """Freeze a month; `join` lets categories be joined where small counts would show."""

    unlock: Unlock
    month: Month
    word: str
    join: bool


@dataclass(frozen=True, slots=True)
class ExportAsked:
    """Write a frozen month into a new file."""

    unlock: Unlock
    month: Month
    form: Literal["xlsx", "csv"]
    audience: Audience
    purpose: str
    output: Path


Command = (
    HelpAsked
    | DemoAsked
    | SyncAsked
    | ShowAsked
    | BackUpAsked
    | VerifyAsked
    | VerifyAllAsked
    | RestoreAsked
    | FreezeAsked
    | ExportAsked
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One command line, and the language to speak."""

    command: Command
    language: Language


def parse(words: Sequence[str], language: Language) -> Asked:
    """Read a command line.

    Raises UsageError, which never repeats what was typed: it may hold a passphrase.
    """
    # Looked up first, so that the help and the errors speak it already.
    language = language._replace(code=language_in(words) or language.code)
    parsers = all_parsers(language)
    name = next(iter(words), "")
    if name in HELP:
        return Asked(
            HelpAsked("\n".join(parser.format_help() for parser in parsers.values())), language
        )
    if name not in parsers:
        raise UsageError("cli.unknown_command", commands=", ".join(parsers))
    parser, rest = parsers[name], words[1:]
    if any(word in HELP for word in rest):
        return Asked(HelpAsked(parser.format_help()), language)
    return Asked(_READ[name](parser.parse_args(rest)), language)


def language_in(words: Sequence[str]) -> Code | None:
    """Return the language that a command line asks for, right or wrong as the rest of it may be."""
    for at, word in enumerate(words):
        option, joined, value = word.partition("=")
        if option == "--language":
            wanted = value if joined else next(iter(words[at + 1 :]), "")
            return next((code for code in CODES if code == wanted), None)
    return None


def _unlock(values: argparse.Namespace) -> Unlock:
    return Unlock(values.store, values.user, values.passphrase_file)


def _show_asked(values: argparse.Namespace) -> ShowAsked:
    if values.referral is not None:
        return ShowAsked(_unlock(values), "referral", values.referral)
    if values.case is not None:
        return ShowAsked(_unlock(values), "case", values.case)
    return ShowAsked(_unlock(values), "referrals" if values.referrals else "cases", "")


_READ: Final[dict[str, Callable[[argparse.Namespace], Command]]] = {
    "demo": lambda it: DemoAsked(it.output, it.seed, it.cases, it.months),
    "sync": lambda it: SyncAsked(_unlock(it), it.folder, it.hub or "", it.admission),
    "show": _show_asked,
    "backup": lambda it: BackUpAsked(_unlock(it), it.file),
    "restore": lambda it: RestoreAsked(_unlock(it), it.file, it.replace),
    "verify": lambda it: (
        VerifyAsked(it.file, it.user, it.passphrase_file)
        if it.file is not None
        else VerifyAllAsked(_unlock(it))
    ),
    "freeze": lambda it: FreezeAsked(_unlock(it), it.month, it.word, it.join),
    "export": lambda it: ExportAsked(
        _unlock(it), it.month, it.format, it.audience, it.purpose, it.output
    ),
}
