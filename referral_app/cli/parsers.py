"""How each command is written, in words of the reader's language."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, NoReturn

from referral_app.domain.month import Month
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.language import CODES, Language
from referral_app.services.ports.month_report import Audience

PROGRAM: Final = "referral-app"
_ID_DIGITS: Final = 32


class UsageError(RefusedError):
    """The command line asks for something that there is not."""


def all_parsers(language: Language) -> dict[str, Parser]:
    """Return the parser of each command by its name."""
    return {
        "demo": _demo(language),
        "sync": _sync(language),
        "show": _show(language),
        "backup": _backup(language),
        "restore": _restore(language),
        "verify": _verify(language),
        "freeze": _freeze(language),
        "export": _export(language),
    }


class _Formatter(argparse.HelpFormatter):
    """Lays out help with our own word in front of the usage."""

    def __init__(self, prog: str, word: str) -> None:
        super().__init__(prog)
        self._word = word

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[Any],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, self._word if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that raises instead of printing, and speaks the reader's language."""

    def error(self, message: str) -> NoReturn:
        """Refuse; the library's own words are English and may repeat what was typed."""
        del message
        raise UsageError("cli.usage", usage=self.usage_line())

    def usage_line(self) -> str:
        """Return the usage on one line, without a word in front of it."""
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups, prefix="")
        return " ".join(formatter.format_help().split())


def _parser(language: Language, command: str, summary: str) -> tuple[Parser, Any]:
    return make_parser(language, command, summary, PROGRAM)


def make_parser(language: Language, command: str, summary: str, program: str) -> tuple[Parser, Any]:
    """Return the parser of a command of `program`, and the group of its options."""
    _ = language.gettext
    word = _("Usage: ")
    parser = Parser(
        f"{program} {command}",
        description=summary,
        formatter_class=lambda prog: _Formatter(prog, word),
        add_help=False,
        allow_abbrev=False,
    )
    return parser, parser.add_argument_group(_("options"))


def add_language(options: Any, language: Language) -> None:
    """Add the language of the messages."""
    _ = language.gettext
    options.add_argument("--language", choices=CODES, help=_("language of the messages"))


def _demo(language: Language) -> Parser:
    _ = language.gettext
    parser, options = _parser(
        language, "demo", _("Tell the story of two centres with fictional people.")
    )
    options.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="DIR",
        help=_("new or empty folder for the stores, the envelopes, the pictures and story.json"),
    )
    options.add_argument(
        "--seed",
        type=number(0, 2**31 - 1),
        default=1,
        metavar="N",
        help=_("the same number tells the same story (1)"),
    )
    options.add_argument(
        "--cases", type=number(1, 400), default=12, metavar="N", help=_("coded files, about (12)")
    )
    options.add_argument(
        "--months", type=number(1, 24), default=1, metavar="N", help=_("length of the story (1)")
    )
    return parser


def _sync(language: Language) -> Parser:
    _ = language.gettext
    parser, options = _parser(
        language, "sync", _("Exchange envelopes with a shared folder, a stick or the hub.")
    )
    _add_unlock(options, language)
    where = options.add_mutually_exclusive_group(required=True)
    where.add_argument("--folder", type=Path, metavar="DIR", help=_("shared folder or stick"))
    where.add_argument(
        "--hub", metavar="URL", help=_("address of the hub; the first contact joins it")
    )
    options.add_argument(
        "--admission", default="", metavar="CODE", help=_("code that admits a first centre")
    )
    add_language(options, language)
    return parser


def _show(language: Language) -> Parser:
    _ = language.gettext
    parser, options = _parser(language, "show", _("Print records as JSON."))
    _add_unlock(options, language)
    which = options.add_mutually_exclusive_group(required=True)
    which.add_argument("--referral", type=_identifier, metavar="ID", help=_("one referral, whole"))
    which.add_argument("--case", metavar="CODE", help=_("the coded file, whole"))
    which.add_argument("--referrals", action="store_true", help=_("all referrals, states only"))
    which.add_argument("--cases", action="store_true", help=_("all coded files, states only"))
    options.add_argument(
        "--json", action="store_true", required=True, help=_("the form of what is printed")
    )
    return parser


