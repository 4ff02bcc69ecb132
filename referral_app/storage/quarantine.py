"""Leaving out of every list what a revoked desk wrote beyond its frontier, in any order of arrival.

Such a commit is stored, passed on and counted in state vectors as any other; the records of its
facts are taken off their index, so that no fold reads them. `journal.exclusion` is the rule; here
it is kept up commit by commit. Rows that were made of them are owed to `refolding`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from sqlalchemy import delete, exists, insert, null, select, update

from referral_app.domain.facts import Place
from referral_app.domain.identifiers import CentreId, CommitId, DeviceId
from referral_app.journal.commit import Commit
from referral_app.journal.exclusion import cut_name, cuts_of, named_within
from referral_app.journal.fact_codec import HASH_SIZE, decode_fact
from referral_app.journal.membership import Membership
from referral_app.journal.stream import from_key
from referral_app.journal.write import Write
from referral_app.storage import commits
from referral_app.storage.connection import Connection
from referral_app.storage.sql import any_of, compiled, grouped, insert_or_ignore, param
from referral_app.storage.tables.exclusion import (
    ACCEPTED_GAP,
    CUT,
    QUARANTINE,
    READOPTED,
    WITHIN_CUT,
)
from referral_app.storage.tables.journal import COMMIT_LOG, FACT
from referral_app.storage.tables.projections import ACTIVITY
from referral_app.storage.tables.unfolded import UNFOLDED

_LOG = COMMIT_LOG.c
_CUTS: Final = compiled(select(CUT.c.device, CUT.c.cut).where(CUT.c.centre == param("centre")))
_ADD_CUT: Final = insert_or_ignore(CUT)
_NO_CUTS: Final = compiled(delete(CUT).where(CUT.c.centre == param("centre")))
_ADD_WITHIN: Final = insert_or_ignore(WITHIN_CUT)
_NO_WITHIN: Final = compiled(delete(WITHIN_CUT).where(WITHIN_CUT.c.cut == param("cut")))
_IS_WITHIN: Final = compiled(
    select(exists().where(WITHIN_CUT.c.cut == param("cut"), WITHIN_CUT.c.cid == param("cid")))
)
_READOPTED: Final = compiled(select(READOPTED.c.cid).where(READOPTED.c.centre == param("centre")))
_ADD_READOPTED: Final = insert_or_ignore(READOPTED)
_NO_READOPTED: Final = compiled(delete(READOPTED).where(READOPTED.c.centre == param("centre")))
_ADD_ACCEPTED: Final = insert_or_ignore(ACCEPTED_GAP)
_NO_ACCEPTED: Final = compiled(delete(ACCEPTED_GAP).where(ACCEPTED_GAP.c.centre == param("centre")))
_ADD: Final = insert_or_ignore(QUARANTINE)
_DROP: Final = compiled(delete(QUARANTINE).where(QUARANTINE.c.cid == param("cid")))
_IN: Final = compiled(
    select(QUARANTINE.c.cid).where(
        QUARANTINE.c.centre == param("centre"), QUARANTINE.c.device == param("device")
    )
)
_OF_DESK: Final = compiled(
    select(_LOG.cid, _LOG.stream, _LOG.previous).where(
        _LOG.device == param("device"), _LOG.centre == param("centre")
    )
)
_ROW: Final = select(_LOG.row).where(_LOG.cid == param("of")).scalar_subquery()
_HIDE: Final = compiled(update(FACT).where(FACT.c.commit == _ROW).values(record=null()))
_FACTS: Final = compiled(
    select(FACT.c.commit, FACT.c.place, FACT.c.data).where(FACT.c.commit == _ROW)
)
_SHOW: Final = compiled(
    update(FACT)
    .where(FACT.c.commit == param("row"), FACT.c.place == param("at"))
    .values(record=param("about"))
)
_OWE: Final = compiled(
    insert(UNFOLDED)
    .prefix_with("OR IGNORE")
    .from_select(
        ["record"], select(FACT.c.record).where(FACT.c.commit == _ROW, FACT.c.record.is_not(None))
    )
)
_LEFT_OUT: Final = compiled(
    commits.select_writes()
    .join(QUARANTINE, QUARANTINE.c.cid == _LOG.cid)
    .where(FACT.c.data.is_not(None))
)
_NO_NEWS: Final = compiled(delete(ACTIVITY).where(ACTIVITY.c.cid == param("of")))


class Judged(NamedTuple):
    """What becomes of a commit that came: whether it is left out, and what counts because of it."""

    left_out: bool
    let_in: tuple[CommitId, ...] = ()


def follow(connection: Connection, membership: Membership) -> list[CommitId]:
    """Take over what a membership says by now; return the commits that count again."""
    centre = membership.centre
    wanted = {
        device: {cut_name(device, cut): cut for cut in cuts}
        for device, cuts in cuts_of(membership).items()
    }
    held: dict[DeviceId, set[bytes]] = {}
    for device, cut in connection.all(_CUTS, {"centre": centre}):
        held.setdefault(DeviceId(device), set()).add(cut)
    readopted = _readopted(connection, centre)
    _keep(connection, _NO_ACCEPTED, _ADD_ACCEPTED, centre, membership.accepted)
    changed = {d for d in wanted.keys() | held.keys() if set(wanted.get(d, ())) != held.get(d)}
    if readopted != membership.readopted:
        _keep(connection, _NO_READOPTED, _ADD_READOPTED, centre, membership.readopted)
        changed |= wanted.keys()
    if not changed:
        return []
    connection.run(_NO_CUTS, {"centre": centre})
    for device, cuts in wanted.items():
        connection.many(
            _ADD_CUT, [{"centre": centre, "device": device, "cut": cut} for cut in cuts]
        )
    let_in: list[CommitId] = []
    for device in sorted(changed):
        former = held.get(device, set()) - set(wanted.get(device, ()))
        connection.many(_NO_WITHIN, [{"cut": cut} for cut in former])
        let_in += _settle(connection, membership, device, wanted.get(device, {}))
    return let_in


def left_out(connection: Connection) -> list[Write]:
    """Return every fact that is held and does not count, oldest first."""
    return commits.as_writes(connection.all(_LEFT_OUT))


def has_cuts(connection: Connection) -> bool:
    """Whether any desk of any centre was revoked."""
    return bool(connection.all(_ANY_CUT)[0][0])


_ANY_CUT: Final = compiled(select(exists(select(CUT.c.cut))))


def judge(connection: Connection, commit: Commit) -> Judged:
    """Judge a commit that was just stored; one that does not count is left out."""
    found = [
        cut
        for device, cut in connection.all(_CUTS, {"centre": commit.centre})
        if device == commit.device
    ]
    if not found or commit.stream.place is Place.MEMBERSHIP:
        return Judged(left_out=False)
    within = [cut for cut in found if _is_within(connection, cut, commit.id)]
    freed = [cid for cut in within for cid in _extend(connection, cut, commit.previous)]
    adopted = commit.id in _readopted(connection, commit.centre)
    left_out = len(within) < len(found) and not adopted
    if left_out:
        _leave_out(connection, commit.centre, commit.device, [commit.id], was_folded=False)
    quarantined = set(_quarantined(connection, commit.centre, commit.device))
    count_now = [
        cid
        for cid in dict.fromkeys(freed)
        if cid in quarantined and all(_is_within(connection, cut, cid) for cut in found)
    ]
    _let_in(connection, count_now)
    return Judged(left_out, tuple(count_now))


def _settle(
    connection: Connection,
    membership: Membership,
    device: DeviceId,
    cuts: dict[bytes, tuple[CommitId, ...]],
) -> list[CommitId]:
    """Judge all that is held of a desk anew; return what counts again."""
    centre = membership.centre
    rows = connection.all(_OF_DESK, {"device": device, "centre": centre})
    known = {CommitId(cid): _ids(previous) for cid, _stream, previous in rows}
    countable = {
        CommitId(cid)
        for cid, stream, _previous in rows
        if from_key(stream).place is not Place.MEMBERSHIP
    }
    wanted: set[CommitId] = set()
    for name, cut in cuts.items():
        within = named_within(known, cut)
        connection.run(_NO_WITHIN, {"cut": name})
        connection.many(_ADD_WITHIN, [{"cut": name, "cid": cid} for cid in within])
        wanted |= countable - within
    wanted -= membership.readopted
    held = set(_quarantined(connection, centre, device))
    _leave_out(connection, centre, device, sorted(wanted - held), was_folded=True)
    let_in = sorted(held - wanted)
    _let_in(connection, let_in)
    return let_in


def _extend(connection: Connection, cut: bytes, previous: Iterable[CommitId]) -> list[CommitId]:
    """Note that what a commit within a cut follows is within it, too; return what is new so."""
    found: list[CommitId] = []
    waiting = list(previous)
    while waiting:
        cid = waiting.pop()
        if _is_within(connection, cut, cid):
            continue
        connection.run(_ADD_WITHIN, {"cut": cut, "cid": cid})
        found.append(cid)
        for keys in grouped([cid]):
            rows = connection.all(_previous(len(keys)), keys)
            waiting += [before for (joined,) in rows for before in _ids(joined)]
    return found


def _leave_out(
    connection: Connection,
    centre: CentreId,
    device: DeviceId,
    cids: list[CommitId],
    *,
    was_folded: bool,
) -> None:
    connection.many(_ADD, [{"cid": cid, "centre": centre, "device": device} for cid in cids])
    keys = [{"of": cid} for cid in cids]
    if was_folded:
        connection.many(_OWE, keys)
        connection.many(_NO_NEWS, keys)
    connection.many(_HIDE, keys)


def _let_in(connection: Connection, cids: list[CommitId]) -> None:
    connection.many(_DROP, [{"cid": cid} for cid in cids])
    for cid in cids:
        for row, place, data in connection.all(_FACTS, {"of": cid}):
            fact = decode_fact(data) if data is not None else None
            about = fact.record if fact else None
            connection.run(_SHOW, {"row": row, "at": place, "about": about})
    connection.many(_OWE, [{"of": cid} for cid in cids])


def _keep(
    connection: Connection, drop: str, add: str, centre: CentreId, cids: Iterable[CommitId]
) -> None:
    connection.run(drop, {"centre": centre})
    connection.many(add, [{"centre": centre, "cid": cid} for cid in cids])


def _readopted(connection: Connection, centre: CentreId) -> frozenset[CommitId]:
    rows = connection.all(_READOPTED, {"centre": centre})
    return frozenset(CommitId(cid) for (cid,) in rows)


def _quarantined(connection: Connection, centre: CentreId, device: DeviceId) -> list[CommitId]:
    rows = connection.all(_IN, {"centre": centre, "device": device})
    return [CommitId(cid) for (cid,) in rows]


def _is_within(connection: Connection, cut: bytes, cid: CommitId) -> bool:
    return bool(connection.all(_IS_WITHIN, {"cut": cut, "cid": cid})[0][0])


@lru_cache(maxsize=4)
def _previous(count: int) -> str:
    return compiled(select(_LOG.previous).where(any_of(_LOG.cid, count)))


def _ids(joined: bytes) -> tuple[CommitId, ...]:
    return tuple([CommitId(joined[at : at + HASH_SIZE]) for at in range(0, len(joined), HASH_SIZE)])
