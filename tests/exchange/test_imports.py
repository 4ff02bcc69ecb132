"""What comes from outside must be proved before it counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral_app.domain.facts import (
    EPOCH_OPENED,
    MEMBER_ADDED,
    NOTE_ADDED,
    REFERRAL_STATUS,
    Fact,
    content,
)
from referral_app.domain.identifiers import CommitId, referral_id
from referral_app.exchange.envelope import Kind, Letter, seal
from referral_app.exchange.founding import wrap_seed
from referral_app.exchange.imports import MOST_HELD, Taken, take
from referral_app.exchange.keys import DeskKeys, Identity, kem_public
from referral_app.exchange.refused import StrangerError
from referral_app.journal import codec
from referral_app.journal.commit import Commit, CommitDraft, erase, read_commit, write_commit
from referral_app.journal.membership import DESK
from referral_app.journal.stream import Stream, link, membership, own
from referral_app.services.ports import Refusal
from tests.exchange.desks import B_NAMES, START, WORKER, Desk, MemoryPlace, make_desk, make_pair


@pytest.fixture
def pair() -> tuple[Desk, Desk, MemoryPlace]:
    return make_pair()


def written(
    identity: Identity, stream: Stream, *facts: Fact, previous: tuple[CommitId, ...] = ()
) -> Commit:
    draft = CommitDraft(
        identity.centre,
        identity.device,
        identity.incarnation,
        stream,
        1,
        previous,
        (START + 1000) << 16,
        WORKER,
    )
    return write_commit(draft, facts, sign=identity.keys.sign, chance=bytes)


def status(sender: Desk) -> Fact:
    told = content(status="requested", case_code="4231900869", category="S01")
    return Fact(REFERRAL_STATUS.name, referral_id(sender.centre, bytes(8)), START, told)


def deliver(to: Desk, *raws: bytes, source: Desk | None = None) -> tuple[int, dict[Refusal, int]]:
    place = MemoryPlace()
    with to.store.begin() as work:
        epoch = next(epoch for epoch in work.epochs(to.centre) if epoch.number == 1)
    letter = Letter(Kind.COMMITS, (source or to).centre, (), raws)
    place.put(to.centre, seal(letter, epoch, to.identity.mode))
    report = to.sync(place)
    return report.commits_received, dict(report.refused)


def test_a_copy_with_facts_taken_out_does_not_shut_out_the_whole_one(
    pair: tuple[Desk, Desk, MemoryPlace],
) -> None:
    a, b, _ = pair
    commit = written(a.identity, link(a.centre, b.centre), status(a))
    assert deliver(b, erase(commit, 0)) == (1, {})
    assert deliver(b, commit.raw) == (0, {})
    with b.store.begin() as work:
        assert work.commits_of(commit.stream) == (commit,)


def test_a_desk_or_key_with_facts_taken_out_is_damaged(
    pair: tuple[Desk, Desk, MemoryPlace],
) -> None:
    a, b, _ = pair
    with a.store.begin() as work:
        commit = work.commits_of(membership(a.centre))[0]
    assert deliver(b, erase(commit, 0)) == (0, {Refusal.DAMAGED: 1})


def assert_aside(desk: Desk, commit: Commit) -> None:
    """It is not of the journal, and nothing that is known makes it so."""
    with desk.store.begin() as work:
        assert not work.has_commit(commit.id)
        assert work.release() == ()


def test_a_commit_of_a_known_desk_is_taken(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, _ = pair
    commit = written(a.identity, link(a.centre, b.centre), status(a))
    assert deliver(b, commit.raw) == (1, {})
    assert deliver(b, commit.raw) == (0, {})  # again, in another envelope


def test_anyone_can_seal_but_nobody_can_sign_for_another(
    pair: tuple[Desk, Desk, MemoryPlace],
) -> None:
    a, b, _ = pair
    thief = replace(a.identity, keys=DeskKeys(bytes(32), bytes(32)))
    commit = written(thief, link(a.centre, b.centre), status(a))
    assert deliver(b, commit.raw) == (0, {Refusal.FOREIGN: 1})


def test_a_commit_cannot_be_sent_on(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    """Surreptitious forwarding: B seals anew for C what A wrote to B."""
    a, b, place = pair
    c = make_desk(30)
    c.join(b.invite())
    for desk in (c, b, c):
        desk.sync(place)
    commit = written(a.identity, link(a.centre, b.centre), status(a))
    assert deliver(c, commit.raw, source=b) == (0, {Refusal.FOREIGN: 1})


def test_facts_of_our_own_stream_come_from_our_own_desks(
    pair: tuple[Desk, Desk, MemoryPlace],
) -> None:
    a, b, _ = pair
    note = Fact(NOTE_ADDED.name, bytes(16), START, content(text="planted"))
    theirs = written(a.identity, own(a.centre), note)
    assert deliver(b, theirs.raw) == (0, {Refusal.FOREIGN: 1})
    # In our centre's name, signed by a desk of theirs: kept aside, as of a desk not known yet.
    in_our_name = written(replace(a.identity, centre=b.centre), own(b.centre), note)
    assert deliver(b, in_our_name.raw) == (0, {})
    assert_aside(b, in_our_name)


def test_a_desk_writes_for_its_own_centre_alone(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, _ = pair
    posing = replace(a.identity, centre=b.centre)
    commit = written(posing, link(a.centre, b.centre), status(b))
    assert deliver(b, commit.raw) == (0, {})
    assert_aside(b, commit)


def test_an_altered_fact_is_damage(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, _ = pair
    body, signature, ops = codec.decode(
        written(a.identity, link(a.centre, b.centre), status(a)).raw
    )
    altered = codec.encode((body, signature, (ops[0].replace(b"S01", b"S02"),)))
    assert deliver(b, altered) == (0, {Refusal.DAMAGED: 1})


def test_good_commits_beside_bad_ones_are_taken(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, _ = pair
    good = written(a.identity, link(a.centre, b.centre), status(a))
    forged = written(
        replace(a.identity, keys=DeskKeys(bytes(32), bytes(32))),
        link(a.centre, b.centre),
        status(a)._replace(record=referral_id(a.centre, b"eight by")),
    )
    taken, refused = deliver(b, b"garbage", forged.raw, good.raw, b"")
    assert taken == 1
    assert refused == {Refusal.DAMAGED: 1, Refusal.FOREIGN: 1}


def test_a_stranger_s_commit_is_not_stored() -> None:
    a, c = make_desk(1), make_desk(50)
    commit = written(c.identity, link(a.centre, c.centre), status(c))
    assert deliver(a, commit.raw) == (0, {Refusal.FOREIGN: 1})
    roll = [commit.raw for commit in c.founding.commits]
    assert deliver(a, *roll) == (0, {Refusal.FOREIGN: 1})
    with a.store.begin() as work:
        assert work.membership(c.centre) is None


def second_desk(b: Desk, previous: Commit) -> tuple[Identity, Commit]:
    """A second desk of b's centre, and the commit that adds it."""
    keys = DeskKeys(b"s" * 32, b"k" * 32)
    told = content(sign_key=keys.sign_key, kem_key=keys.kem_key, role=DESK, label="Poste 2")
    fact = Fact(MEMBER_ADDED.name, keys.device, START, told)
    added = written(b.identity, membership(b.centre), fact, previous=(previous.id,))
    identity = Identity(b.centre, b.identity.mode, b"two fast", keys, keys.device)
    return identity, added


