"""How each command of the hub is written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from referral_app import paths
from referral_app.cli.parsers import Parser, add_language, add_month, make_parser, number
from referral_app.domain.centre import REAL, TRAINING
from referral_app.language import Language

DATABASE_VARIABLE: Final = "REFERRAL_HUB_DATABASE"
"""Holds the address of the database where that has a password: a command line is seen by all."""
LISTEN: Final = "127.0.0.1:8470"
_PROGRAM: Final = "referral-hub"
_MOST_WORKERS: Final = 32
_ROOT_DIGITS: Final = 64


def all_parsers(language: Language) -> dict[str, Parser]:
    """Return the parser of each command by its name."""
    return {
        "serve": _serve(language),
        "admit": _admit(language),
        "import": _import(language),
        "registry": _registry(language),
        "summaries": _summaries(language),
        "check": _check(language),
        "backup": _backup(language),
        "restore": _restore(language),
    }


def default_database() -> str:
    """The address of the database where none is named."""
    named = os.environ.get(DATABASE_VARIABLE)
    return named or f"sqlite:///{(paths.user_data_dir() / 'hub' / 'hub.db').as_posix()}"


def _parser(language: Language, command: str, summary: str) -> tuple[Parser, Any]:
    _ = language.gettext
    parser, options = make_parser(language, command, summary, _PROGRAM)
    options.add_argument(
        "--database",
        metavar="URL",
        default=default_database(),
        help=_(
            "sqlite:///FILE or postgresql://USER@HOST/NAME; with a password only in the variable"
            " REFERRAL_HUB_DATABASE"
        ),
    )
    add_language(options, language)
    return parser, options


def _add_keys(options: Any, language: Language) -> None:
    _ = language.gettext
    options.add_argument(
        "--keys",
        type=Path,
        metavar="FILE",
        help=_("file of the hub's own keys, made at its first start; else beside the database"),
    )


def _serve(language: Language) -> Parser:
    _ = language.gettext
    parser, options = _parser(language, "serve", _("Answer the desks."))
    _add_keys(options, language)
    options.add_argument(
        "--listen", metavar="HOST:PORT", default=LISTEN, help=_("where to answer (127.0.0.1:8470)")
    )
    options.add_argument("--name", metavar="TEXT", help=_("name of the hub that desks show"))
    options.add_argument(
        "--mode",
        choices=(REAL, TRAINING),
        default=REAL,
        help=_("for real centres or for practice ones; holds for ever (real)"),
    )
    options.add_argument(
        "--cert", type=Path, metavar="FILE", help=_("certificate of the server, with its chain")
    )
    options.add_argument("--key", type=Path, metavar="FILE", help=_("key of the certificate"))
    options.add_argument(
        "--behind-proxy",
        action="store_true",
        help=_("a reverse proxy speaks TLS in front; it must pass on the name of the host"),
    )
    options.add_argument(
        "--workers",
        type=number(1, _MOST_WORKERS),
        default=1,
        metavar="N",
        help=_("processes that answer; more than one with PostgreSQL alone (1)"),
    )
    return parser


def _admit(language: Language) -> Parser:
    _ = language.gettext
    summary = _("Print a code with which one centre joins the hub within seven days.")
    return _parser(language, "admit", summary)[0]


def _import(language: Language) -> Parser:
    _ = language.gettext
    parser, options = _parser(
        language, "import", _("Take in envelopes that lie on a stick or in a folder.")
    )
    _add_keys(options, language)
    options.add_argument(
        "--folder", type=Path, required=True, metavar="DIR", help=_("shared folder or stick")
    )
    return parser


def _registry(language: Language) -> Parser:
    _ = language.gettext
    parser, options = _parser(
        language, "registry", _("Take in the signed list of centres, or say whose key signs it.")
    )
    which = options.add_mutually_exclusive_group(required=True)
    which.add_argument("--file", type=Path, metavar="FILE", help=_("list of centres to take in"))
    which.add_argument(
        "--root",
        type=_root,
        metavar="HEX",
        help=_("public key of whoever signs the list; else that of the first list taken in"),
    )
    return parser


def _root(word: str) -> bytes:
    if len(word) != _ROOT_DIGITS:
        raise ValueError
    return bytes.fromhex(word)


def _summaries(language: Language) -> Parser:
    _ = language.gettext
    parser, options = _parser(
        language, "summaries", _("Print a month's protected figures, added up over the centres.")
    )
    add_month(options, language)
    form = options.add_mutually_exclusive_group(required=True)
    form.add_argument("--json", action="store_true", help=_("as JSON"))
    form.add_argument("--csv", action="store_true", help=_("as a table for a spreadsheet"))
    return parser


def _check(language: Language) -> Parser:
    _ = language.gettext
    summary = _("Check the database and that its journal is whole.")
    return _parser(language, "check", summary)[0]


def _backup(language: Language) -> Parser:
    _ = language.gettext
    parser, options = _parser(language, "backup", _("Write a copy of the database."))
    options.add_argument(
        "--file", type=Path, required=True, metavar="FILE", help=_("new file for the copy")
    )
    return parser


def _restore(language: Language) -> Parser:
    _ = language.gettext
    parser, options = _parser(
        language, "restore", _("Put a copy in the place of an SQLite database, the hub stopped.")
    )
    options.add_argument(
        "--file", type=Path, required=True, metavar="FILE", help=_("copy to put back")
    )
    return parser
