"""Desks that are stolen: a steward revokes them, and the thief goes on writing and exchanging."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from referral_app.domain.facts import Place
from referral_app.domain.identifiers import CentreId, CommitId, DeviceId
from referral_app.exchange.retiring import accept_gap, readopt, revoke
from referral_app.journal.commit import Commit, writes
from tests.simulation.communes import work
from tests.simulation.communes.commune import DAY, YEAR, Desk
from tests.simulation.communes.life import Life
from tests.simulation.communes.stewards import remove, stewards

_DATES = (0, -DAY, -90 * DAY, -7 * YEAR, 5 * YEAR)
_MOST_WRITTEN = 4


def steal(life: Life) -> None:
    """A desk is lost: whoever has it works on, whatever its program hears of that."""
    done = remove(life, partial(revoke, reason="lost"))
    if done is not None:
        host, gone = done
        life.lost = True  # what it lays on a stick may be cut off from what it wrote before
        for desk in life.desks:
            desk.store.lawless |= desk.device == gone
        revoke_too(life, host, gone)


def revoke_too(life: Life, first: Desk, gone: DeviceId) -> None:
    """Another steward does so unknown to the first, with what it knows of the desk."""
    others = [it for it in stewards(life) if it.centre == first.centre]
    others = [it for it in others if it.device not in (first.device, gone)]
    if others and life.chance.random() < 0.5:
        other = life.chance.choice(others)
        for desk in (desk for desk in life.working if desk.device == gone):
            work.send(life, desk)  # before it was lost, and only this one hears of it
            stick = life.chance.choice(life.sticks)
            life.exchange(desk, stick)
            life.exchange(other, stick)
        with other.store.begin() as opened:
            revoke(other.steward(opened), gone, "lost")


def write_as_thief(life: Life) -> None:
    """Back-dated or of years to come: whatever the clock says, nothing of it counts."""
    stolen = stolen_desks(life)
    if not stolen:
        return
    desk = life.chance.choice(stolen)
    desk.clock.skew = life.chance.choice(_DATES)
    for _ in range(life.chance.randrange(1, _MOST_WRITTEN)):
        case = work.known_case(life, desk)
        if case is not None and life.chance.random() < 0.7:
            work.write_field(life, desk, case, life.chance.choice(work.FIELDS))
        else:
            work.send(life, desk)
    life.exchange(desk, life.chance.choice(life.sticks))


def stolen_desks(life: Life) -> list[Desk]:
    return [desk for desk in life.working if desk.store.lawless]


def take_back(life: Life) -> None:
    """A steward looks at what comes of a lost desk, and lets some of it count."""
    hosts = stewards(life)
    if hosts:
        host = life.chance.choice(hosts)
        for stick in life.sticks:
            life.exchange(host, stick)
        with host.store.begin() as opened:
            out = sorted(
                cid
                for cid in opened.left_out()
                if host.store.tables.commits[cid].centre == host.centre
            )
            if out:
                some = life.chance.sample(out, life.chance.randint(1, len(out)))
                readopt(host.steward(opened), some)


def wait_no_longer(life: Life) -> None:
    """A steward takes it that what is missing never comes."""
    hosts = stewards(life)
    if hosts:
        host = life.chance.choice(hosts)
        with host.store.begin() as opened:
            lacking = [
                cid
                for stream in opened.streams()
                if stream.place is not Place.MEMBERSHIP
                for cid in opened.missing(stream)
            ]
            accept_gap(host.steward(opened), lacking)


# --- what must hold


def check_left_out(groups: dict[CentreId, list[Desk]]) -> None:
    """Beyond what its revoker knew of it nothing of a revoked desk shows, but what is readopted."""
    for desk in (desk for desks in groups.values() for desk in desks):
        tables = desk.store.tables
        with desk.store.begin() as opened:
            centres = [centre.id for centre in opened.centres()]
            known = [opened.membership(centre) for centre in {desk.centre, *centres}]
            shown = {it.id.commit for it in opened.writes_about(tuple(tables.by_record))}
        expected: set[CommitId] = set()
        for roll in (roll for roll in known if roll is not None):
            for member in (member for member in roll.members if member.revoked):
                mine = [tables.commits[cid] for cid in tables.by_desk.get(member.device, ())]
                mine = [it for it in mine if it.stream.place is not Place.MEMBERSHIP]
                expected |= _beyond(mine, member.cuts) - roll.readopted
        written = {it.id for it in tables.commits.values() if writes(it)}
        assert shown == written - expected, f"{desk.name} counts what is left out, or the reverse"


def _beyond(mine: list[Commit], cuts: Iterable[Iterable[CommitId]]) -> set[CommitId]:
    """What is not reached from each cut, told without the program's rule."""
    by_id = {commit.id: commit for commit in mine}
    beyond: set[CommitId] = set()
    for cut in cuts:
        reached = set(cut)
        before: set[CommitId] = set()
        while before != reached:
            before = set(reached)
            reached.update(p for cid in before if cid in by_id for p in by_id[cid].previous)
        beyond |= by_id.keys() - reached
    return beyond


ACTS: list[tuple[float, Callable[[Life], None]]] = [
    (1.5, steal),
    (5, write_as_thief),
    (1.5, take_back),
    (0.3, wait_no_longer),
]
