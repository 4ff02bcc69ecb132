"""Copies of the hub's database."""

from __future__ import annotations

import sys
import time
from argparse import Namespace

from referral_app.cli.hub.running import database_of, existing_database
from referral_app.cli.surroundings import path_word
from referral_app.hub import backing
from referral_app.language import Language


def check(asked: Namespace, language: Language) -> None:
    """Say whether the database and its journal are whole."""
    end = backing.check(existing_database(asked))
    words = language.gettext("The database is whole; its journal ends at {position}.")
    sys.stdout.write(words.format(position=language.format_number(end.seq)) + "\n")


def back_up(asked: Namespace, language: Language) -> None:
    """Write a copy."""
    backing.back_up(existing_database(asked), asked.file)
    words = language.gettext("The copy is written: {file}. It holds no key: keep that file apart.")
    sys.stdout.write(words.format(file=path_word(asked.file)) + "\n")


def restore(asked: Namespace, language: Language) -> None:
    """Put a copy back."""
    former = backing.restore(database_of(asked), asked.file, time.time())
    _ = language.gettext
    sys.stdout.write(_("The copy is put back. Desks will offer again what it lacks.") + "\n")
    if former is not None:
        words = _("The database that was there lies beside: {file}")
        sys.stdout.write(words.format(file=path_word(former)) + "\n")
