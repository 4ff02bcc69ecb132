"""A second centre joins, once."""

from __future__ import annotations

import hmac
from typing import Any

import pytest

from referral_app.domain.centre import REAL
from referral_app.domain.facts import Value
from referral_app.errors import RefusedError
from referral_app.exchange.enrolment import accept_invitation, enrolment_note
from referral_app.exchange.envelope import Kind, Letter, open_envelope, seal
from referral_app.exchange.invitation import LIFETIME, read_invitation
from referral_app.journal import codec
from referral_app.journal.stream import membership
from referral_app.services.ports import Refusal
from tests.exchange.desks import B_NAMES, START, Desk, MemoryPlace, make_desk


@pytest.fixture
def a() -> Desk:
    return make_desk(1)


@pytest.fixture
def b() -> Desk:
    return make_desk(2, B_NAMES)


@pytest.fixture
def place() -> MemoryPlace:
    return MemoryPlace()


def known(desk: Desk) -> dict[bytes, Any]:
    with desk.store.begin() as work:
        return {centre.id: centre for centre in work.centres()}


def test_both_learn_each_other_s_name_and_keys(a: Desk, b: Desk, place: MemoryPlace) -> None:
    b.join(a.invite())
    assert known(b)[a.centre].name_ar == a.names.arabic
    assert known(b)[a.centre].district == a.names.district
    b.sync(place)
    assert a.sync(place).introduced == (b.centre,)
    assert known(a)[b.centre].name_fr == b.names.french
    with a.store.begin() as work:
        assert work.membership(b.centre).mode == "training"
        assert [epoch.kid for epoch in work.epochs(b.centre)] == [b.founding.kid]


def test_the_inviter_remembers_who_used_it(a: Desk, b: Desk, place: MemoryPlace) -> None:
    file = a.invite()
    b.join(file)
    b.sync(place)
    a.sync(place)
    with a.store.begin() as work:
        used = work.invitation(read_invitation(file, START).terms.invitation)
    assert used.used_by == b.centre


def test_the_answer_is_offered_until_the_inviter_is_heard(
    a: Desk, b: Desk, place: MemoryPlace
) -> None:
    b.join(a.invite())
    lost = MemoryPlace()
    b.sync(lost)
    assert b.sync(place).envelopes_written == 2  # the answer and the vectors, again
    a.sync(place)
    b.sync(place)
    with b.store.begin() as work:
        assert not work.note(enrolment_note(a.centre))
    assert b.sync(MemoryPlace()).envelopes_written == 1  # the vectors alone


def test_one_invitation_serves_one_centre(a: Desk, b: Desk, place: MemoryPlace) -> None:
    file = a.invite()
    third = make_desk(3)
    for desk in (b, third):
        desk.join(file)
        desk.sync(place)
        report = a.sync(place)
    assert report.introduced == ()
    assert dict(report.refused)[Refusal.USED_INVITATION] == 1
    assert third.centre not in known(a)


def test_joining_twice_with_the_same_file_is_no_harm(a: Desk, b: Desk, place: MemoryPlace) -> None:
    file = a.invite()
    b.join(file)
    b.sync(place)
    a.sync(place)
    b.join(file)
    b.sync(place)
    report = a.sync(place)
    assert (report.introduced, report.refused) == ((), ())


def test_an_answer_that_comes_too_late_is_said_to_be(a: Desk, b: Desk, place: MemoryPlace) -> None:
    b.join(a.invite())
    b.sync(place)
    a.clock.advance(LIFETIME + 1)
    report = a.sync(place)
    assert dict(report.refused) == {Refusal.EXPIRED_INVITATION: 1, Refusal.FOREIGN: 1}
    assert b.centre not in known(a)


def test_after_a_refusal_a_new_invitation_works(a: Desk, b: Desk, place: MemoryPlace) -> None:
    b.join(a.invite())
    b.sync(place)
    a.clock.advance(LIFETIME + 1)
    a.sync(place)
    b.clock.advance(LIFETIME + 1)
    b.join(a.invite())
    b.sync(place)
    report = a.sync(place)
    assert report.introduced == (b.centre,)
    assert a.sync(place).refused == ()  # the late answer lies there still, and is settled


def test_a_clock_put_right_takes_the_answer(a: Desk, b: Desk, place: MemoryPlace) -> None:
    b.join(a.invite())
    b.sync(place)
    a.clock.advance(2 * LIFETIME)
    a.sync(place)
    a.clock.advance(-2 * LIFETIME)
    assert a.sync(place).introduced == (b.centre,)


