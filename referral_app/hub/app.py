"""The hub as a web application: the routes of `openapi.yaml`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from referral_app.hub import mailbox_routes, member_routes, status_routes
from referral_app.hub.asking import Answer, guarded
from referral_app.hub.parts import Hub

_HOUSE_KEEPING: Final = 600
"""Seconds between two clean-ups."""
_ROUTES: Final[tuple[tuple[str, str, Answer], ...]] = (
    ("GET", "/v1/hello", status_routes.get_hello),
    ("POST", "/v1/envelopes", mailbox_routes.deposit_envelopes),
    ("GET", "/v1/mailbox/{id:hex}", mailbox_routes.get_mailbox),
    ("POST", "/v1/mailbox/{id:hex}/missing", mailbox_routes.ask_missing),
    ("GET", "/v1/members/{id:hex}", member_routes.get_members),
    ("POST", "/v1/members/{id:hex}", member_routes.post_members),
    ("GET", "/v1/registry", member_routes.get_registry),
    ("PUT", "/v1/registry", member_routes.put_registry),
    ("GET", "/v1/summaries", member_routes.get_summaries),
    ("GET", "/healthz", status_routes.get_health),
    ("GET", "/metrics", status_routes.get_metrics),
)
log = logging.getLogger(__name__)


class _Hex(Convertor[str]):
    """An id in a path; anything else is no path of ours."""

    regex = "[0-9a-f]{32}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("hex", _Hex())


def create_app(hub: Hub) -> Starlette:
    """Return the application of a hub; it closes the hub when it stops."""

    @asynccontextmanager
    async def alive(_app: Starlette) -> AsyncIterator[None]:
        house_keeping = asyncio.create_task(_keep_house(hub))
        try:
            yield
        finally:
            house_keeping.cancel()
            with suppress(asyncio.CancelledError):
                await house_keeping
            await run_in_threadpool(hub.close)

    routes = [
        Route(path, guarded(answer, answer.__name__), methods=[method])
        for method, path, answer in _ROUTES
    ]
    app = Starlette(
        routes=routes,
        lifespan=alive,
        exception_handlers={HTTPException: _no_such, Exception: _bug},
    )
    app.router.redirect_slashes = False
    app.state.hub = hub
    return app


async def _keep_house(hub: Hub) -> None:
    while True:
        await asyncio.sleep(_HOUSE_KEEPING)
        try:
            await run_in_threadpool(hub.keep_house)
        except Exception as error:
            log.warning("hub.house_keeping_failed", exc_info=error)


async def _no_such(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    word = {404: "absent", 405: "no_such_method"}.get(status, "malformed")
    headers = error.headers if isinstance(error, HTTPException) else None
    return JSONResponse({"error": word}, status, headers)


async def _bug(_request: Request, error: Exception) -> Response:
    log.critical("hub.bug", exc_info=error)
    return JSONResponse({"error": "bug"}, 500)
