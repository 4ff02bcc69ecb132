"""A store that is open: its connections, its key slots, and the desk that is put at it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from sqlalchemy import select

from referral_app.clock import Clock, Randomness
from referral_app.domain.identifiers import StaffId
from referral_app.errors import RefusedError
from referral_app.storage import slot_file, slots
from referral_app.storage.connection import Connection
from referral_app.storage.desk_store import DeskStore
from referral_app.storage.folder import DATABASE, FOUNDING, remove
from referral_app.storage.key_ring import KeyRing, people
from referral_app.storage.migrations import drop_former_copies, migrate
from referral_app.storage.projecting.refresh import rebuild
from referral_app.storage.schema import create_tables, is_folded, put_fold_version
from referral_app.storage.slot_file import Cost, SlotFile
from referral_app.storage.slots import NewPerson, Opened
from referral_app.storage.sql import compiled, param
from referral_app.storage.tables.desk import IDENTITY
from referral_app.storage.work import DeskIdentity

_IDENTITY: Final = compiled(select(IDENTITY.c.value).where(IDENTITY.c.name == param("name")))


class OpenStore:
    """A store that this program holds open, until `close`.

    A new store is one only when its first transaction has become durable; closed or cut before
    that, it leaves nothing behind.
    """

    def __init__(
        self, folder: Path, content: SlotFile, unlocked: Opened, held: ExitStack[None]
    ) -> None:
        """Open the database; what `held` holds is taken over once all went well.

        Raises ForeignDataError, NoRoomError, UnavailableError.
        """
        self._folder = folder
        founding = not slot_file.exists(folder)
        self._ring = KeyRing(folder, content, unlocked, founding=founding)
        self._reader: Connection | None = None
        self._writer = Connection(folder / DATABASE, self._ring.key, mode="rw")
        self._ring.attach(writer=self._writer)
        held.callback(self._writer.close)
        if founding:
            with self._writer.change():
                create_tables(self._writer)
        else:
            migrate(self._writer, folder)
        self._ring.keep_roll()
        self._held = held.pop_all()

    @property
    def staff(self) -> StaffId:
        """Who opened the store; empty when the recovery code did."""
        return StaffId(self._ring.slot.staff)

    @property
    def label(self) -> str:
        """The initials of who opened the store."""
        return self._ring.slot.label

    @property
    def key(self) -> bytes:
        """The database's key, 32 bytes: what a backup of it is checked with."""
        return self._ring.key

    @contextmanager
    def still_key(self) -> Iterator[bytes]:
        """The database's key, which stays the same meanwhile: whoever re-keys waits."""
        with self._ring.lock:
            yield self._ring.key

    def identity(self, name: str) -> bytes | None:
        """Return a key or another small value of the desk's own."""
        row = self._writer.one(_IDENTITY, {"name": name})
        return row[0] if row else None

    @property
    def is_folded(self) -> bool:
        """Whether the lists follow this program's rules; else `attach` folds them anew."""
        return is_folded(self._writer)

    def attach(
        self,
        desk: DeskIdentity,
        clock: Clock,
        chance: Randomness,
        progress: Callable[[int, int], object] | None = None,
    ) -> DeskStore:
        """Put a desk at the store: what services and exchange work with.

        `progress` is told (records folded, records in all) when the rules for lists have changed.
        """
        if not self.is_folded:
            with self._writer.roomy(), self._writer.change():
                rebuild(self._writer, desk.centre, progress)
                put_fold_version(self._writer)
        if self._reader is None:
            self._reader = Connection(self._folder / DATABASE, self._ring.key, mode="ro")
            self._ring.attach(writer=self._writer, reader=self._reader)
            # Closed before the writer, which folds the write-ahead log into the file at its end.
            self._held.callback(self._reader.close)
        return DeskStore(
            self._writer, self._reader, desk, clock, chance, committed=self._settle_founding
        )

    def integrity(self) -> tuple[str, ...]:
        """Check every page and every index; return what is wrong, nothing when all is well."""
        found = [str(row[0]) for row in self._writer.all("PRAGMA cipher_integrity_check")]
        if not found:  # else the next questions would only stumble over the same pages
            inner = [str(row[0]) for row in self._writer.all("PRAGMA integrity_check")]
            orphans = self._writer.all("PRAGMA foreign_key_check")
            found = [line for line in inner if line != "ok"]
            found += [f"row of {row[0]} without its parent" for row in orphans]
        return tuple(found)

    def drop_former_copies(self) -> None:
        """Take away copies of an older form of the store, which hold what was erased since.

        Raises UnavailableError, NoRoomError.
        """
        drop_former_copies(self._folder)

    def change_passphrase(self, old: str, new: str, chance: Randomness) -> None:
        """Put the slot that is open under another passphrase; nobody else's changes.

        Raises WrongPassphraseError, InvalidInputError, NoRoomError, UnavailableError.
        """
        ring = self._ring
        with ring.lock:
            changed = slots.with_new_passphrase(ring.slot, ring.content.store, old, new, chance)
            ring.put(changed if slot.id == changed.id else slot for slot in ring.content.slots)

    def relabel(self, label: str, passphrase: str, chance: Randomness) -> None:
        """Let the slot that is open follow its person's new initials, unless they are taken.

        Raises WrongPassphraseError, NoRoomError, UnavailableError.
        """
        ring = self._ring
        with ring.lock:
            if any(slot.label == label for slot in people(ring.content)):
                return
            changed = slots.relabelled(ring.slot, ring.content.store, label, passphrase, chance)
            ring.put(changed if slot.id == changed.id else slot for slot in ring.content.slots)

    @property
    def people(self) -> tuple[tuple[str, StaffId], ...]:
        """Initials and staff ids of those whose passphrases open the store."""
        return tuple((slot.label, StaffId(slot.staff)) for slot in people(self._ring.content))

    def add_person(self, person: NewPerson, chance: Randomness) -> None:
        """Let another person open the store.

        Raises RefusedError("store.slot_exists") when the initials are taken.
        """
        ring = self._ring
        with ring.lock:
            ring.add(slots.person_slot(person, ring.key, ring.content.store, chance))

    def put_person(self, person: NewPerson, chance: Randomness) -> None:
        """Let a person open the store, in place of the slot they may have had.

        Raises RefusedError("store.slot_exists") when somebody else's slot has the initials.
        """
        ring = self._ring
        with ring.lock:
            others = [slot for slot in ring.content.slots if slot.staff != person.staff]
            if any(slot.label == person.label for slot in others if slot.staff):
                raise RefusedError("store.slot_exists")
            ring.put((*others, slots.person_slot(person, ring.key, ring.content.store, chance)))

    def remove_people(self, staff: Collection[StaffId], chance: Randomness) -> int:
        """Let these people open the store no more; see `KeyRing.remove`."""
        return self._ring.remove(staff, chance)

    def finish_rekey(self, chance: Randomness) -> bool:
        """End a re-key that was cut; False when there was none.

        Raises NoRoomError, UnavailableError: the store works as before, and it can wait.
        """
        ring = self._ring
        with ring.lock:
            if not ring.is_under_way:
                return False
            ring.finish(chance)
            return True

    def replace_recovery(self, code: str, chance: Randomness, cost: Cost = Cost()) -> None:  # noqa: B008
        """Let a newly printed code open the store, and the former one no more, not even a copy.

        Raises InvalidInputError for no such code, NoRoomError, UnavailableError.
        """
        ring = self._ring
        with ring.lock:
            added = slots.recovery_slot(code, ring.key, ring.content.store, chance, cost)
            ring.put((*people(ring.content), added))
            ring.seal_anew(ring.content.slots, chance)

    def replace_person(self, person: NewPerson, chance: Randomness) -> None:
        """Give initials a slot of their own making, whoever held them, and go on as that person.

        The staff id stays that of the former slot, so that the person keeps a history.
        """
        ring = self._ring
        with ring.lock:
            former = [slot for slot in people(ring.content) if slot.label == person.label]
            if former:
                person = replace(person, staff=StaffId(former[0].staff))
            added = slots.person_slot(person, ring.key, ring.content.store, chance)
            ring.put((*(slot for slot in ring.content.slots if slot not in former), added))
            ring.slot = added

    def close(self) -> None:
        """Close the files and give up the lock; a store that was never used leaves nothing."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _settle_founding(self) -> None:
        """Make a new store count, now that its first transaction is durable."""
        if self._ring.founding:
            slot_file.write(self._folder, self._ring.content)
            remove(self._folder / FOUNDING)
            self._ring.founding = False