def _backup(language: Language) -> Parser:
    _ = language.gettext
    parser, options = _parser(language, "backup", _("Write a backup of a store and check it."))
    _add_unlock(options, language)
    options.add_argument(
        "--file",
        type=Path,
        metavar="FILE",
        help=_("backup to write; else one more in the folder of this desk's backups"),
    )
    add_language(options, language)
    return parser


def _restore(language: Language) -> Parser:
    _ = language.gettext
    parser, options = _parser(
        language, "restore", _("Put a backup into a folder, new or in the place of a store.")
    )
    _add_unlock(options, language)
    options.add_argument(
        "--file", type=Path, required=True, metavar="FILE", help=_("backup to put back")
    )
    options.add_argument(
        "--replace",
        action="store_true",
        help=_("take the place of the store that is there; it is kept beside"),
    )
    add_language(options, language)
    return parser


def _verify(language: Language) -> Parser:
    _ = language.gettext
    parser, options = _parser(
        language, "verify", _("Check a backup, or all that a store has in its folder.")
    )
    which = options.add_mutually_exclusive_group(required=True)
    which.add_argument("--file", type=Path, metavar="FILE", help=_("backup to check"))
    _add_unlock(options, language, which)
    add_language(options, language)
    return parser


def _freeze(language: Language) -> Parser:
    _ = language.gettext
    parser, options = _parser(
        language, "freeze", _("Freeze a month: count it, round it for publication, and keep both.")
    )
    _add_unlock(options, language)
    add_month(options, language)
    options.add_argument(
        "--word",
        default="",
        metavar="TEXT",
        help=_("why it is corrected, or frozen without a desk that was not heard"),
    )
    options.add_argument(
        "--join",
        action="store_true",
        help=_("join categories where small numbers of people would show"),
    )
    add_language(options, language)
    return parser


def _export(language: Language) -> Parser:
    _ = language.gettext
    parser, options = _parser(language, "export", _("Write a frozen month into a new file."))
    _add_unlock(options, language)
    add_month(options, language)
    options.add_argument(
        "--format", choices=("xlsx", "csv"), required=True, help=_("workbook, or one flat table")
    )
    options.add_argument(
        "--audience",
        type=Audience,
        choices=tuple(Audience),
        required=True,
        metavar="{internal,publication}",
        help=_("internal: exact figures, for a purpose; publication: rounded ones"),
    )
    options.add_argument(
        "--purpose", default="", metavar="TEXT", help=_("what exact figures are for; it is noted")
    )
    options.add_argument("--language", choices=CODES, required=True, help=_("language of the file"))
    options.add_argument(
        "--output", type=Path, required=True, metavar="PATH", help=_("new file to write")
    )
    return parser


def add_month(options: Any, language: Language) -> None:
    """Add which month."""
    _ = language.gettext
    options.add_argument(
        "--month", type=_month, required=True, metavar="YYYY-MM", help=_("which month")
    )


def _month(word: str) -> Month:
    try:
        return Month.parse(word)
    except InvalidInputError:
        raise ValueError from None


def _add_unlock(options: Any, language: Language, either: Any = None) -> None:
    """Add who opens what; the store may be one of several choices, `either`."""
    _ = language.gettext
    (either or options).add_argument(
        "--store",
        type=Path,
        required=either is None,
        metavar="DIR",
        help=_("folder of the store"),
    )
    options.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help=_("file whose first line is the passphrase; else it is asked at the terminal"),
    )
    options.add_argument(
        "--user", metavar="LABEL", help=_("initials of the person who opens the store")
    )


def number(lowest: int, highest: int) -> Callable[[str], int]:
    """Return what reads a number between two."""

    def read(word: str) -> int:
        number = int(word)
        if not lowest <= number <= highest:
            raise ValueError
        return number

    return read


def _identifier(word: str) -> str:
    if len(word) != _ID_DIGITS:
        raise ValueError
    return bytes.fromhex(word).hex()
