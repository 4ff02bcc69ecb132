"""Whatever lies on a stick: a commit is read whole and as signed, or refused by name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.facts import NOTE_ADDED, Value
from referral_app.errors import ForeignDataError
from referral_app.journal import codec
from referral_app.journal.commit import Commit, read_commit, verify
from referral_app.journal.stream import own
from tests.journal.desks import CASE, YACOUB, FakeDesk, fact

DESK = FakeDesk(YACOUB, "Poste 1")
DESK.write(own(YACOUB), fact(NOTE_ADDED.name, CASE, text="premier"))
COMMIT = DESK.write(
    own(YACOUB),
    fact(NOTE_ADDED.name, CASE, text="Elle préfère être appelée le matin."),
    fact(NOTE_ADDED.name, CASE, text="Rendez-vous pris."),
)


def accepted(data: bytes) -> Commit | None:
    """The commit, when it is read and its desk has signed it; every other exception is a bug."""
    try:
        commit = read_commit(data)
    except ForeignDataError as error:
        assert error.key.split(".")[0] in ("codec", "commit")  # noqa: PT017 - most are refused
        return None
    return commit if verify(commit, DESK.sign_key) else None


def test_the_whole_commit_is_accepted() -> None:
    assert accepted(COMMIT.raw) == COMMIT


def test_no_bit_can_be_turned() -> None:
    for at in range(len(COMMIT.raw)):
        for bit in range(8):
            turned = bytearray(COMMIT.raw)
            turned[at] ^= 1 << bit
            assert accepted(bytes(turned)) is None, (at, bit)


def test_no_end_can_be_cut_off_and_nothing_added() -> None:
    for end in range(len(COMMIT.raw)):
        assert accepted(COMMIT.raw[:end]) is None, end
    assert accepted(COMMIT.raw + b"\x00") is None
    assert accepted(COMMIT.raw * 2) is None


@given(st.binary(max_size=400))
def test_noise_is_refused(data: bytes) -> None:
    assert accepted(data) is None


@given(
    st.lists(
        st.tuples(st.integers(0, len(COMMIT.raw) - 1), st.binary(max_size=12)),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 40),
)
def test_spliced_commits_are_refused(pieces: list[tuple[int, bytes]], gap: int) -> None:
    data = COMMIT.raw
    for at, piece in pieces:
        data = data[:at] + piece + data[at + gap % (len(piece) + 1) :]
    assert accepted(data) in (None, COMMIT)
    assert accepted(data) is None or data == COMMIT.raw


simple = st.none() | st.booleans() | st.integers(-9, 70) | st.binary(max_size=33) | st.text()
odd = st.recursive(simple, lambda inner: st.lists(inner, max_size=4).map(tuple), max_leaves=12)
parts = codec.decode(COMMIT.body)
assert isinstance(parts, tuple)


@given(st.integers(0, len(parts) - 1), odd)
def test_a_body_with_any_other_value_is_refused(at: int, value: Value) -> None:
    assert isinstance(parts, tuple)
    body = codec.encode((*parts[:at], value, *parts[at + 1 :]))
    data = codec.encode((body, COMMIT.signature, COMMIT.ops))
    assert accepted(data) is None or body == COMMIT.body


@given(odd)
def test_any_value_is_read_or_refused(value: Value) -> None:
    assert accepted(codec.encode(value)) is None
    read = accepted(codec.encode((COMMIT.body, COMMIT.signature, value)))
    erasable = [(None, op) for op in COMMIT.ops]
    assert read is None or all(
        op in allowed for op, allowed in zip(read.ops, erasable, strict=True)
    )
