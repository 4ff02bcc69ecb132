"""Desks that join, are retired, come to let in others, and retire one another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from referral_app.domain.identifiers import DeviceId
from referral_app.exchange.desk_keys import Steward
from referral_app.exchange.retiring import retire as take_out
from referral_app.exchange.stewards import make_steward
from referral_app.journal.membership import STEWARD
from tests.simulation.communes.commune import Desk, SkewedClock, ask
from tests.simulation.communes.life import MOST_DESKS, Life


def stewards(life: Life) -> list[Desk]:
    """Desks that may let in others, as they themselves know."""
    found = []
    for desk in life.working:
        member = desk.member()
        if member is not None and member.active and member.role == STEWARD:
            found.append(desk)
    return found


def may_change_keys(life: Life, host: Desk) -> bool:
    """Not while a disk of the centre exists twice: one letter with the new key serves one of them.

    The twin that it does not reach is locked out, which is no loss: it should not exist.
    """
    return all(desk.device not in life.copied for desk in life.desks if desk.centre == host.centre)


def prepare(life: Life) -> None:
    """A further desk is made, from an invitation in hand; it waits to be let in."""
    hosts = stewards(life)
    if hosts and len(life.desks) < MOST_DESKS:
        host = life.chance.choice(hosts)
        file = host.prepare(may_let_in=life.chance.random() < 0.3)
        name = f"{host.name[0]}{len(life.desks) + 1}"
        clock = SkewedClock(life.time)
        life.desks.append(ask(file, name, clock, life.chance.randbytes))


def let_in(life: Life) -> None:
    hosts = stewards(life)
    if hosts:
        life.chance.choice(hosts).let_in()


def remove(life: Life, how: Callable[[Steward, DeviceId], object]) -> tuple[Desk, DeviceId] | None:
    """A steward takes a desk out of work by an act of the program; returns who did, and whom."""
    hosts = [host for host in stewards(life) if may_change_keys(life, host)]
    if not hosts:
        return None
    host = life.chance.choice(hosts)
    with host.store.begin() as work:
        known = work.membership(host.centre)
        others = [member.device for member in known.active if member.device != host.device]
        if len(others) <= 1:
            return None
        gone = life.chance.choice(others)
        how(host.steward(work), gone)
    return host, gone


def retire(life: Life) -> None:
    """A steward takes a desk out of work; the desk hears of it later, or never."""
    remove(life, partial(take_out, reason="left"))


def fall_out(life: Life) -> None:
    """Two stewards retire each other, neither knowing of the other's act."""
    hosts = [host for host in stewards(life) if may_change_keys(life, host)]
    pairs = [
        (one, other)
        for one in hosts
        for other in hosts
        if one.centre == other.centre and one.device < other.device
    ]
    if pairs:
        pair = life.chance.choice(pairs)
        for desk, whom in (pair, pair[::-1]):
            with desk.store.begin() as work:
                take_out(desk.steward(work), whom.device, "left")


def promote(life: Life) -> None:
    """One more desk may let in others."""
    hosts = stewards(life)
    if hosts:
        host = life.chance.choice(hosts)
        with host.store.begin() as work:
            known = work.membership(host.centre)
            desks = [member.device for member in known.active if member.role != STEWARD]
            if desks:
                make_steward(host.steward(work), life.chance.choice(desks))


ACTS: list[tuple[float, Callable[[Life], None]]] = [
    (1, prepare),
    (2, let_in),
    (0.5, retire),
    (0.3, fall_out),
    (0.3, promote),
]
