"""Envelopes in and out."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from referral_app.exchange.sequence import MEDIA_TYPE, write_page
from referral_app.hub.asking import (
    JSON,
    answer_bytes,
    answer_json,
    answer_text,
    enter,
    read_body,
    read_count,
    read_frames,
    read_id,
    read_json,
)
from referral_app.hub.gate import Entered
from referral_app.hub.journal import Batch, Deposited, Entry, Outcome
from referral_app.hub.mailboxes import Page, absent_of, read_mailbox
from referral_app.hub.members import Asker, is_known
from referral_app.hub.parts import Hub
from referral_app.hub.refusal import forbidden, malformed

_LATEST: Final = (1 << 63) - 1
_MOST_ASKED: Final = 2_000
_QUICK: Final = 512 * 1024
"""Bytes of a body that are sorted at once: to hand it to another thread would take longer."""
_DUP: Final = ',"dup":true'
_EID: Final = re.compile(r"[0-9a-f]{64}")


async def deposit_envelopes(hub: Hub, request: Request) -> Response:
    """POST /v1/envelopes."""
    entered = await enter(hub, request)
    body = await read_body(hub, request, MEDIA_TYPE)

    if len(body) > _QUICK or entered.asker.is_guest:
        sorted_out = await run_in_threadpool(_sort_out, hub, entered, body)
    else:
        sorted_out = hub.sorting.sort(read_frames(body, entered, hub.limits.items))
        if hub.sorting.has_closed(sorted_out):
            sorted_out = await run_in_threadpool(hub.sorting.opened, sorted_out)
    entries = tuple(it for it in sorted_out if isinstance(it, Entry))
    batch = Batch(entries, entered.asker.device, entered.asker.is_guest, hub.now)
    deposited = Deposited(entered.end, ())
    if entries:
        deposited = await asyncio.wrap_future(hub.writer.submit(batch))
    placed = iter(deposited.outcomes)
    outcomes = [it if isinstance(it, Outcome) else next(placed) for it in sorted_out]
    words = Counter([it.error or ("dup" if it.dup else "kept") for it in outcomes])
    for word, count in words.items():
        hub.metrics.count("relais_envelopes_total", count, outcome=word)
    end = deposited.end
    told = ",".join(map(_told, outcomes))
    text = f'{{"pos":{end.seq},"chain":"{end.chain.hex()}","items":[{told}]}}'
    return answer_text(end, text)


def _sort_out(hub: Hub, entered: Entered, body: bytes) -> list[Entry | Outcome]:
    frames = read_frames(body, entered, hub.limits.items)
    return hub.sorting.sort_out(entered.asker, frames)


def _told(outcome: Outcome) -> str:
    """Write an outcome as JSON: hex, a number or one of our own words, so nothing to escape."""
    eid, seq, dup, error = outcome
    if error:
        return f'{{"eid":"{eid.hex()}","error":"{error}"}}'
    return f'{{"eid":"{eid.hex()}","seq":{seq}{_DUP if dup else ""}}}'


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
    body = await read_body(hub, request, JSON)
    eids = _read_eids(read_json(body, entered))
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
