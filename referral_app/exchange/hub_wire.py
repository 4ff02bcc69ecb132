"""Requests over HTTP: the one place that speaks to a network (exchange.md 7.1).

The system's certificates and proxies hold; nothing is followed, unpacked, or read beyond what was
asked for, and nobody is waited for longer than so many bytes may take.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import SplitResult, urlsplit

from referral_app.errors import InvalidInputError, UnavailableError

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

CONNECT: Final = 10.0
"""Seconds until a hub must have answered the door."""
PATIENCE: Final = 30.0
"""Seconds that an answer may take, whatever its size."""
SLOWEST: Final = 8 * 1024
"""Bytes a second below which a line is as good as none."""
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
    """A hub behind an address, by urllib3."""

    def __init__(self, origin: str) -> None:
        self._origin = tidy_address(origin)
        self._pool: PoolManager | None = None

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return self._origin

    def send(self, ask: Ask) -> Answer:
        """Ask; raises UnavailableError."""
        from urllib3 import Timeout
        from urllib3.exceptions import HTTPError

        allowed = PATIENCE + ask.wait + (len(ask.body) + ask.most) / SLOWEST
        until = time.monotonic() + allowed
        headers = {"accept-encoding": "identity", **ask.headers}
        try:
            response = self._manager().request(
                ask.method,
                f"{self._origin}{ask.path}",
                body=ask.body or None,
                headers=headers,
                redirect=False,
                retries=False,
                preload_content=False,
                timeout=Timeout(connect=CONNECT, read=PATIENCE + ask.wait),
            )
            try:
                body = _read(response, ask.most, until)
            finally:
                response.close()
        except (HTTPError, OSError) as error:
            raise UnavailableError("hub.unreachable") from error
        names = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, names, body)

    def _manager(self) -> PoolManager:
        if self._pool is None:
            self._pool = _manager(self._origin)
        return self._pool


def _read(response: BaseHTTPResponse, most: int, until: float) -> bytes:
    """Read a body, never more than was asked for, never longer than that may take."""
    parts: list[bytes] = []
    room = most
    for part in response.stream(_CHUNK, decode_content=False):
        room -= len(part)
        if room < 0:
            raise UnavailableError("hub.garbled")
        if time.monotonic() > until:
            raise UnavailableError("hub.slow")
        parts.append(part)
    return b"".join(parts)


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
