"""Envelopes in and out."""

from __future__ import annotations

import asyncio
import re
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from referral_app.errors import ForeignDataError
from referral_app.exchange.envelope import name_of, read_header
from referral_app.exchange.refused import LeftAsideError
from referral_app.exchange.sequence import write_page
from referral_app.hub.asking import (
    JSON,
    answer_bytes,
    answer_json,
    enter,
    read_body,
    read_count,
    read_frames,
    read_id,
    read_json,
)
from referral_app.hub.gate import Entered
from referral_app.hub.journal import (
    Batch,
    Deposited,
    Entry,
    Outcome,
    Page,
    absent_of,
    read_mailbox,
)
from referral_app.hub.members import Asker, admitted_centres, is_known
from referral_app.hub.parts import Hub
from referral_app.hub.refusal import forbidden, malformed
from referral_app.hub.summaries import open_summaries

_LATEST: Final = (1 << 63) - 1
_MOST_ASKED: Final = 2_000
_EID: Final = re.compile(r"[0-9a-f]{64}")


async def deposit_envelopes(hub: Hub, request: Request) -> Response:
    """POST /v1/envelopes."""
    entered = await enter(hub, request)
    frames = await read_frames(hub, request, entered, hub.limits.items)
    sorted_out = await run_in_threadpool(sort_out, hub, entered.asker, frames)
    entries = tuple(it for it in sorted_out if isinstance(it, Entry))
    batch = Batch(entries, entered.asker.device, entered.asker.is_guest, hub.now)
    deposited = Deposited(entered.end, ())
    if entries:
        deposited = await asyncio.wrap_future(hub.writer.submit(batch))
    placed = iter(deposited.outcomes)
    outcomes = [it if isinstance(it, Outcome) else next(placed) for it in sorted_out]
    for outcome in outcomes:
        word = outcome.error or ("dup" if outcome.dup else "kept")
        hub.metrics.count("relais_envelopes_total", outcome=word)
    end = deposited.end
    items = [_told(outcome) for outcome in outcomes]
    return answer_json(end, {"pos": end.seq, "chain": end.chain.hex(), "items": items})


def _told(outcome: Outcome) -> dict[str, Any]:
    told: dict[str, Any] = {"eid": outcome.eid.hex()}
    if outcome.error:
        return told | {"error": outcome.error}
    return told | {"seq": outcome.seq} | ({"dup": True} if outcome.dup else {})


def sort_out(hub: Hub, asker: Asker | None, envelopes: tuple[bytes, ...]) -> list[Entry | Outcome]:
    """Say for each envelope where it goes, or why nowhere; `asker` None is the operator."""
    with hub.database.reading() as connection:
        known = None
        if asker is not None and asker.is_guest:
            known = {*admitted_centres(connection), hub.id}
        found: list[Entry | Outcome] = []
        for envelope in envelopes:
            eid = name_of(envelope)
            try:
                header, _ = read_header(envelope)
            except LeftAsideError:
                size = len(envelope)
                word = "too_large" if size > hub.limits.envelope else "damaged"
                found.append(Outcome(eid, error=word))
                continue
            if header.mode != hub.setting.mode:
                found.append(Outcome(eid, error="other_mode"))
            elif known is not None and header.destination not in known:
                found.append(Outcome(eid, error="unknown_mailbox"))
            elif header.destination == hub.id:
                found.append(_summary(hub, connection, eid, envelope))
            else:
                found.append(Entry(header.destination, eid, envelope))
    return found


def _summary(hub: Hub, connection: Any, eid: bytes, envelope: bytes) -> Entry | Outcome:
    try:
        summaries = open_summaries(connection, envelope, hub.keys, hub.setting.mode)
    except ForeignDataError:
        return Outcome(eid, error="bad_summary")
    return Entry(hub.id, eid, envelope, summaries)


async def get_mailbox(hub: Hub, request: Request) -> Response:
    """GET /v1/mailbox/{id}: at once when there is something, else when something comes."""
    entered = await enter(hub, request)
    mailbox = read_id(request)
    after = read_count(request, "after", 0, 0, _LATEST)
    limit = read_count(request, "limit", hub.limits.page_items, 1, hub.limits.page_items)
    wait = read_count(request, "wait", 0, 0, hub.limits.wait)
    own = await run_in_threadpool(_may_read, hub, entered.asker, mailbox)
    if own:
        hub.cursors.read_from(entered.asker.device, after, hub.now)
    page = await _first_page(hub, mailbox, after, limit, wait)
    return answer_bytes(
        page.end,
        write_page(page.envelopes),
        Relais_Next=page.cursor,
        Relais_More=int(page.more),
    )


def _may_read(hub: Hub, asker: Asker, mailbox: bytes) -> bool:
    """Whether it is the asker's own mailbox. Raises RefusedRequest when it is somebody else's."""
    if mailbox in asker.centres:
        return True
    with hub.database.reading() as connection:
        if mailbox == hub.id or is_known(connection, mailbox):
            raise forbidden("not_yours")
    return False


async def _first_page(hub: Hub, mailbox: bytes, after: int, limit: int, wait: int) -> Page:
    def read() -> Page:
        with hub.database.reading() as connection:
            return read_mailbox(connection, mailbox, after, limit, hub.limits.page)

    if not wait or hub.bell.waiting >= hub.limits.waiting:
        return await run_in_threadpool(read)
    async with hub.bell.listening(mailbox) as event:
        page = await run_in_threadpool(read)
        try:
            async with asyncio.timeout(wait):
                while not page.envelopes:
                    await event.wait()
                    event.clear()
                    page = await run_in_threadpool(read)
        except TimeoutError:
            page = await run_in_threadpool(read)
    return page


async def ask_missing(hub: Hub, request: Request) -> Response:
    """POST /v1/mailbox/{id}/missing."""
    entered = await enter(hub, request)
    mailbox = read_id(request)
    eids = _read_eids(read_json(await read_body(hub, request, entered, JSON)))
    await run_in_threadpool(_may_ask, hub, entered)

    def look() -> list[bytes]:
        with hub.database.reading() as connection:
            return absent_of(connection, mailbox, eids)

    absent = await run_in_threadpool(look)
    return answer_json(entered.end, {"absent": [eid.hex() for eid in absent]})


def _may_ask(hub: Hub, entered: Entered) -> None:
    """Desks ask of any mailbox to which they send; that an id is there tells them nothing new."""
    if entered.asker.is_guest:
        raise forbidden("not_admitted")


def _read_eids(asked: Any) -> list[bytes]:
    eids = asked.get("eids") if isinstance(asked, dict) and set(asked) == {"eids"} else None
    if not isinstance(eids, list) or len(eids) > _MOST_ASKED:
        raise malformed()
    if not all(isinstance(eid, str) and _EID.fullmatch(eid) for eid in eids):
        raise malformed()
    return [bytes.fromhex(eid) for eid in eids]
