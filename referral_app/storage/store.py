"""Making and opening a store. Nothing here ever destroys one: what is in the way is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from referral_app.clock import Randomness
from referral_app.errors import ForeignDataError, RefusedError
from referral_app.storage import slot_file, slots
from referral_app.storage.backup.restoring import finish_restore
from referral_app.storage.folder import (
    DATABASE,
    FOUNDING,
    WRITE_AHEAD,
    create_empty,
    disk_failures,
    prepare,
    remove,
)
from referral_app.storage.key_ring import people
from referral_app.storage.lock import StoreLock
from referral_app.storage.opened import OpenStore
from referral_app.storage.slot_file import Cost, SlotFile, SlotKind
from referral_app.storage.slots import KEY_SIZE, NewPerson, Opened

__all__ = ["NewPerson", "OpenStore", "create", "make_free", "open_store", "open_with_recovery"]


def create(
    folder: Path,
    person: NewPerson,
    recovery_code: str,
    *,
    chance: Randomness,
    recovery_cost: Cost = Cost(),  # noqa: B008 - frozen
) -> OpenStore:
    """Make a new store that `person` and the printed code open.

    It counts, and `store.keys` is written, once the first `begin()` of the attached desk ends;
    closed or cut before that, it leaves nothing behind. Raises RefusedError("store.exists",
    "store.keys_lost"), InvalidInputError, NoRoomError, UnavailableError, StoreInUseError.
    """
    prepare(folder)
    finish_restore(folder)
    with ExitStack[None]() as held:
        held.callback(StoreLock(folder).release)
        _make_free(folder)
        key, store = chance(KEY_SIZE), chance(16)
        first = slots.person_slot(person, key, store, chance)
        recovery = slots.recovery_slot(recovery_code, key, store, chance, recovery_cost)
        create_empty(folder / FOUNDING)
        held.callback(_forget_unfinished, folder)
        create_empty(folder / DATABASE)
        content = SlotFile(store, (first, recovery))
        return OpenStore(folder, content, Opened(first, key), held)


def make_free(folder: Path) -> None:
    """Clear away a store that was never finished, and refuse to where one stands.

    Raises RefusedError("store.exists", "store.keys_lost"), StoreInUseError, NoRoomError.
    """
    with disk_failures():
        is_there = folder.is_dir()
    if is_there:
        finish_restore(folder)
        with ExitStack[None]() as held:
            held.callback(StoreLock(folder).release)
            _make_free(folder)


def open_store(folder: Path, passphrase: str, user: str | None = None) -> OpenStore:
    """Open a store by passphrase; `user` names the slot by its initials, else all are tried.

    Raises WrongPassphraseError; RefusedError("store.none", "store.no_such_person");
    ForeignDataError("store.damaged", "store.slots_damaged", "store.no_database", "store.newer");
    StoreInUseError, NoRoomError, UnavailableError. A refusal changes nothing.
    """

    def unlock(content: SlotFile) -> Opened:
        named = [slot for slot in people(content) if user is None or slot.label == user]
        if not named:
            raise RefusedError("store.no_such_person")
        return slots.open_with_passphrase(named, content.store, passphrase)

    return _open(folder, unlock)


def open_with_recovery(
    folder: Path, code: str, person: NewPerson, *, chance: Randomness
) -> OpenStore:
    """Open a store with the printed code and give `person` a slot with a passphrase.

    Initials that have a slot keep their staff id and lose the old passphrase. Raises what
    `open_store` raises, and InvalidInputError for a mistyped code.
    """

    def unlock(content: SlotFile) -> Opened:
        recovery = [slot for slot in content.slots if slot.kind is SlotKind.RECOVERY]
        return slots.open_with_code(recovery, content.store, code)

    opened = _open(folder, unlock)
    try:
        opened.replace_person(person, chance)
    except BaseException:
        opened.close()
        raise
    return opened


def _open(folder: Path, unlock: Callable[[SlotFile], Opened]) -> OpenStore:
    finish_restore(folder)
    # Before the lock: looking at a folder that holds no store must leave no file in it.
    slot_file.read(folder)
    with ExitStack[None]() as held:
        held.callback(StoreLock(folder).release)
        content = slot_file.read(folder)
        if not (folder / DATABASE).is_file():
            raise ForeignDataError("store.no_database")
        if not (folder / DATABASE).stat().st_size:
            raise ForeignDataError("store.damaged")  # to SQLite, an empty file is a new database
        unlocked = unlock(content)
        remove(folder / FOUNDING)
        return OpenStore(folder, content, unlocked, held)


def _make_free(folder: Path) -> None:
    if slot_file.exists(folder):
        raise RefusedError("store.exists")
    if not (folder / FOUNDING).exists() and (folder / DATABASE).exists():
        raise RefusedError("store.keys_lost")
    _forget_unfinished(folder)


def _forget_unfinished(folder: Path) -> None:
    """Remove a store that never came to its first transaction: nobody's work is in it."""
    if (folder / FOUNDING).exists() and not slot_file.exists(folder):
        for name in (DATABASE, *WRITE_AHEAD):
            remove(folder / name)
    remove(folder / FOUNDING)
