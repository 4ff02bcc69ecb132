"""The way to a stick, with its mishaps, and the death of a process."""

from __future__ import annotations

import random
from collections.abc import Callable

from referral_app.domain.identifiers import CentreId
from referral_app.errors import UnavailableError
from referral_app.exchange.transport import Shelf
from tests.simulation.world import CrashError, Stick


class Way:
    """The way to a shelf: whatever is read or written may fail, before it is done or after."""

    def __init__(self, to: Shelf, chance: random.Random, loss: float) -> None:
        self._to = to
        self._chance = chance
        self._loss = loss
        self.place = to.place

    def names(self, mailbox: CentreId) -> tuple[bytes, ...]:
        self._fail()
        return self._to.names(mailbox)

    def read(self, mailbox: CentreId, eid: bytes) -> bytes | None:
        self._fail()
        return self._to.read(mailbox, eid)

    def write(self, mailbox: CentreId, eid: bytes, data: bytes) -> bool:
        self._fail()
        done = self._to.write(mailbox, eid, data)
        self._fail()
        return done

    def _fail(self) -> None:
        if self._loss and self._chance.random() < self._loss:
            raise UnavailableError("exchange.folder_failed")


def dies_after(transactions: int) -> Callable[[], None]:
    """A process that dies inside its n-th transaction."""
    left = [transactions]

    def crash() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise CrashError

    return crash


__all__ = ["CrashError", "Stick", "Way", "dies_after"]
