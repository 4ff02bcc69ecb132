from __future__ import annotations

import random
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.facts import CASE_FIELD, CASE_OPENED, NOTE_ADDED, Fact, Value
from referral_app.domain.identifiers import CommitId, Moment, StaffId, WriteId
from referral_app.errors import ForeignDataError, InvalidInputError
from referral_app.journal import codec
from referral_app.journal.commit import (
    MAX_COMMIT_SIZE,
    MAX_FACTS,
    MAX_PREVIOUS,
    Commit,
    CommitDraft,
    erase,
    read_commit,
    verify,
    write_commit,
    writes,
)
from referral_app.journal.fact_codec import MAX_FACT_SIZE, decode_fact, encode_fact
from referral_app.journal.hlc import COUNTER_BITS, LATEST
from referral_app.journal.stream import link, membership, own
from tests.journal.desks import (
    AGDAL,
    CASE,
    CODE,
    TODAY,
    YACOUB,
    YOUSSOUFIA,
    FakeDesk,
    an_id,
    fact,
)

DESK = FakeDesk(YACOUB, "Poste 1")
BEFORE = tuple(CommitId(sha256(bytes((n,))).digest()) for n in range(MAX_PREVIOUS + 1))
OPENED = fact(CASE_OPENED.name, CASE, code=CODE)
NOTED = fact(NOTE_ADDED.name, CASE, text="Rappeler mardi, après la prière")
MOVED = fact(CASE_FIELD.name, CASE, WriteId(BEFORE[0], 3), field="flags", value=("V01", "V07"))
DRAFT = CommitDraft(
    YACOUB,
    DESK.device,
    b"inc_one_",
    own(YACOUB),
    7,
    (BEFORE[1], BEFORE[0]),
    TODAY << COUNTER_BITS,
    StaffId(an_id("author")),
)


def written(*facts: Fact, draft: CommitDraft = DRAFT) -> Commit:
    return write_commit(draft, facts, sign=DESK.key.sign, chance=random.Random(1).randbytes)


COMMIT = written(OPENED, NOTED, MOVED)


def test_a_commit_is_read_as_it_was_written() -> None:
    read = read_commit(COMMIT.raw)
    assert read == COMMIT
    assert read.id == sha256(read.body).digest()
    assert read.facts == (OPENED, NOTED, MOVED)
    assert (read.centre, read.device, read.incarnation) == (YACOUB, DESK.device, b"inc_one_")
    assert (read.stream, read.seq, read.hlc) == (own(YACOUB), 7, TODAY << COUNTER_BITS)
    assert read.previous == tuple(sorted(BEFORE[:2]))
    assert read.author == an_id("author")


def test_the_wire_form_never_changes() -> None:
    """Data of the first release is read for ever: the hash stands for its bytes."""
    frozen = "5ce9fef89fdf2483b84352285e5d36e62d6371081109a2a2cc59ac0da457b710"
    assert sha256(COMMIT.raw).hexdigest() == frozen


def test_only_the_holder_of_the_key_has_signed() -> None:
    assert verify(COMMIT, DESK.sign_key)
    assert not verify(COMMIT, FakeDesk(YACOUB, "Poste 2").sign_key)
    assert not verify(replace(COMMIT, signature=bytes(64)), DESK.sign_key)
    assert not verify(COMMIT, b"")
    assert not verify(COMMIT, b"\xff" * 32)


def test_a_signature_is_of_this_protocol_alone() -> None:
    bare = replace(COMMIT, signature=DESK.key.sign(COMMIT.body))
    assert not verify(bare, DESK.sign_key)


def test_writes_say_where_each_fact_came_from() -> None:
    first, _, third = writes(COMMIT)
    assert first.fact == OPENED
    assert third.id == WriteId(COMMIT.id, 2)
    assert (third.stream, third.centre, third.device) == (own(YACOUB), YACOUB, DESK.device)
    assert (third.author, third.hlc, third.entered) == (COMMIT.author, COMMIT.hlc, TODAY)


def test_equal_facts_are_hidden_apart() -> None:
    """The salt keeps what was erased from being guessed from its hash."""
    one, other = write_commit(
        DRAFT, (NOTED, NOTED), sign=DESK.key.sign, chance=random.Random(2).randbytes
    ).ops
    assert one != other


