"""The frame of an invitation file: a mark, a body, and the signature of a desk of the inviter.

    file = magic ‖ CBOR [1, body, device(16), Ed25519 signature of magic ‖ body]

The signature shows damage; who made the file is shown by fingerprints, compared aloud.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from referral_app.domain.facts import Value
from referral_app.errors import ForeignDataError, RefusedError
from referral_app.exchange.keys import Identity, is_signed
from referral_app.exchange.roll import Roll
from referral_app.journal import codec

FOR_A_CENTRE: Final = b"rly/1/invitation\0"
FOR_A_DESK: Final = b"rly/1/desk-invitation\0"
"""The marks of both kinds of invitation."""
VERSION: Final = 1
MAX_FILE: Final = 1024 * 1024
_NEWER: Final = "exchange.invitation_newer"


class HasRoll(Protocol):
    """What a body says; its roll proves who signed."""

    @property
    def roll(self) -> Roll:
        """The inviting centre's desks and keys."""
        ...


R = TypeVar("R", bound=HasRoll)


def sign_file(identity: Identity, magic: bytes, body: bytes) -> bytes:
    """Return the file around a body."""
    signature = identity.keys.sign(magic + body)
    return magic + codec.encode((VERSION, body, identity.device, signature))


def read_signed(data: bytes, magic: bytes, read_body: Callable[[Value], R]) -> R:
    """Read a file that `sign_file` made.

    Raises ForeignDataError("exchange.invitation_foreign", "…_newer", "…_damaged"), RefusedError
    ("exchange.invitation_for_desk", "…_for_centre") for one of the other kind.
    """
    if magic != FOR_A_DESK and data.startswith(FOR_A_DESK):
        raise RefusedError("exchange.invitation_for_desk")
    if magic != FOR_A_CENTRE and data.startswith(FOR_A_CENTRE):
        raise RefusedError("exchange.invitation_for_centre")
    if not data.startswith(magic[: len(data)]) or not data:
        raise ForeignDataError("exchange.invitation_foreign")
    try:
        return _read(data, magic, read_body)
    except ForeignDataError as error:
        if error.key == _NEWER:
            raise
        raise damaged() from error


def damaged() -> ForeignDataError:
    """The refusal of a file that was one of ours once."""
    return ForeignDataError("exchange.invitation_damaged")


def _read(data: bytes, magic: bytes, read_body: Callable[[Value], R]) -> R:
    if len(data) > MAX_FILE:
        raise damaged()
    outer = codec.decode(data[len(magic) :])
    if isinstance(outer, tuple) and outer and type(outer[0]) is int and outer[0] > VERSION:
        raise ForeignDataError(_NEWER)
    match outer:
        case (int(version), bytes(body), bytes(device), bytes(signature)) if version == VERSION:
            content = read_body(codec.decode(body))
        case _:
            raise damaged()
    key = next((m.sign_key for m in content.roll.membership.members if m.device == device), b"")
    if not is_signed(key, signature, magic + body):
        raise damaged()
    return content
