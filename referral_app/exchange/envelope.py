"""Envelopes: what lies on sticks and in folders (exchange.md 4.3).

    header   = CBOR [1, suite, mode, dst(16), kid(8)]
    inner    = CBOR [kind, source, [membership heads], [item…]]
    envelope = header ‖ HPKE(pad(inner), info = tag ‖ header)

No sender stands in clear, and anyone can seal to a public key: what is inside counts only once its
own signatures are checked. The length says no more than the next of eight powers of two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from referral_app.domain.centre import REAL, TRAINING
from referral_app.domain.identifiers import CentreId, CommitId
from referral_app.errors import ForeignDataError
from referral_app.exchange.keys import open_with, seal_to
from referral_app.exchange.refused import LeftAsideError
from referral_app.exchange.shape import ID, byte_strings, is_id
from referral_app.journal import codec
from referral_app.journal.membership import KID_SIZE, SUITE
from referral_app.services.ports import Epoch, Refusal

VERSION: Final = 1
MAX_ENVELOPE: Final = 300 * 1024
FULL: Final = 64 * 1024
"""Plaintext bytes to which a pouch of several commits is filled."""
_BUCKETS: Final = tuple(1024 << power for power in range(1, 9))
_TAG: Final = b"rly/1/seal\0"
_END: Final = b"\x80"
_MODES: Final = (REAL, TRAINING)
_ARRAYS: Final = range(0x81, 0x98)
_LARGEST_SMALL: Final = 0x17


class Kind(IntEnum):
    """What an envelope carries."""

    COMMITS = 1
    VECTORS = 2
    ENROLMENT = 3
    SUMMARY = 4


@dataclass(frozen=True, slots=True)
class Header:
    """What everyone can read. `kid` names the key it is sealed to."""

    mode: str
    destination: CentreId
    kid: bytes

    def encode(self) -> bytes:
        """Return the header's bytes; they are bound into the seal."""
        return codec.encode((VERSION, SUITE, self.mode, self.destination, self.kid))


@dataclass(frozen=True, slots=True)
class Letter:
    """What was inside. `source` and `membership_heads` are hints: only items are signed."""

    kind: Kind
    source: CentreId
    membership_heads: tuple[CommitId, ...]
    items: tuple[bytes, ...]


_BEFORE_KID: Final = codec.encode(bytes(KID_SIZE))[:-KID_SIZE]
_OPENINGS: Final = {
    mode: Header(mode, CentreId(bytes(ID)), bytes(KID_SIZE)).encode()[
        : -(ID + len(_BEFORE_KID) + KID_SIZE)
    ]
    for mode in _MODES
}
"""What stands before the destination in the header of each mode."""
_PIECE: Final = 2_047
_SMALL: Final = 4 * _PIECE


def name_of(envelope: bytes) -> bytes:
    """Return the envelope's id (32 bytes): the hash of all of it."""
    if len(envelope) > _SMALL:
        return hashlib.sha256(envelope).digest()
    # From 2,048 bytes on `hashlib` gives the interpreter up, and on a busy hub waits longer to have
    # it back than it takes to hash them.
    hashed = hashlib.sha256(envelope[:_PIECE])
    for at in range(_PIECE, len(envelope), _PIECE):
        hashed.update(envelope[at : at + _PIECE])
    return hashed.digest()


def destination_of(envelope: bytes, mode: str) -> CentreId | None:
    """Return where an envelope of a mode goes; None where `read_header` must say what is wrong."""
    opening = _OPENINGS[mode]
    to = len(opening)
    kid = to + ID + len(_BEFORE_KID)
    if not kid + KID_SIZE <= len(envelope) <= MAX_ENVELOPE or not envelope.startswith(opening):
        return None
    if envelope[to + ID : kid] != _BEFORE_KID:
        return None
    return CentreId(envelope[to : to + ID])


def pad(data: bytes) -> bytes:
    """Fill up to the next of 2, 4, … 256 KiB. Raises ValueError beyond."""
    size = next((size for size in _BUCKETS if len(data) < size), None)
    if size is None:
        raise ValueError(len(data))
    return data + _END + bytes(size - len(data) - 1)


def unpad(data: bytes) -> bytes:
    """Take the filling off. Raises LeftAsideError(DAMAGED) when there is none."""
    inner = data.rstrip(b"\0")
    if not inner.endswith(_END):
        raise LeftAsideError(Refusal.DAMAGED)
    return inner[:-1]


def seal(letter: Letter, epoch: Epoch, mode: str) -> bytes:
    """Seal a letter to a centre's epoch key.

    Raises ForeignDataError("exchange.key_unusable") when that key is none.
    """
    header = Header(mode, epoch.centre, epoch.kid).encode()
    inner = (letter.kind.value, letter.source, letter.membership_heads, letter.items)
    return header + seal_to(epoch.public, pad(codec.encode(inner)), _TAG + header)


def read_header(envelope: bytes) -> tuple[Header, int]:
    """Read the header and say how long it is; costs nothing, so it comes first.

    Raises LeftAsideError(DAMAGED or NEWER).
    """
    if not 2 < len(envelope) <= MAX_ENVELOPE or envelope[0] not in _ARRAYS:
        raise LeftAsideError(Refusal.DAMAGED)
    if envelope[1] != VERSION:
        newer = VERSION < envelope[1] <= _LARGEST_SMALL + 1
        raise LeftAsideError(Refusal.NEWER if newer else Refusal.DAMAGED)
    if envelope[2] != SUITE:
        newer = envelope[2] <= _LARGEST_SMALL + 1
        raise LeftAsideError(Refusal.NEWER if newer else Refusal.DAMAGED)
    # A header has one form, so its fixed bytes can be compared: a hub reads hundreds at a time.
    for mode, opening in _OPENINGS.items():
        to = len(opening)
        kid = to + ID + len(_BEFORE_KID)
        end = kid + KID_SIZE
        if envelope.startswith(opening) and envelope[to + ID : kid] == _BEFORE_KID:
            if len(envelope) < end:
                break
            return Header(mode, CentreId(envelope[to : to + ID]), envelope[kid:end]), end
    raise LeftAsideError(Refusal.DAMAGED)


def open_envelope(
    envelope: bytes, centre: CentreId, mode: str, seed_of: Callable[[bytes], bytes | None]
) -> Letter:
    """Open an envelope addressed to `centre`; `seed_of` gives the seed of a key id.

    Raises LeftAsideError with the reason, and nothing else.
    """
    header, size = read_header(envelope)
    if header.mode != mode:
        raise LeftAsideError(Refusal.OTHER_MODE)
    if header.destination != centre:
        raise LeftAsideError(Refusal.FOREIGN)
    seed = seed_of(header.kid)
    if seed is None:
        raise LeftAsideError(Refusal.UNKNOWN_KEY)
    try:
        inner = codec.decode(unpad(open_with(seed, envelope[size:], _TAG + envelope[:size])))
    except LeftAsideError:
        raise
    except ForeignDataError as error:
        raise LeftAsideError(Refusal.DAMAGED) from error
    match inner:
        case (int(kind), bytes(source), tuple(heads), tuple(items)) if is_id(source):
            if kind not in Kind.__members__.values():
                raise LeftAsideError(Refusal.NEWER)
            commits = tuple(CommitId(head) for head in byte_strings(heads, 32))
            return Letter(Kind(kind), CentreId(source), commits, byte_strings(items))
    raise LeftAsideError(Refusal.DAMAGED)
