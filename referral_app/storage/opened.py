"""A store that is open: its connections, its key slots, and the desk that is put at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
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
from referral_app.storage.migrations import migrate
from referral_app.storage.projecting.refresh import rebuild
from referral_app.storage.schema import create_tables, is_folded, put_fold_version
from referral_app.storage.slot_file import Cost, Slot, SlotFile, SlotKind
from referral_app.storage.slots import NewPerson
from referral_app.storage.sql import compiled, param
from referral_app.storage.tables.desk import IDENTITY
from referral_app.storage.work import DeskIdentity

_IDENTITY: Final = compiled(select(IDENTITY.c.value).where(IDENTITY.c.name == param("name")))


def people(content: SlotFile) -> list[Slot]:
    """Return the slots that passphrases open."""
    return [slot for slot in content.slots if slot.kind is SlotKind.PERSON]


class OpenStore:
    """A store that this program holds open, until `close`.

    A new store is one only when its first transaction has become durable; closed or cut before
    that, it leaves nothing behind.
    """

    def __init__(
        self, folder: Path, key: bytes, content: SlotFile, slot: Slot, held: ExitStack[None]
    ) -> None:
        """Open the database; what `held` holds is taken over once all went well.

        Raises ForeignDataError, NoRoomError, UnavailableError.
        """
        self._folder = folder
        self._key = key
        self._content = content
        self._slot = slot
        self._reader: Connection | None = None
        self._founding = not slot_file.exists(folder)
        self._writer = Connection(folder / DATABASE, key, mode="rw")
        held.callback(self._writer.close)
        if self._founding:
            with self._writer.change():
                create_tables(self._writer)
        else:
            migrate(self._writer, folder)
        self._held = held.pop_all()

    @property
    def staff(self) -> StaffId:
        """Who opened the store; empty when the recovery code did."""
        return StaffId(self._slot.staff)

    @property
    def label(self) -> str:
        """The initials of who opened the store."""
        return self._slot.label

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
            with self._writer.change():
                rebuild(self._writer, desk.centre, progress)
                put_fold_version(self._writer)
        if self._reader is None:
            self._reader = Connection(self._folder / DATABASE, self._key, mode="ro")
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

    def change_passphrase(self, old: str, new: str, chance: Randomness) -> None:
        """Put the slot that is open under another passphrase; nobody else's changes.

        Raises WrongPassphraseError, InvalidInputError, NoRoomError, UnavailableError.
        """
        changed = slots.with_new_passphrase(self._slot, self._content.store, old, new, chance)
        self._write_slots(
            changed if slot.id == changed.id else slot for slot in self._content.slots
        )
        self._slot = changed

    def add_person(self, person: NewPerson, chance: Randomness) -> None:
        """Let another person open the store.

        Raises RefusedError("store.slot_exists") when the initials are taken.
        """
        if any(slot.label == person.label for slot in people(self._content)):
            raise RefusedError("store.slot_exists")
        added = slots.person_slot(person, self._key, self._content.store, chance)
        self._write_slots((*self._content.slots, added))

    def replace_recovery(self, code: str, chance: Randomness, cost: Cost = Cost()) -> None:  # noqa: B008
        """Let a newly printed code open the store, and the former one no more."""
        added = slots.recovery_slot(code, self._key, self._content.store, chance, cost)
        self._write_slots((*people(self._content), added))

    def replace_person(self, person: NewPerson, chance: Randomness) -> None:
        """Give initials a slot of their own making, whoever held them, and go on as that person.

        The staff id stays that of the former slot, so that the person keeps a history.
        """
        former = [slot for slot in people(self._content) if slot.label == person.label]
        if former:
            person = replace(person, staff=StaffId(former[0].staff))
        added = slots.person_slot(person, self._key, self._content.store, chance)
        self._write_slots((*(slot for slot in self._content.slots if slot not in former), added))
        self._slot = added

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
        if self._founding:
            slot_file.write(self._folder, self._content)
            remove(self._folder / FOUNDING)
            self._founding = False

    def _write_slots(self, kept: Iterable[Slot]) -> None:
        content = self._content._replace(slots=tuple(kept))
        if not self._founding:
            slot_file.write(self._folder, content)
        self._content = content
