"""Blocks of codes and invitations of desks, from their facts, in any order."""

from __future__ import annotations

from collections.abc import Iterable

from referral_app.domain.desks import Block, DeskInvitation
from referral_app.domain.facts import BLOCK_ASKED, BLOCK_GRANTED, BLOCK_RETURNED, DESK_INVITED
from referral_app.domain.identifiers import DeviceId, InvitationId, Moment, StaffId
from referral_app.journal.sound import founding, sound_facts
from referral_app.journal.values import data, number, text
from referral_app.journal.write import Write


def fold_block(writes: Iterable[Write]) -> Block | None:
    """Return a block of codes; None when nothing asks for it and nothing grants it.

    Should two desks answer one asking, the earlier answer counts.
    """
    asked, granted, returned = sound_facts(writes, BLOCK_ASKED, BLOCK_GRANTED, BLOCK_RETURNED)
    grant = founding(granted)
    first = grant or founding(asked)
    if first is None:
        return None
    device = DeviceId(data(first.fact, "device"))
    given_back = any(write.fact.get("device") == device for write in returned)
    held = number(grant.fact, "number") if grant else None
    return Block(first.fact.record, device, held, given_back)


def fold_desk_invitation(writes: Iterable[Write]) -> DeskInvitation | None:
    """Return the invitation of a desk; who used it stands in the membership."""
    (invited,) = sound_facts(writes, DESK_INVITED)
    first = founding(invited)
    if first is None:
        return None
    fact = first.fact
    replaces = fact.get("replaces")
    return DeskInvitation(
        InvitationId(fact.record),
        data(fact, "secret"),
        Moment(number(fact, "expires")),
        fact.happened,
        StaffId(data(fact, "staff")),
        text(fact, "label"),
        fact.get("may_let_in") is True,
        DeviceId(replaces) if isinstance(replaces, bytes) else None,
    )
