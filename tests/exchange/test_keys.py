"""Keys: the draft's own vector, sealing and opening, ids that bind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.clock import seeded_randomness
from referral_app.errors import ForeignDataError
from referral_app.exchange.keys import (
    DeskKeys,
    hello_text,
    hub_id,
    is_signed,
    kem_public,
    open_with,
    seal_to,
)

# draft-connolly-cfrg-xwing-kem, first test vector.
DRAFT_SEED = bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26")


def test_a_seed_expands_as_the_draft_says() -> None:
    public = kem_public(DRAFT_SEED)
    assert public.hex().startswith("e2236b35a8c24b39")
    assert len(public) == 1216


def test_only_the_seed_opens_and_only_with_the_same_info() -> None:
    sealed = seal_to(kem_public(DRAFT_SEED), b"content", b"info")
    assert open_with(DRAFT_SEED, sealed, b"info") == b"content"
    for seed, info in ((bytes(32), b"info"), (DRAFT_SEED, b"other")):
        with pytest.raises(ForeignDataError):
            open_with(seed, sealed, info)


@given(st.binary(max_size=1300))
def test_garbage_opens_as_nothing(garbage: bytes) -> None:
    with pytest.raises(ForeignDataError):
        open_with(DRAFT_SEED, garbage, b"")


@pytest.mark.parametrize(
    "public", [b"", b"short", bytes(1215), bytes(1217), kem_public(DRAFT_SEED)[:1184] + bytes(32)]
)
def test_what_is_no_key_is_refused(public: bytes) -> None:
    with pytest.raises(ForeignDataError) as refused:
        seal_to(public, b"", b"")
    assert refused.value.key == "exchange.key_unusable"


def test_desk_keys_are_kept_and_read_again() -> None:
    keys = DeskKeys.generate(seeded_randomness(1))
    again = DeskKeys.decode(keys.encode())
    assert again == keys
    assert again.device == keys.device
    assert is_signed(keys.sign_key, again.sign(b"data"), b"data")
    with pytest.raises(ValueError, match="63"):
        DeskKeys.decode(keys.encode()[1:])


def test_a_desk_s_id_binds_both_keys() -> None:
    one, other = (DeskKeys.generate(seeded_randomness(seed)) for seed in (1, 2))
    mixed = DeskKeys(one.sign_seed, other.kem_seed)
    assert len({one.device, other.device, mixed.device}) == 3


def test_secrets_are_not_in_what_is_printed() -> None:
    keys = DeskKeys.generate(seeded_randomness(1))
    assert repr(keys) == "DeskKeys()"


@pytest.mark.parametrize("key", [b"", bytes(32), b"k" * 31])
def test_a_malformed_key_has_signed_nothing(key: bytes) -> None:
    assert not is_signed(key, bytes(64), b"data")


def test_a_hub_is_named_as_it_was_when_desks_pinned_it() -> None:
    """Both sides work the id out by one function: only a known answer tells that it changed."""
    assert hub_id(bytes(range(32)), bytes(1216)).hex() == "a73dbf453c5c9cf57e772b6e63c93a2c"
    assert hello_text(b"{}") == b"rly/1/hello\x00{}"
