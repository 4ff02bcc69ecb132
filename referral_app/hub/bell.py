"""Those who wait for an envelope are woken when one may have come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

_LOOK: Final = 1.0
"""Seconds between two looks at the journal's end: other workers and programs write to it too."""


class Bell:
    """Rings for mailboxes from any thread; `look` tells the journal's end."""

    def __init__(self, look: Callable[[], Awaitable[int]]) -> None:
        self._look = look
        self._count = 0
        self._waiting: dict[bytes, set[asyncio.Event]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return self._count

    def ring(self, mailboxes: frozenset[bytes]) -> None:
        """Wake those who wait for one of these; from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._wake, mailboxes)

    def ring_all(self) -> None:
        """Wake everybody; from the loop's own thread."""
        self._wake(frozenset(self._waiting))

    @asynccontextmanager
    async def listening(self, mailbox: bytes) -> AsyncIterator[asyncio.Event]:
        """An event that is set when something may have come since."""
        self._loop = asyncio.get_running_loop()
        event = asyncio.Event()
        self._waiting.setdefault(mailbox, set()).add(event)
        self._count += 1
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._keep_watch())
        try:
            yield event
        finally:
            self._count -= 1
            events = self._waiting[mailbox]
            events.discard(event)
            if not events:
                del self._waiting[mailbox]

    def _wake(self, mailboxes: frozenset[bytes]) -> None:
        for mailbox in mailboxes:
            for event in self._waiting.get(mailbox, ()):
                event.set()

    async def _keep_watch(self) -> None:
        """Look at the journal as long as somebody waits."""
        last = -1
        while self._waiting:
            end = await self._look()
            if last not in (-1, end):
                self.ring_all()
            last = end
            await asyncio.sleep(_LOOK)
