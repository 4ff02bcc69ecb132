"""A centre's desks and keys, folded from its membership stream."""

from __future__ import annotations

from dataclasses import dataclass

from referral_app.domain.identifiers import CentreId, DeviceId


@dataclass(frozen=True, slots=True)
class Member:
    """A desk of a centre. Keys are raw public bytes: Ed25519 32, X-Wing 1216."""

    device: DeviceId
    centre: CentreId
    sign_key: bytes
    kem_key: bytes
    role: str
    label: str
    active: bool


@dataclass(frozen=True, slots=True)
class EpochKey:
    """A centre's public encryption key for a time; `wraps` seal its seed to each desk."""

    centre: CentreId
    number: int
    kid: bytes
    public: bytes
    wraps: tuple[tuple[DeviceId, bytes], ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """What a membership stream says; `mode` is real or training."""

    centre: CentreId
    mode: str
    members: tuple[Member, ...]
    epochs: tuple[EpochKey, ...]
