"""Where envelopes lie: a hub with its journal, sticks, and the way there with all its mishaps."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from referral_app.domain.identifiers import CentreId
from referral_app.errors import UnavailableError
from referral_app.exchange.envelope import name_of
from referral_app.exchange.transport import Transport
from tests.simulation.world import CrashError, Stick

_START = bytes(32)


@dataclass(frozen=True)
class Row:
    """One row of the hub's journal; `body` None once it was let go."""

    seq: int
    mailbox: CentreId
    eid: bytes
    chain: bytes
    body: bytes | None


@dataclass
class Hub:
    """The hub's journal: one row an envelope, each chained to the one before it.

    It may be set back to any of its backups, and lets go of what is old.
    """

    place: str = "hub"
    rows: list[Row] = field(default_factory=list)
    backups: list[list[Row]] = field(default_factory=list)
    rewinds: int = 0

    @property
    def position(self) -> tuple[int, bytes]:
        return (self.rows[-1].seq, self.rows[-1].chain) if self.rows else (0, _START)

    def knows(self, seq: int, chain: bytes) -> bool:
        """Whether this position is one of its journal: else it was set back."""
        if seq == 0:
            return True
        return seq <= len(self.rows) and self.rows[seq - 1].chain == chain

    def post(self, mailbox: CentreId, data: bytes) -> tuple[int, bool]:
        """Add one envelope; returns its place, and whether it lay there already."""
        eid = name_of(data)
        for row in self.rows:
            if row.eid == eid:
                return row.seq, True
        seq, chain = self.position
        self.rows.append(Row(seq + 1, mailbox, eid, sha256(chain + eid).digest(), data))
        return seq + 1, False

    def page(self, mailbox: CentreId, after: int, limit: int) -> tuple[list[Row], bool]:
        """Rows of a mailbox behind a cursor, and whether there are more."""
        found = [r for r in self.rows[after:] if r.mailbox == mailbox and r.body is not None]
        return found[:limit], len(found) > limit

    # --- what a round asks of it

    def names(self, mailbox: CentreId) -> tuple[bytes, ...]:
        rows, _ = self.page(mailbox, 0, len(self.rows))
        return tuple(row.eid for row in rows)

    def read(self, mailbox: CentreId, eid: bytes) -> bytes | None:
        return next((r.body for r in self.rows if (r.mailbox, r.eid) == (mailbox, eid)), None)

    def write(self, mailbox: CentreId, eid: bytes, data: bytes) -> bool:
        assert eid == name_of(data)
        return not self.post(mailbox, data)[1]

    # --- what happens to it

    def back_up(self) -> None:
        self.backups.append(list(self.rows))

    def restore(self, chance: random.Random) -> None:
        """Set it back to any backup, or to nothing."""
        self.rows = list(chance.choice([*self.backups, []]))
        self.rewinds += 1

    def let_go(self, many: int) -> None:
        """Forget the bodies of the oldest rows; their places stay in the journal."""
        for at, row in enumerate(self.rows[:many]):
            self.rows[at] = Row(row.seq, row.mailbox, row.eid, row.chain, None)


class Way:
    """The way to a place: anything said may be lost, before it is heard or its answer after.

    `doubled` envelopes are laid down twice as far as the place can tell.
    """

    def __init__(self, to: Transport, chance: random.Random, loss: float) -> None:
        self._to = to
        self._chance = chance
        self._loss = loss
        self.place = to.place

    def names(self, mailbox: CentreId) -> tuple[bytes, ...]:
        self._fail()
        names = list(self._to.names(mailbox))
        self._chance.shuffle(names)
        if self._loss and names and self._chance.random() < 0.2:
            return tuple(names[: self._chance.randrange(len(names))])  # a page, and no more
        return tuple(names)

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


__all__ = ["Hub", "Row", "Stick", "Way", "dies_after"]
