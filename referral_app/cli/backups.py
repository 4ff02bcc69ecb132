"""Backups at the command line: written, checked, put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from referral_app import bootstrap
from referral_app.cli.arguments import RestoreAsked, VerifyAsked
from referral_app.cli.surroundings import path_word, read_passphrase
from referral_app.errors import ReferralAppError, WrongPassphraseError
from referral_app.language import Language, isolate
from referral_app.sentences import sentence
from referral_app.sentences.holdings import held_words
from referral_app.services.ports.backups import Checked, Held, Secret

if TYPE_CHECKING:
    from referral_app.bootstrap.backing_up import Backups


def back_up(backups: Backups, file: Path | None, language: Language) -> list[str]:
    """Write a backup; return what is told. Raises what `Backups.make` raises."""
    made = backups.make(file=file)
    if made is None:  # nobody stops it here
        return []
    _ = language.gettext
    words = _("A backup was written and checked: {file}")
    return [words.format(file=path_word(made.file.path)), *_held(made, language)]


def verify(asked: VerifyAsked, language: Language) -> list[str]:
    """Check one backup; return what is told. Raises what `bootstrap.verify_backup` raises."""
    bootstrap.look_at_backup(asked.file)  # before anything is asked
    secret = None
    if asked.passphrase_file is not None:
        secret = Secret(read_passphrase(asked.passphrase_file, language), asked.user)
    found = bootstrap.verify_backup(asked.file, secret)
    return [] if found is None else _whole(found, language)


def verify_all(
    files: Sequence[Path], secret: Secret, language: Language
) -> tuple[list[str], list[str]]:
    """Check every backup of a store; return what is told of good ones, and of the others."""
    _ = language.gettext
    good: list[str] = []
    bad: list[str] = []
    for file in files:
        try:
            found = _checked(file, secret)
        except ReferralAppError as error:
            bad.append(f"{path_word(file)}: {sentence(language, error)}")
        else:
            good += _whole(found, language) if found else []
    if not files:
        good.append(_("There is no backup of this store in its folder yet."))
    return good, bad


def restore(asked: RestoreAsked, language: Language, say: Callable[[str], object]) -> None:
    """Say what would be replaced, then put a backup in place.

    Raises what `bootstrap.restore_backup` raises.
    """
    _ = language.gettext
    bootstrap.look_at_backup(asked.file)  # before anything is asked
    unlock = asked.unlock
    secret = Secret(read_passphrase(unlock.passphrase_file, language), unlock.user)
    preview = bootstrap.preview_restore(unlock.store, asked.file, secret)
    if preview is None:  # nobody stops it here
        return
    made = isolate(language.format_moment(preview.backup.file.made))
    say(_("The backup is of {moment}.").format(moment=made))
    for line in _held(preview.backup, language):
        say(line)
    if preview.present is not None:
        touched = isolate(language.format_moment(preview.present.touched))
        say(_("A store is there, last written to on {moment}.").format(moment=touched))
        if preview.present.held is None:
            say(_("The passphrase of the backup does not open it: what it holds is not known."))
        else:
            say(_holds(preview.present.held, language))
    done = bootstrap.restore_backup(unlock.store, asked.file, secret, replace=asked.replace)
    if done is None:
        return
    say(_("The backup was put back."))
    if done.kept is not None:
        words = _("The store that was there is kept: {folder}")
        say(words.format(folder=path_word(done.kept)))
    say(_("Synchronise now: what had been sent comes back."))


def _checked(file: Path, secret: Secret) -> Checked | None:
    try:
        return bootstrap.verify_backup(file, secret)
    except WrongPassphraseError:
        return bootstrap.verify_backup(file)  # of a day with another passphrase


def _whole(found: Checked, language: Language) -> list[str]:
    _ = language.gettext
    made = isolate(language.format_moment(found.file.made))
    words = _("This backup of {moment} is whole: {file}")
    lines = [words.format(moment=made, file=path_word(found.file.path))]
    if found.held is None:
        lines.append(_("It was not opened: that takes a passphrase of its day."))
    return lines + _held(found, language)


def _held(found: Checked, language: Language) -> list[str]:
    return [] if found.held is None else [_holds(found.held, language)]


def _holds(held: Held, language: Language) -> str:
    return language.gettext("It holds {what}.").format(what=held_words(language, held))
