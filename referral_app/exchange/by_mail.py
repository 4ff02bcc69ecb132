"""Invitations that travel by mail: a file without its secret, and twelve words told by telephone.

    in hand:  secret(16),   commune key(32)
    by mail:  nothing,      AES-256-GCM(HKDF(secret), commune key) (48)

Who finds the file alone can join nothing and reads no key. The secret has 128 bits: a short code to
be typed would let whoever holds the file try them all. With the words a file is kept as

    mark ‖ secret(16) ‖ the file as it came
"""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from referral_app.errors import InvalidInputError, RefusedError

SECRET: Final = 16
SEALED_KEY: Final = 48
_TOLD: Final = b"rly/1/told\0"
_SEAL: Final = b"rly/1/mailed-key\0"
_NONCE: Final = bytes(12)
"""Each secret seals one key once."""


def seal_key(secret: bytes, invitation: bytes, commune_key: bytes) -> bytes:
    """Return the commune key as a mailed file carries it, 48 bytes."""
    return _cipher(secret).encrypt(_NONCE, commune_key, invitation)


def open_key(secret: bytes, invitation: bytes, sealed: bytes) -> bytes:
    """Return the commune key of a mailed file.

    Raises InvalidInputError("words.other_file") when the words belong to another one.
    """
    try:
        return _cipher(secret).decrypt(_NONCE, sealed, invitation)
    except InvalidTag as error:
        raise InvalidInputError("words.other_file", "words") from error


def with_secret(data: bytes, secret: bytes) -> bytes:
    """Return a mailed file together with the secret that was told."""
    return _TOLD + secret + split(data)[1]


def split(data: bytes) -> tuple[bytes, bytes]:
    """Return the secret that was told, empty when none was, and the file as it came."""
    if not data.startswith(_TOLD):
        return b"", data
    at = len(_TOLD) + SECRET
    return data[len(_TOLD) : at], data[at:]


def require_told(secret: bytes) -> None:
    """Refuse to join by a mailed file alone: RefusedError("exchange.invitation_needs_words")."""
    if not secret:
        raise RefusedError("exchange.invitation_needs_words")


def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=_SEAL).derive(secret))
