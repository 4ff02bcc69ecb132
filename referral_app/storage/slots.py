"""Key slots: each person opens the store with a passphrase of their own (design.md 4).

A random 32-byte key opens the database. A slot holds a key pair (X-Wing): its private seed lies
under Argon2id of the passphrase with AES-256-GCM, and the database's key is sealed to its public
key (HPKE). So a passphrase changes alone, and the database can be sealed anew to those who stay
without asking for their passphrases.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from referral_app.clock import Randomness
from referral_app.domain.identifiers import StaffId
from referral_app.errors import (
    ForeignDataError,
    InvalidInputError,
    UnavailableError,
    WrongPassphraseError,
)
from referral_app.storage.recovery_code import parse_recovery_code
from referral_app.storage.slot_file import VERSION, Cost, Slot, SlotKind

KEY_SIZE: Final = 32

_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_SEED_SIZE: Final = 32
_MLKEM_SEED: Final = 64
_MLKEM_PUBLIC: Final = 1184
_FREE_TRIES: Final = 3
_LONGEST_DELAY: Final = 60


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Someone who is to open the store: initials, staff id, passphrase."""

    label: str
    staff: StaffId
    passphrase: str = field(repr=False)
    cost: Cost = field(default_factory=Cost)


@dataclass(frozen=True, slots=True)
class Opened:
    """The slot that opened, and the database's key; `next_key` too while it is being re-keyed."""

    slot: Slot
    key: bytes = field(repr=False)
    next_key: bytes | None = field(default=None, repr=False)


def delay_after(failures: int) -> int:
    """Return the seconds to wait after so many wrong passphrases in a row: 0, 0, 0, 2, 4 … 60."""
    excess = failures - _FREE_TRIES
    return 0 if excess < 0 else min(2 ** (excess + 1), _LONGEST_DELAY)


def person_slot(person: NewPerson, key: bytes, store: bytes, chance: Randomness) -> Slot:
    """Make a person's slot: raises InvalidInputError for an empty passphrase."""
    if not person.passphrase:
        raise InvalidInputError("store.passphrase_empty", "passphrase")
    bare = Slot(
        chance(16),
        SlotKind.PERSON,
        person.label,
        person.staff,
        person.cost,
        b"",
        b"",
        b"",
        b"",
        b"",
    )
    return _fill(bare, _secret(person.passphrase), key, store, chance)


def recovery_slot(
    code: str,
    key: bytes,
    store: bytes,
    chance: Randomness,
    cost: Cost = field(default_factory=Cost),  # noqa: B008
) -> Slot:
    """Make the slot that the printed code opens: raises InvalidInputError for no such code."""
    bare = Slot(chance(16), SlotKind.RECOVERY, "", b"", cost, b"", b"", b"", b"", b"")
    return _fill(bare, parse_recovery_code(code).encode(), key, store, chance)


def open_with_passphrase(slots: Iterable[Slot], store: bytes, passphrase: str) -> Opened:
    """Open the first slot that the passphrase opens.

    Raises WrongPassphraseError when none does, ForeignDataError for a slot that was tampered with.
    """
    for slot in slots:
        seed = _unwrap(slot, _secret(passphrase), store)
        if seed is not None:
            return _opened(slot, seed, store)
    raise WrongPassphraseError("store.wrong_passphrase")


def open_with_code(slots: Iterable[Slot], store: bytes, code: str) -> Opened:
    """Open the recovery slot: raises InvalidInputError (mistyped), WrongPassphraseError."""
    secret = parse_recovery_code(code).encode()
    for slot in slots:
        seed = _unwrap(slot, secret, store)
        if seed is not None:
            return _opened(slot, seed, store)
    raise WrongPassphraseError("store.wrong_recovery_code")


def with_new_passphrase(slot: Slot, store: bytes, old: str, new: str, chance: Randomness) -> Slot:
    """Return the slot under another passphrase; the key pair and the sealed key stay.

    Raises WrongPassphraseError, InvalidInputError.
    """
    if not new:
        raise InvalidInputError("store.passphrase_empty", "passphrase")
    seed = _unwrap(slot, _secret(old), store)
    if seed is None:
        raise WrongPassphraseError("store.wrong_passphrase")
    return _wrap(slot, seed, _secret(new), store, chance)


