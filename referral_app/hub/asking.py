"""Reading a request, and answering it: what the routes share."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from referral_app.errors import ForeignDataError
from referral_app.exchange.request_signing import Target
from referral_app.exchange.sequence import MEDIA_TYPE, read_sequence
from referral_app.hub.database import End
from referral_app.hub.gate import Entered, RewoundRequest
from referral_app.hub.parts import Hub
from referral_app.hub.refusal import RefusedRequest, malformed, too_large, unavailable, unsigned

POSITION: Final = "Relais-Pos"
JSON: Final = "application/json"
log = logging.getLogger(__name__)

Answer = Callable[[Hub, Request], Awaitable[Response]]


async def enter(hub: Hub, request: Request) -> Entered:
    """Let a request in, or raise RefusedRequest. Its body was not read yet."""
    scope = request.scope
    target = Target(
        request.method,
        request.headers.get("host", ""),
        scope["raw_path"].decode("latin-1"),
        scope["query_string"].decode("latin-1"),
    )
    entered = await run_in_threadpool(hub.gate.enter, target, request.headers)
    request.state.end = entered.end
    return entered


async def read_body(hub: Hub, request: Request, kind: str) -> bytes:
    """Read a body of a media type, within limits. Raises RefusedRequest."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != kind:
        raise malformed()
    parts, size = list[bytes](), 0
    try:
        async with asyncio.timeout(hub.limits.body):
            async for part in request.stream():
                size += len(part)
                if size > hub.limits.bytes:
                    raise too_large()
                parts.append(part)
    except TimeoutError:
        raise RefusedRequest(408, "too_slow") from None
    return b"".join(parts)


def check_body(body: bytes, entered: Entered) -> None:
    """Raise RefusedRequest(401) when it is not the body that was signed."""
    try:
        entered.signed.check_body(body)
    except ForeignDataError:
        raise unsigned("altered") from None


def read_frames(body: bytes, entered: Entered, most: int) -> tuple[bytes, ...]:
    """Read a body of byte strings, as it was signed. Raises RefusedRequest."""
    check_body(body, entered)
    try:
        return read_sequence(body, most, len(body))
    except ForeignDataError:
        raise malformed() from None


def read_json(body: bytes, entered: Entered) -> Any:
    """Read a body of JSON, as it was signed. Raises RefusedRequest."""
    check_body(body, entered)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise malformed() from None


def read_id(request: Request) -> bytes:
    """Read the id in the path; the route lets through 32 hex digits alone."""
    return bytes.fromhex(request.path_params["id"])


def read_count(request: Request, name: str, default: int, least: int, most: int) -> int:
    """Read a number of the query. Raises RefusedRequest(400)."""
    given = request.query_params.getlist(name)
    if not given:
        return default
    text = given[0]
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    if len(given) > 1 or not is_number or not least <= int(text) <= most:
        raise malformed()
    return int(text)


def answer_json(end: End | None, content: Any, status: int = 200) -> Response:
    """Answer with JSON; `end` is the journal's end, where the asker may know it."""
    headers = {} if end is None else {POSITION: str(end)}
    return JSONResponse(content, status, headers)


def answer_text(end: End, text: str) -> Response:
    """Answer with JSON that is written already."""
    return Response(text, headers={POSITION: str(end)}, media_type=JSON)


def answer_bytes(end: End, data: bytes, **headers: int) -> Response:
    """Answer with byte strings; header names with a low line for a hyphen."""
    more = {name.replace("_", "-"): str(value) for name, value in headers.items()}
    return Response(data, headers={POSITION: str(end), **more}, media_type=MEDIA_TYPE)


def guarded(answer: Answer, operation: str) -> Callable[[Request], Awaitable[Response]]:
    """Turn every refusal and failure of a route into the answer that the contract names."""

    async def endpoint(request: Request) -> Response:
        hub: Hub = request.app.state.hub
        try:
            response = await answer(hub, request)
        except RefusedRequest as refusal:
            response = _refused(request, refusal)
        except (DBAPIError, PoolTimeout) as error:
            if isinstance(error, IntegrityError):
                raise
            log.warning("hub.database_failed", exc_info=error)
            response = _refused(request, unavailable("down"))
        except ClientDisconnect:
            response = _refused(request, RefusedRequest(408, "too_slow"))
        hub.metrics.count("relais_requests_total", operation=operation, status=_status(response))
        return response

    return endpoint


def _status(response: Response) -> str:
    return str(response.status_code)


def _refused(request: Request, refusal: RefusedRequest) -> Response:
    end: End | None = getattr(request.state, "end", None)
    content: dict[str, Any] = {"error": refusal.word}
    if isinstance(refusal, RewoundRequest):
        end = refusal.end
        content |= {"pos": end.seq, "chain": end.chain.hex()}
    response = answer_json(end, content, refusal.status)
    if refusal.later is not None:
        response.headers["Retry-After"] = str(refusal.later)
    return response
