"""Starting the hub, and what lets centres in."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from pathlib import Path

from referral_app.clock import system_randomness
from referral_app.errors import InvalidInputError, UnavailableError
from referral_app.exchange.files import read_bounded
from referral_app.exchange.keys import hub_id
from referral_app.hub import serving
from referral_app.hub.database import Database
from referral_app.hub.keys import load_keys
from referral_app.hub.operating import admit_one, import_envelopes, is_empty
from referral_app.hub.registry import set_root, take_registry
from referral_app.journal.registry import MAX_FILE
from referral_app.language import Language, isolate


def database_of(asked: Namespace) -> Database:
    """Return the database that the words name.

    Raises InvalidInputError for a password on the command line, which every user of the machine
    can read.
    """
    database = Database(asked.database)
    if database.url.password is not None and any(asked.database in word for word in sys.argv):
        raise InvalidInputError("hub.password_shown", field="database")
    return database


def keys_file(asked: Namespace, database: Database) -> Path:
    """Return where the hub's own keys lie. Raises InvalidInputError when nothing says so."""
    if asked.keys is not None:
        return Path(asked.keys)
    if database.file is None:
        raise InvalidInputError("hub.name_keys", field="keys")
    return database.file.with_suffix(".keys")


def existing_database(asked: Namespace) -> Database:
    """Return the database of a hub that was started before. Raises RefusedError."""
    database = database_of(asked)
    database.require()
    return database


def serve(asked: Namespace, language: Language) -> None:
    """Answer until stopped."""
    host, port = serving.read_listen(asked.listen)
    database = database_of(asked)
    wanted = serving.Serve(
        database=asked.database,
        keys=str(keys_file(asked, database)),
        mode=asked.mode,
        name=asked.name,
        host=host,
        port=port,
        cert=str(asked.cert or ""),
        certificate_key=str(asked.key or ""),
        behind_proxy=asked.behind_proxy,
        workers=asked.workers,
    )
    serving.check_serve(wanted, is_postgresql=database.is_postgresql)
    _make_folder(database)
    setting = serving.prepare(wanted, database)
    _ = language.gettext
    where = isolate(wanted.url)
    sys.stdout.write(_("The hub “{name}” answers at {url}.").format(name=setting.name, url=where))
    sys.stdout.write("\n")
    if is_empty(database):
        words = _("No centre is admitted yet. For the first one: {command}")
        sys.stdout.write(words.format(command=isolate("referral-hub admit")) + "\n")
    sys.stdout.flush()
    database.close()
    serving.run(wanted)


def _make_folder(database: Database) -> None:
    if database.file is not None:
        try:
            database.file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnavailableError("hub.database_down") from error


def admit(asked: Namespace, language: Language) -> None:
    """Print a code that admits one centre."""
    code = admit_one(existing_database(asked), int(time.time()))
    _ = language.gettext
    words = _("Give this code to one centre; it holds for seven days and works once: {code}")
    sys.stdout.write(words.format(code=isolate(code)) + "\n")


def set_registry(asked: Namespace, language: Language) -> None:
    """Take in the signed list of centres, or note whose key signs it."""
    database = existing_database(asked)
    with database.reading() as connection:
        mode = database.setting(connection).mode
    _ = language.gettext
    if asked.root is not None:
        set_root(database, asked.root)
        sys.stdout.write(_("Lists of centres count from now on when this key signed them.") + "\n")
        return
    file = read_bounded(asked.file, MAX_FILE, "hub.file_unreadable", "registry.foreign")
    version = take_registry(database, file, mode, trusts_first=True)
    words = _("The list of centres stands in version {version}.")
    sys.stdout.write(words.format(version=language.format_number(version)) + "\n")


def import_folder(asked: Namespace, language: Language) -> None:
    """Take in what lies on a stick for the centres that the hub knows."""
    from referral_app.exchange.folder import Folder

    database = existing_database(asked)
    keys = load_keys(keys_file(asked, database), system_randomness)
    hub = hub_id(keys.sign_key, keys.kem_key)
    done = import_envelopes(database, keys, hub, Folder(asked.folder), int(time.time()))
    words = language.gettext("New envelopes: {new}. Already there: {known}. Left aside: {aside}.")
    counts = {name: language.format_number(count) for name, count in done._asdict().items()}
    sys.stdout.write(words.format(**counts) + "\n")
