"""Centres that join in mid-life, and a registry that names who is there and who has left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from referral_app.domain.facts import GENESIS
from referral_app.domain.identifiers import CentreId, Moment
from referral_app.domain.registry import Entry, EntryKind, Registry
from referral_app.exchange.registry import sign_registry
from referral_app.exchange.registry_round import take_in, waiting
from referral_app.journal.genesis import centre_proof
from tests.exchange.desks import WORKER
from tests.simulation.communes.commune import (
    COMMUNE,
    YEAR,
    Desk,
    SkewedClock,
    by_centre,
    found_centre,
)
from tests.simulation.communes.life import MOST_DESKS, Life

_SEED = b"the root's seed, 32 bytes of it."
_MOST_CENTRES = 4


def found_another(life: Life) -> None:
    """A whole new centre is invited by one of ours, and knows nobody else as yet."""
    if len(by_centre(life.desks)) >= _MOST_CENTRES or len(life.desks) >= MOST_DESKS:
        return
    host = life.some_desk()
    if host.centre in life.left:
        return
    life.inviters.add(host.centre)
    newcomer = found_centre("N", SkewedClock(life.time), life.chance.randbytes)
    newcomer.clock.skew = host.clock.skew  # whose clock is right nobody asks: the term is long
    newcomer.join(host.invite(30 * YEAR))
    life.desks.append(newcomer)


def sign_anew(life: Life) -> None:
    """The commune signs a list of its centres; now and then one has left, or is back.

    One that invited another stays: nobody else could tell the newcomer the others' keys.
    """
    centres = sorted(by_centre(life.desks))
    if life.chance.random() < 0.5:
        one = life.chance.choice([it for it in centres if it not in life.inviters])
        if one in life.left or len(centres) - len(life.left) > 2:
            life.left ^= {one}
    publish(life)


def publish(life: Life) -> None:
    """Lay a registry of today at the hub."""
    life.registries += 1
    entries = tuple(
        _entry(centre, desks[0], active=centre not in life.left)
        for centre, desks in sorted(by_centre(life.desks).items())
    )
    now = Moment(life.time.now)
    mode = life.desks[0].identity.mode
    registry = Registry(COMMUNE, mode, b"", life.registries, now, Moment(now + 30 * YEAR), entries)
    life.hub.registry = sign_registry(registry, _SEED)


def _entry(centre: CentreId, desk: Desk, *, active: bool) -> Entry:
    names = desk.names
    proof = centre_proof(_genesis(life_desk=desk))
    return Entry(centre, EntryKind.CENTRE, names.french, names.arabic, "", active, 0, 0, proof)


def _genesis(life_desk: Desk) -> bytes:
    (document,) = {
        told
        for commit in life_desk.store.tables.commits.values()
        if commit.centre == life_desk.centre
        for fact in commit.facts
        if fact and fact.kind == GENESIS.name and (told := fact.get("document"))
    }
    assert isinstance(document, bytes)
    return document


def agree(life: Life) -> None:
    """Somebody looks at the root's fingerprint and takes a registry in that waits."""
    agree_at(life.some_desk())


def agree_at(desk: Desk) -> bool:
    """Whether one waited at a desk."""
    member = desk.member()
    if member is None or not member.active:
        return False
    with desk.store.begin() as work:
        found: Any = waiting(work, desk.identity)
        if found is not None:
            take_in(work, desk.identity, found[1], desk.clock.now(), WORKER)
    return found is not None


def invite_again(life: Life, working: list[Desk]) -> bool:
    """Invite a newcomer anew whose invitation went down with a lost desk; whether there was one."""
    hosts = [desk for desk in working if desk.centre in life.inviters]
    strangers = []
    for newcomer in [desk for desk in working if desk.name == "N1"][:1]:
        with hosts[0].store.begin() as opened:
            if opened.membership(newcomer.centre) is None:
                strangers.append(newcomer)
    for newcomer in strangers:
        newcomer.join(hosts[0].invite(60 * YEAR))
    return bool(strangers)


ACTS: list[tuple[float, Callable[[Life], None]]] = [
    (0.5, found_another),
    (1, sign_anew),
    (1, agree),
]
