"""The one thread that writes envelopes: what waits is written together (exchange.md 7.2)."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Final, NamedTuple

from referral_app.hub.journal import Batch, Deposited

_TOGETHER: Final = 1_000
"""Envelopes of one transaction, at most; one batch more may come on top."""
log = logging.getLogger(__name__)


class _Waiting(NamedTuple):
    batch: Batch
    result: Future[Deposited]


class Writer:
    """Takes batches from any thread; each is acknowledged once its transaction is on the disk."""

    def __init__(
        self,
        deposit: Callable[[Sequence[Batch]], list[Deposited]],
        written: Callable[[frozenset[bytes]], None],
    ) -> None:
        self._deposit = deposit
        self._written = written
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()

    def submit(self, batch: Batch) -> Future[Deposited]:
        """Hand a batch in; the result carries the outcome, or why it could not be written."""
        waiting = _Waiting(batch, Future())
        self._queue.put(waiting)
        return waiting.result

    def close(self) -> None:
        """Write what waits, then stop."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            group, is_last = self._gather(first)
            if group:
                self._write(group)
            if is_last:
                return

    def _gather(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        """Take what waits; what nobody waits for any more is left out."""
        group, size = list[_Waiting](), 0
        more: _Waiting | None = first
        while more is not None:
            if more.result.set_running_or_notify_cancel():
                group.append(more)
                size += len(more.batch.entries)
            if size >= _TOGETHER:
                return group, False
            try:
                more = self._queue.get_nowait()
            except queue.Empty:
                return group, False
        return group, True

    def _write(self, group: list[_Waiting]) -> None:
        """Write a group; should that fail, each alone, so that one spoils nothing for others."""
        try:
            results = self._deposit([waiting.batch for waiting in group])
        except Exception as error:  # noqa: BLE001 (handed to whoever waits)
            if len(group) > 1:
                log.warning("hub.group_split")
                for waiting in group:
                    self._write([waiting])
            else:
                group[0].result.set_exception(error)
            return
        self._written(frozenset(entry.mailbox for it in group for entry in it.batch.entries))
        for waiting, result in zip(group, results, strict=True):
            waiting.result.set_result(result)
