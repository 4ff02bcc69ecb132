"""The round of an open store: beside the saves, one at a time, stopped before the files close."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from referral_app.errors import RefusedError

Progress = Callable[[int, int], bool]
"""Told (done, total); False stops the round there, losing nothing."""
RUNNING: Final = "exchange.running"


class OneRound:
    """Lets one thread at a time through, and stops it when the store is about to close."""

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._stopping = threading.Event()

    @contextmanager
    def turn(self, progress: Progress | None) -> Iterator[Progress]:
        """Run a round in the body, with the progress that is given.

        Raises RefusedError("exchange.running") while another runs, or once the store is closing.
        """
        if self._stopping.is_set() or not self._one.acquire(blocking=False):
            raise RefusedError(RUNNING)

        def advance(done: int, total: int) -> bool:
            if self._stopping.is_set():
                return False
            return progress is None or progress(done, total)

        try:
            yield advance
        finally:
            self._one.release()

    @property
    def is_winding_up(self) -> bool:
        """Whether nothing begins any more: the store is about to close."""
        return self._stopping.is_set()

    def wind_up(self) -> None:
        """Let what runs stop at its next step, and nothing begin; returns at once."""
        self._stopping.set()

    def stop(self) -> None:
        """Let what runs stop, and wait until it has."""
        self.wind_up()
        with self._one:
            pass
