"""Memberships, the registry of centres, and the summaries that stand."""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from referral_app.domain.identifiers import CentreId
from referral_app.domain.month import Month
from referral_app.errors import ForeignDataError, InvalidInputError, RefusedError
from referral_app.exchange.request_signing import ADMISSION_HEADER
from referral_app.exchange.sequence import MEDIA_TYPE, write_sequence
from referral_app.hub.asking import (
    answer_bytes,
    answer_json,
    enter,
    read_body,
    read_frames,
    read_id,
)
from referral_app.hub.members import Addition, add_members, is_known, read_members
from referral_app.hub.parts import Hub
from referral_app.hub.refusal import absent, forbidden, malformed
from referral_app.hub.registry import read_document, take_registry
from referral_app.hub.summaries import standing

_WORDS: Final = {
    "hub.other_root": "other_root",
    "hub.older_registry": "older",
    "hub.other_mode": "wrong_mode",
}


async def get_members(hub: Hub, request: Request) -> Response:
    """GET /v1/members/{id}; a guest was told the id by whoever invited it."""
    entered = await enter(hub, request)
    centre = read_id(request)

    def read() -> list[bytes]:
        with hub.database.reading() as connection:
            if not is_known(connection, centre):
                raise absent()
            return list(read_members(connection, centre).values())

    return answer_bytes(entered.end, write_sequence(await run_in_threadpool(read)))


async def post_members(hub: Hub, request: Request) -> Response:
    """POST /v1/members/{id}."""
    entered = await enter(hub, request)
    body = await read_body(hub, request, MEDIA_TYPE)
    raws = read_frames(body, entered, hub.limits.member_commits)
    centre = CentreId(read_id(request))
    code = request.headers.get(ADMISSION_HEADER)
    addition = Addition(entered.asker, centre, raws, code, hub.now)
    accepted = await run_in_threadpool(
        add_members, hub.database, addition, hub.setting.mode, hub.limits
    )
    return answer_json(entered.end, {"accepted": accepted})


async def get_registry(hub: Hub, request: Request) -> Response:
    """GET /v1/registry; it names centres and no person, so guests may read it too."""
    entered = await enter(hub, request)

    def read() -> bytes:
        with hub.database.reading() as connection:
            document = read_document(connection)
        if document is None:
            raise absent()
        return document

    return answer_bytes(entered.end, write_sequence([await run_in_threadpool(read)]))


async def put_registry(hub: Hub, request: Request) -> Response:
    """PUT /v1/registry; whoever brings it, the root's signature decides."""
    entered = await enter(hub, request)
    if entered.asker.is_guest:
        raise forbidden("not_admitted")
    frames = read_frames(await read_body(hub, request, MEDIA_TYPE), entered, 1)
    if not frames:
        raise malformed()

    def take() -> int:
        try:
            return take_registry(hub.database, frames[0], hub.setting.mode, trusts_first=False)
        except ForeignDataError:
            raise malformed() from None
        except RefusedError as error:
            raise forbidden(_WORDS[error.key]) from None

    return answer_json(entered.end, {"version": await run_in_threadpool(take)})


async def get_summaries(hub: Hub, request: Request) -> Response:
    """GET /v1/summaries."""
    entered = await enter(hub, request)
    if entered.asker.is_guest:
        raise forbidden("not_admitted")
    asked = request.query_params.getlist("month")
    try:
        month = Month.parse(asked[0]) if len(asked) == 1 else None
    except InvalidInputError:
        month = None
    if month is None or str(month) != asked[0]:
        raise malformed()

    def read() -> list[bytes]:
        with hub.database.reading() as connection:
            return [summary.raw for summary in standing(connection, month)]

    return answer_bytes(entered.end, write_sequence(await run_in_threadpool(read)))
