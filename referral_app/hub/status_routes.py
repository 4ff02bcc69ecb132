"""What the hub says of itself: to everybody hello, to its own machine health and numbers."""

from __future__ import annotations

import base64
import json
from ipaddress import ip_address
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from referral_app.exchange.keys import hello_text
from referral_app.hub.asking import JSON, POSITION, answer_json
from referral_app.hub.database import End, end_of
from referral_app.hub.mailboxes import totals
from referral_app.hub.members import admitted_centres
from referral_app.hub.parts import MIN_VERSION, Hub
from referral_app.hub.refusal import forbidden

_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_OWN_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")


async def get_hello(hub: Hub, request: Request) -> Response:
    """GET /v1/hello."""
    del request
    end = await run_in_threadpool(_end, hub)
    told = {
        "hub_id": hub.id.hex(),
        "sign_key": hub.keys.sign_key.hex(),
        "kem_key": hub.keys.kem_key.hex(),
        "name": hub.setting.name,
        "mode": hub.setting.mode,
        "time": int(hub.seconds() * 1000),
        "pos": end.seq,
        "chain": end.chain.hex(),
        "limits": hub.limits.told(),
        "min_version": MIN_VERSION,
        "api": 1,
    }
    body = json.dumps(told, ensure_ascii=False).encode()
    signature = base64.b64encode(hub.keys.sign(hello_text(body))).decode()
    headers = {"Relais-Signature": signature, POSITION: str(end)}
    return Response(body, headers=headers, media_type=JSON)


def _end(hub: Hub) -> End:
    with hub.database.reading() as connection:
        return end_of(connection)


def _own_machine_only(request: Request) -> None:
    """Refuse whoever comes from elsewhere, also by way of a proxy on this machine."""
    client = request.client
    host = request.headers.get("host", "").lower().rpartition(":")
    name = host[0] if host[2].isdigit() else "".join(host)
    near = client is not None and _is_loopback(client.host) and name in _OWN_NAMES
    if not near or any(name in request.headers for name in _FORWARDED):
        raise forbidden("loopback_only")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


async def get_health(hub: Hub, request: Request) -> Response:
    """GET /healthz."""
    _own_machine_only(request)
    try:
        await run_in_threadpool(_end, hub)
    except (DBAPIError, PoolTimeout):
        return answer_json(None, {"status": "down"}, 503)
    return answer_json(None, {"status": "ok"})


async def get_metrics(hub: Hub, request: Request) -> Response:
    """GET /metrics."""
    _own_machine_only(request)

    def gauges() -> dict[str, int]:
        with hub.database.reading() as connection:
            kept, size = totals(connection)
            return {
                "relais_journal_position": end_of(connection).seq,
                "relais_envelopes_kept": kept,
                "relais_bytes_kept": size,
                "relais_centres": len(admitted_centres(connection)),
                "relais_waiting": hub.bell.waiting,
            }

    text = hub.metrics.text(await run_in_threadpool(gauges))
    return PlainTextResponse(text, headers={"Content-Type": "text/plain; version=0.0.4"})
