"""The hub's program: `referral-hub COMMAND`, for the commune's technician.

Exit 0 done, 1 refused by a rule, 2 usage, 3 the world failed. Failures say one sentence on stderr.
"""

from __future__ import annotations

import logging
import sys
from argparse import ArgumentError, Namespace
from collections.abc import Callable, Sequence
from typing import Final

from referral_app.cli import DONE, REFUSED, USAGE, WORLD
from referral_app.cli.arguments import HELP, language_in
from referral_app.cli.hub.keeping import back_up, check, restore
from referral_app.cli.hub.parsers import all_parsers
from referral_app.cli.hub.running import admit, import_folder, serve, set_registry
from referral_app.cli.hub.telling import summaries
from referral_app.cli.parsers import UsageError
from referral_app.cli.surroundings import environment_language, speak_utf8
from referral_app.errors import ReferralAppError, RefusedError, UnavailableError
from referral_app.hub.database import explained
from referral_app.hub.serving import start_log
from referral_app.language import Language
from referral_app.sentences import sentence

PROGRAM: Final = "referral-hub"
_INTERRUPTED: Final = 130
Command = Callable[[Namespace, Language], None]
COMMANDS: Final[dict[str, Command]] = {
    "serve": serve,
    "admit": admit,
    "import": import_folder,
    "registry": set_registry,
    "summaries": summaries,
    "check": check,
    "backup": back_up,
    "restore": restore,
}
log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the words ask and return the exit status."""
    speak_utf8()
    start_log()
    words = list(sys.argv[1:] if argv is None else argv)
    spoken = environment_language()
    language = spoken._replace(code=language_in(words) or spoken.code)
    try:
        return _run(words, language)
    except ReferralAppError as error:
        log.info(error.key)
        _tell(sentence(language, error))
        if isinstance(error, UsageError):
            return USAGE
        return REFUSED if isinstance(error, RefusedError) else WORLD
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception:
        # The one place that catches a bug: a traceback could show an address or a path.
        log.exception("cli.bug")
        _tell(sentence(language, UnavailableError("hub.bug")))
        return WORLD


def _run(words: list[str], language: Language) -> int:
    parsers = all_parsers(language)
    name, *rest = words or [""]
    if name in HELP or (name in parsers and any(word in HELP for word in rest)):
        told = [parsers[name]] if name in parsers else parsers.values()
        sys.stdout.write("\n".join(parser.format_help() for parser in told))
        return DONE
    if name not in parsers:
        raise UsageError("cli.unknown_command", commands=", ".join(parsers))
    parser = parsers[name]
    try:
        asked = parser.parse_args(rest)
    except (ArgumentError, ValueError):
        raise UsageError("cli.usage", usage=parser.usage_line()) from None
    with explained():
        COMMANDS[name](asked, language)
    sys.stdout.flush()
    return DONE


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