def test_an_erased_fact_leaves_the_chain_whole() -> None:
    erased = read_commit(erase(COMMIT, 1))
    assert erased.id == COMMIT.id
    assert verify(erased, DESK.sign_key)
    assert erased.facts == (OPENED, None, MOVED)
    assert b"Rappeler" not in erased.raw
    assert [write.id.place for write in writes(erased)] == [0, 2]
    assert erase(erased, 1) == erased.raw
    assert read_commit(erase(erased, 0)).facts == (None, None, MOVED)


def test_an_erased_fact_cannot_be_replaced() -> None:
    other = encode_fact(fact(NOTE_ADDED.name, CASE, text="Autre chose"), bytes(16))
    forged = codec.encode((COMMIT.body, COMMIT.signature, (COMMIT.ops[0], other, COMMIT.ops[2])))
    with pytest.raises(ForeignDataError) as caught:
        read_commit(forged)
    assert caught.value.key == "commit.altered_fact"


def test_a_fact_of_an_unknown_form_is_kept_and_not_read() -> None:
    """A newer desk's facts are carried; what they say waits for a newer program."""
    newer = codec.encode(("case.opened", bytes(16), CASE, TODAY, (), (), "something new"))
    body = rebuilt_body({10: (sha256(newer).digest(),), 8: 2})
    commit = read_commit(codec.encode((body, DESK.key.sign(b"rly/1/commit\0" + body), (newer,))))
    assert commit.facts == (None,)
    assert commit.ops == (newer,)
    assert commit.schema == 2
    assert verify(commit, DESK.sign_key)
    assert writes(commit) == ()


# -- bounds and forms --------------------------------------------------------------------------


def rebuilt_body(changes: dict[int, Value]) -> bytes:
    values = codec.decode(COMMIT.body)
    assert isinstance(values, tuple)
    return codec.encode(tuple(changes.get(at, value) for at, value in enumerate(values)))


def refusal(data: bytes) -> str:
    with pytest.raises(ForeignDataError) as caught:
        read_commit(data)
    return caught.value.key


def refusal_of_body(body: bytes) -> str:
    return refusal(codec.encode((body, COMMIT.signature, COMMIT.ops)))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({0: 2}, "other_format"),
        ({0: "1"}, "bad_form"),
        ({0: True}, "bad_form"),
        ({1: bytes(15)}, "bad_form"),
        ({1: AGDAL}, "not_a_party"),
        ({2: bytes(17)}, "bad_form"),
        ({3: bytes(7)}, "bad_form"),
        ({4: ()}, "bad_stream"),
        ({4: "o"}, "bad_stream"),
        ({4: ("o",)}, "bad_stream"),
        ({4: ("o", YACOUB, YOUSSOUFIA)}, "bad_stream"),
        ({4: ("x", YACOUB)}, "bad_stream"),
        ({4: ("l", YACOUB)}, "bad_stream"),
        ({4: ("l", YACOUB, YACOUB)}, "bad_stream"),
        ({4: ("l", *sorted((YACOUB, YOUSSOUFIA), reverse=True))}, "bad_stream"),
        ({4: ("l", *sorted((AGDAL, YOUSSOUFIA)))}, "not_a_party"),
        ({4: ("o", YACOUB[:15])}, "bad_stream"),
        ({5: -1}, "bad_form"),
        ({5: True}, "bad_form"),
        ({6: BEFORE[0]}, "bad_previous"),
        ({6: tuple(sorted(BEFORE))}, "bad_previous"),
        ({6: tuple(sorted(BEFORE[:2], reverse=True))}, "bad_previous"),
        ({6: (BEFORE[0], BEFORE[0])}, "bad_previous"),
        ({6: (BEFORE[0][:31],)}, "bad_previous"),
        ({6: (None,)}, "bad_previous"),
        ({7: -1}, "bad_form"),
        ({7: LATEST << COUNTER_BITS}, "bad_form"),
        ({8: None}, "bad_form"),
        ({9: ""}, "bad_form"),
        ({10: ()}, "bad_facts"),
        ({10: (bytes(32),) * (MAX_FACTS + 1)}, "bad_facts"),
        ({10: (bytes(31),)}, "bad_facts"),
        ({10: None}, "bad_facts"),
        ({10: (bytes(32),)}, "bad_facts"),
        ({10: (bytes(32),) * 3}, "altered_fact"),
    ],
)
def test_a_body_of_another_form_is_refused_by_name(changes: dict[int, Value], reason: str) -> None:
    assert refusal_of_body(rebuilt_body(changes)) == f"commit.{reason}"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "bad_form"),
        ((), "bad_form"),
        ((COMMIT.body, COMMIT.signature), "bad_form"),
        ((COMMIT.body, COMMIT.signature, COMMIT.ops, None), "bad_form"),
        ((COMMIT.body, COMMIT.signature[:63], COMMIT.ops), "bad_form"),
        (("text", COMMIT.signature, COMMIT.ops), "bad_form"),
        ((codec.encode(()), COMMIT.signature, COMMIT.ops), "bad_form"),
        ((codec.encode(1), COMMIT.signature, COMMIT.ops), "bad_form"),
        ((codec.encode((1,)), COMMIT.signature, COMMIT.ops), "bad_form"),
        ((COMMIT.body, COMMIT.signature, None), "bad_form"),
        ((COMMIT.body, COMMIT.signature, ()), "bad_facts"),
        ((COMMIT.body, COMMIT.signature, (*COMMIT.ops, None)), "bad_facts"),
        ((COMMIT.body, COMMIT.signature, (*COMMIT.ops[:2], "text")), "bad_facts"),
        ((COMMIT.body, COMMIT.signature, (*COMMIT.ops[:2], bytes(65537))), "bad_facts"),
    ],
)
def test_a_frame_of_another_form_is_refused_by_name(value: Value, reason: str) -> None:
    assert refusal(codec.encode(value)) == f"commit.{reason}"


