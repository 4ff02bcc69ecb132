"""Who may open an open store, and putting it under another key when somebody may no more.

A re-key survives a cut at any moment: first every slot that stays is sealed the next key beside the
present one, then the database is encrypted anew (all or nothing), then the former key is dropped.
Whoever opens the store after a cut holds both keys; the one that opens the database says how far it
came, and the rest is done then.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from sqlalchemy import select

from referral_app.clock import Randomness
from referral_app.domain.identifiers import StaffId
from referral_app.errors import ForeignDataError, NoRoomError, RefusedError, UnavailableError
from referral_app.storage import slot_file, slots
from referral_app.storage.connection import Connection
from referral_app.storage.folder import DATABASE
from referral_app.storage.slot_file import Slot, SlotFile, SlotKind
from referral_app.storage.slots import KEY_SIZE, Opened
from referral_app.storage.sql import compiled, param, upsert
from referral_app.storage.tables.desk import IDENTITY

_ROLL: Final = "slot_roll"
_GET: Final = compiled(select(IDENTITY.c.value).where(IDENTITY.c.name == param("name")))
_PUT: Final = upsert(IDENTITY, ["name"])
_DIGEST: Final = 32


def people(content: SlotFile) -> list[Slot]:
    """Return the slots that passphrases open."""
    return [slot for slot in content.slots if slot.kind is SlotKind.PERSON]


def living_key(database: Path, keys: Iterable[bytes | None]) -> bytes:
    """Return the first key that opens the database.

    Raises ForeignDataError("store.damaged") when none does, NoRoomError, UnavailableError.
    """
    for key in keys:
        if key is None:
            continue
        try:
            Connection(database, key, mode="rw").close()
        except ForeignDataError:
            continue
        return key
    raise ForeignDataError("store.damaged")


class KeyRing:
    """The slots of an open store and the key that its database is under.

    Whoever makes a slot anew holds `lock` from before it was read: an exchange may find out in a
    thread of its own that somebody has left.
    """

    def __init__(
        self, folder: Path, content: SlotFile, unlocked: Opened, *, founding: bool
    ) -> None:
        """Find the key that opens the database; raises ForeignDataError, UnavailableError."""
        self.lock = threading.RLock()
        self._folder = folder
        self._next = unlocked.next_key
        self.content = content
        self.slot = unlocked.slot
        self.founding = founding
        self.key = unlocked.key
        if self._next is not None:
            self.key = living_key(folder / DATABASE, (unlocked.key, self._next))
        self._writer: Connection | None = None
        self._reader: Connection | None = None

    def attach(self, *, writer: Connection, reader: Connection | None = None) -> None:
        """Take the connections that a re-key must open anew."""
        self._writer, self._reader = writer, reader

    @property
    def is_under_way(self) -> bool:
        """Whether a re-key was begun and has not come to its end."""
        return any(slot.next_key for slot in self.content.slots)

    def keep_roll(self) -> None:
        """Remember who holds slots, for a store that does not do so yet."""
        if self._known() is None:
            self._remember(map(_print_of, self.content.slots))

    def put(self, changed: Iterable[Slot]) -> None:
        """Replace the slots: raises NoRoomError, UnavailableError."""
        with self.lock:
            kept = tuple(changed)
            held, staying = (frozenset(map(_print_of, of)) for of in (self.content.slots, kept))
            # What was in the file already is known or it is not: only who comes now is let in here.
            known = (self._known() or frozenset()) | (staying - held)
            # The list first, then the file, then the list without who is gone: a cut leaves one too
            # many on it, never one too few.
            self._remember(known)
            self._write(kept)
            self._remember(known & staying)

    def add(self, slot: Slot) -> None:
        """Let somebody more in; raises RefusedError("store.slot_exists") for initials in use."""
        with self.lock:
            if any(held.label == slot.label for held in people(self.content)):
                raise RefusedError("store.slot_exists")
            self.put((*self.content.slots, slot))

    def remove(self, staff: Collection[StaffId], chance: Randomness) -> int:
        """Remove the slots of some people, and re-key so that no copy of them opens any more.

        Returns how many there were. Raises NoRoomError("rekey.no_room"): the slots are gone even
        then, the re-key is finished at the next occasion.
        """
        with self.lock:
            gone = [slot for slot in people(self.content) if slot.staff in staff]
            if gone:
                self.seal_anew([slot for slot in self.content.slots if slot not in gone], chance)
            return len(gone)

    def seal_anew(self, kept: Iterable[Slot], chance: Randomness) -> None:
        """Put the database under a fresh key that is sealed to `kept`, by their public keys.

        Whom this store never let in is not sealed to: `store.keys` lies open to whoever holds the
        computer, the list of those let in does not. Raises NoRoomError, UnavailableError.
        """
        with self.lock:
            self._next = chance(KEY_SIZE)
            self._write(self._sealed(kept, self._next))
            self.finish(chance)

    def finish(self, chance: Randomness) -> None:
        """Bring a re-key to its end, from wherever it was left.

        Raises NoRoomError("rekey.no_room"), UnavailableError; it can be tried again.
        """
        with self.lock:
            # Who was let in meanwhile holds the present key alone, and chooses another to come.
            coming = self._next or chance(KEY_SIZE)
            if self._next is None or any(not slot.next_key for slot in self.content.slots):
                self._next = coming
                self._write(self._sealed(self.content.slots, coming))
            if self.key != coming:
                self._turn(coming)
            self._write(tuple(slots.settled(slot) for slot in self.content.slots))
            self._next = None
            # Else who left could put the old slot back into the file, and be sealed to again.
            self._remember(map(_print_of, self.content.slots))

    def _sealed(self, kept: Iterable[Slot], coming: bytes) -> tuple[Slot, ...]:
        known, store = self._known() or frozenset(), self.content.store
        return tuple(
            slots.with_next_key(slot, coming, store) for slot in kept if _print_of(slot) in known
        )

    def _turn(self, coming: bytes) -> None:
        """Encrypt the database anew; readers go on as of before until it is done."""
        writer, reader = self._writer, self._reader
        if writer is None:
            raise ValueError("no database is open")
        with writer.lock:
            if reader is not None:
                reader.hold()
            failure: UnavailableError | None = None
            try:
                writer.rekey(coming)
            except UnavailableError as error:
                failure = error
            # A full disk may let the cipher believe what is not so: the file itself is asked.
            self.key = living_key(self._folder / DATABASE, (coming, self.key))
            writer.reopen(self.key)
            if reader is not None:
                reader.reopen(self.key)
            if self.key != coming:
                size = (self._folder / DATABASE).stat().st_size
                raise NoRoomError("rekey.no_room", megabytes=1 + size // 1_000_000) from failure
            # Nothing under the former key stays in the write-ahead log.
            writer.all("PRAGMA wal_checkpoint(TRUNCATE)")

    def _write(self, kept: tuple[Slot, ...]) -> None:
        content = self.content._replace(slots=kept)
        if not self.founding:
            slot_file.write(self._folder, content)
        self.content = content
        self.slot = next((slot for slot in kept if slot.id == self.slot.id), self.slot)

    def _known(self) -> frozenset[bytes] | None:
        row = self._writer.one(_GET, {"name": _ROLL}) if self._writer else None
        if row is None:
            return None
        roll: bytes = row[0]
        return frozenset(roll[at : at + _DIGEST] for at in range(0, len(roll), _DIGEST))

    def _remember(self, prints: Iterable[bytes]) -> None:
        roll = frozenset(prints)
        if self._writer is not None and roll != self._known():
            with self._writer.change():
                self._writer.run(_PUT, {"name": _ROLL, "value": b"".join(sorted(roll))})


def _print_of(slot: Slot) -> bytes:
    return hashlib.sha256(slot.id + slot.kind.value.encode() + slot.staff + slot.public).digest()
