"""The hub of the story: the real one on SQLite, asked inside this process and over no network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from referral_app.clock import Clock, Randomness
from referral_app.domain.centre import TRAINING
from referral_app.domain.month import Month
from referral_app.errors import UnavailableError
from referral_app.exchange.hub_wire import Answer, Ask

if TYPE_CHECKING:
    from referral_app.hub.parts import Hub
    from referral_app.statistics.commune import CommuneMonth

URL: Final = "http://127.0.0.1"
_NAME: Final = "Commune"
_MANY: Final = 1_000_000
"""Requests a minute: in the story weeks pass in seconds."""


class StoryHub:
    """Opened when it is first asked; `wire` is the way of every desk to it."""

    def __init__(self, database: Path, clock: Clock, chance: Randomness) -> None:
        self._database, self._clock, self._chance = database, clock, chance
        self._hub: Hub | None = None
        self._app: Callable[..., Any] | None = None

    def wire(self, origin: str) -> StoryHub:
        """Return the way to the hub; there is this one alone."""
        del origin
        return self

    @property
    def origin(self) -> str:
        """The hub's address."""
        return URL

    def send(self, ask: Ask) -> Answer:
        """Ask the hub's application."""
        if self._app is None:
            raise UnavailableError("hub.unreachable")
        return asyncio.run(_answer(self._app, ask))

    def begin(self) -> str:
        """Start the hub and return the code with which the first centre joins.

        Raises UnavailableError("cli.no_hub") where its packages are not installed.
        """
        try:
            from referral_app.exchange.keys import DeskKeys
            from referral_app.hub.app import create_app
            from referral_app.hub.database import Database
            from referral_app.hub.limits import Limits
            from referral_app.hub.operating import admit_one
            from referral_app.hub.parts import open_hub
        except ModuleNotFoundError as error:
            raise UnavailableError("cli.no_hub") from error
        database = Database(f"sqlite:///{self._database}")
        setting = database.prepare(TRAINING, _NAME)
        keys = DeskKeys.generate(self._chance)
        limits = Limits(per_minute=_MANY, burst=_MANY, daily_envelopes=_MANY)
        self._hub = open_hub(database, keys, setting, limits, lambda: self._clock.now() / 1000)
        self._app = create_app(self._hub)
        return admit_one(database, self._hub.now)

    def month(self, month: Month) -> CommuneMonth[bytes]:
        """Add up what the centres told of a month."""
        from referral_app.hub.operating import month_of

        assert self._hub is not None  # noqa: S101 - it was begun with the story
        return month_of(self._hub.database, month)

    def close(self) -> None:
        """Stop the hub, if it was begun."""
        if self._hub is not None:
            self._hub.close()
            self._hub = self._app = None


async def _answer(app: Callable[..., Any], ask: Ask) -> Answer:
    """Speak ASGI as a server would."""
    said: list[Mapping[str, Any]] = []
    asked = [{"type": "http.request", "body": ask.body, "more_body": False}]

    async def receive() -> Mapping[str, Any]:
        return asked.pop() if asked else {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        said.append(message)

    await app(_scope(ask), receive, send)
    (start,) = [it for it in said if it["type"] == "http.response.start"]
    body = b"".join(it.get("body", b"") for it in said if it["type"] == "http.response.body")
    headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], headers, body)


def _scope(ask: Ask) -> dict[str, Any]:
    parts, host = urlsplit(ask.path), urlsplit(URL).netloc
    headers = {"host": host, "content-length": str(len(ask.body)), **ask.headers}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": ask.method,
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 0),
        "server": ("127.0.0.1", 80),
    }
