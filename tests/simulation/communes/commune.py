"""A commune: centres of several desks that know one another, by the program's own acts."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from referral_app.clock import Clock, Randomness
from referral_app.domain.centre import REAL
from referral_app.domain.facts import DESK_INVITED, Fact, content
from referral_app.domain.identifiers import CentreId, DeviceId, InvitationId, Moment
from referral_app.domain.staff import Role
from referral_app.errors import RefusedError
from referral_app.exchange.desk_invitation import (
    DeskTerms,
    build_desk_invitation,
    read_desk_invitation,
)
from referral_app.exchange.desk_joining import admit, ask_to_join, dismiss, joins
from referral_app.exchange.desk_keys import Steward
from referral_app.exchange.desk_waiting import knock
from referral_app.exchange.founding import found, settle
from referral_app.exchange.hub_round import HubRound
from referral_app.exchange.invitation import CentreNames
from referral_app.exchange.keys import DeskKeys, Identity
from referral_app.exchange.registry_round import follow
from referral_app.exchange.round import Progress, Round
from referral_app.exchange.stewards import make_steward
from referral_app.exchange.transport import Shelf, transport_at
from referral_app.journal.stream import commune_id, membership, own
from referral_app.services.ports import RoundReport
from tests.exchange import desks as single
from tests.exchange.desks import WORKER, MemoryPlace
from tests.simulation.communes.chest import Chest
from tests.simulation.communes.glass import glass
from tests.simulation.communes.hub import Hub, Line

START = Moment(1_795_000_000_000)
HOUR = 3_600_000
DAY = 24 * HOUR
YEAR = 365 * DAY
HUB = Hub.id
COMMUNE = commune_id(b"k" * 32)
CENTRES = {"A": 3, "B": 2, "P": 1}
"""Desks of each centre; A has two desks that let in others."""


class Time:
    """The true time, that no desk knows for sure."""

    def __init__(self) -> None:
        self.now = START


class SkewedClock:
    """The clock of one machine."""

    def __init__(self, time: Time) -> None:
        self._time = time
        self.skew = 0
        self.latest = 0

    def now(self) -> Moment:
        told = Moment(self._time.now + self.skew)
        self.latest = max(self.latest, told)
        return told


@dataclass
class Desk(single.Desk):
    """One desk of a centre; `waiting` is the invitation by which it has not been let in yet."""

    name: str = ""
    waiting: InvitationId | None = None
    is_copy: bool = False
    """Whether its disk was copied, or is the copy."""
    backups: list[Any] = field(default_factory=list)
    was_restored: bool = False
    newest: int = 0

    @property
    def device(self) -> DeviceId:
        return self.identity.device

    def sync(self, place: Shelf | Line, progress: Progress | None = None) -> RoundReport:
        """One round at a stick or a hub, as the program does it."""
        if isinstance(place, Line):
            return self._at_hub(place, progress)
        if self.waiting:
            done = knock(self.store, self.identity, self.waiting, transport_at(place), self.clock)
            if not done.is_in:
                return RoundReport(done.read, 0, done.written, 0, (), 0, ())
            self.waiting = None
        going = Round(self.store, self.identity, place, self.clock, WORKER, self.chance)
        return going.run(progress)

    def _at_hub(self, line: Line, progress: Progress | None) -> RoundReport:
        wire: Any = None
        going = HubRound(self.store, self.identity, wire, self.clock, WORKER, self.chance)
        going._client = line
        hello = going.greet(HUB)
        if self.waiting:
            done = going.knock(hello, self.waiting)
            if not done.is_in:
                return RoundReport(done.read, 0, done.written, 0, (), 0, ())
            self.waiting = None
        follow(self.store, self.identity, line, self.clock.now(), WORKER)
        return going.run(hello, progress)

    def steward(self, work: Any) -> Steward:
        """This desk in the hands of a person who may let in and retire others."""
        return Steward(work, self.identity, self.chance, self.clock.now(), WORKER)

    def member(self) -> Any:
        """What the desk itself knows of its standing; None while it waits."""
        with self.store.begin() as work:
            known = work.membership(self.centre)
        return known.member(self.device) if known else None

    def prepare(self, *, may_let_in: bool = False, replaces: DeviceId | None = None) -> bytes:
        """Write the invitation of a further desk of this centre."""
        now = self.clock.now()
        invitation, secret = InvitationId(self.chance(16)), self.chance(16)
        expires = Moment(now + 3 * YEAR)
        told = content(
            secret=secret,
            expires=expires,
            staff=WORKER,
            label="NB",
            may_let_in=may_let_in,
            replaces=replaces,
        )
        with self.store.begin() as work:
            work.record(own(self.centre), (Fact(DESK_INVITED.name, invitation, now, told),), WORKER)
            commits = work.commits_of(membership(self.centre))
        terms = DeskTerms(
            invitation,
            secret,
            b"k" * 32,
            self.names,
            WORKER,
            "NB",
            Role.SUPERVISOR,
            replaces,
            expires,
        )
        return build_desk_invitation(self.identity, terms, commits)

    def let_in(self) -> int:
        """Say yes to every desk that asks; returns how many came in."""
        with self.store.begin() as work:
            asking = joins(work.joins_waiting())
            known = work.membership(self.centre)
            used = {member.invitation for member in known.members}
            new = [join for join in asking if join.invitation not in used]
            for join in new:
                try:
                    admit(self.steward(work), join, "NB", None)
                except RefusedError:
                    dismiss(work, join)  # a steward too many, an invitation that served another
        return len(new)


def ask(file: bytes, name: str, clock: Clock, chance: Randomness) -> Desk:
    """Make a new desk on a new computer; it waits to be let in."""
    read = read_desk_invitation(file, None)
    keys = DeskKeys.generate(chance)
    identity = Identity(read.centre, read.mode, chance(8), keys, keys.device, COMMUNE)
    store = Chest(identity, clock, chance)
    with store.begin() as work:
        ask_to_join(work, identity, read, clock.now())
    founding: Any = None
    names = read.terms.names
    return Desk(
        founding, identity, store, clock, chance, names, name, waiting=read.terms.invitation
    )


def found_centre(name: str, clock: Clock, chance: Randomness) -> Desk:
    """Found a centre with its first desk."""
    founding = found(DeskKeys.generate(chance), REAL, "Poste 1", clock, chance)
    identity = replace(founding.identity, commune=COMMUNE)
    store = Chest(identity, clock, chance)
    with store.begin() as work:
        settle(work, founding)
    names = CentreNames(f"Centre {name}", f"مركز {name}", "Rabat")
    return Desk(founding, identity, store, clock, chance, names, f"{name}1")


@lru_cache(maxsize=1)
def _template() -> tuple[Desk, ...]:
    """The commune on its first day; every life of glass begins with it."""
    chance = random.Random(1).randbytes
    with glass(chance):
        return bring_up(Time(), chance)


def bring_up(time: Time, chance: Randomness) -> tuple[Desk, ...]:
    """Found the centres, let them and their desks know one another."""
    place = MemoryPlace()
    firsts = {name: found_centre(name, SkewedClock(time), chance) for name in CENTRES}
    for one, other in (("A", "B"), ("A", "P"), ("B", "P")):
        firsts[other].join(firsts[one].invite())
        pass_round(firsts.values(), place, 2)
    desks = list(firsts.values())
    for name, many in CENTRES.items():
        for number in range(2, many + 1):
            newcomer = ask(firsts[name].prepare(), f"{name}{number}", SkewedClock(time), chance)
            newcomer.sync(place)
            firsts[name].sync(place)
            assert firsts[name].let_in() == 1
            firsts[name].sync(place)
            desks.append(newcomer)
            pass_round(desks, place, 2)
    second = next(desk for desk in desks if desk.name == "A2")
    with firsts["A"].store.begin() as work:
        make_steward(firsts["A"].steward(work), second.device)
    pass_round(desks, place, 4)
    return tuple(sorted(desks, key=lambda desk: desk.name))


def pass_round(desks: Iterable[Desk], place: MemoryPlace, times: int) -> None:
    """Let each exchange at a place, so many times."""
    for _ in range(times):
        for desk in desks:
            desk.sync(place)


def copy_of(desk: Desk, time: Time, chance: Randomness) -> Desk:
    """The same desk on another disk."""
    clock: Any = SkewedClock(time)
    clock.skew, clock.latest = desk.clock.skew, desk.clock.latest
    store = Chest(desk.identity, clock, chance)
    store.load(desk.store.tables)
    return replace(desk, store=store, clock=clock, chance=chance, backups=list(desk.backups))


def first_day(time: Time, chance: Randomness) -> list[Desk]:
    """Every desk of the commune on its first day, each just started."""
    desks = [copy_of(desk, time, chance) for desk in _template()]
    for desk in desks:
        desk.restart(chance(8))
    return desks


def by_centre(desks: list[Desk]) -> dict[CentreId, list[Desk]]:
    """Desks by their centre."""
    found: dict[CentreId, list[Desk]] = {}
    for desk in desks:
        found.setdefault(desk.centre, []).append(desk)
    return found


def is_alone(desk: Desk, desks: Iterable[Desk]) -> bool:
    """Whether its centre has no other desk at work; the same desk on another disk is none."""
    return all(it.device == desk.device for it in desks if it.centre == desk.centre)
