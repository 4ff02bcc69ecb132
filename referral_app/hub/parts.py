"""The hub's parts, put together: what every route works with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from starlette.concurrency import run_in_threadpool

from referral_app.domain.identifiers import CentreId
from referral_app.exchange.keys import DeskKeys, hub_id
from referral_app.hub.bell import Bell
from referral_app.hub.checkpoints import Checkpoints
from referral_app.hub.cleaning import clean_up
from referral_app.hub.cursors import Cursors
from referral_app.hub.database import Database, Setting, end_of
from referral_app.hub.gate import Gate
from referral_app.hub.journal import deposit
from referral_app.hub.limits import Limits
from referral_app.hub.metrics import Metrics
from referral_app.hub.sorting import Sorting
from referral_app.hub.writer import Writer

MIN_VERSION: Final = "0.1.0"
"""The oldest desk that this hub understands."""


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub at work; `seconds` tells unix time."""

    database: Database
    keys: DeskKeys
    setting: Setting
    limits: Limits
    seconds: Callable[[], float]
    id: CentreId
    gate: Gate
    sorting: Sorting
    writer: Writer
    bell: Bell
    cursors: Cursors
    checkpoints: Checkpoints
    metrics: Metrics = field(default_factory=Metrics)

    @property
    def now(self) -> int:
        """Unix time in seconds."""
        return int(self.seconds())

    def keep_house(self) -> None:
        """Note how far desks have read, and let go what is due."""
        with self.database.writing() as connection:
            self.cursors.note(self.database, connection)
        self.metrics.count("relais_envelopes_freed_total", clean_up(self.database, self.now))

    def close(self) -> None:
        """Write what waits, note the cursors, close the database."""
        self.writer.close()
        self.checkpoints.close()
        with self.database.writing() as connection:
            self.cursors.note(self.database, connection)
        self.database.close()


def open_hub(
    database: Database,
    keys: DeskKeys,
    setting: Setting,
    limits: Limits | None = None,
    seconds: Callable[[], float] = time.time,
) -> Hub:
    """Put a hub together over a database that was prepared."""
    limits = limits or Limits()

    def look() -> int:
        with database.reading() as connection:
            return end_of(connection).seq

    bell = Bell(partial(run_in_threadpool, look))
    checkpoints = Checkpoints(database)

    def written(mailboxes: frozenset[bytes]) -> None:
        bell.ring(mailboxes)
        checkpoints.written()

    own_id = hub_id(keys.sign_key, keys.kem_key)
    return Hub(
        database,
        keys,
        setting,
        limits,
        seconds,
        own_id,
        Gate(database, limits, seconds),
        Sorting(database, keys, own_id, setting.mode, limits),
        Writer(partial(deposit, database, limits), written),
        bell,
        Cursors(),
        checkpoints,
    )
