"""The registry: read whole or refused by name; whatever comes when, the highest version stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.case_code import BlockRange
from referral_app.domain.centre import Centre
from referral_app.domain.registry import SHARE, MovedName, Registry, moved_names, with_codes
from referral_app.errors import RefusedError
from referral_app.exchange.registry import (
    Standing,
    read_registry,
    root_fingerprint,
    sign_registry,
    standing,
)
from referral_app.journal import codec
from referral_app.journal.registry import MAGIC, read_body, write_body
from tests.exchange.registries import OTHER_SEED, SEED, a_registry, an_entry, registries, signed

FILE = signed(3, an_entry(1, first=0, blocks=100), an_entry(2, first=100, blocks=50))


def refusal(file: bytes) -> str:
    with pytest.raises(RefusedError) as refused:
        read_registry(file)
    return refused.value.key


@given(registries())
def test_it_is_read_as_it_was_signed(registry: Registry) -> None:
    read = read_registry(sign_registry(registry, SEED))
    assert read == replace(registry, root=read.root)
    assert write_body(read) == write_body(registry)
    assert read_body(write_body(read), read.root) == read


@given(st.integers(0, len(FILE) * 8 - 1))
def test_one_flipped_bit_is_refused(bit: int) -> None:
    flipped = bytearray(FILE)
    flipped[bit // 8] ^= 1 << bit % 8
    assert refusal(bytes(flipped)) in {"registry.damaged", "registry.foreign", "registry.newer"}


@given(st.integers(len(MAGIC), len(FILE) - 1))
def test_a_part_is_damaged(size: int) -> None:
    assert refusal(FILE[:size]) == "registry.damaged"


@given(st.binary(max_size=300))
def test_other_bytes_are_none(data: bytes) -> None:
    assert refusal(MAGIC + data) in {"registry.damaged", "registry.newer"}
    if not data.startswith(MAGIC):
        assert refusal(data) == "registry.foreign"


def test_a_newer_form_is_refused_by_name() -> None:
    assert refusal(MAGIC + codec.encode((2, "whatever comes"))) == "registry.newer"


def test_more_than_a_fact_can_hold_is_neither_signed_nor_read() -> None:
    many = [an_entry(n % 256, "n" * 180) for n in range(256)]
    with pytest.raises(RefusedError, match=r"registry\.too_large"):
        sign_registry(a_registry(1, *many, *many), SEED)
    assert refusal(FILE + bytes(61 * 1024)) == "registry.damaged"


@pytest.mark.parametrize(
    "registry",
    [
        a_registry(0, an_entry(1)),
        a_registry(1, an_entry(1), an_entry(1)),
        a_registry(1, an_entry(1, first=0, blocks=100), an_entry(2, first=99, blocks=1)),
        a_registry(1, an_entry(1, first=7999, blocks=2)),
        a_registry(1, replace(an_entry(1), id=an_entry(2).id)),
        a_registry(1, replace(an_entry(1), name_fr="", name_ar="")),
        a_registry(1, replace(an_entry(1), name_fr="a\nb")),
        replace(a_registry(1), mode="trial"),
        replace(a_registry(1), not_after=a_registry(1).issued),
    ],
)
def test_what_nobody_would_read_is_not_signed(registry: Registry) -> None:
    with pytest.raises(RefusedError, match=r"registry\.unsound"):
        sign_registry(registry, SEED)


def test_how_one_stands_to_another() -> None:
    two, three, fork = signed(2), signed(3), signed(3, an_entry(1))
    assert standing(None, two) is Standing.FIRST
    assert standing(two, two) is Standing.SAME
    assert standing(two, three) is Standing.NEWER
    assert standing(three, two) is Standing.OLDER
    assert standing(three, fork) is Standing.FORKED
    assert standing(three, signed(9, seed=OTHER_SEED)) is Standing.OTHER_ROOT


def test_the_fingerprint_is_that_of_the_root() -> None:
    ours, theirs = read_registry(signed(1)).root, read_registry(signed(1, seed=OTHER_SEED)).root
    assert root_fingerprint(ours) == root_fingerprint(read_registry(signed(7)).root)
    assert root_fingerprint(ours) != root_fingerprint(theirs)
    assert len(root_fingerprint(ours).split()) == 12


def test_a_known_name_under_another_id_is_told() -> None:
    known = Centre(an_entry(1).id, "Centre Océan", "مركز المحيط")
    same = a_registry(2, an_entry(1, "Centre Océan"))
    moved = a_registry(3, an_entry(2, "centre ocean"))
    assert moved_names([known], same) == ()
    assert moved_names([known], moved) == (
        MovedName("centre ocean", an_entry(1).id, an_entry(2).id),
    )


def test_codes_are_given_where_they_are_free() -> None:
    held = an_entry(1, first=0, blocks=100)
    two, three = an_entry(2), an_entry(3)
    granted = {two.id: BlockRange(7000, 1000), three.id: BlockRange(50, 10)}
    _, second, third = with_codes([held, two, three], granted)
    assert second.codes == BlockRange(7000, SHARE)
    assert third.codes == BlockRange(100, SHARE)


@given(st.lists(st.integers(0, 7999), max_size=12))
def test_given_codes_never_overlap(starts: list[int]) -> None:
    entries = [an_entry(number) for number in range(len(starts))]
    granted = {entry.id: BlockRange(start, 1) for entry, start in zip(entries, starts, strict=True)}
    given_out = with_codes(entries, granted)
    sign_registry(a_registry(1, *given_out), SEED)
    assert all(entry.codes for entry in given_out)
