"""A real server on the loopback, on a thread, and what it answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import urllib3
import uvicorn
from starlette.applications import Starlette


@dataclass(frozen=True)
class Answer:
    """An answer, read whole; header names in any case."""

    status: int
    content: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def word(self) -> tuple[int, str]:
        """The status and the word of a refusal."""
        return self.status, self.json()["error"]


class Address:
    """Where a hub answers on the loopback."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._pool = urllib3.HTTPConnectionPool("127.0.0.1", port, maxsize=8, retries=False)

    def request(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        found = self._pool.request(method, path, body=body or None, headers=dict(headers or {}))
        return Answer(found.status, found.data, found.headers)

    def close(self) -> None:
        self._pool.close()


class Serving:
    """Serves an application until it is stopped."""

    def __init__(self, app: Starlette) -> None:
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        ready = threading.Event()
        started = self._server.startup

        async def startup(sockets: Any = None) -> None:
            await started(sockets)
            ready.set()

        self._server.startup = startup  # type: ignore[method-assign]
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        assert ready.wait(20)
        self.port: int = self._server.servers[0].sockets[0].getsockname()[1]
        self._at = Address(self.port)
        self.url, self.request = self._at.url, self._at.request

    def stop(self) -> None:
        self._at.close()
        self._server.should_exit = True
        self._thread.join()
