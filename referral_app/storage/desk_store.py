"""An open store with a desk at it: one door to write through, one reader beside it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from referral_app.clock import Clock, Randomness
from referral_app.storage import sweeping
from referral_app.storage.connection import Connection
from referral_app.storage.exchange_work import RoundWork
from referral_app.storage.reading import Questions
from referral_app.storage.work import DeskIdentity, Kept


class DeskStore:
    """The ports `Store` and `ExchangeStore`."""

    def __init__(
        self,
        writer: Connection,
        reader: Connection,
        desk: DeskIdentity,
        clock: Clock,
        chance: Randomness,
        *,
        committed: Callable[[], None],
    ) -> None:
        """Join the parts; `committed` is called after each change that has become durable."""
        self._writer = writer
        self._reader = Questions(reader, desk.centre)
        self._desk = desk
        self._clock = clock
        self._chance = chance
        self._committed = committed
        self._kept = Kept()
        self._next = threading.Lock()

    @property
    def identity(self) -> DeskIdentity:
        """Who writes at this desk."""
        return self._desk

    @property
    def reader(self) -> Questions:
        """Questions on a connection of their own that never waits for a write."""
        return self._reader

    @contextmanager
    def begin(self) -> Iterator[RoundWork]:
        """Open the one write transaction; commits at the end, rolls back on any exception.

        Raises NoRoomError, UnavailableError, ForeignDataError when the disk or the file fails.
        """
        with ExitStack() as held:
            # Who waits here goes before a round that comes again at once for its next step.
            with self._next:
                # Around it all: what another thread saves meanwhile must not be forgotten.
                held.enter_context(self._writer.lock)
            # Until the change is durable, nothing that it learned may outlive it, but for time.
            kept, self._kept = self._kept, Kept(self._kept.time)
            with self._writer.change():
                work = RoundWork(self._writer, self._desk, self._clock, self._chance, kept)
                yield work
                work.finish()
            self._kept = kept
            self._committed()

    def sweep(self) -> bool:
        """Leave nothing of what was erased in the word index, free pages or the log.

        In short changes, so that saves go between; False when nothing was erased since last time.
        To be called again after a crash. Raises NoRoomError, UnavailableError.
        """
        with self._writer.lock:
            if not sweeping.is_due(self._writer):
                return False
        goes_on, first = True, True
        while goes_on:
            with self._next:
                pass  # who waits to save goes before
            with self._writer.change():
                goes_on = sweeping.merge_words(self._writer, first=first)
            first = False
        with self._writer.change():
            sweeping.note_swept(self._writer)
        with self._writer.lock:
            sweeping.cut_log(self._writer)
        return True
