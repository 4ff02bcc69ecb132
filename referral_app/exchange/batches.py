"""How many commits one transaction takes in: as many as go into the time that a save may wait.

A slow disk gets small transactions and stays free for saves between them; a quick machine that was
away for weeks pays for few of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

LEAST: Final = 24
"""Commits that the slowest machine measured stores in 50 ms."""
MOST: Final = 240
AIM: Final = 0.030
"""Seconds for a transaction: below the 50 ms that a save or a page may be held up."""
stopwatch: Callable[[], float] = time.perf_counter


def next_size(size: int, seconds: float) -> int:
    """Return how many to take next after `size` took so many seconds; at most twice as many."""
    if seconds <= 0:
        return MOST
    fitting = int(size * min(AIM / seconds, 2.0))
    return max(LEAST, min(fitting, MOST))


class Batch:
    """Follows how quick transactions are."""

    def __init__(self) -> None:
        self._size = LEAST

    @contextmanager
    def timed(self) -> Iterator[int]:
        """Give the size of the next transaction, which is done in the body."""
        size, start = self._size, stopwatch()
        yield size
        self._size = next_size(size, stopwatch() - start)
