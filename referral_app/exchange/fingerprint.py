"""Fingerprints of centres and desks: sixty digits that two people compare (exchange.md 3.3)."""

from __future__ import annotations

from hashlib import sha512
from typing import Final

from referral_app.domain.identifiers import CentreId, DeviceId

GROUPS: Final = 12
_DIGITS: Final = 5
_BYTES: Final = 5
_TAG: Final = b"rly/1/fingerprint\0"
_DESK: Final = b"rly/1/desk-fingerprint\0"


def fingerprint(centre: CentreId) -> str:
    """Return 12 groups of 5 digits; they follow from the keys with which the centre was founded."""
    return digits_of(_TAG + centre)


def desk_fingerprint(device: DeviceId) -> str:
    """Return 12 groups of 5 digits; they follow from both keys of the desk."""
    return digits_of(_DESK + device)


def digits_of(data: bytes) -> str:
    """Return 12 groups of 5 digits that follow from what is told apart by its tag."""
    digest = sha512(data).digest()
    groups = (digest[at : at + _BYTES] for at in range(0, GROUPS * _BYTES, _BYTES))
    return " ".join(f"{int.from_bytes(group, 'big') % 10**_DIGITS:0{_DIGITS}}" for group in groups)
