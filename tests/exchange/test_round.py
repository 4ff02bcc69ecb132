"""A referral there and back over a place, whatever the place does to envelopes."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_app.domain.centre import REAL
from referral_app.exchange import reading
from referral_app.exchange.envelope import Kind, Letter, seal
from referral_app.exchange.mail import AGAIN
from referral_app.exchange.round import Round
from referral_app.journal.stream import link
from referral_app.services.ports import Refusal
from tests.exchange.desks import (
    B_NAMES,
    WORKER,
    Desk,
    MemoryPlace,
    StoreMaker,
    make_desk,
    make_pair,
)

YEAR = 365 * 86_400_000


@pytest.fixture
def pair(make_store: StoreMaker) -> tuple[Desk, Desk, MemoryPlace]:
    return make_pair(make_store=make_store)


def test_two_centres_meet_over_a_place(make_store: StoreMaker) -> None:
    a, b = make_desk(1, make_store=make_store), make_desk(2, B_NAMES, make_store=make_store)
    place = MemoryPlace()
    b.join(a.invite())
    first = b.sync(place)
    assert (first.envelopes_written, first.commits_sent) == (2, 0)
    report = a.sync(place)
    assert report.introduced == (b.centre,)
    with a.store.begin() as work:
        known = {centre.id: centre for centre in work.centres()}
    assert known[b.centre].name_fr == B_NAMES.french


def test_a_referral_goes_there_and_back(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, place = pair
    referral = a.refer(b.centre)
    assert a.sync(place).commits_sent == 1
    assert b.sync(place).commits_received == 1
    assert b.shown(referral) == "requested"
    b.say(a.centre, referral, "received")
    b.say(a.centre, referral, "accepted")
    b.sync(place)
    a.sync(place)
    assert a.shown(referral) == "accepted"


def test_rounds_come_to_rest(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, place = pair
    a.refer(b.centre)
    for desk in (a, b, a, b):
        desk.sync(place)
    reports = [desk.sync(place) for desk in (a, b, a, b)]
    assert all(r.envelopes_written == r.envelopes_read == 0 for r in reports)
    assert not any(r.refused for r in reports)


def test_what_is_delivered_is_not_laid_on_the_next_stick(
    pair: tuple[Desk, Desk, MemoryPlace],
) -> None:
    a, b, place = pair
    a.refer(b.centre)
    other = MemoryPlace()
    assert a.sync(place).envelopes_written == 2
    assert a.sync(other).envelopes_written == 2  # nobody knows which stick arrives
    b.sync(other)
    a.sync(other)
    third = MemoryPlace()
    assert a.sync(third).envelopes_written == 1  # the vectors alone


def test_every_envelope_may_come_in_any_order_and_twice(make_store: StoreMaker) -> None:
    a, b, place = make_pair(make_store=make_store)
    referrals = []
    for _ in range(4):
        referrals.append(a.refer(b.centre))
        a.sync(place)
    box = place.boxes[b.centre]
    for seed in range(3):
        names = list(box)
        random.Random(seed).shuffle(names)
        place.boxes[b.centre] = {eid: box[eid] for eid in names}
        b.sync(place)
        b.restart(b"again %02d" % seed)
    assert [b.shown(referral) for referral in referrals] == ["requested"] * 4
    assert b.sync(place).missing == 0


def test_a_gap_is_told_and_filled(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, place = pair
    first = a.refer(b.centre)
    lost = MemoryPlace()
    a.sync(lost)
    with a.store.begin() as work:
        kept = work.envelopes_to_deposit()
    a.refer(b.centre)
    a.sync(place)
    for envelope in kept:
        del place.boxes[b.centre][envelope.eid]
    report = b.sync(place)
    assert (report.commits_received, report.missing) == (1, 1)
    assert b.shown(first) is None
    a.sync(place)
    report = b.sync(place)
    assert report.missing == 0
    assert b.shown(first) == "requested"


def test_a_full_pouch_is_followed_by_another(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, place = pair
    referral = a.refer(b.centre)
    for number in range(12):
        a.say(b.centre, referral, "cancelled" if number % 2 else "reinstated", text="x" * 20_000)
    report = a.sync(place)
    assert (report.commits_sent, report.envelopes_written) == (13, 5)
    assert all(len(data) < 70_000 for data in place.boxes[b.centre].values())
    assert b.sync(place).commits_received == 13


def test_a_commit_too_large_to_share_travels_alone(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, place = pair
    referral = a.refer(b.centre)
    a.say(b.centre, referral, "cancelled", text="x" * 60_000)
    a.sync(place)
    assert b.sync(place).commits_received == 2
    assert b.shown(referral) == "cancelled"


def test_training_and_real_work_do_not_mix(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, place = pair
    a.refer(b.centre)
    with a.store.begin() as work:
        epoch = work.epochs(b.centre)[0]
        raws = tuple(commit.raw for commit in work.commits_of(link(a.centre, b.centre)))
    place.put(b.centre, seal(Letter(Kind.COMMITS, a.centre, (), raws), epoch, REAL))
    report = b.sync(place)
    assert dict(report.refused) == {Refusal.OTHER_MODE: 1}
    assert report.commits_received == 0


def test_what_a_newer_program_sealed_is_kept(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, place = pair
    place.put(b.centre, b"\x85\x02" + bytes(100))
    for _ in range(2):
        assert dict(b.sync(place).refused) == {Refusal.NEWER: 1}
    with b.store.begin() as work:
        assert len(work.pending()) == 1
    assert dict(b.sync(MemoryPlace()).refused) == {Refusal.NEWER: 1}
    assert a.sync(place).refused == ()


def test_no_flood_of_unreadable_envelopes_fills_the_store(
    pair: tuple[Desk, Desk, MemoryPlace], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, b, place = pair
    monkeypatch.setattr(reading, "MOST_PENDING", 500)
    for number in range(10):
        place.put(b.centre, b"\x85\x02" + bytes(98) + bytes([number]))
    assert dict(b.sync(place).refused) == {Refusal.NEWER: 10}
    with b.store.begin() as work:
        assert len(work.pending()) == 4


def test_nothing_stops_a_round(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    """Damaged, foreign, newer and whole ones lie side by side."""
    a, b, place = pair
    referral = a.refer(b.centre)
    a.sync(place)
    whole = list(place.boxes[b.centre].values())[-1]
    place.put(b.centre, b"", bytes(32))
    place.put(b.centre, whole[:-1], b"\1" * 32)
    place.put(b.centre, whole[:-1])
    place.put(b.centre, bytes(400 * 1024))
    place.put(b.centre, b"\x85\x02" + bytes(100))
    for data in list(place.boxes[a.centre].values())[:1]:
        place.put(b.centre, data)
    report = b.sync(place)
    assert dict(report.refused) == {Refusal.DAMAGED: 4, Refusal.NEWER: 1, Refusal.FOREIGN: 1}
    assert b.shown(referral) == "requested"
    refused = dict(b.sync(place).refused)
    # What its name proves whole is not looked at again; the rest may have been mended meanwhile.
    assert refused == {Refusal.DAMAGED: 3, Refusal.NEWER: 1}


@given(data=st.data())
@settings(max_examples=60)
def test_any_damage_is_left_aside(data: st.DataObject) -> None:
    """Bits flipped, cut or added under a name that fits: refused or taken, never an error."""
    a, b, place = DAMAGED
    b.store.tables = BEFORE.copy()
    original = data.draw(st.sampled_from(list(place.boxes[b.centre].values())))
    damaged = bytearray(original)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    fresh = MemoryPlace()
    fresh.put(b.centre, bytes(damaged[:cut]))
    report = b.sync(fresh)
    assert report.commits_received == 0
    assert sum(count for _, count in report.refused) >= 1
    assert a.centre != b.centre


DAMAGED = make_pair(seed=11)
BEFORE = DAMAGED[1].store.tables.copy()


def test_it_can_be_stopped_after_each_step(make_store: StoreMaker) -> None:
    a, b, place = make_pair(make_store=make_store)
    referral = a.refer(b.centre)
    a.sync(place)
    seen: list[tuple[int, int]] = []
    for limit in range(1, 8):
        seen.clear()

        def progress(done: int, total: int, limit: int = limit) -> bool:
            seen.append((done, total))
            return len(seen) < limit

        Round(b.store, b.identity, place, b.clock, WORKER).run(progress)
        assert len(seen) <= limit
        assert all(done <= total for done, total in seen)
    b.sync(place)
    a.sync(place)
    assert b.shown(referral) == "requested"
    with a.store.begin() as work:
        assert work.envelopes_to_deposit() == ()


@pytest.mark.parametrize("skew", [-7 * YEAR, -86_400_000, 5 * YEAR])
def test_a_clock_years_off_stops_nothing(pair: tuple[Desk, Desk, MemoryPlace], skew: int) -> None:
    a, b, place = pair
    b.clock.advance(skew)
    referral = a.refer(b.centre)
    for desk in (a, b):
        desk.sync(place)
    b.say(a.centre, referral, "accepted")
    b.sync(place)
    a.sync(place)
    assert a.shown(referral) == "accepted"
    a.say(b.centre, referral, "cancelled")
    a.sync(place)
    b.sync(place)
    assert b.shown(referral) == a.shown(referral) == "cancelled"


def test_a_desk_restored_from_a_backup_gets_back_what_had_left(
    pair: tuple[Desk, Desk, MemoryPlace],
) -> None:
    a, b, place = pair
    backup = a.store.save()
    sent = a.refer(b.centre)
    a.sync(place)
    b.sync(place)
    b.say(a.centre, sent, "accepted")
    b.sync(place)
    a.sync(place)
    a.store.load(backup)
    a.restart(b"restored")
    assert a.shown(sent) is None
    fresh = MemoryPlace()  # not even the stick is left
    later = a.refer(b.centre)  # and work goes on before anything is healed
    for desk in (a, b, a, b):
        desk.sync(fresh)
    assert a.shown(sent) == b.shown(sent) == "accepted"
    assert a.shown(later) == b.shown(later) == "requested"
    a.say(b.centre, sent, "cancelled")
    with a.store.begin() as work:  # the next save joins both branches
        assert len(work.heads(link(a.centre, b.centre))) == 2  # one of each desk
        assert work.missing_commits() == 0


def test_an_old_backup_does_not_undo_what_the_other_side_knows(
    pair: tuple[Desk, Desk, MemoryPlace],
) -> None:
    """B forgets that it accepted; its own words come back to it from A."""
    a, b, place = pair
    referral = a.refer(b.centre)
    a.sync(place)
    b.sync(place)
    backup = b.store.save()
    b.say(a.centre, referral, "accepted")
    b.say(a.centre, referral, "completed")
    b.sync(place)
    a.sync(place)
    b.store.load(backup)
    b.restart(b"restored")
    assert b.shown(referral) == "requested"
    report = b.sync(place)
    assert b.shown(referral) == "requested"  # what it laid on the stick itself is not for it
    assert report.missing == 0
    a.sync(place)
    b.sync(place)
    assert b.shown(referral) == "completed"


def test_after_weeks_of_silence_the_vectors_go_out_again(
    pair: tuple[Desk, Desk, MemoryPlace],
) -> None:
    a, _, place = pair
    assert a.sync(place).envelopes_written == 0
    a.clock.advance(AGAIN)
    assert a.sync(place).envelopes_written == 1


def test_a_membership_that_grew_is_asked_for(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    """A pouch names its sender's membership heads: nobody can hide a new desk or key."""
    from referral_app.domain.facts import EPOCH_OPENED, Fact, content
    from referral_app.exchange.founding import wrap_seed
    from referral_app.exchange.keys import kem_public
    from referral_app.journal.stream import membership

    a, b, place = pair
    seed = b"n" * 32
    desk = a.identity
    wrap = wrap_seed(seed, a.centre, 2, desk.device, desk.keys.kem_key)
    told = content(number=2, public=kem_public(seed), wraps=((desk.device, wrap),))
    fact = Fact(EPOCH_OPENED.name, a.centre, a.clock.now(), told)
    with a.store.begin() as work:
        work.record(membership(a.centre), (fact,), WORKER)
        for item in work.queued(10):  # as if the pouch with the news were kept back
            held = replace(_envelope(b), eid=item.order.to_bytes(32, "big"))
            work.packed(held, (item,))
            work.deposited(held.eid, "a stick that is lost", a.clock.now())
        work.covered(b.centre, membership(a.centre), ())
    a.refer(b.centre)
    for desk_ in (a, b, a, b):
        desk_.sync(place)
    with b.store.begin() as work:
        assert max(epoch.number for epoch in work.epochs(a.centre)) == 2
    with a.store.begin() as work:
        assert {epoch.number: epoch.seed for epoch in work.epochs(a.centre)}[2] == seed