def relabelled(slot: Slot, store: bytes, label: str, passphrase: str, chance: Randomness) -> Slot:
    """Return the slot under other initials, which its passphrase vouches for like all the rest.

    Raises WrongPassphraseError.
    """
    seed = _unwrap(slot, _secret(passphrase), store)
    if seed is None:
        raise WrongPassphraseError("store.wrong_passphrase")
    return _wrap(slot._replace(label=label), seed, _secret(passphrase), store, chance)


def with_next_key(slot: Slot, key: bytes, store: bytes) -> Slot:
    """Seal the key that the database is being given to a slot; no passphrase is asked."""
    return slot._replace(next_key=_seal(slot, key, store))


def settled(slot: Slot) -> Slot:
    """Return the slot once the database is under its next key."""
    return slot._replace(database_key=slot.next_key, next_key=b"")


def _opened(slot: Slot, seed: bytes, store: bytes) -> Opened:
    coming = _unseal(slot, slot.next_key, seed, store) if slot.next_key else None
    return Opened(slot, _unseal(slot, slot.database_key, seed, store), coming)


def _seal(slot: Slot, key: bytes, store: bytes) -> bytes:
    return _SUITE.encrypt(key, _public_key(slot.public), info=_info(slot, store))


def _fill(bare: Slot, secret: bytes, key: bytes, store: bytes, chance: Randomness) -> Slot:
    seed = chance(_SEED_SIZE)
    made = bare._replace(public=_public_bytes(seed))
    filled = made._replace(database_key=_seal(made, key, store))
    return _wrap(filled, seed, secret, store, chance)


def _wrap(slot: Slot, seed: bytes, secret: bytes, store: bytes, chance: Randomness) -> Slot:
    salted = slot._replace(salt=chance(16), nonce=chance(12))
    cipher = AESGCM(_derive(secret, salted))
    return salted._replace(seed=cipher.encrypt(salted.nonce, seed, _bound(salted, store)))


def _unwrap(slot: Slot, secret: bytes, store: bytes) -> bytes | None:
    try:
        cipher = AESGCM(_derive(secret, slot))
        return cipher.decrypt(slot.nonce, slot.seed, _bound(slot, store))
    except InvalidTag:
        return None


def _unseal(slot: Slot, sealed: bytes, seed: bytes, store: bytes) -> bytes:
    try:
        key = _SUITE.decrypt(sealed, _private_key(seed), info=_info(slot, store))
    except InvalidTag:
        raise ForeignDataError("store.slots_damaged") from None
    if len(key) != KEY_SIZE:
        raise ForeignDataError("store.slots_damaged")
    return key


def _derive(secret: bytes, slot: Slot) -> bytes:
    try:
        return Argon2id(
            salt=slot.salt,
            length=32,
            iterations=slot.cost.passes,
            lanes=slot.cost.lanes,
            memory_cost=slot.cost.memory,
        ).derive(secret)
    except MemoryError:
        raise UnavailableError("store.no_memory") from None


def _secret(passphrase: str) -> bytes:
    # Keyboards of one language may compose the same letters differently.
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def _bound(slot: Slot, store: bytes) -> bytes:
    """What must not change without the passphrase: a slot cannot be moved, renamed or weakened."""
    return json.dumps(
        [
            "referral-app slot",
            VERSION,
            store.hex(),
            slot.id.hex(),
            slot.kind.value,
            slot.label,
            slot.staff.hex(),
            [slot.cost.memory, slot.cost.passes, slot.cost.lanes],
            slot.salt.hex(),
            hashlib.sha256(slot.public).hexdigest(),
        ]
    ).encode()


def _info(slot: Slot, store: bytes) -> bytes:
    return b"referral-app store key\0" + store + slot.id


def _private_key(seed: bytes) -> MLKEM768X25519PrivateKey:
    # The seed's expansion is that of draft-connolly-cfrg-xwing-kem; the library takes the parts.
    parts = hashlib.shake_256(seed).digest(_MLKEM_SEED + 32)
    return MLKEM768X25519PrivateKey(
        MLKEM768PrivateKey.from_seed_bytes(parts[:_MLKEM_SEED]),
        X25519PrivateKey.from_private_bytes(parts[_MLKEM_SEED:]),
    )


def _public_key(public: bytes) -> MLKEM768X25519PublicKey:
    try:
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]),
        )
    except ValueError:
        raise ForeignDataError("store.slots_damaged") from None


def _public_bytes(seed: bytes) -> bytes:
    parts = hashlib.shake_256(seed).digest(_MLKEM_SEED + 32)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(parts[:_MLKEM_SEED])
    x25519 = X25519PrivateKey.from_private_bytes(parts[_MLKEM_SEED:])
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
