"""Envelopes that hold what was erased: given up, and what else was in them queued again."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Final

from sqlalchemy import null, select, update

from referral_app.domain.identifiers import CommitId
from referral_app.storage.connection import Connection
from referral_app.storage.sql import any_of, compiled, grouped, param
from referral_app.storage.tables.traffic import ENVELOPE, QUEUE

_QUEUE_AGAIN: Final = compiled(
    update(QUEUE)
    .where(QUEUE.c.eid == param("envelope"), QUEUE.c.delivered.is_(None))
    .values(eid=null())
)
_GIVE_UP: Final = compiled(
    update(ENVELOPE).where(ENVELOPE.c.eid == param("envelope")).values(data=null())
)


@cache
def _sealed_with(count: int) -> str:
    return compiled(
        select(QUEUE.c.eid)
        .join_from(QUEUE, ENVELOPE, ENVELOPE.c.eid == QUEUE.c.eid)
        .where(any_of(QUEUE.c.cid, count), ENVELOPE.c.data.is_not(None))
        .distinct()
    )


def open_envelopes_with(connection: Connection, commits: Collection[CommitId]) -> None:
    """Give up every kept envelope in which one of these commits lies; the next round seals anew."""
    for keys in grouped(sorted(commits)):
        for (eid,) in connection.all(_sealed_with(len(keys)), keys):
            connection.run(_QUEUE_AGAIN, {"envelope": eid})
            connection.run(_GIVE_UP, {"envelope": eid})
