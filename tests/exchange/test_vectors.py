"""State vectors: said truly, answered once, sent when they are due."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.identifiers import CentreId, CommitId, DeviceId, ReferralId
from referral_app.exchange import answering
from referral_app.exchange.answering import answer
from referral_app.exchange.envelope import Kind, Letter, seal
from referral_app.exchange.mail import AGAIN, kept_vectors, send_vectors
from referral_app.exchange.refused import LeftAsideError
from referral_app.exchange.vectors import (
    StateVector,
    read_vector,
    sign_vector,
    state_of,
)
from referral_app.journal import codec
from referral_app.journal.stream import link, membership, own
from referral_app.services.ports import PackItem, Refusal
from tests.exchange.desks import START, Desk, MemoryPlace, make_desk, make_pair

IDS = st.binary(min_size=32, max_size=32).map(CommitId)


@pytest.fixture
def pair() -> tuple[Desk, Desk, MemoryPlace]:
    return make_pair()


@given(
    st.lists(IDS, max_size=10),
    st.lists(IDS, max_size=10),
    st.binary(min_size=8, max_size=8),
    st.integers(0, 2**62),
)
def test_what_is_signed_is_read(
    heads: list[CommitId], missing: list[CommitId], incarnation: bytes, hlc: int
) -> None:
    a, b = A_AND_B
    stream = link(a.centre, b.centre)
    vector = StateVector(stream, b.identity.device, incarnation, tuple(heads), tuple(missing), hlc)
    with a.store.begin() as work:
        assert read_vector(work, a.identity, sign_vector(vector, b.identity), b.centre) == vector


A_AND_B = make_pair(seed=7)[:2]


def vector_of(desk: Desk, other: CentreId) -> StateVector:
    with desk.store.begin() as work:
        return state_of(work, desk.identity, link(desk.centre, other), 1)


def reason_of(desk: Desk, item: bytes, source: Desk | None = None) -> Refusal:
    centre = (source or A_AND_B[1]).centre
    with desk.store.begin() as work, pytest.raises(LeftAsideError) as refused:
        read_vector(work, desk.identity, item, centre)
    return refused.value.reason


@given(st.binary(max_size=300))
def test_garbage_is_damage(item: bytes) -> None:
    assert reason_of(A_AND_B[0], item) is Refusal.DAMAGED


@given(st.data())
def test_an_altered_vector_is_refused(data: st.DataObject) -> None:
    a, b = A_AND_B
    item = bytearray(sign_vector(vector_of(b, a.centre), b.identity))
    bit = data.draw(st.integers(0, len(item) * 8 - 1))
    item[bit // 8] ^= 1 << bit % 8
    assert reason_of(a, bytes(item)) in {Refusal.DAMAGED, Refusal.FOREIGN, Refusal.NEWER}


def test_a_stranger_s_vector_is_refused() -> None:
    a, _ = A_AND_B
    stranger = make_desk(99)
    item = sign_vector(vector_of(stranger, a.centre), stranger.identity)
    assert reason_of(a, item) is Refusal.FOREIGN
    assert reason_of(a, item, stranger) is Refusal.FOREIGN


def test_nobody_asks_for_a_stream_that_is_not_his() -> None:
    a, b = A_AND_B
    for stream in (own(a.centre), own(b.centre), link(a.centre, CentreId(bytes(16)))):
        vector = replace(vector_of(b, a.centre), stream=stream)
        assert reason_of(a, sign_vector(vector, b.identity)) is Refusal.FOREIGN
    third = replace(vector_of(b, a.centre), stream=membership(CentreId(bytes(16))))
    assert reason_of(a, sign_vector(third, b.identity)) is Refusal.FOREIGN


def test_a_newer_vector_is_refused_by_name() -> None:
    a, _ = A_AND_B
    item = codec.encode((codec.encode((3, "whatever comes")), bytes(64)))
    assert reason_of(a, item) is Refusal.NEWER


def test_one_s_own_name_cannot_be_used_by_another() -> None:
    """The device in a vector must be the one that signed it."""
    a, b = A_AND_B
    vector = replace(vector_of(b, a.centre), device=DeviceId(a.identity.device))
    assert reason_of(a, sign_vector(vector, b.identity)) is Refusal.FOREIGN


def queued(desk: Desk) -> tuple[PackItem, ...]:
    with desk.store.begin() as work:
        return work.queued(10_000)


def test_what_is_lacking_is_queued_once(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, _ = pair
    empty = replace(vector_of(b, a.centre), heads=(), missing=())
    a.refer(b.centre)
    a.refer(b.centre)
    a.sync(MemoryPlace())  # packs them; that stick is lost
    assert queued(a) == ()
    assert not answer(a.store, empty, b.centre)
    before = queued(a)
    assert len(before) == 2
    assert not answer(a.store, empty, b.centre)  # the same vector in another envelope
    assert queued(a) == before


def test_a_gap_is_filled_from_behind(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, _ = pair
    commits = []
    for _ in range(4):
        a.refer(b.centre)
    with a.store.begin() as work:
        commits = [commit.id for commit in work.commits_of(link(a.centre, b.centre))]
        for item in work.queued(10):
            work.packed(_envelope(b, item.order), (item,))
        vector = replace(
            vector_of(b, a.centre),
            heads=tuple(sorted((commits[0], commits[3]))),
            missing=(commits[2],),
        )
        by_id = {c.id: c.raw for c in work.commits_of(link(a.centre, b.centre))}
    assert not answer(a.store, vector, b.centre)
    assert [it.commit for it in queued(a)] == [by_id[commits[1]], by_id[commits[2]]]


def _envelope(b: Desk, number: int) -> object:
    from referral_app.services.ports import OutgoingEnvelope

    return OutgoingEnvelope(number.to_bytes(32, "big"), b.centre, b"", START, False)


def test_nothing_is_sent_back_to_the_process_that_wrote_it(
    pair: tuple[Desk, Desk, MemoryPlace],
) -> None:
    """Heads that we do not know hide what lies behind them; a restored desk still gets all."""
    a, b, place = pair
    b.refer(a.centre)
    b.sync(place)
    a.sync(place)
    ahead = replace(vector_of(b, a.centre), heads=(CommitId(b"?" * 32),))
    answer(a.store, ahead, b.centre)
    assert queued(a) == ()
    answer(a.store, replace(ahead, incarnation=b"restored"), b.centre)
    assert len(queued(a)) == 1


def test_a_desk_far_behind_is_answered_in_short_steps(
    pair: tuple[Desk, Desk, MemoryPlace], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No step takes more than a page; what is saved between them is not taken for delivered."""
    a, b, _ = pair
    nothing = replace(vector_of(b, a.centre), heads=(), authors=())
    for _ in range(3):
        a.refer(b.centre)
    monkeypatch.setattr(answering, "PAGE", 2)
    steps, begin = a.store.transactions, a.store.begin
    entered: list[None] = []
    saved: list[ReferralId] = []

    @contextmanager
    def counted() -> Iterator[Any]:
        entered.append(None)
        if len(entered) == 5 and not saved:
            a.store.begin = begin  # type: ignore[method-assign]
            saved.append(a.refer(b.centre))
            a.store.begin = counted  # type: ignore[method-assign]
        with begin() as work:
            yield work

    a.store.begin = counted  # type: ignore[method-assign]
    assert not answer(a.store, nothing, b.centre)
    assert saved
    assert a.store.transactions - steps > 4
    assert len(queued(a)) == 4


