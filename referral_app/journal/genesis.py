"""How a centre and a desk get their names: each is the hash of what it is (exchange.md 3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from referral_app.domain.centre import REAL, TRAINING
from referral_app.domain.facts import Value
from referral_app.domain.identifiers import CentreId, DeviceId, Moment
from referral_app.errors import ForeignDataError
from referral_app.journal import codec
from referral_app.journal.fact_codec import ID_SIZE, is_bytes, is_moment

SIGN_KEY_SIZE: Final = 32
KEM_KEY_SIZE: Final = 1216

_GENESIS_FORMAT: Final = 1
_CENTRE: Final = b"rly/1/centre\0"
_DEVICE: Final = b"rly/1/dev\0"


@dataclass(frozen=True, slots=True)
class Genesis:
    """How a centre began: its mode and its first desk."""

    centre: CentreId
    mode: str
    device: DeviceId
    sign_key: bytes
    kem_key: bytes
    label: str
    at: Moment


def device_id(sign_key: bytes, kem_key: bytes) -> DeviceId:
    """Name a desk by both its public keys (exchange.md 3.1)."""
    return DeviceId(sha256(_DEVICE + sign_key + kem_key).digest()[:ID_SIZE])


def centre_id(document: bytes) -> CentreId:
    """Name a centre by its genesis document."""
    return CentreId(centre_proof(document)[:ID_SIZE])


def centre_proof(document: bytes) -> bytes:
    """Return the whole hash (32 bytes) of a genesis document, of which the id is the first half."""
    return sha256(_CENTRE + document).digest()


def genesis_document(
    mode: str, sign_key: bytes, kem_key: bytes, label: str, chance16: bytes, at: Moment
) -> bytes:
    """Write the document that founds a centre; its hash is the centre's id.

    Raises ValueError when it could not be read back.
    """
    document = codec.encode((_GENESIS_FORMAT, mode, sign_key, kem_key, label, chance16, at))
    try:
        read_genesis(document)
    except ForeignDataError as error:
        raise ValueError("not a genesis") from error
    return document


def read_genesis(document: bytes) -> Genesis:
    """Read the document that founds a centre.

    Raises ForeignDataError when it is none.
    """
    match codec.decode(document):
        case (
            int(form),
            str(mode),
            bytes(sign),
            bytes(kem),
            str(label),
            bytes(chance),
            int(at),
        ) if (
            type(form) is int
            and form == _GENESIS_FORMAT
            and mode in (REAL, TRAINING)
            and are_keys(sign, kem)
            and len(chance) == ID_SIZE
            and is_moment(at)
        ):
            device = device_id(sign, kem)
            return Genesis(centre_id(document), mode, device, sign, kem, label, Moment(at))
    raise ForeignDataError("membership.bad_genesis")


def are_keys(sign_key: Value, kem_key: Value) -> bool:
    """Whether both may be public keys of a desk."""
    return is_bytes(sign_key, SIGN_KEY_SIZE) and is_bytes(kem_key, KEM_KEY_SIZE)
