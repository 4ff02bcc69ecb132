"""Hybrid logical time (exchange.md 5.5): 48 bits of milliseconds, 16 bits of counter.

It orders what is shown and breaks ties between writes that did not know of each other; what a
person saw and replaced stays replaced whatever the clocks say.
"""

from __future__ import annotations

from typing import Final

from referral_app.domain.identifiers import Moment

COUNTER_BITS: Final = 16
LATEST: Final = Moment(32_503_680_000_000)
"""3000-01-01: no later date can be shown, the C library of Windows takes none."""

_DAY: Final = 86_400_000
_LAST_DAY: Final = LATEST - _DAY


class HybridClock:
    """A desk's logical clock: never runs backwards, and no stranger's clock drags it far ahead."""

    __slots__ = ("_last",)

    def __init__(self, last: int) -> None:
        self._last = last

    @property
    def last(self) -> int:
        """The latest logical time given or absorbed; to be kept with the store."""
        return self._last

    def tick(self, now: Moment) -> int:
        """Return the logical time of a new commit, later than any before it."""
        self._last = max(self._last + 1, _wall(now))
        return self._last

    def absorb(self, remote: int, now: Moment) -> None:
        """Follow a commit of another desk, at most a day ahead of this machine's clock."""
        self._last = max(self._last, min(remote, _wall(Moment(now + _DAY))))


def _wall(now: Moment) -> int:
    return min(max(now, 0), _LAST_DAY) << COUNTER_BITS