def _envelope(b: Desk) -> object:
    from referral_app.domain.identifiers import Moment
    from referral_app.services.ports import OutgoingEnvelope

    return OutgoingEnvelope(bytes(32), b.centre, b"", Moment(0), False)


def test_a_change_of_keys_is_laid_down_before_what_waited_longer(
    pair: tuple[Desk, Desk, MemoryPlace],
) -> None:
    """As a removal is: whoever is told late seals to a stolen desk's key meanwhile."""
    from referral_app.domain.facts import EPOCH_OPENED, Fact, content
    from referral_app.exchange.envelope import open_envelope
    from referral_app.exchange.founding import wrap_seed
    from referral_app.exchange.keys import kem_public
    from referral_app.exchange.mail import pack_one
    from referral_app.journal.commit import read_commit
    from referral_app.journal.stream import membership

    a, b, _ = pair
    a.refer(b.centre)
    with a.store.begin() as work:
        assert pack_one(work, a.identity, a.clock)  # in a round that found nobody
    a.refer(b.centre)
    seed, desk = b"n" * 32, a.identity
    wrap = wrap_seed(seed, a.centre, 2, desk.device, desk.keys.kem_key)
    told = content(number=2, public=kem_public(seed), wraps=((desk.device, wrap),))
    with a.store.begin() as work:
        fact = Fact(EPOCH_OPENED.name, a.centre, a.clock.now(), told)
        work.queue([work.record(membership(a.centre), (fact,), WORKER)], b.centre)
    place = MemoryPlace()
    a.sync(place)
    with b.store.begin() as work:
        seeds = work.epoch_seeds()
    first, *others = [
        open_envelope(data, b.centre, b.identity.mode, seeds.get)
        for data in place.boxes[b.centre].values()
    ]
    streams = [read_commit(item).stream for item in first.items]
    assert streams[0] == membership(a.centre)
    assert any(one.kind is Kind.COMMITS for one in others)
