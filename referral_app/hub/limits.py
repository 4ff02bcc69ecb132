"""How much a desk may ask of the hub (exchange.md 7.5)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from referral_app.hub.refusal import too_many

MIB: Final = 1 << 20
DAY: Final = 86_400
_MOST_BUCKETS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Limits:
    """`items`, `bytes` of one request; `envelope` and `page` bytes; `wait` and `body` seconds."""

    items: int = 100
    bytes: int = 4 * MIB
    envelope: int = 300 * 1024
    page: int = 4 * MIB
    page_items: int = 200
    wait: int = 25
    body: int = 60
    per_minute: int = 60
    burst: int = 120
    guests_per_minute: int = 300
    daily_envelopes: int = 2_000
    daily_bytes: int = 64 * MIB
    guest_envelopes: int = 20
    mailbox_bytes: int = 2 << 30
    member_commits: int = 5_000
    waiting: int = 2_000

    def told(self) -> dict[str, int]:
        """What a desk has to know."""
        return {
            "items": self.items,
            "bytes": self.bytes,
            "envelope": self.envelope,
            "page": self.page_items,
            "wait": self.wait,
        }


class Rates:
    """Requests a minute for each desk, with room for a burst; kept in memory, for each worker."""

    def __init__(self, per_minute: int, burst: int, seconds: Callable[[], float]) -> None:
        self._each = 60.0 / per_minute
        self._room = burst * self._each
        self._seconds = seconds
        self._until: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, who: bytes) -> None:
        """Count one request. Raises RefusedRequest(429) when there were too many."""
        now = self._seconds()
        with self._lock:
            until = max(self._until.pop(who, now), now) + self._each
            allowed = until - now <= self._room
            self._until[who] = until if allowed else until - self._each
            while len(self._until) > _MOST_BUCKETS:
                self._until.popitem(last=False)
        if not allowed:
            raise too_many(max(1, round(until - now - self._room)))


class Nonces:
    """The nonces of the last minutes: a request that was heard is not heard again.

    For each worker: what a request could do twice it has done once (exchange.md 7.6), so nothing
    hangs on another worker's memory.
    """

    def __init__(self, kept: int, seconds: Callable[[], float]) -> None:
        self._kept = kept
        self._seconds = seconds
        self._seen: OrderedDict[tuple[bytes, str], float] = OrderedDict()
        self._lock = threading.Lock()

    def is_new(self, who: bytes, nonce: str) -> bool:
        """Note a nonce; False when it was used before."""
        now = self._seconds()
        with self._lock:
            while self._seen and next(iter(self._seen.values())) < now - self._kept:
                self._seen.popitem(last=False)
            if (who, nonce) in self._seen:
                return False
            self._seen[who, nonce] = now
            return True