def test_work_sent_before_the_answer_arrived_is_taken_with_it(
    a: Desk, b: Desk, place: MemoryPlace
) -> None:
    """The order of the folder is that of hashes: commits may be read before the answer."""
    b.join(a.invite())
    referral = b.refer(a.centre)
    b.sync(place)
    box = place.boxes[a.centre]
    for order in (list(box.items()), list(box.items())[::-1]):
        fresh = make_desk(1)
        fresh.store.tables = a.store.tables.copy()
        shuffled = MemoryPlace()
        shuffled.boxes[a.centre] = dict(order)
        report = fresh.sync(shuffled)
        assert report.introduced == (b.centre,)
        assert report.refused == ()
        assert fresh.shown(referral) == "requested"


def test_a_centre_does_not_join_itself(a: Desk) -> None:
    with pytest.raises(RefusedError) as refused:
        a.join(a.invite())
    assert refused.value.key == "exchange.invitation_own"


def test_a_real_centre_does_not_join_a_training_one(a: Desk) -> None:
    real = make_desk(4, B_NAMES, REAL)
    content = read_invitation(a.invite(), START)
    with real.store.begin() as work, pytest.raises(RefusedError) as refused:
        accept_invitation(work, real.identity, content, real.names, START)
    assert refused.value.key == "exchange.invitation_other_mode"


def answer_of(a: Desk, b: Desk) -> tuple[tuple[Value, ...], bytes]:
    """The transcript of b's answer to a's invitation, and the invitation's secret."""
    file = a.invite()
    b.join(file)
    with b.store.begin() as work:
        sealed = work.note(enrolment_note(a.centre))
    letter = open_envelope(sealed, a.centre, "training", {a.founding.kid: a.founding.seed}.get)
    transcript, _, _ = codec.decode(letter.items[0])
    return codec.decode(transcript), read_invitation(file, START).terms.secret


def deliver(a: Desk, place: MemoryPlace, item: bytes) -> dict[Refusal, int]:
    with a.store.begin() as work:
        epoch = work.epochs(a.centre)[0]
    letter = Letter(Kind.ENROLMENT, a.centre, (), (item,))
    place.put(a.centre, seal(letter, epoch, "training"))
    return dict(a.sync(place).refused)


def signed(b: Desk, transcript: tuple[Value, ...], secret: bytes) -> bytes:
    data = codec.encode(transcript)
    tagged = b"rly/1/join\0" + data
    return codec.encode((data, hmac.digest(secret, tagged, "sha256"), b.identity.keys.sign(tagged)))


def test_the_secret_is_needed(a: Desk, b: Desk, place: MemoryPlace) -> None:
    transcript, secret = answer_of(a, b)
    assert deliver(a, place, signed(b, transcript, b"guessed secret 1")) == {Refusal.FOREIGN: 1}
    assert deliver(a, place, signed(b, transcript, secret)) == {}
    assert b.centre in known(a)


def test_the_newcomer_s_own_desk_must_sign(a: Desk, b: Desk, place: MemoryPlace) -> None:
    transcript, secret = answer_of(a, b)
    thief = make_desk(5)
    assert deliver(a, place, signed(thief, transcript, secret)) == {Refusal.DAMAGED: 1}
    assert b.centre not in known(a)


@pytest.mark.parametrize(
    ("at", "value", "reason"),
    [
        (0, 2, Refusal.NEWER),
        (1, bytes(16), Refusal.FOREIGN),  # an invitation that was never issued
        (2, bytes(16), Refusal.FOREIGN),  # an answer to another inviter
        (3, bytes(16), Refusal.DAMAGED),
        (4, "two\nlines", Refusal.DAMAGED),
        (8, bytes(16), Refusal.DAMAGED),
        (9, (), Refusal.DAMAGED),
        (9, (b"no commit",), Refusal.DAMAGED),
    ],
)
def test_malformed_answers_are_refused(
    a: Desk, b: Desk, place: MemoryPlace, at: int, value: Value, reason: Refusal
) -> None:
    transcript, secret = answer_of(a, b)
    changed = (*transcript[:at], value, *transcript[at + 1 :])
    assert deliver(a, place, signed(b, changed, secret)) == {reason: 1}
    assert b.centre not in known(a)


def test_garbage_in_place_of_an_answer_is_damage(a: Desk, place: MemoryPlace) -> None:
    for item in (b"", b"\xff", codec.encode((1, 2, 3)), codec.encode((b"\xff", b"", b""))):
        assert deliver(a, place, item) == {Refusal.DAMAGED: 1}


def test_the_founding_commits_travel_whole(a: Desk, b: Desk, place: MemoryPlace) -> None:
    b.join(a.invite())
    b.sync(place)
    a.sync(place)
    with a.store.begin() as at_a, b.store.begin() as at_b:
        stream = membership(b.centre)
        assert [c.raw for c in at_a.commits_of(stream)] == [c.raw for c in at_b.commits_of(stream)]
