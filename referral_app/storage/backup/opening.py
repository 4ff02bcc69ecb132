"""Reading a backup: whole or damaged, whose, and what it holds for who has a passphrase."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from referral_app.errors import (
    ForeignDataError,
    InvalidInputError,
    NoRoomError,
    RefusedError,
    UnavailableError,
    WrongPassphraseError,
)
from referral_app.services.ports.backups import Checked, Held, Progress, Secret
from referral_app.storage import slot_file, slots
from referral_app.storage.backup import file as form
from referral_app.storage.backup.file import Outside
from referral_app.storage.backup.held import check_database
from referral_app.storage.backup.writing import Steps, StoppedError
from referral_app.storage.folder import (
    DATABASE,
    KEYS,
    is_full,
    is_read_only,
    write_atomically,
)
from referral_app.storage.schema import SCHEMA_VERSION
from referral_app.storage.slot_file import SlotFile, SlotKind
from referral_app.storage.slots import Opened

_AS_BACKUP: Final = {"store.damaged": "backup.damaged", "store.newer": "backup.newer"}


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup unpacked into a folder of its own, and checked page by page."""

    outside: Outside
    content: SlotFile
    key: bytes = field(repr=False)
    held: Held


def look_at(path: Path) -> Checked:
    """Tell what stands on the outside, without a passphrase and without reading it whole.

    Raises what `file.read_outside` raises.
    """
    outside = form.read_outside(path)
    require_known(outside)
    with TemporaryDirectory(prefix="referral-app-") as place:
        content = _slots_of(outside, Path(place))
    return Checked(outside.told(path, _labels(content)), None)


def check(path: Path, secret: Secret | None, progress: Progress | None = None) -> Checked | None:
    """Read a backup whole; with a secret, open it and check every page. None when stopped.

    Raises WrongPassphraseError, RefusedError("store.no_such_person"), UnavailableError, and
    ForeignDataError("backup.foreign", "backup.cut_short", "backup.damaged", "backup.altered",
    "backup.newer").
    """
    with TemporaryDirectory(prefix="referral-app-") as place:
        try:
            if secret is None:
                steps = Steps(1, progress)
                steps.begin(path.stat().st_size if path.is_file() else 1)
                outside, _ = form.check_whole(path, (), steps.advance)
                require_known(outside)
                content = _slots_of(outside, Path(place))
                return Checked(outside.told(path, _labels(content)), None)
            found = unpack(path, Path(place), secret, progress)
        except StoppedError:
            return None
    return Checked(found.outside.told(path, _labels(found.content)), found.held)


def check_known(path: Path, key: bytes, progress: Progress | None = None) -> Checked | None:
    """Read a backup whole and, when it is under the `key` of today, check every page of it.

    Raises what `check` raises but for passphrases. None when stopped.
    """
    with TemporaryDirectory(prefix="referral-app-") as place:
        try:
            steps = Steps(2, progress)
            outside = form.read_outside(path)
            require_known(outside)
            content = _slots_of(outside, Path(place))
            told = outside.told(path, _labels(content))
            steps.begin(outside.size)
            try:
                form.check_whole(path, [key], steps.advance)
            except ForeignDataError as error:
                if error.key != "backup.altered":
                    raise
                return Checked(told, None)  # of a day with another key: whole all the same
            held = _lay_out(path, outside, Path(place), key, steps)
        except StoppedError:
            return None
    return Checked(told, held)


def unpack(path: Path, folder: Path, secret: Secret, progress: Progress | None = None) -> Unpacked:
    """Lay a backup's database and slots into an empty folder, once all of it was checked.

    Raises StoppedError and what `check` raises; NoRoomError when the folder has no room.
    """
    steps = Steps(2, progress)
    outside = form.read_outside(path)
    require_known(outside)
    content = _slots_of(outside, folder)
    unlocked = unlock(content, secret)
    # Made while a re-key was under way, it is under one of two keys.
    keys = [unlocked.key, *([unlocked.next_key] if unlocked.next_key else [])]
    steps.begin(outside.size)
    _, key = form.check_whole(path, keys, steps.advance)
    assert key is not None  # noqa: S101 - keys were given
    held = _lay_out(path, outside, folder, key, steps)
    return Unpacked(outside, content, key, held)


def unlock(content: SlotFile, secret: Secret) -> Opened:
    """Open a slot by passphrase or by code.

    Raises WrongPassphraseError, RefusedError("store.no_such_person").
    """
    with suppress(InvalidInputError, WrongPassphraseError):
        printed = [slot for slot in content.slots if slot.kind is SlotKind.RECOVERY]
        return slots.open_with_code(printed, content.store, secret.words)
    known = [slot for slot in content.slots if slot.kind is SlotKind.PERSON]
    named = [slot for slot in known if secret.user in (None, slot.label)]
    if not named:
        raise RefusedError("store.no_such_person")
    try:
        return slots.open_with_passphrase(named, content.store, secret.words)
    except WrongPassphraseError:
        raise WrongPassphraseError("backup.wrong_passphrase") from None
    except ForeignDataError:
        raise ForeignDataError("backup.altered") from None


def require_known(outside: Outside) -> None:
    """Refuse a backup of a newer program: raises ForeignDataError("backup.newer")."""
    if outside.head.form > SCHEMA_VERSION:
        raise ForeignDataError("backup.newer", found=outside.head.form, known=SCHEMA_VERSION)


def _lay_out(path: Path, outside: Outside, folder: Path, key: bytes, steps: Steps) -> Held:
    """Write the database out and check every page of it."""
    steps.begin(outside.head.database)
    with _unpacking():
        form.extract(path, outside, folder / DATABASE, steps.advance)
    try:
        return check_database(folder / DATABASE, key, outside.head.store)
    except ForeignDataError as error:
        raise ForeignDataError(_AS_BACKUP.get(error.key, error.key), **error.values) from None


@contextmanager
def _unpacking() -> Iterator[None]:
    """Say what the disk refused on which a backup is unpacked."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise NoRoomError("backup.no_room_here") from error
        if is_read_only(error):
            raise NoRoomError("backup.read_only_here") from error
        raise UnavailableError("backup.io_here") from error


def _slots_of(outside: Outside, folder: Path) -> SlotFile:
    write_atomically(folder / KEYS, outside.slots)
    try:
        content = slot_file.read(folder)
    except ForeignDataError as error:
        key = "backup.newer" if error.key == "store.newer" else "backup.damaged"
        raise ForeignDataError(key, **error.values) from None
    if content.store != outside.head.store:
        raise ForeignDataError("backup.altered")
    return content


def _labels(content: SlotFile) -> tuple[str, ...]:
    return tuple(slot.label for slot in content.slots if slot.kind is SlotKind.PERSON)
