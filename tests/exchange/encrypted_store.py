"""The real store for rounds: SQLCipher in a folder of its own, opened with a cheap passphrase."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from referral_app.clock import Clock, Randomness
from referral_app.domain.identifiers import StaffId
from referral_app.exchange.keys import Identity
from referral_app.storage import store as storage
from referral_app.storage.recovery_code import new_recovery_code
from referral_app.storage.slot_file import Cost
from referral_app.storage.work import DeskIdentity

CHEAP = Cost(memory=64, passes=1, lanes=1)
PASSPHRASE = "une phrase de passe"


class EncryptedStore:
    """Implements `ports.ExchangeStore` with the program's own storage."""

    def __init__(self, folder: Path, identity: Identity, clock: Clock, chance: Randomness) -> None:
        self.folder = folder
        self._identity = identity
        self._clock = clock
        self._chance = chance
        self._saved = 0
        self.crash: Callable[[], None] = lambda: None
        person = storage.NewPerson("AB", StaffId(b"a worker's id 16"), PASSPHRASE, CHEAP)
        self._open = storage.create(
            folder, person, new_recovery_code(chance), chance=chance, recovery_cost=CHEAP
        )
        self._attach()

    def _attach(self) -> None:
        own = self._identity
        desk = DeskIdentity(own.centre, own.device, own.keys.sign, own.incarnation, bytes(32))
        self._desk = self._open.attach(desk, self._clock, self._chance)

    @contextmanager
    def begin(self) -> Iterator[Any]:
        """`crash` is called at the end of each transaction, before it counts."""
        with self._desk.begin() as work:
            yield work
            self.crash()

    def start(self, incarnation: bytes) -> None:
        """Close, and open again as a new process would."""
        self._open.close()
        self._identity = replace(self._identity, incarnation=incarnation)
        self._reopen()

    def save(self) -> Path:
        """Make a backup: a copy of the folder of a closed store."""
        self._open.close()
        backup = self.folder.with_name(f"{self.folder.name} saved {self._saved}")
        self._saved += 1
        shutil.copytree(self.folder, backup)
        self._reopen()
        return backup

    def load(self, backup: Path) -> None:
        """Put a backup in place of everything."""
        self._open.close()
        shutil.rmtree(self.folder)
        shutil.copytree(backup, self.folder)
        self._reopen()

    def _reopen(self) -> None:
        self._open = storage.open_store(self.folder, PASSPHRASE)
        self._attach()

    def close(self) -> None:
        self._open.close()
