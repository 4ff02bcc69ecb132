"""Time and chance as parts that are handed in, so that tests and the demo can set them."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from typing import Protocol

from referral_app.domain.identifiers import Moment

Randomness = Callable[[int], bytes]
"""Gives n random bytes."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> Moment:
        """Milliseconds since 1970-01-01 UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> Moment:
        """Milliseconds since 1970-01-01 UTC."""
        return Moment(time.time_ns() // 1_000_000)


class ManualClock:
    """A clock that moves only when told, for the demo and for tests."""

    def __init__(self, start: Moment) -> None:
        self._now = start

    def now(self) -> Moment:
        """Milliseconds since 1970-01-01 UTC."""
        return self._now

    def advance(self, milliseconds: int) -> None:
        """Move on; negative values turn the clock back."""
        self._now = Moment(self._now + milliseconds)


system_randomness: Randomness = os.urandom


def seeded_randomness(seed: int) -> Randomness:
    """Repeatable bytes for the demo and for tests; never for a real store."""
    return random.Random(seed).randbytes  # noqa: S311
