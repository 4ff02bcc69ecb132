"""Files that are erased for good, and what was written about them that comes late."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from referral_app.domain.facts import (
    NEED_FIELD,
    NEED_RECORDED,
    REFERRAL_FILED,
    REFERRAL_PURGED,
    Place,
    content,
    field_content,
)
from referral_app.domain.identifiers import CentreId
from referral_app.journal.commit import read_commit, verify
from referral_app.journal.erasing import EVERYONE, Key, bound_by, purged
from referral_app.journal.stream import own
from tests.exchange.desks import WORKER
from tests.simulation.communes import work
from tests.simulation.communes.commune import Desk, is_alone
from tests.simulation.communes.life import Life


def add_need(life: Life) -> None:
    """A need of a file, and a word about it."""
    desk = life.some_desk()
    case = work.known_case(life, desk)
    if case is None:
        return
    need = desk.chance(16)
    told = work.fact(desk, NEED_RECORDED.name, need, content(case=case))
    life.filed[need] = case, work.say(life, desk, own(desk.centre), told)
    life.needs.append((need, desk.centre))


def word_of_need(life: Life) -> None:
    desk = life.some_desk()
    known = [need for need, of in life.needs if of == desk.centre and work.about(desk, need)]
    if known:
        need = life.chance.choice(known)
        told = field_content("level", f"n{life.chance.getrandbits(32)}")
        work.say(life, desk, own(desk.centre), work.fact(desk, NEED_FIELD.name, need, told))


def file_referral(life: Life) -> None:
    """A referral that a centre sent is put into a file."""
    desk = life.some_desk()
    case = work.known_case(life, desk)
    sent = [it for it, sender, _ in life.referrals if sender == desk.centre]
    known = [it for it in sent if it not in life.filed and work.about(desk, it)]
    if case is not None and known:
        referral = life.chance.choice(known)
        told = work.fact(desk, REFERRAL_FILED.name, referral, content(case=case))
        life.filed[referral] = case, work.say(life, desk, own(desk.centre), told)


def erase(life: Life) -> None:
    """A file goes with all that is known to belong to it; other centres are told."""
    desk = life.some_desk()
    case = work.known_case(life, desk)
    if case is None:
        return
    now = max(desk.clock.now(), 0)
    written = [it for of in desk.store.tables.by_record.values() for it in of]
    records = [record for record, _ in bound_by(written, {(case, EVERYONE)}) if record != case]
    links = {
        it.fact.record: it.stream
        for it in written
        if it.fact.record in records and it.stream.place is Place.LINK
    }
    with desk.store.begin() as opened:
        opened.record(own(desk.centre), (purged(case, records, "asked", now),), WORKER)
        for referral, stream in links.items():
            told = work.fact(desk, REFERRAL_PURGED.name, referral, content())
            opened.record(stream, (told,), WORKER)
    check_given_up(life, desk)


# --- what must hold


def check_erased(life: Life, groups: dict[CentreId, list[Desk]]) -> None:
    """No desk holds a byte of what its centre erased, and every chain still verifies."""
    for desks in groups.values():
        for desk in desks:
            # Nobody passes on what a copied disk without a co-desk has erased.
            others = [desk] if is_alone(desk, desks) else desks
            gone = _gone(life, others)
            tables = desk.store.tables
            held = {op for it in tables.commits.values() for op in it.ops}
            held |= {op for it in tables.held.values() for op in it.ops}
            assert held.isdisjoint(gone), f"{desk.name} holds what was erased"
            check_given_up(life, desk)
            check_chain(desk)


def check_given_up(life: Life, desk: Desk) -> None:
    """No envelope that a desk keeps holds what it knows to be erased."""
    kept = b"".join(it.data for it in desk.store.tables.envelopes.values())
    gone = _ops(life, desk.store.tables.erased)
    assert not any(op in kept for op in gone), f"{desk.name} keeps it sealed"


def _gone(life: Life, desks: Iterable[Desk]) -> list[bytes]:
    """Return the facts that are erased: what is in an erased file goes with it.

    Nobody knows of what was filed at a disk that was lost, or set back, before it told of that.
    """
    tables = [desk.store.tables for desk in desks]
    erased: set[Key] = {key for of in tables for key in of.erased}
    filed = {
        (record, EVERYONE)
        for record, (case, commit) in life.filed.items()
        if (case, EVERYONE) in erased and any(commit in of.commits for of in tables)
    }
    return _ops(life, erased | filed)


def _ops(life: Life, keys: Iterable[Key]) -> list[bytes]:
    return [
        op for record, by in keys for op, of in life.ops.get(record, ()) if by in (EVERYONE, of)
    ]


def check_chain(desk: Desk) -> None:
    """What lacks a fact reads and verifies as before."""
    for commit in desk.store.tables.commits.values():
        if None in commit.ops:
            with desk.store.begin() as opened:
                member = opened.member(commit.device, commit.centre)
            again = read_commit(commit.raw)
            assert again.id == commit.id
            assert verify(again, member.sign_key), "a chain is torn"


ACTS: list[tuple[float, Callable[[Life], None]]] = [
    (3, add_need),
    (2, word_of_need),
    (2, file_referral),
    (1.5, erase),
]
