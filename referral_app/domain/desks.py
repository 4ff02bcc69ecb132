"""Desks of a centre: invitations to join it, and the blocks of case codes that each is granted."""

from __future__ import annotations

from dataclasses import dataclass, field

from referral_app.domain.identifiers import DeviceId, InvitationId, Moment, StaffId

MOST_STEWARDS = 3
"""Desks of a centre that may let in others (exchange.md 3.2)."""


@dataclass(frozen=True, slots=True)
class DeskInvitation:
    """A further desk may join once with `secret` (16 bytes) before `expires`.

    It is prepared for one person of the staff; `replaces` names the desk that it takes over from.
    """

    id: InvitationId
    secret: bytes = field(repr=False)
    expires: Moment
    issued_at: Moment
    staff: StaffId
    label: str
    may_let_in: bool
    replaces: DeviceId | None


@dataclass(frozen=True, slots=True)
class Block:
    """A block of 10,000 case codes: asked for by a desk, granted to it, and maybe given back.

    `number` None while it is only asked for. What was granted is never granted again.
    """

    id: bytes
    device: DeviceId
    number: int | None
    returned: bool