def test_a_commit_beyond_the_bound_is_refused_unread() -> None:
    assert refusal(b"\xff" * (MAX_COMMIT_SIZE + 1)) == "commit.too_large"


def test_bounds_are_taken_exactly() -> None:
    full = written(*[NOTED] * MAX_FACTS, draft=replace(DRAFT, previous=BEFORE[:MAX_PREVIOUS]))
    assert read_commit(full.raw) == full
    late = written(NOTED, draft=replace(DRAFT, hlc=(LATEST << COUNTER_BITS) - 1))
    assert read_commit(late.raw).hlc == late.hlc


@pytest.mark.parametrize(
    "draft",
    [
        replace(DRAFT, previous=BEFORE),
        replace(DRAFT, previous=(BEFORE[0], BEFORE[0])),
        replace(DRAFT, incarnation=b"short"),
        replace(DRAFT, stream=own(AGDAL)),
        replace(DRAFT, stream=link(AGDAL, YOUSSOUFIA)),
        replace(DRAFT, stream=membership(AGDAL)),
        replace(DRAFT, hlc=-1),
    ],
)
def test_what_no_desk_would_read_is_not_signed(draft: CommitDraft) -> None:
    with pytest.raises(ValueError, match="cannot be read back"):
        written(NOTED, draft=draft)


@pytest.mark.parametrize("count", [0, MAX_FACTS + 1])
def test_a_commit_holds_1_to_64_facts(count: int) -> None:
    with pytest.raises(ValueError, match="cannot be read back"):
        written(*[NOTED] * count)


def test_too_much_for_one_save_is_refused_by_name() -> None:
    long = fact(NOTE_ADDED.name, CASE, text="x" * (MAX_FACT_SIZE - 200))
    assert read_commit(written(long).raw).facts == (long,)
    with pytest.raises(InvalidInputError) as caught:
        written(long, long, long, long)
    assert caught.value.key == "commit.unwritable_size"
    with pytest.raises(InvalidInputError) as caught:
        written(fact(NOTE_ADDED.name, CASE, text="x" * MAX_FACT_SIZE))
    assert caught.value.key == "fact.too_large"


# -- one fact ----------------------------------------------------------------------------------


