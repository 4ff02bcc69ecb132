"""Healing: nothing goes wrong any more, and everybody exchanges until nothing changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from operator import is_
from typing import Any, Final

import pytest

from referral_app.domain.identifiers import CentreId
from referral_app.errors import RefusedError
from referral_app.exchange import round as round_module
from referral_app.exchange.envelope import read_header
from referral_app.exchange.hub_round import HubRound
from referral_app.exchange.mail import AGAIN
from referral_app.journal.commit import writes
from referral_app.journal.membership import STEWARD, fold_membership
from referral_app.journal.stream import membership
from referral_app.services.ports import Refusal, RoundReport
from tests.simulation.communes.commune import CENTRES, HOUR, Desk, by_centre
from tests.simulation.communes.life import Life
from tests.simulation.communes.registering import agree_at, invite_again, publish

PASSES: Final = 40
QUIET: Final = 2


def at_work(life: Life, desks: Iterable[Desk] | None = None) -> list[Desk]:
    """Desks that are let in and not retired, by all that anybody knows of their centre.

    A retired desk that the hub sends away may never hear why. None of a centre that has left: it
    is told nothing any more.
    """
    rolls: dict[CentreId, Any] = {}
    found = []
    for desk in life.desks if desks is None else desks:
        if desk.centre not in rolls:
            rolls[desk.centre] = membership_of(life, desk.centre)
        member = None if desk.waiting else rolls[desk.centre].member(desk.device)
        if member is not None and member.active and desk.centre not in life.left:
            found.append(desk)
    return found


def membership_of(life: Life, centre: CentreId) -> Any:
    """What all membership commits of a centre say that any desk of it holds which was let in."""
    stream = membership(centre)
    desks = [desk for desk in life.desks if desk.centre == centre and not desk.waiting]
    held = tuple([desk.store.tables.by_stream.get(stream, ()) for desk in desks])
    found = life.rolls.get(centre)
    if found is None or len(found[0]) != len(held) or not all(map(is_, found[0], held)):
        commits = {
            cid: desk.store.tables.commits[cid]
            for desk, ids in zip(desks, held, strict=True)
            for cid in ids
        }
        told = [write for commit in commits.values() for write in writes(commit)]
        follows = {cid: it.previous for cid, it in commits.items()}
        found = life.rolls[centre] = (held, fold_membership(centre, told, follows))
    return found[1]


def heal(life: Life) -> None:
    """Nothing goes wrong any more, a week passes, and everybody exchanges until nothing changes.

    Where centres came or left the commune says who is there, and somebody at each takes that in.
    """
    life.cut_off.clear()
    if life.registries or len(by_centre(life.desks)) > len(CENTRES):
        publish(life)
    life.time.now += AGAIN
    for desk in life.desks:
        if life.chance.random() < 0.5:  # others have run on for weeks
            life.restart(desk)
    quiesce(life, life.desks)
    if sum(map(agree_at, life.desks)) + invite_again(life, at_work(life)):
        quiesce(life, life.desks)
        life.time.now += AGAIN  # who asked before anybody knew asks again after a week
        quiesce(life, life.desks)


def quiesce(life: Life, desks: list[Desk]) -> int:
    """Exchange at the hub until a whole pass changes nothing. Returns how many it took."""
    quiet = 0
    for number in range(PASSES):
        life.time.now += HOUR
        came_in = sum(desk.let_in() for desk in at_work(life, desks) if is_steward(desk))
        reports = [report for desk in desks if (report := at_hub(life, desk))]
        busy = came_in or any(it.envelopes_read or it.envelopes_written for it in reports)
        quiet = 0 if busy else quiet + 1
        if quiet == QUIET:
            refused = {reason for it in reports for reason, _ in it.refused}
            if not life.options.members:
                assert refused <= {Refusal.UNKNOWN_KEY}, f"left aside: {refused}"
                check_waiting(life)
            return number
    raise AssertionError("the exchange does not come to rest")


def check_waiting(life: Life) -> None:
    """Nothing waits for a key that anybody knows of; one may be lost with who opened it."""
    for centre, desks in by_centre(at_work(life)).items():
        known = {epoch.kid for epoch in membership_of(life, centre).epochs}
        for desk in desks:
            for letter in desk.store.tables.waiting.values():
                kid = read_header(letter.data)[0].kid
                held = (centre, kid) in desk.store.tables.seeds
                assert held or kid not in known, f"{desk.name} waits for a key"


def is_steward(desk: Desk) -> bool:
    member = desk.member()
    return member is not None and member.active and member.role == STEWARD


def at_hub(life: Life, desk: Desk) -> RoundReport | None:
    """A round at the hub; a desk that was retired is sent away there."""
    try:
        return desk.sync(life.line(desk))
    except RefusedError as error:
        if error.key != "hub.retired":
            raise
        return None


@contextmanager
def without_healing() -> Iterator[None]:
    """Nobody tells what he holds, nor asks whether what he laid down still lies there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(round_module, "send_vectors", lambda *_, **__: False)
        patch.setattr(HubRound, "_compare", lambda *_: None)
        yield
