"""The hub as a process, or several: where it listens, with which certificate, what it logs."""

from __future__ import annotations

import json
import logging
import os
import ssl
import sys
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette

from referral_app.clock import system_randomness
from referral_app.errors import InvalidInputError, RefusedError
from referral_app.hub.app import create_app
from referral_app.hub.database import Database, Setting
from referral_app.hub.keys import load_keys
from referral_app.hub.parts import open_hub
from referral_app.log import KeysOnly

_HANDED_ON: Final = "REFERRAL_HUB_SERVES"
"""From the process that starts workers to each of them; not on their command lines."""
_PATIENCE: Final = 5
_BACKLOG: Final = 512


@dataclass(frozen=True, slots=True)
class Serve:
    """How a hub is to be run; paths as text, `cert` and `certificate_key` empty without TLS."""

    database: str
    keys: str
    mode: str
    name: str | None
    host: str
    port: int
    cert: str = ""
    certificate_key: str = ""
    behind_proxy: bool = False
    workers: int = 1

    @property
    def url(self) -> str:
        """Where it answers, as far as it knows itself."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http{'s' if self.cert else ''}://{host}:{self.port}"


def check_serve(serve: Serve, *, is_postgresql: bool) -> None:
    """Refuse to listen in clear where others could hear, and several writers of one file."""
    if bool(serve.cert) != bool(serve.certificate_key):
        raise RefusedError("hub.certificate_and_key")
    if not serve.cert and not serve.behind_proxy and not is_loopback(serve.host):
        raise RefusedError("hub.needs_tls")
    if serve.workers > 1 and not is_postgresql:
        raise RefusedError("hub.one_worker")


def is_loopback(host: str) -> bool:
    """Whether only this machine can come in there."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def read_listen(text: str) -> tuple[str, int]:
    """Read HOST:PORT. Raises InvalidInputError."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise InvalidInputError("hub.bad_listen", field="listen")
    return host, int(port)


def prepare(serve: Serve, database: Database) -> Setting:
    """Create what is missing before anybody asks; the keys too, so that workers agree on them."""
    load_keys(Path(serve.keys), system_randomness)
    return database.prepare(serve.mode, serve.name)


class _Config(uvicorn.Config):
    """Speaks TLS 1.3 or nothing (exchange.md 7.6)."""

    def load(self) -> None:
        super().load()
        if self.ssl is not None:
            self.ssl.minimum_version = ssl.TLSVersion.TLSv1_3


def run(serve: Serve) -> None:
    """Answer until stopped by a signal."""
    os.environ[_HANDED_ON] = json.dumps(asdict(serve))
    config = _Config(
        "referral_app.hub.serving:application",
        factory=True,
        host=serve.host,
        port=serve.port,
        workers=serve.workers,
        ssl_certfile=serve.cert or None,
        ssl_keyfile=serve.certificate_key or None,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_PATIENCE,
    )
    if serve.workers == 1:
        uvicorn.Server(config).run()
        return
    from uvicorn.supervisors import Multiprocess

    Multiprocess(config, [config.bind_socket()]).run()


def application() -> Starlette:
    """Return a worker's application."""
    start_log()
    given: dict[str, Any] = json.loads(os.environ[_HANDED_ON])
    serve = Serve(**given)
    database = Database(serve.database)
    keys = load_keys(Path(serve.keys), system_randomness)
    with database.reading() as connection:
        setting = database.setting(connection)
    return create_app(open_hub(database, keys, setting))


def start_log() -> None:
    """Log to stderr, keys alone: no address, no path, nothing that anybody sent."""
    logging.raiseExceptions = False
    root = logging.getLogger()
    if not any(isinstance(handler.formatter, KeysOnly) for handler in root.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(KeysOnly())
        root.addHandler(handler)
    root.setLevel(logging.INFO)
    # What it says at each start and stop has no key, so nothing of it would be left.
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