def test_commits_of_a_desk_not_known_yet_are_held(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, _ = pair
    desk, added = second_desk(b, b.founding.commits[-1])
    commit = written(desk, link(a.centre, b.centre), status(b))
    assert deliver(a, commit.raw) == (0, {})
    assert deliver(a, commit.raw) == (0, {})
    assert deliver(a, added.raw) == (2, {})
    with a.store.begin() as work:
        assert work.has_commit(commit.id)
        assert work.release() == ()


def test_what_was_held_and_is_forged_is_dropped(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, _ = pair
    desk, added = second_desk(b, b.founding.commits[-1])
    forged = written(
        replace(desk, keys=DeskKeys(bytes(32), bytes(32))), link(a.centre, b.centre), status(b)
    )
    assert deliver(a, forged.raw) == (0, {})
    assert deliver(a, added.raw) == (1, {})
    with a.store.begin() as work:
        assert not work.has_commit(forged.id)
        assert work.release() == ()


def test_no_centre_can_silence_another_s_desk(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    """C names A's desk as one of its own: what A writes is taken all the same."""
    a, b, place = pair
    c = make_desk(30)
    c.join(b.invite())
    for desk in (c, b, c):
        desk.sync(place)
    keys = a.identity.keys
    told = content(sign_key=keys.sign_key, kem_key=keys.kem_key, role="steward", label="Mine")
    fact = Fact(MEMBER_ADDED.name, a.identity.device, START, told)
    claim = written(c.identity, membership(c.centre), fact, previous=(c.founding.commits[-1].id,))
    assert deliver(b, claim.raw, source=c) == (1, {})
    commit = written(a.identity, link(a.centre, b.centre), status(a))
    assert deliver(b, commit.raw) == (1, {})
    in_c_s_name = written(replace(a.identity, centre=c.centre), link(b.centre, c.centre), status(c))
    assert deliver(b, in_c_s_name.raw) == (1, {})  # C said so itself


def test_no_flood_fills_the_store(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, _ = pair
    desk, _ = second_desk(b, b.founding.commits[-1])
    commit = written(desk, link(a.centre, b.centre), status(b))
    with a.store.begin() as work:
        assert take(work, a.identity, commit) is Taken.HELD
        work.put_note("held", bytes(8 * MOST_HELD))
        other = written(desk, link(a.centre, b.centre), status(b)._replace(happened=START + 1))
        with pytest.raises(StrangerError):
            take(work, a.identity, other)


def test_a_new_key_of_ours_is_opened_and_what_was_sealed_to_it_read(
    pair: tuple[Desk, Desk, MemoryPlace],
) -> None:
    """An envelope sealed to a key not known yet waits until the key comes."""
    a, b, _ = pair
    seed = b"e" * 32
    wrap = wrap_seed(seed, b.centre, 2, b.identity.device, b.identity.keys.kem_key)
    told = content(number=2, public=kem_public(seed), wraps=((b.identity.device, wrap),))
    opened = written(
        b.identity,
        membership(b.centre),
        Fact(EPOCH_OPENED.name, b.centre, START, told),
        previous=(b.founding.commits[-1].id,),
    )
    assert deliver(a, opened.raw) == (1, {})
    referral = a.refer(b.centre)
    place = MemoryPlace()
    a.sync(place)
    first = b.sync(place)
    assert dict(first.refused)[Refusal.UNKNOWN_KEY] == 2
    assert b.shown(referral) is None
    assert deliver(b, opened.raw)[0] == 2, "the key, and in the same round what waited for it"
    assert b.shown(referral) == "requested"
    with b.store.begin() as work:
        assert work.pending() == ()


def test_a_false_wrap_opens_nothing(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    _, b, _ = pair
    desk = b.identity
    public = kem_public(b"e" * 32)
    of_another = wrap_seed(b"x" * 32, b.centre, 3, desk.device, desk.keys.kem_key)
    for number, wrap in ((2, b"no wrap"), (3, of_another)):
        told = content(number=number, public=public, wraps=((desk.device, wrap),))
        fact = Fact(EPOCH_OPENED.name, b.centre, START, told)
        assert deliver(b, written(desk, membership(b.centre), fact).raw) == (1, {})
    with b.store.begin() as work:
        seeds = {epoch.number: epoch.seed for epoch in work.epochs(b.centre)}
    assert seeds == {1: b.founding.seed, 2: None, 3: None}


def test_a_commit_reads_the_same_wherever_it_was(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, place = pair
    a.refer(b.centre)
    a.sync(place)
    b.sync(place)
    stream = link(a.centre, b.centre)
    with a.store.begin() as at_a, b.store.begin() as at_b:
        raws = [commit.raw for commit in at_a.commits_of(stream)]
        assert raws == [commit.raw for commit in at_b.commits_of(stream)]
    assert read_commit(raws[0]).raw == raws[0]


def test_a_renewed_member_s_name_is_no_other_centre(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, _, _ = pair
    namesake = make_desk(60, B_NAMES)
    commit = written(namesake.identity, link(a.centre, namesake.centre), status(namesake))
    assert deliver(a, commit.raw) == (0, {Refusal.FOREIGN: 1})
