"""The root's signature under the registry of centres, and which registry follows which.

The form of the file is `journal.registry`'s. The root vouches for names and code ranges alone: a
centre's keys follow from its id, which is the hash of how it was founded, so whoever signs a
registry can name a wrong centre but never change the keys of one (exchange.md 3.3).
"""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from referral_app.domain.registry import Registry
from referral_app.errors import ForeignDataError, RefusedError
from referral_app.exchange.fingerprint import digits_of
from referral_app.exchange.keys import is_signed
from referral_app.journal import codec
from referral_app.journal.registry import (
    MAGIC,
    MAX_FILE,
    VERSION,
    read_body,
    read_unproved,
    write_body,
)

_ROOT: Final = b"rly/1/root-fingerprint\0"


def sign_registry(registry: Registry, seed: bytes) -> bytes:
    """Return the file of a registry, signed with the root's seed (32 bytes).

    Raises RefusedError("registry.too_large", "registry.unsound") for what nobody would read.
    """
    key = Ed25519PrivateKey.from_private_bytes(seed)
    root = key.public_key().public_bytes_raw()
    body = write_body(registry)
    file = MAGIC + codec.encode((VERSION, body, root, key.sign(MAGIC + body)))
    if len(file) > MAX_FILE:
        raise RefusedError("registry.too_large")
    try:
        read_body(body, root)
    except ForeignDataError as error:
        raise RefusedError("registry.unsound") from error
    return file


def read_registry(file: bytes) -> Registry:
    """Read a registry's file and prove its signature; `root` says whose it is.

    Whether that root is ours is for `standing`. Raises ForeignDataError("registry.foreign",
    "registry.damaged", "registry.newer").
    """
    signed = read_unproved(file)
    if not is_signed(signed.registry.root, signed.signature, MAGIC + signed.body):
        raise ForeignDataError("registry.damaged")
    return signed.registry


class Standing(StrEnum):
    """How a registry stands to the one that is held."""

    FIRST = "first"  # none is held: a person looks at the root's fingerprint
    NEWER = "newer"
    SAME = "same"
    OLDER = "older"
    FORKED = "forked"  # the same version with other content: the root signed twice
    OTHER_ROOT = "other_root"


def standing(held: bytes | None, file: bytes) -> Standing:
    """Say how a proved registry's file stands to the file that is held, None for none.

    Order does not matter: whatever comes when, the highest version stands, and of two of one
    version the lower file, so that every desk and the hub come to the same one.
    """
    if held is None:
        return Standing.FIRST
    if held == file:
        return Standing.SAME
    before, after = read_unproved(held).registry, read_unproved(file).registry
    if before.root != after.root:
        return Standing.OTHER_ROOT
    if after.version != before.version:
        return Standing.NEWER if after.version > before.version else Standing.OLDER
    # Ed25519 signs a body in one way, so files differ in what they say.
    return Standing.FORKED


def root_fingerprint(root: bytes) -> str:
    """Return 12 groups of 5 digits that follow from the root's key, to be compared aloud."""
    return digits_of(_ROOT + root)


def file_hash(file: bytes) -> bytes:
    """Name a registry's file: SHA-256."""
    return sha256(file).digest()
