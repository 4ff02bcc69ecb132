"""Requests over HTTP: the one place that speaks to a network (exchange.md 7.1).

The system's certificates and proxies hold; nothing is followed, unpacked, or read beyond what was
asked for, and nobody is waited for longer than so many bytes may take.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol, cast
from urllib.parse import SplitResult, urlsplit

from referral_app.errors import InvalidInputError, UnavailableError

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, HTTPConnectionPool, PoolManager
    from urllib3.connection import HTTPConnection

CONNECT: Final = 10.0
"""Seconds until a hub must have answered the door."""
PATIENCE: Final = 30.0
"""Seconds that an answer may take, whatever its size."""
SLOWEST: Final = 8 * 1024
"""Bytes a second below which a line is as good as none."""
_AGAIN: Final = 0.5
_CHUNK: Final = 64 * 1024
_HERE: Final = ("127.0.0.1", "localhost", "[::1]")
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\]")
_MOST_ADDRESS: Final = 300


@dataclass(frozen=True, slots=True)
class Ask:
    """A request; `path` with its query. `most` bytes are read of the answer, no more."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)
    most: int = 64 * 1024
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Wire(Protocol):
    """A way to a hub."""

    @property
    def origin(self) -> str:
        """Scheme, host and port: https://hub.example"""
        ...

    def send(self, ask: Ask) -> Answer:
        """Ask; raises UnavailableError when no whole answer of that size comes in time."""
        ...


def tidy_address(typed: str) -> str:
    """Return the address of a hub as it is kept: https://host[:port], nothing behind it.

    Raises InvalidInputError: without https only a hub on this very computer is spoken to.
    """
    text = typed.strip().rstrip("/")
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise InvalidInputError("hub.address", "url") from error
    host = _host(parts)
    if parts.scheme == "http" and host not in _HERE:
        raise InvalidInputError("hub.address_open", "url")
    whole = parts.scheme in ("http", "https") and len(text) <= _MOST_ADDRESS
    if not whole or not _HOST.fullmatch(host) or parts.path or parts.query or parts.fragment:
        raise InvalidInputError("hub.address", "url")
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def _host(parts: SplitResult) -> str:
    if parts.username is not None or parts.password is not None:
        return ""
    name = (parts.hostname or "").lower()
    return f"[{name}]" if ":" in name else name


class HttpWire:
    """A hub behind an address, by urllib3; one request at a time."""

    def __init__(self, origin: str) -> None:
        self._origin = tidy_address(origin)
        self._pool: HTTPConnectionPool | None = None
        self._lines: list[HTTPConnection] = []
        self._is_cut = False

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return self._origin

    def send(self, ask: Ask) -> Answer:
        """Ask; raises UnavailableError."""
        from urllib3 import Timeout
        from urllib3.exceptions import HTTPError

        until = PATIENCE + ask.wait + (len(ask.body) + ask.most) / SLOWEST
        start, done = time.monotonic(), threading.Event()
        threading.Thread(target=self._watch, args=(until, done), daemon=True).start()
        try:
            response = self._pooled().urlopen(
                ask.method,
                ask.path,
                body=ask.body or None,
                headers={"accept-encoding": "identity", **ask.headers},
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=Timeout(connect=CONNECT, read=PATIENCE + ask.wait),
            )
            try:
                body = _read(response, ask.most)
            finally:
                response.close()
        except (HTTPError, OSError, ValueError) as error:
            late = time.monotonic() - start >= until
            raise UnavailableError("hub.slow" if late else "hub.unreachable") from error
        finally:
            done.set()
        names = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, names, body)

    def cut(self) -> None:
        """End what runs, from another thread, and let nothing begin: the store is to be closed."""
        self._is_cut = True
        self._hang_up()

    def _watch(self, seconds: float, done: threading.Event) -> None:
        """Let a hub go that answers drop by drop, each in time, for longer than that."""
        while not done.wait(seconds):
            self._hang_up()
            seconds = _AGAIN  # it may not even have answered the door by then

    def _hang_up(self) -> None:
        for line in tuple(self._lines):
            if line.sock is not None:
                with suppress(OSError):
                    line.sock.shutdown(socket.SHUT_RDWR)

    def _pooled(self) -> HTTPConnectionPool:
        if self._is_cut:
            raise UnavailableError("hub.unreachable")
        if self._pool is None:
            pool = _manager(self._origin).connection_from_url(self._origin)
            plain = pool.ConnectionCls

            def noted(*given: Any, **named: Any) -> HTTPConnection:
                line = cast("HTTPConnection", plain(*given, **named))
                self._lines = [line]
                return line

            pool.ConnectionCls = noted  # type: ignore[assignment]
            self._pool = pool
        return self._pool


def _read(response: BaseHTTPResponse, most: int) -> bytes:
    """Read a body, never more than was asked for."""
    parts: list[bytes] = []
    room = most
    while part := response.read1(_CHUNK, decode_content=False):
        room -= len(part)
        if room < 0:
            raise UnavailableError("hub.garbled")
        parts.append(part)
    _require_whole(response, most - room)
    return b"".join(parts)


def _require_whole(response: BaseHTTPResponse, length: int) -> None:
    """Raise where less came than was announced: reading bit by bit does not notice."""
    told = response.headers.get("content-length")
    if told is not None and (not told.isdigit() or int(told) != length):
        raise UnavailableError("hub.garbled")


def _manager(origin: str) -> PoolManager:
    import ssl
    from urllib.request import getproxies, proxy_bypass

    from urllib3 import PoolManager, ProxyManager, make_headers

    # The system's own certificates: what the commune's machines trust, they trust here too.
    secure = ssl.create_default_context()
    secure.minimum_version = ssl.TLSVersion.TLSv1_3
    parts = urlsplit(origin)
    proxy = getproxies().get(parts.scheme)
    if not proxy or proxy_bypass(parts.hostname or ""):
        return PoolManager(ssl_context=secure)
    with_scheme = proxy if "://" in proxy else f"http://{proxy}"
    who = urlsplit(with_scheme)
    named = f"{who.username}:{who.password or ''}" if who.username else None
    headers = make_headers(proxy_basic_auth=named) if named else None
    return ProxyManager(with_scheme, proxy_headers=headers, ssl_context=secure)
