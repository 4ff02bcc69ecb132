"""Keys of a desk and of a centre: Ed25519, X-Wing from a 32-byte seed, HPKE around both.

`cryptography` has no serialisation for X-Wing keys: a private key is kept as its seed and expanded
as draft-connolly-cfrg-xwing-kem says; a public one is ML-KEM-768 (1184 bytes), then X25519 (32).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from referral_app.clock import Randomness
from referral_app.domain.identifiers import CentreId, DeviceId
from referral_app.errors import ForeignDataError
from referral_app.journal.genesis import device_id

SEED: Final = 32
_HUB: Final = b"rly/1/hub\0"
_HELLO: Final = b"rly/1/hello\0"
_MLKEM_PUBLIC: Final = 1184
_MLKEM_SEED: Final = 64
_HPKE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _private(seed: bytes) -> MLKEM768X25519PrivateKey:
    expanded = hashlib.shake_256(seed).digest(_MLKEM_SEED + SEED)
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED]),
        X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED:]),
    )


def hub_id(sign_key: bytes, kem_key: bytes) -> CentreId:
    """Name a hub (16 bytes) by both its public keys; it is the mailbox of summaries too."""
    return CentreId(hashlib.sha256(_HUB + sign_key + kem_key).digest()[:16])


def hello_text(body: bytes) -> bytes:
    """Return what a hub signs of its hello."""
    return _HELLO + body


def kem_public(seed: bytes) -> bytes:
    """Return the X-Wing public key (1216 bytes) of a 32-byte seed."""
    expanded = hashlib.shake_256(seed).digest(_MLKEM_SEED + SEED)
    post_quantum = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED]).public_key()
    classic = X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED:]).public_key()
    return post_quantum.public_bytes_raw() + classic.public_bytes_raw()


def seal_to(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """Encrypt to an X-Wing public key; `info` is bound in.

    Raises ForeignDataError("exchange.key_unusable") when `public` is no such key.
    """
    try:
        key = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]),
        )
        return _HPKE.encrypt(plaintext, key, info=info)
    except ValueError as error:
        raise ForeignDataError("exchange.key_unusable") from error


def open_with(seed: bytes, sealed: bytes, info: bytes) -> bytes:
    """Decrypt with an X-Wing seed.

    Raises ForeignDataError("exchange.damaged") for anything not sealed to it with this `info`.
    """
    try:
        return _HPKE.decrypt(sealed, _private(seed), info=info)
    except (InvalidTag, ValueError) as error:
        raise ForeignDataError("exchange.damaged") from error


@dataclass(frozen=True, slots=True)
class DeskKeys:
    """A desk's two secrets, 32 bytes each; they live inside the encrypted store alone."""

    sign_seed: bytes = field(repr=False)
    kem_seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, chance: Randomness) -> DeskKeys:
        """Draw new keys."""
        return cls(chance(SEED), chance(SEED))

    @classmethod
    def decode(cls, data: bytes) -> DeskKeys:
        """Read what `encode` wrote. Raises ValueError when it is of another length."""
        if len(data) != 2 * SEED:
            raise ValueError(len(data))
        return cls(data[:SEED], data[SEED:])

    def encode(self) -> bytes:
        """Return both secrets as 64 bytes, for the store's identity table."""
        return self.sign_seed + self.kem_seed

    @property
    def sign_key(self) -> bytes:
        """The Ed25519 public key, 32 bytes."""
        return _signer(self.sign_seed).public_key().public_bytes_raw()

    @property
    def kem_key(self) -> bytes:
        """The X-Wing public key, 1216 bytes."""
        return kem_public(self.kem_seed)

    @property
    def device(self) -> DeviceId:
        """The id that binds both public keys."""
        return device_id(self.sign_key, self.kem_key)

    def sign(self, data: bytes) -> bytes:
        """Sign with Ed25519 (64 bytes)."""
        return _signer(self.sign_seed).sign(data)


@lru_cache(maxsize=8)
def _signer(seed: bytes) -> Ed25519PrivateKey:
    # Expanding the seed costs as much as signing, and a desk signs at every save.
    return Ed25519PrivateKey.from_private_bytes(seed)


def is_signed(sign_key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether `signature` over `data` is by `sign_key`; False for malformed keys too."""
    try:
        _verifier(sign_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=256)
def _verifier(sign_key: bytes) -> Ed25519PublicKey:
    # Reading a key takes a third of what verifying does, and thousands of commits bear one.
    return Ed25519PublicKey.from_public_bytes(sign_key)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this desk is in the exchange. `incarnation` is 8 bytes, new at each program start.

    `commune` is `stream.commune_id` of the commune's key; empty while a centre is being founded.
    """

    centre: CentreId
    mode: str
    incarnation: bytes
    keys: DeskKeys
    device: DeviceId
    commune: CentreId = field(default_factory=lambda: CentreId(b""))
