"""The invitation: read whole or refused by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_app.domain.centre import REAL, TRAINING
from referral_app.domain.facts import Value
from referral_app.domain.identifiers import Moment
from referral_app.errors import RefusedError
from referral_app.exchange.fingerprint import fingerprint
from referral_app.exchange.invitation import (
    LIFETIME,
    MAGIC,
    hub_elements,
    read_hub,
    read_invitation,
)
from referral_app.exchange.signed_file import FOR_A_DESK
from referral_app.journal import codec
from referral_app.services.ports.hub import HubAddress
from tests.exchange.desks import A_NAMES, START, make_desk

INVITER = make_desk(1)
FILE = INVITER.invite()


def refusal(data: bytes, now: Moment = START, mode: str | None = None) -> str:
    with pytest.raises(RefusedError) as refused:
        read_invitation(data, now, mode)
    return refused.value.key


def test_it_says_who_invites_and_on_which_terms() -> None:
    content = read_invitation(FILE, START)
    assert content.inviter == INVITER.centre
    assert content.mode == TRAINING
    assert content.terms.names == A_NAMES
    assert (content.terms.first_block, content.terms.blocks) == (8000, 1000)
    assert content.terms.commune_key == b"k" * 32
    assert content.terms.expires == START + LIFETIME
    assert content.roll.epoch.kid == INVITER.founding.kid
    assert fingerprint(content.inviter) == fingerprint(INVITER.centre)


def test_secrets_are_not_in_what_is_printed() -> None:
    content = read_invitation(FILE, START)
    assert repr(content.terms.secret) not in repr(content)
    assert repr(content.terms.commune_key) not in repr(content)


@given(st.integers(1, len(FILE) - 1))
def test_a_part_is_damaged(size: int) -> None:
    assert refusal(FILE[:size]) == "exchange.invitation_damaged"


@given(st.integers(0, len(FILE) * 8 - 1))
def test_one_flipped_bit_is_refused(bit: int) -> None:
    flipped = bytearray(FILE)
    flipped[bit // 8] ^= 1 << bit % 8
    keys = {
        "exchange.invitation_damaged",
        "exchange.invitation_foreign",
        "exchange.invitation_newer",
    }
    assert refusal(bytes(flipped)) in keys


def is_other(data: bytes) -> bool:
    """Whether a file begins as neither of our invitations does."""
    ours = data.startswith(FOR_A_DESK) or MAGIC.startswith(data[:17])
    return not data or not ours


@given(st.binary(max_size=200).filter(is_other))
def test_other_files_are_no_invitations(data: bytes) -> None:
    assert refusal(data) == "exchange.invitation_foreign"
    assert refusal(MAGIC + data) in {"exchange.invitation_damaged", "exchange.invitation_newer"}


def test_more_than_a_file_of_ours_can_hold_is_damaged() -> None:
    assert refusal(FILE + bytes(1024 * 1024)) == "exchange.invitation_damaged"


def test_a_newer_one_is_refused_by_name() -> None:
    assert refusal(MAGIC + codec.encode((2, "whatever comes"))) == "exchange.invitation_newer"


def test_it_expires() -> None:
    read_invitation(FILE, Moment(START + LIFETIME))
    assert refusal(FILE, Moment(START + LIFETIME + 1)) == "exchange.invitation_expired"


def test_the_mode_must_be_ours() -> None:
    read_invitation(FILE, START, TRAINING)
    assert refusal(FILE, mode=REAL) == "exchange.invitation_other_mode"


def rewritten(place: int, value: Value, signer: object = INVITER) -> bytes:
    """The file with one value of its body replaced, signed by `signer`."""
    _, body, device, _ = codec.decode(FILE[len(MAGIC) :])
    values = list(codec.decode(body))
    values[place] = value
    changed = codec.encode(tuple(values))
    signature = signer.identity.keys.sign(MAGIC + changed)
    return MAGIC + codec.encode((1, changed, device, signature))


def test_only_a_desk_of_the_inviter_may_sign() -> None:
    stranger = make_desk(9)
    assert read_invitation(rewritten(5, "Another name"), START).terms.names.french == "Another name"
    forged = rewritten(5, "Another name", stranger)
    assert refusal(forged) == "exchange.invitation_damaged"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, "real"),  # not the word of the genesis
        (0, "play"),
        (1, b"short"),
        (2, b"short"),
        (3, bytes(16)),  # a centre that the commits do not found
        (4, ()),
        (5, "x" * 201),
        (6, "two\nlines"),
        (8, b"short"),
        (9, -1),
        (10, 0),
        (11, -1),
        (11, "soon"),
    ],
)
def test_values_out_of_bounds_are_damage(place: int, value: Value) -> None:
    assert refusal(rewritten(place, value)) == "exchange.invitation_damaged"


def test_a_forged_membership_proves_nothing() -> None:
    """A commit of the roll that the founding desk did not sign spoils the whole roll."""
    raws = [commit.raw for commit in INVITER.founding.commits]
    body, signature, ops = codec.decode(raws[1])
    forged = codec.encode((body, bytes(64), ops))
    assert refusal(rewritten(4, (raws[0], forged))) == "exchange.invitation_damaged"
    assert signature != bytes(64)


def test_it_says_where_the_hub_is_and_skips_what_it_does_not_know() -> None:
    hub = HubAddress("https://hub.rabat.example", b"a hub's id here.")
    assert read_hub(hub_elements(hub)) == hub
    assert read_hub((("registry", b"file"), *hub_elements(hub), ("later", 7))) == hub
    assert read_hub(()) is None
    assert read_hub((("hub", "http://open.example", hub.hub_id),)) is None
    assert read_hub((("hub", hub.url, b"short"),)) is None
