"""Seals and signatures of glass: they bind as the real ones do, and cost next to nothing.

A life seals a thousand letters; the real primitives would take most of its time, and draw from the
system what must come from the seed. What is tested here is who may open what and whose signature
counts, not the primitives: glass refuses a wrong key, a wrong header, an altered byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256, sha512, shake_256
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ed25519

from referral_app.clock import Randomness
from referral_app.exchange import imports, keys, registry, vectors
from referral_app.exchange.vectors import StateVector
from referral_app.journal import codec
from referral_app.journal.commit import read_commit
from tests.simulation.communes import hub

_NONCE = 8
_TAG = 32
_MANY = 4096
_PARTS = {"MLKEM768PrivateKey": 1184, "X25519PrivateKey": 32}


class Suite:
    """Stands for HPKE."""

    def __init__(self, chance: Randomness) -> None:
        self.chance = chance

    def encrypt(self, plaintext: bytes, key: bytes, info: bytes) -> bytes:
        nonce = self.chance(_NONCE)
        return nonce + _tag(key, info, nonce, plaintext) + plaintext

    def decrypt(self, sealed: bytes, key: bytes, info: bytes) -> bytes:
        nonce, tag = sealed[:_NONCE], sealed[_NONCE : _NONCE + _TAG]
        plaintext = sealed[_NONCE + _TAG :]
        if tag != _tag(key, info, nonce, plaintext):
            raise InvalidTag
        return plaintext


def _tag(key: bytes, info: bytes, nonce: bytes, plaintext: bytes) -> bytes:
    return sha256(key + len(info).to_bytes(4, "big") + info + nonce + plaintext).digest()


class _Public:
    """The public half of a key, or of a part of one."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    @classmethod
    def from_public_bytes(cls, raw: bytes) -> _Public:
        if len(raw) not in _PARTS.values():
            raise ValueError(len(raw))
        return cls(raw)

    def public_bytes_raw(self) -> bytes:
        return self.raw

    def verify(self, signature: bytes, data: bytes) -> None:
        if signature != sha512(self.raw + data).digest():
            raise InvalidSignature


def _part(size: int) -> type:
    """A private part of a key whose public half has `size` bytes."""

    class Part:
        def __init__(self, seed: bytes) -> None:
            self.raw = _stretched(seed, size)

        @classmethod
        def from_private_bytes(cls, seed: bytes) -> Part:
            return cls(seed)

        from_seed_bytes = from_private_bytes

        def public_key(self) -> _Public:
            return _Public(self.raw)

        def sign(self, data: bytes) -> bytes:
            return sha512(self.raw + data).digest()

    return Part


@lru_cache(maxsize=1024)
def _stretched(seed: bytes, size: int) -> bytes:
    return shake_256(b"glass" + seed).digest(size)


def _remember(patch: pytest.MonkeyPatch) -> None:
    """What six desks read alike is read once: pure functions of bytes, whose results are frozen."""
    remembered = lru_cache(_MANY)(read_commit)
    for module in (imports, hub):
        patch.setattr(module, "read_commit", remembered)
    patch.setattr(codec, "decode", lru_cache(_MANY)(codec.decode))
    patch.setattr(vectors, "_read_body", lru_cache(_MANY)(vectors._read_body))
    body = StateVector.body.fget
    assert body is not None
    patch.setattr(StateVector, "body", property(lru_cache(_MANY)(body)))


@contextmanager
def glass(chance: Randomness) -> Iterator[None]:
    """Put glass in place of the primitives; nonces are drawn from `chance`."""
    fakes: dict[str, Any] = {name: _part(size) for name, size in _PARTS.items()}
    fakes |= {
        "MLKEM768PublicKey": _Public,
        "X25519PublicKey": _Public,
        "MLKEM768X25519PublicKey": lambda one, other: one.raw + other.raw,
        "Ed25519PrivateKey": _part(32),
        "Ed25519PublicKey": _Public,
        "_private": keys.kem_public,
        "_HPKE": Suite(chance),
    }
    keys._signer.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        for name, fake in fakes.items():
            patch.setattr(keys, name, fake)
        patch.setattr(ed25519, "Ed25519PublicKey", _Public)
        patch.setattr(registry, "Ed25519PrivateKey", fakes["Ed25519PrivateKey"])
        _remember(patch)
        try:
            yield
        finally:
            keys._signer.cache_clear()