def test_unknown_heads_are_asked_for(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, _ = pair
    vector = replace(vector_of(b, a.centre), heads=(CommitId(b"?" * 32),))
    assert answer(a.store, vector, b.centre)


def due(desk: Desk, other: Desk, *, asked: bool = False) -> bool:
    with desk.store.begin() as work:
        return send_vectors(work, desk.identity, other.centre, desk.clock, asked=asked)


def test_vectors_are_sent_when_they_are_due(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, place = pair
    assert not due(a, b)
    a.identity = replace(a.identity, incarnation=b"restart!")
    assert due(a, b)  # a program start
    assert not due(a, b)
    a.clock.advance(AGAIN - 1)
    assert not due(a, b)
    a.clock.advance(1)
    assert due(a, b)  # seven days
    a.clock.advance(-10 * AGAIN)
    assert due(a, b)  # a clock turned back must not silence it for years
    assert not due(a, b)
    b.refer(a.centre)
    b.sync(place)
    assert not due(a, b)
    a.sync(place)
    assert not due(a, b)  # the round has sent it
    assert due(a, b, asked=True)


def test_a_changed_head_changes_what_lies_ready(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, _ = pair
    with a.store.begin() as work:
        before = kept_vectors(work, b.centre)
    a.refer(b.centre)
    assert due(a, b)
    with a.store.begin() as work:
        assert kept_vectors(work, b.centre) != before


def test_too_long_a_list_claims_nothing(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, _ = pair

    class Crowded:
        def heads_by_desk(self, stream: object) -> dict[bytes, bytes]:
            return {bytes(28) + n.to_bytes(4, "big"): bytes(16) for n in range(4001)}

        def missing(self, stream: object) -> tuple[bytes, ...]:
            return ()

    vector = state_of(Crowded(), a.identity, link(a.centre, b.centre), 1)  # type: ignore[arg-type]
    assert (vector.heads, vector.missing) == ((), ())


def test_the_longest_vectors_fit_an_envelope(pair: tuple[Desk, Desk, MemoryPlace]) -> None:
    a, b, _ = pair
    heads = tuple(CommitId(bytes(28) + n.to_bytes(4, "big")) for n in range(4000))
    authors = (a.identity.device,) * len(heads)
    vector = replace(vector_of(a, b.centre), heads=heads, authors=authors)
    items = (sign_vector(vector, a.identity),)
    with a.store.begin() as work:
        seal(Letter(Kind.VECTORS, a.centre, (), items), work.epochs(b.centre)[0], "training")
