"""The root's key: made once by a commune's administrator, kept in a safe, on no desk and no hub.

    file = magic ‖ CBOR [1, public key(32), salt(16), memory KiB, passes, lanes, nonce(12),
                         AES-256-GCM of the seed(32) under Argon2id of the passphrase]

It is a file on two sticks under a passphrase, and not words on paper: signing needs it once a year
or when a centre joins, and a stick alone, copied unnoticed, then signs nothing. Should all copies
be lost, a new root is founded and each centre takes it in after comparing its fingerprint: nothing
else hangs on it, no key of a centre and no content.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from referral_app.clock import Randomness
from referral_app.domain import passphrase as passphrases
from referral_app.domain.facts import Value
from referral_app.errors import ForeignDataError, UnavailableError, WrongPassphraseError
from referral_app.exchange.keys import SEED
from referral_app.journal import codec

MAGIC: Final = b"rly/1/root\0"
MAX_FILE: Final = 4096
_VERSION: Final = 1
_SALT: Final = 16
_NONCE: Final = 12
_TAG: Final = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of a passphrase costs: the second choice of RFC 9106, as for a desk's slots."""

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    @property
    def bearable(self) -> bool:
        """Whether a file may ask this of us."""
        return (
            1 <= self.lanes <= 8
            and 1 <= self.passes <= 10
            and (8 * self.lanes <= self.memory <= 256 * 1024)
        )


@dataclass(frozen=True, slots=True)
class Root:
    """The root's key pair: Ed25519, 32 bytes each."""

    public: bytes
    seed: bytes = field(repr=False)


def make_root(passphrase: str, chance: Randomness, cost: Cost | None = None) -> tuple[Root, bytes]:
    """Draw a root and return it with its file; raises InvalidInputError for a weak passphrase."""
    passphrases.check(passphrase)
    cost = cost or Cost()
    seed, salt, nonce = chance(SEED), chance(_SALT), chance(_NONCE)
    public = _public(seed)
    head = (_VERSION, public, salt, cost.memory, cost.passes, cost.lanes, nonce)
    sealed = AESGCM(_key(passphrase, salt, cost)).encrypt(nonce, seed, _bound(head))
    return Root(public, seed), MAGIC + codec.encode((*head, sealed))


def open_root(file: bytes, passphrase: str) -> Root:
    """Open the root's file.

    Raises ForeignDataError("registry.root_foreign", "registry.root_damaged"),
    WrongPassphraseError("registry.root_passphrase"), UnavailableError for want of memory.
    """
    if not file.startswith(MAGIC):
        raise ForeignDataError("registry.root_foreign")
    if len(file) > MAX_FILE:
        raise ForeignDataError("registry.root_damaged")
    head, cost, sealed = _read(file[len(MAGIC) :])
    public, salt, nonce = head[1], head[2], head[6]
    if not (isinstance(public, bytes) and isinstance(salt, bytes) and isinstance(nonce, bytes)):
        raise ForeignDataError("registry.root_damaged")
    try:
        seed = AESGCM(_key(passphrase, salt, cost)).decrypt(nonce, sealed, _bound(head))
    except InvalidTag:
        raise WrongPassphraseError("registry.root_passphrase") from None
    if len(seed) != SEED or _public(seed) != public:
        raise ForeignDataError("registry.root_damaged")
    return Root(public, seed)


def _read(data: bytes) -> tuple[tuple[Value, ...], Cost, bytes]:
    try:
        value = codec.decode(data)
    except ForeignDataError as error:
        raise ForeignDataError("registry.root_damaged") from error
    match value:
        case (
            1,
            bytes(public),
            bytes(salt),
            int(memory),
            int(passes),
            int(lanes),
            bytes(nonce),
            bytes(sealed),
        ):
            cost = Cost(memory, passes, lanes)
            sizes = (len(public), len(salt), len(nonce), len(sealed))
            if sizes == (SEED, _SALT, _NONCE, SEED + _TAG) and cost.bearable:
                return (_VERSION, public, salt, memory, passes, lanes, nonce), cost, sealed
    raise ForeignDataError("registry.root_damaged")


def _bound(head: tuple[Value, ...]) -> bytes:
    """What stands in clear is bound in, so that a key is never shown beside another's seed."""
    return MAGIC + codec.encode(head)


def _public(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def _key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    # Keyboards of one language may compose the same letters differently.
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return Argon2id(
            salt=salt,
            length=32,
            iterations=cost.passes,
            lanes=cost.lanes,
            memory_cost=cost.memory,
        ).derive(secret)
    except MemoryError:
        raise UnavailableError("store.no_memory") from None
