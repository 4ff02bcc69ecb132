"""Run work off the window's thread and come back with its result.

Store work waits in one queue with one thread, so that two changes never meet; what waits for a
folder, a stick or the hub has threads of its own. Callbacks run on the window's thread, and are
dropped when the widget that asked has gone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from referral_app.errors import ReferralAppError

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

log = logging.getLogger(__name__)
T = TypeVar("T")
Failed = Callable[[Exception], None]


class Task:
    """Work that was handed over."""

    __slots__ = ("_future",)

    def __init__(self, future: Future[Any]) -> None:
        self._future = future

    def cancel(self) -> bool:
        """Take it back if it still waits; True if it will never run, nor its callback."""
        return self._future.cancel()


class _Delivery(NamedTuple):
    owner: QObject
    future: Future[Any]
    then: Callable[[Any], None]
    failed: Failed | None


class _Word(NamedTuple):
    owner: QObject
    slot: Callable[[Any], None]
    value: Any


class Background(QObject):
    """The application's worker queues."""

    refused = Signal(ReferralAppError)
    """A rule or the world said no, and the asker gave no `failed`: say it in the message bar."""
    failed = Signal(Exception)
    """A bug, already logged: apologise."""
    idle = Signal()
    """Nothing waits, runs or has a result to deliver."""
    _done = Signal(object)
    _said = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queues: dict[str, ThreadPoolExecutor] = {}
        self._closed = False
        self._open = 0
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._said.connect(self._say, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether anything waits, runs or has a result to deliver."""
        return self._open > 0

    @property
    def closed(self) -> bool:
        """Whether no more work is taken: the program is going."""
        return self._closed

    def store(
        self,
        owner: QObject,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Failed | None = None,
    ) -> Task:
        """Queue work that touches the store.

        `then` gets the result. `failed` gets any error and then alone words a ReferralAppError;
        a bug is told to the `failed` signal all the same.
        """
        return self._submit("store", owner, work, then, failed)

    def network(
        self,
        owner: QObject,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Failed | None = None,
    ) -> Task:
        """Queue work that waits for a folder, a stick or the hub; else as `store`."""
        return self._submit("network", owner, work, then, failed)

    def relay(self, owner: QObject, slot: Callable[[T], None]) -> Callable[[T], None]:
        """A function that work may call from its thread: `slot` hears it on the window's.

        For progress; `slot` is not called once `owner` has gone.
        """

        def say(value: T) -> None:
            self._said.emit(_Word(owner, slot, value))

        return say

    def close(self) -> None:
        """Finish what was queued for the store, drop what waits for the network; blocks."""
        self._closed = True
        for name in ("network", "store"):
            if name in self._queues:
                self._queues[name].shutdown(cancel_futures=name == "network")

    def wait_idle(self, timeout_ms: int = 10_000) -> bool:
        """Turn the event loop until nothing is left; False after the timeout.

        For tests and for taking pictures, never on a user's way.
        """
        from PySide6.QtCore import QEventLoop

        loop, timer = QEventLoop(), QTimer()
        timer.setSingleShot(True)
        timer.timeout.connect(loop.quit)
        self.idle.connect(loop.quit)
        timer.start(timeout_ms)
        while self._open and timer.isActive():
            loop.exec()
        return self._open == 0

    def _submit(
        self,
        queue: str,
        owner: QObject,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Failed | None,
    ) -> Task:
        future = self._queue(queue).submit(work)
        self._open += 1
        future.add_done_callback(lambda done: self._done.emit(_Delivery(owner, done, then, failed)))
        return Task(future)

    def _queue(self, name: str) -> ThreadPoolExecutor:
        """The queue, made at the first work: the first paint needs none."""
        if self._closed:
            raise RuntimeError("work was handed over after close")
        if name not in self._queues:
            from concurrent.futures import ThreadPoolExecutor

            threads = {"store": 1, "network": 2}[name]
            self._queues[name] = ThreadPoolExecutor(threads, thread_name_prefix=name)
        return self._queues[name]

    @Slot(object)
    def _deliver(self, delivery: _Delivery) -> None:
        try:
            self._hand_over(delivery)
        finally:
            self._open -= 1
            if not self._open:
                self.idle.emit()

    def _hand_over(self, delivery: _Delivery) -> None:
        if delivery.future.cancelled():
            return
        error = delivery.future.exception()
        alive = shiboken6.isValid(delivery.owner)
        if error is None:
            if alive:
                delivery.then(delivery.future.result())
            return
        if not isinstance(error, Exception):
            raise error
        known = isinstance(error, ReferralAppError)
        if not known:
            import traceback

            # Frames without the message: what an exception says may hold what someone typed.
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("background work failed: %s\n%s", type(error).__name__, frames)
            self.failed.emit(error)
        if alive and delivery.failed is not None:
            delivery.failed(error)
        elif known:
            self.refused.emit(error)

    @Slot(object)
    def _say(self, word: _Word) -> None:
        if shiboken6.isValid(word.owner):
            word.slot(word.value)