def test_a_referral_s_request_fits_the_depth() -> None:
    """Person pairs with lists of values are the deepest content there is: six arrays."""
    person = (("languages", ("ar", "fr", "wo")), ("sex", "F"))
    asked = fact("referral.status", CASE, status="requested", person=person)
    assert decode_fact(encode_fact(asked, bytes(16))) == asked


@pytest.mark.parametrize("at", [-1, LATEST])
def test_a_date_that_no_calendar_shows_is_refused(at: int) -> None:
    with pytest.raises(InvalidInputError) as caught:
        written(fact(NOTE_ADDED.name, CASE, at=at, text="x"))
    assert (caught.value.key, caught.value.field) == ("fact.date_out_of_range", "happened")


@pytest.mark.parametrize(
    "bad",
    [
        NOTED._replace(record=bytes(15)),
        NOTED._replace(seen=(WriteId(CommitId(bytes(31)), 0),)),
        NOTED._replace(seen=(WriteId(BEFORE[0], MAX_FACTS),)),
        NOTED._replace(seen=(WriteId(BEFORE[0], -1),)),
        NOTED._replace(content=(("b", 1), ("a", 2))),
        NOTED._replace(content=(("a", 1), ("a", 2))),
    ],
)
def test_a_fact_that_no_desk_would_read_is_not_written(bad: Fact) -> None:
    with pytest.raises(ValueError, match="cannot be read back"):
        written(bad)


GOOD_OP: tuple[Value, ...] = ("k", bytes(16), bytes(16), TODAY, (), ())


@pytest.mark.parametrize(
    "op",
    [
        None,
        GOOD_OP[:5],
        (*GOOD_OP, ()),
        (1, *GOOD_OP[1:]),
        ("k", bytes(15), *GOOD_OP[2:]),
        ("k", bytes(16), bytes(15), *GOOD_OP[3:]),
        (*GOOD_OP[:3], LATEST, (), ()),
        (*GOOD_OP[:3], -1, (), ()),
        (*GOOD_OP[:3], True, (), ()),
        (*GOOD_OP[:4], None, ()),
        (*GOOD_OP[:4], (None,), ()),
        (*GOOD_OP[:4], ((bytes(32), 64),), ()),
        (*GOOD_OP[:4], ((bytes(32), True),), ()),
        (*GOOD_OP[:4], ((bytes(31), 0),), ()),
        (*GOOD_OP[:5], None),
        (*GOOD_OP[:5], ("ab",)),
        (*GOOD_OP[:5], ((1, 2),)),
        (*GOOD_OP[:5], (("a", 1, 2),)),
        (*GOOD_OP[:5], (("b", 1), ("a", 2))),
        (*GOOD_OP[:5], (("a", 1), ("a", 2))),
    ],
)
def test_a_fact_of_another_form_reads_as_none(op: Value) -> None:
    assert decode_fact(codec.encode(GOOD_OP)) == Fact("k", bytes(16), TODAY)
    assert decode_fact(codec.encode(op)) is None


@given(
    st.text(max_size=20),
    st.integers(0, LATEST - 1),
    st.lists(st.tuples(st.sampled_from(BEFORE), st.integers(0, MAX_FACTS - 1)), max_size=5),
    st.dictionaries(
        st.text(max_size=10),
        st.none()
        | st.booleans()
        | st.integers(-(1 << 63), (1 << 63) - 1)
        | st.text(max_size=50)
        | st.binary(max_size=50)
        | st.lists(st.text(max_size=9), max_size=4).map(tuple),
        max_size=8,
    ),
)
def test_any_fact_is_read_as_it_was_written(
    kind: str, at: int, seen: list[tuple[CommitId, int]], values: dict[str, Value]
) -> None:
    told = Fact(
        kind,
        CASE,
        Moment(at),
        tuple(sorted(values.items())),
        tuple(WriteId(commit, place) for commit, place in seen),
    )
    assert decode_fact(encode_fact(told, bytes(16))) == told
    # Whatever way it took, it is the codec's one form.
    whole = (told.kind, bytes(16), told.record, told.happened, told.seen, told.content)
    assert encode_fact(told, bytes(16)) == codec.encode(whole)
