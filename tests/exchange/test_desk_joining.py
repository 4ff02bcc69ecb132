"""A further desk asks to be let in: what is believed of it, and what is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from referral_app.domain.facts import DESK_INVITED, MEMBER_ADDED, NOTE_ADDED, Fact, content
from referral_app.domain.identifiers import DeviceId, InvitationId, Moment, StaffId
from referral_app.domain.staff import Role
from referral_app.errors import ForeignDataError, RefusedError
from referral_app.exchange.desk_invitation import (
    MAGIC,
    DeskInvitationContent,
    DeskTerms,
    build_desk_invitation,
    read_desk_invitation,
    rendezvous,
)
from referral_app.exchange.desk_joining import (
    ASKING,
    MOST_JOINS,
    Join,
    admit,
    ask_to_join,
    joins,
    receive_join,
)
from referral_app.exchange.desk_keys import Steward
from referral_app.exchange.desk_waiting import knock
from referral_app.exchange.envelope import Kind, Letter, open_envelope, seal
from referral_app.exchange.imports import Taken, take
from referral_app.exchange.invitation import LIFETIME
from referral_app.exchange.keys import DeskKeys, Identity
from referral_app.exchange.refused import LeftAsideError, StrangerError
from referral_app.exchange.retiring import retire
from referral_app.exchange.roll import newest_epoch
from referral_app.journal import codec
from referral_app.journal.membership import DESK, STEWARD, key_id
from referral_app.journal.stream import membership, own
from referral_app.services.ports import Epoch, Refusal
from tests.exchange.desks import A_NAMES, START, WORKER, Desk, MemoryPlace, StoreMaker, make_desk
from tests.exchange.test_imports import written

STAFF = StaffId(b"somebody's id 16")


@pytest.fixture
def a(encrypted: StoreMaker) -> Desk:
    return make_desk(1, make_store=encrypted)


def invited(a: Desk, *, may_let_in: bool = False, lifetime: int = LIFETIME) -> bytes:
    """Issue an invitation of a desk and return its file."""
    invitation, secret = InvitationId(a.chance(16)), a.chance(16)
    expires = Moment(a.clock.now() + lifetime)
    told = content(secret=secret, expires=expires, staff=STAFF, label="SK", may_let_in=may_let_in)
    fact = Fact(DESK_INVITED.name, invitation, a.clock.now(), told)
    with a.store.begin() as work:
        work.record(own(a.centre), (fact,), WORKER)
        commits = work.commits_of(membership(a.centre))
    terms = DeskTerms(
        invitation, secret, b"k" * 32, A_NAMES, STAFF, "SK", Role.RECEPTION, None, expires
    )
    return build_desk_invitation(a.identity, terms, commits)


class NewDesk:
    """A computer that is to become a further desk."""

    def __init__(self, a: Desk, read: DeskInvitationContent, make: StoreMaker, seed: int) -> None:
        from referral_app.clock import seeded_randomness

        self.read, self.clock = read, a.clock
        chance = seeded_randomness(seed)
        keys = DeskKeys.generate(chance)
        self.identity = Identity(read.centre, read.mode, chance(8), keys, keys.device)
        self.store: Any = make(self.identity, a.clock, chance)
        with self.store.begin() as work:
            ask_to_join(work, self.identity, read, a.clock.now())

    def item(self, a: Desk) -> bytes:
        """What it wrote, as the centre opens it."""
        with self.store.begin() as work:
            sealed = work.note(ASKING)
        with a.store.begin() as work:
            seeds = {epoch.kid: epoch.seed for epoch in work.epochs(a.centre)}
        letter = open_envelope(sealed, a.centre, a.identity.mode, seeds.get)
        assert letter.kind is Kind.ENROLMENT
        (item,) = letter.items
        return item


@pytest.fixture
def new(a: Desk, encrypted: StoreMaker) -> NewDesk:
    return NewDesk(a, read_desk_invitation(invited(a), START), encrypted, 7)


def received(a: Desk, item: bytes, now: Moment | None = None) -> bool:
    with a.store.begin() as work:
        return receive_join(work, a.identity, item, now or a.clock.now())


def reason(a: Desk, item: bytes, now: Moment | None = None) -> Refusal:
    with pytest.raises(LeftAsideError) as caught:
        received(a, item, now)
    return caught.value.reason


def waiting(a: Desk) -> tuple[Join, ...]:
    with a.store.begin() as work:
        return joins(work.joins_waiting())


def let_in(a: Desk, join: Join) -> None:
    with a.store.begin() as work:
        admit(steward(a, work), join, "SK", None)


def steward(a: Desk, work: Any) -> Steward:
    return Steward(work, a.identity, a.chance, a.clock.now(), WORKER)


def test_a_file_is_read_back_and_nothing_of_it_can_be_altered(a: Desk) -> None:
    data = invited(a)
    read = read_desk_invitation(data, START)
    assert (read.centre, read.mode, read.terms.label) == (a.centre, "training", "SK")
    assert read.roll.membership.members[0].device == a.identity.device
    for place in range(0, len(data), 97):
        altered = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises((ForeignDataError, RefusedError)):
            read_desk_invitation(altered, START)
    for short in (b"", MAGIC[:5], data[:-1]):
        with pytest.raises(ForeignDataError):
            read_desk_invitation(short, START)


def test_who_holds_the_secret_and_signs_is_kept_until_a_person_says_yes(
    a: Desk, new: NewDesk
) -> None:
    item = new.item(a)
    assert received(a, item)
    assert not received(a, item), "again, in another envelope"
    (join,) = waiting(a)
    assert join.device == new.identity.device
    with a.store.begin() as work:
        assert work.member(join.device, a.centre) is None
    let_in(a, join)
    assert waiting(a) == ()
    with a.store.begin() as work:
        member = work.member(join.device, a.centre)
        assert (member.role, member.label) == (DESK, "SK")
        known = work.membership(a.centre)
    assert all(join.device in dict(epoch.wraps) for epoch in known.epochs)
    assert not received(a, item), "it is in: nothing more to say"
    with pytest.raises(RefusedError) as caught:
        let_in(a, join)
    assert caught.value.key == "desk.join_gone"


def test_another_secret_another_key_or_another_centre_is_foreign(a: Desk, new: NewDesk) -> None:
    transcript, mac, signature = codec.decode(new.item(a))  # type: ignore[misc]
    assert isinstance(mac, bytes)
    assert isinstance(signature, bytes)
    wrong = bytes(len(mac))
    assert reason(a, codec.encode((transcript, wrong, signature))) is Refusal.FOREIGN
    assert reason(a, codec.encode((transcript, mac, bytes(64)))) is Refusal.DAMAGED
    assert reason(a, b"no item") is Refusal.DAMAGED
    assert isinstance(transcript, bytes)
    parts = list(codec.decode(transcript))  # type: ignore[arg-type]
    keys = new.identity.keys

    def signed(*changed: Any) -> bytes:
        body = codec.encode(tuple(changed))
        return codec.encode((body, mac, keys.sign(b"rly/1/desk-join\0" + body)))

    assert reason(a, signed(*parts[:3], bytes(16), *parts[4:])) is Refusal.FOREIGN
    assert reason(a, signed(parts[0], 2, *parts[2:])) is Refusal.NEWER
    assert reason(a, signed(*parts[:4], b"short", *parts[5:])) is Refusal.DAMAGED
    assert waiting(a) == ()


def test_an_invitation_that_is_not_known_yet_may_be_later(a: Desk, new: NewDesk) -> None:
    b = make_desk(2)
    item = new.item(a)
    with pytest.raises(StrangerError), a.store.begin() as work:
        receive_join(_Unknowing(work), a.identity, item, START)  # type: ignore[arg-type]
    with b.store.begin() as work, pytest.raises(LeftAsideError) as caught:
        receive_join(work, b.identity, item, START)
    assert caught.value.reason is Refusal.FOREIGN


class _Unknowing:
    """A transaction at a desk that has not heard of any invitation."""

    def __init__(self, work: Any) -> None:
        self._work = work

    def desk_invitation(self, _invitation: InvitationId) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)


def test_too_late_and_twice_are_refused(a: Desk, encrypted: StoreMaker) -> None:
    read = read_desk_invitation(invited(a), START)
    first, second = (NewDesk(a, read, encrypted, seed) for seed in (7, 8))
    late = Moment(read.terms.expires + 1)
    assert reason(a, first.item(a), late) is Refusal.EXPIRED_INVITATION
    assert received(a, first.item(a))
    assert received(a, second.item(a)), "both wait: which one is right, a person sees"
    let_in(a, waiting(a)[0])
    assert waiting(a) == (), "the other one goes with it"
    assert reason(a, second.item(a)) is Refusal.USED_INVITATION


def test_whoever_holds_a_file_cannot_fill_the_list(a: Desk, encrypted: StoreMaker) -> None:
    read = read_desk_invitation(invited(a), START)
    new = NewDesk(a, read, encrypted, 1)
    made = 0
    for seed in range(MOST_JOINS + 3):
        keys = DeskKeys(seed.to_bytes(32, "big"), bytes(32))
        who = replace(new.identity, keys=keys, device=keys.device)
        with new.store.begin() as work:
            ask_to_join(work, who, read, START)
        made += received(a, new.item(a))
    assert made == len(waiting(a)) == MOST_JOINS


def test_keys_lie_for_the_new_desk_alone(a: Desk, new: NewDesk, encrypted: StoreMaker) -> None:
    place = MemoryPlace()
    invitation = new.read.terms.invitation
    assert not knock(new.store, new.identity, invitation, place, a.clock).is_in
    a.sync(place)
    let_in(a, waiting(a)[0])
    a.sync(place)
    box = rendezvous(invitation)
    assert place.names(box)
    other = NewDesk(a, new.read, encrypted, 9)
    knocked = knock(other.store, other.identity, invitation, place, a.clock)
    assert not knocked.is_in
    assert knocked.refused[Refusal.UNKNOWN_KEY] == 1
    # Whoever seals to its key can still not make it a member.
    key = Epoch(box, 0, key_id(new.identity.keys.kem_key), new.identity.keys.kem_key, None)
    forged = Letter(Kind.COMMITS, a.centre, (), (b"no commit",))
    place.put(box, seal(forged, key, "training"))
    knocked = knock(new.store, new.identity, invitation, place, a.clock)
    assert knocked.is_in
    assert knocked.refused[Refusal.FOREIGN] == 1
    with new.store.begin() as work:
        assert newest_epoch(work.epochs(a.centre)).seed is not None


def test_a_desk_that_lets_in_nobody_lets_in_nobody(a: Desk, new: NewDesk) -> None:
    received(a, new.item(a))
    (join,) = waiting(a)
    with a.store.begin() as work, pytest.raises(RefusedError) as caught:
        admit(replace(steward(a, work), identity=new.identity), join, "SK", None)
    assert caught.value.key == "desk.not_steward"
    with a.store.begin() as work, pytest.raises(RefusedError) as caught:
        retire(steward(a, work), DeviceId(bytes(16)), "lost")
    assert caught.value.key == "desk.unknown"


def test_a_centre_that_lists_our_desk_does_not_silence_it(a: Desk, new: NewDesk) -> None:
    """Another centre names a desk of ours as its own: it still speaks for ours."""
    received(a, new.item(a))
    let_in(a, waiting(a)[0])
    hostile = make_desk(3)
    keys = new.identity.keys
    told = content(sign_key=keys.sign_key, kem_key=keys.kem_key, role=STEWARD, label="ours")
    listed = written(
        hostile.identity,
        membership(hostile.centre),
        Fact(MEMBER_ADDED.name, new.identity.device, START, told),
    )
    with a.store.begin() as work:
        for commit in (*hostile.founding.commits, listed):
            work.accept(commit)
        assert work.member(new.identity.device, hostile.centre).centre == hostile.centre
    note = written(
        new.identity, own(a.centre), Fact(NOTE_ADDED.name, bytes(16), START, content(text="seen"))
    )
    with a.store.begin() as work:
        assert take(work, a.identity, note) is Taken.NEW
        known = work.membership(a.centre)
        assert known.member(new.identity.device).role == DESK
