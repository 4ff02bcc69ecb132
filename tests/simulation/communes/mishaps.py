"""What happens to rounds, machines, sticks, clocks and the hub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from referral_app.domain.identifiers import CentreId
from tests.exchange.desks import MemoryPlace
from tests.simulation.communes.commune import DAY, YEAR, Desk, copy_of
from tests.simulation.communes.hub import KEPT
from tests.simulation.communes.life import MOST_DESKS, Life
from tests.simulation.communes.places import dies_after
from tests.simulation.world import steps_left

_SEASONS = 6
_SKEWS = (0, 0, 10 * 60_000, 5 * YEAR, -7 * YEAR)


def exchange(life: Life) -> None:
    """A round at the hub, over a way that may be bad."""
    life.exchange(life.chance.choice(life.desks), None, life.some_loss())


def exchange_by_stick(life: Life) -> None:
    life.exchange(life.chance.choice(life.desks), life.chance.choice(life.sticks))


def exchange_with_a_full_stick(life: Life) -> None:
    stick = life.chance.choice(life.sticks)
    stick.room = life.chance.randrange(4)
    try:
        life.exchange(life.chance.choice(life.desks), stick)
    finally:
        stick.room = None


def exchange_and_die(life: Life) -> None:
    """The process dies inside a transaction of a round."""
    desk = life.some_desk()
    desk.store.crash = dies_after(life.chance.randrange(1, 25))
    try:
        life.exchange(desk, life.chance.choice((None, *life.sticks)))
    finally:
        desk.store.crash = lambda: None


def exchange_in_part(life: Life) -> None:
    """Somebody stops the round, or pulls the stick out."""
    desk = life.some_desk()
    left = [life.chance.randrange(1, 8)]
    place = life.chance.choice((None, *life.sticks))
    life.exchange(desk, place, progress=lambda _done, _total: steps_left(left) > 0)


def restart(life: Life) -> None:
    life.restart(life.chance.choice(life.desks))


def cut_off(life: Life) -> None:
    """A desk has no network for a while, or has it again."""
    desk = id(life.chance.choice(life.desks))
    if desk in life.cut_off:
        life.cut_off.discard(desk)
    else:
        life.cut_off.add(desk)


def double(life: Life) -> None:
    """What lay on one stick lies on the other too, and at the hub."""
    one, other = life.sticks
    for centre, box in one.boxes.items():
        other.boxes.setdefault(centre, {}).update(box)


def jump(life: Life) -> None:
    """A clock is set years off, or right again."""
    life.chance.choice(life.desks).clock.skew = life.chance.choice(_SKEWS)


def back_up(life: Life) -> None:
    desk = life.some_desk()
    desk.backups.append((desk.waiting, desk.store.save()))


# --- what only healing mends


def restore(life: Life) -> None:
    """A desk is set back to any of its backups."""
    desk = life.some_desk()
    if desk.backups:
        set_back(life, desk)


def set_back(life: Life, desk: Desk) -> None:
    desk.waiting, saved = life.chance.choice(desk.backups)
    desk.store.load(saved)
    desk.was_restored = life.lost = True
    life.restart(desk)


def restore_late(life: Life) -> None:
    """When all have read what lay at the hub, it has let go of that."""
    for desk in life.desks:
        life.exchange(desk)
    life.hub.clean_up(life.time.now)
    restore(life)


def copy_disk(life: Life) -> None:
    """The disk of a desk is copied, and both are used from now on."""
    desk = life.some_desk()
    if len(life.desks) < MOST_DESKS and not has_changed_keys(desk):
        twin = replace(copy_of(desk, life.time, life.chance.randbytes), is_copy=True)
        life.desks.append(twin)
        life.copied.add(desk.device)
        desk.is_copy = True
        life.restart(desk)
        life.restart(twin)


def has_changed_keys(desk: Desk) -> bool:
    with desk.store.begin() as work:
        return len(work.epochs(desk.centre)) > 1


def back_up_hub(life: Life) -> None:
    life.hub.back_up()


def restore_hub(life: Life) -> None:
    life.hub.restore(life.chance)


def clean_up_hub(life: Life) -> None:
    """What all have read is no longer kept at the hub."""
    life.hub.clean_up(life.time.now)


def half_a_year(life: Life) -> None:
    """So long nobody does anything, and what lies at the hub becomes old."""
    life.time.now += KEPT + DAY
    life.hub.clean_up(life.time.now)


def quarter(life: Life) -> None:
    """A season passes: keys become old."""
    life.time.now += life.chance.randrange(90, 121) * DAY


def two_years(life: Life) -> None:
    """So long that keys replaced before are destroyed, while sticks lie in drawers."""
    life.time.now += life.chance.randrange(500, 800) * DAY


def years_apart(life: Life) -> None:
    """Each centre works on by itself until all have destroyed the keys that others know."""
    places: dict[CentreId, MemoryPlace] = {}
    for _ in range(_SEASONS):
        life.time.now += 100 * DAY
        for desk in life.working:
            desk.sync(places.setdefault(desk.centre, MemoryPlace()))


def lose_stick(life: Life) -> None:
    life.chance.choice(life.sticks).boxes.clear()


def damage_stick(life: Life) -> None:
    life.chance.choice(life.sticks).damage()


ALWAYS: list[tuple[float, Callable[[Life], None]]] = [
    (20, exchange),
    (6, exchange_by_stick),
    (2, exchange_with_a_full_stick),
    (4, exchange_and_die),
    (3, exchange_in_part),
    (3, restart),
    (2, cut_off),
    (1, double),
    (1.5, jump),
    (2, back_up_hub),
    (1, restore_hub),
]
LOSSES: list[tuple[float, Callable[[Life], None]]] = [
    (3, back_up),
    (2, restore),
    (0.3, restore_late),
    (1, copy_disk),
    (1, clean_up_hub),
    (0.3, half_a_year),
    (0.7, quarter),
    (0.2, two_years),
    (0.1, years_apart),
    (1, lose_stick),
    (1, damage_stick),
]
