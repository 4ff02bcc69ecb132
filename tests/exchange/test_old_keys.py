"""Keys at the end of their term, and centres that were silent for as long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral_app.clock import seeded_randomness
from referral_app.domain.identifiers import Moment
from referral_app.exchange.desk_keys import DAY, ROTATION, destroy_seeds
from referral_app.exchange.desk_letters import knows_us, letters_to, tell_all_desks
from referral_app.exchange.envelope import Kind, Letter, seal
from referral_app.exchange.keys import DeskKeys
from referral_app.exchange.mail import AGAIN
from referral_app.exchange.vectors import state_of
from referral_app.journal.membership import key_id
from referral_app.journal.stream import membership
from referral_app.services.ports import Epoch
from tests.exchange.desks import Desk, MemoryPlace, make_pair

_QUARTERS = 6
"""Rotations after which the first key is destroyed, 400 days after it was replaced."""


@pytest.fixture
def apart() -> tuple[Desk, Desk, MemoryPlace]:
    """Two centres that worked on for so long without a word that each has destroyed the key to
    which the other seals."""
    a, b, place = make_pair()
    for desk in (a, b):
        alone = MemoryPlace()
        for _ in range(_QUARTERS):
            desk.clock.advance(ROTATION + DAY)
            desk.sync(alone)
        with desk.store.begin() as work:
            first = work.epochs(desk.centre)[-1]
            assert work.is_seed_destroyed(first.kid)
    return a, b, place


def test_centres_that_were_silent_for_years_find_each_other_again(
    apart: tuple[Desk, Desk, MemoryPlace],
) -> None:
    a, b, place = apart
    referral = a.refer(b.centre)
    for _ in range(4):
        a.sync(place)
        b.sync(place)
    assert b.shown(referral) == "requested"
    b.say(a.centre, referral, "received")
    for desk in (b, a):
        desk.sync(place)
    assert a.shown(referral) == "received"
    assert not any(a.sync(place).refused + b.sync(place).refused)
    for desk in (a, b):
        desk.clock.advance(AGAIN)
    for desk in (a, b, a):
        desk.sync(place)
    for desk, other in ((a, b), (b, a)):
        with desk.store.begin() as work:
            assert letters_to(work, other.identity.device) == (), (
                "let go of after a week, once it was read"
            )


def test_such_a_letter_is_written_once_a_week_whatever_comes() -> None:
    a, b, _place = make_pair()
    now = a.clock.now()
    with a.store.begin() as work:
        tell_all_desks(work, a.identity, now)
        (first,) = letters_to(work, b.identity.device)
        tell_all_desks(work, a.identity, Moment(now + 6 * DAY))
        assert letters_to(work, b.identity.device) == (first,)
        tell_all_desks(work, a.identity, Moment(now + 7 * DAY))
        assert letters_to(work, b.identity.device) != (first,)


def test_such_a_letter_lies_a_week_whatever_a_copy_of_the_disk_knows() -> None:
    a, b, _place = make_pair()
    now = a.clock.now()
    with a.store.begin() as work:
        tell_all_desks(work, a.identity, now)
        lying = letters_to(work, b.identity.device)
        told = state_of(work, b.identity, membership(a.centre), 1)
        knows_us(work, told, Moment(now + AGAIN - 1))
        assert letters_to(work, b.identity.device) == lying
        knows_us(work, replace(told, heads=()), Moment(now + AGAIN))
        assert letters_to(work, b.identity.device) == lying
        knows_us(work, told, Moment(now + AGAIN))
        assert letters_to(work, b.identity.device) == ()


def test_a_key_that_was_over_before_a_desk_came_is_not_waited_for(
    apart: tuple[Desk, Desk, MemoryPlace],
) -> None:
    a, _b, _place = apart
    with a.store.begin() as work:
        known = work.membership(a.centre)
        first = known.epochs[-1].kid
        work.put_note(f"destroyed/{first.hex()}", None)  # as at a desk that never held it
        assert not work.is_seed_destroyed(first)
        assert destroy_seeds(work, a.identity, a.clock.now()) == 0
        assert work.is_seed_destroyed(first)
        assert not work.is_seed_destroyed(known.epoch.kid)
        assert work.heads(membership(a.centre))


def sealed_to_nobody(a: Desk, b: Desk, number: int) -> bytes:
    """A letter of one centre to another, sealed to a key that a thief opened there."""
    public = DeskKeys.generate(seeded_randomness(99)).kem_key
    key = Epoch(a.centre, 9, key_id(public), public, None)
    return seal(Letter(Kind.VECTORS, b.centre, (), (bytes([number]),)), key, a.identity.mode)


def test_who_seals_to_a_key_that_nobody_knows_is_told_which_to_use() -> None:
    a, b, place = make_pair()

    def told() -> tuple[bytes, ...]:
        with a.store.begin() as work:
            return letters_to(work, b.identity.device)

    place.put(a.centre, sealed_to_nobody(a, b, 1))
    a.sync(place)
    a.clock.advance(2 * AGAIN)
    a.sync(place)
    assert told() == (), "one letter that waits may be from before"
    place.put(a.centre, sealed_to_nobody(a, b, 2))
    a.sync(place)
    assert len(told()) == 1
    a.clock.advance(DAY)
    b.clock.advance(2 * AGAIN + DAY)
    lying = told()
    place.put(a.centre, sealed_to_nobody(a, b, 3))
    a.sync(place)
    assert told() == lying
    assert not b.sync(place).refused
