"""The command line: `referral-app COMMAND`.

Exit 0 done, 1 refused by a rule, 2 usage, 3 the world failed. Failures say one sentence on stderr.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from referral_app import log as log_file
from referral_app.cli.arguments import (
    Asked,
    BackUpAsked,
    DemoAsked,
    ExportAsked,
    FreezeAsked,
    HelpAsked,
    RestoreAsked,
    ShowAsked,
    SyncAsked,
    Unlock,
    VerifyAllAsked,
    VerifyAsked,
    language_in,
    parse,
)
from referral_app.cli.parsers import UsageError
from referral_app.cli.surroundings import environment_language, read_passphrase, speak_utf8
from referral_app.errors import ReferralAppError, RefusedError, UnavailableError
from referral_app.language import Language
from referral_app.services.ports.painter import StoryPainter

if TYPE_CHECKING:
    from referral_app.bootstrap import Workspace

DONE: Final = 0
REFUSED: Final = 1
USAGE: Final = 2
WORLD: Final = 3
_INTERRUPTED: Final = 130

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None, *, painter: StoryPainter | None = None) -> int:
    """Do what the words ask and return the exit status; `painter` takes the story's pictures."""
    speak_utf8()
    log_file.start()
    words = list(sys.argv[1:] if argv is None else argv)
    spoken = environment_language()
    language = spoken._replace(code=language_in(words) or spoken.code)
    try:
        status = _run(parse(words, language), painter)
        sys.stdout.flush()
        return status
    except ReferralAppError as error:
        log.info(error.key)
        _tell(_worded(error, language))
        return _status(error)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output had enough; at exit nothing more may be written to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WORLD
    except Exception:
        # The one place that catches a bug: a traceback on a terminal could show case content.
        log.exception("cli.bug")
        _tell(_worded(UnavailableError("cli.bug"), language))
        return WORLD


def _run(asked: Asked, painter: StoryPainter | None) -> int:
    command = asked.command
    if isinstance(command, HelpAsked):
        sys.stdout.write(command.text)
        return DONE
    if isinstance(command, DemoAsked):
        return _demo(command, asked.language, painter)
    return _DO[type(command)](command, asked.language)


def _demo(asked: DemoAsked, language: Language, painter: StoryPainter | None) -> int:
    from referral_app.cli.demo import tell_story

    told = tell_story(asked, painter)
    sys.stdout.write(f"{told.summary(language)}\n")
    told.require_agreement()
    if painter is None:
        raise UnavailableError("cli.no_pictures")
    return DONE


def _sync(asked: SyncAsked, language: Language) -> int:
    from referral_app.cli.rounds import exchange, refusals, summary

    workspace = _opened(asked.unlock, language)
    try:
        report = exchange(workspace, asked)
        waits = workspace.is_waiting
    finally:
        workspace.close()
    sys.stdout.write(f"{summary(report, language)}\n")
    if waits:
        from referral_app.sentences import sentence

        sys.stdout.write(f"{sentence(language, RefusedError('desk.waiting'))}\n")
    left_aside = refusals(report, language)
    if left_aside:
        _tell("\n".join(left_aside))
    return REFUSED if left_aside else DONE


def _show(asked: ShowAsked, language: Language) -> int:
    from referral_app.cli.show import show

    workspace = _opened(asked.unlock, language)
    try:
        if workspace.is_waiting:
            raise RefusedError("desk.waiting")
        document = show(workspace.desk, asked)
    finally:
        workspace.close()
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return DONE


def _backup(asked: BackUpAsked, language: Language) -> int:
    from referral_app.cli.backups import back_up

    workspace = _opened(asked.unlock, language)
    try:
        lines = back_up(workspace.backups, asked.file, language)
    finally:
        workspace.close()
    return _said(lines)


def _restore(asked: RestoreAsked, language: Language) -> int:
    from referral_app.cli.backups import restore

    restore(asked, language, lambda line: _said([line]))
    return DONE


def _verify(asked: VerifyAsked, language: Language) -> int:
    from referral_app.cli.backups import verify

    return _said(verify(asked, language))


def _verify_all(asked: VerifyAllAsked, language: Language) -> int:
    from referral_app import bootstrap
    from referral_app.cli.backups import verify_all
    from referral_app.services.ports.backups import Secret

    unlock = asked.unlock
    passphrase = _passphrase(unlock, language)
    workspace = bootstrap.open_workspace(unlock.store, passphrase, user=unlock.user)
    try:
        files = workspace.backups.paths()
    finally:
        workspace.close()
    return _said(*verify_all(files, Secret(passphrase, unlock.user), language))


def _freeze(asked: FreezeAsked, language: Language) -> int:
    from referral_app.cli.months import freeze_month

    workspace = _opened(asked.unlock, language)
    try:
        lines, alerts = freeze_month(workspace.desk, asked, language)
    finally:
        workspace.close()
    _said(lines)
    if alerts:
        _tell("\n".join(alerts))
    return DONE


def _export(asked: ExportAsked, language: Language) -> int:
    from referral_app.cli.months import export_month

    workspace = _opened(asked.unlock, language)
    try:
        lines = export_month(workspace.desk, asked, language)
    finally:
        workspace.close()
    return _said(lines)


def _said(lines: Sequence[str], wrong: Sequence[str] = ()) -> int:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    if wrong:
        _tell("\n".join(wrong))
    return REFUSED if wrong else DONE


def _opened(unlock: Unlock, language: Language) -> Workspace:
    from referral_app import bootstrap

    return bootstrap.open_workspace(unlock.store, _passphrase(unlock, language), user=unlock.user)


def _passphrase(unlock: Unlock, language: Language) -> str:
    from referral_app import bootstrap

    # Before anything is asked: raises RefusedError where no store lies.
    bootstrap.store_exists(unlock.store)
    bootstrap.slot_labels(unlock.store)
    return read_passphrase(unlock.passphrase_file, language)


def _worded(error: ReferralAppError, language: Language) -> str:
    from referral_app.sentences import sentence

    return sentence(language, error)


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def _status(error: ReferralAppError) -> int:
    if isinstance(error, UsageError):
        return USAGE
    return WORLD if isinstance(error, UnavailableError) else REFUSED


_DO: Final[dict[type, Callable[[Any, Language], int]]] = {
    SyncAsked: _sync,
    ShowAsked: _show,
    BackUpAsked: _backup,
    VerifyAsked: _verify,
    VerifyAllAsked: _verify_all,
    RestoreAsked: _restore,
    FreezeAsked: _freeze,
    ExportAsked: _export,
}
