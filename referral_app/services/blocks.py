"""Blocks of case codes: a desk that runs low is granted another, a restored one gives up its rest.

Desks that let in others grant from numbers of their own (every fourth), so that two of them never
grant the same one unknown to each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from referral_app.domain.case_code import BLOCK_SIZE, BlockRange, CodeBlock
from referral_app.domain.desks import Block
from referral_app.domain.facts import BLOCK_ASKED, BLOCK_GRANTED, BLOCK_RETURNED, Fact, content
from referral_app.domain.identifiers import DeviceId
from referral_app.domain.staff import Act
from referral_app.errors import RefusedError
from referral_app.journal.membership import Membership
from referral_app.services.desk import Desk
from referral_app.services.ports import Reader, Work

LOW: Final = 500
"""Codes left at a desk below which it is given, or asks for, another block."""
_GRANTERS: Final = 4


def ensure_codes(desk: Desk) -> bool:
    """See to it that this desk does not run out of codes; returns whether something was written.

    Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    reader = desk.store.reader
    known = reader.own_membership()
    if known is None or not _is_at_work(known, desk.device):
        return False
    if reader.codes_left(desk.device) >= LOW:
        return False
    with desk.store.begin() as work:
        may_grant = _place(known, desk.device) is not None
        if not may_grant and any(
            block.device == desk.device and _is_open(block) for block in work.blocks()
        ):
            return False
        fact = _next_block(work, desk, known)
        if fact is None:
            return False
        work.record(desk.stream, (fact,), desk.actor.id)
    return True


def grant_asked(desk: Desk) -> int:
    """Grant the blocks that other desks ask for; returns how many. Nothing where we may not.

    Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    reader = desk.store.reader
    known = reader.own_membership()
    if known is None or _place(known, desk.device) is None:
        return 0
    asked = [it for it in reader.blocks() if _is_open(it) and _is_at_work(known, it.device)]
    granted = 0
    for block in asked:
        with desk.store.begin() as work:
            fact = grant(work, desk, block.device, block.id)
            if fact is not None:
                work.record(desk.stream, (fact,), desk.actor.id)
                granted += 1
    return granted


def give_up_blocks(desk: Desk) -> int:
    """Give back the rest of every block of this desk, and take new ones; returns how many.

    For a desk restored from a backup: it cannot know which codes it gave since.
    Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    ours = [
        block
        for block in desk.store.reader.blocks()
        if block.device == desk.device and block.number is not None and not block.returned
    ]
    if ours:
        with desk.store.begin() as work:
            _give_back(work, desk, ours)
    ensure_codes(desk)
    return len(ours)


def move_into_range(desk: Desk) -> int:
    """Leave the blocks that the registry gives to others for one of our own; returns how many.

    They are given back once this desk has another, so that nobody is without codes meanwhile.
    Codes drawn from them stay valid. Raises NotPermittedError.
    """
    desk.require(Act.SYNCHRONISE)
    reader = desk.store.reader
    ours, known = _listed_range(reader, desk), reader.own_membership()
    held = [it for it in reader.blocks() if it.device == desk.device and not it.returned]
    granted = [(it, it.number) for it in held if it.number is not None]
    outside = [it for it, number in granted if ours and not ours.first <= number < ours.end]
    if not outside or known is None or not _is_at_work(known, desk.device):
        return 0
    has_other = len(outside) < len(granted)
    if not has_other and any(map(_is_open, held)):
        return 0  # asked for already
    with desk.store.begin() as work:
        if not has_other:
            fact = _next_block(work, desk, known)
            if fact is None:
                return 0
            work.record(desk.stream, (fact,), desk.actor.id)
            has_other = fact.kind == BLOCK_GRANTED.name
        if has_other:
            _give_back(work, desk, outside)
    return len(outside) if has_other else 0


def _next_block(work: Work, desk: Desk, known: Membership) -> Fact | None:
    """Return the fact that grants this desk a block, or asks for one where it may not grant."""
    if _place(known, desk.device) is not None:
        return grant(work, desk, desk.device, desk.new_id())
    asked = content(device=desk.device)
    return Fact(BLOCK_ASKED.name, desk.new_id(), desk.now(), asked)


def _give_back(work: Work, desk: Desk, blocks: Sequence[Block]) -> None:
    for block in blocks:
        told = content(device=desk.device, number=block.number)
        fact = Fact(BLOCK_RETURNED.name, block.id, desk.now(), told)
        work.record(desk.stream, (fact,), desk.actor.id)


def grant(work: Work, desk: Desk, device: DeviceId, record: bytes) -> Fact | None:
    """Return the fact that grants the next block; None when the centre has none left to give."""
    known = work.own_membership()
    place = _place(known, desk.device) if known else None
    ours = range_of(work, desk)
    if place is None or ours is None:
        return None
    given = work.invitations()
    tops = [it.first_block for it in given if ours.first <= it.first_block < ours.end]
    top = min(tops, default=ours.end)
    taken = {block.number for block in work.blocks()}
    numbers = range(ours.first + place % _GRANTERS, min(top, ours.end), _GRANTERS)
    free = [number for number in numbers if number not in taken]
    if not free:
        return None
    number = free[0]
    if work.restoration(desk.device) is not None:
        number = _far_from_lost(work, desk, free, to_itself=device == desk.device)
    granted = content(device=device, number=number)
    return Fact(BLOCK_GRANTED.name, record, desk.now(), granted)


def _far_from_lost(work: Work, desk: Desk, free: Sequence[int], *, to_itself: bool) -> int:
    """Choose a block that a restored desk has hardly granted before, and where to begin in it.

    What it granted since its backup may never have left it: the next in order would be the very
    one that is lost. Chosen among the lower half, so that centres can still be invited from above;
    begun anywhere in its first half, so that not even two restores of one backup meet.
    """
    lower = free[: (len(free) + 1) // 2]
    number = lower[int.from_bytes(desk.chance(8)) % len(lower)]
    if to_itself:
        work.begin_block(number, int.from_bytes(desk.chance(8)) % (BLOCK_SIZE // 2))
    return number


def range_of(reader: Reader, desk: Desk) -> BlockRange | None:
    """Return the blocks that our centre may use; None while they are not known here.

    Those that the commune's registry gives it win over what its inviter granted.
    """
    listed = _listed_range(reader, desk)
    if listed is not None:
        return listed
    written = {
        write.fact.get("field"): write.fact.get("value")
        for write in reader.writes_about((desk.centre,))
    }
    first, count = written.get("first_block"), written.get("blocks")
    if not isinstance(first, int) or not isinstance(count, int):
        return None
    return BlockRange(first, count)


def _listed_range(reader: Reader, desk: Desk) -> BlockRange | None:
    """Return the blocks that the commune's registry gives our centre, if it does."""
    taken_in = reader.registry()
    listed = taken_in.registry.entry(desk.centre) if taken_in else None
    return listed.codes if listed else None


def range_left(reader: Reader, desk: Desk) -> BlockRange:
    """Return what our centre has granted to no desk and to no centre yet.

    Raises RefusedError("code.no_blocks_left").
    """
    ours = range_of(reader, desk)
    if ours is None:
        raise RefusedError("code.no_blocks_left")
    within = range(ours.first, ours.end)
    numbers = [it.number for it in reader.blocks() if it.number is not None]
    desks = [CodeBlock(number) for number in numbers if number in within]
    ranges = [BlockRange(it.first_block, it.blocks) for it in reader.invitations()]
    given = [granted for granted in ranges if granted.first in within]
    return ours.remaining(desks, given)


def _is_open(block: Block) -> bool:
    return block.number is None and not block.returned


def _is_at_work(known: Membership, device: DeviceId) -> bool:
    member = known.member(device)
    return member is not None and member.active


def _place(known: Membership, device: DeviceId) -> int | None:
    """Return which of the desks that let in others this one is; None when it is none."""
    devices = [member.device for member in known.stewards]
    at_work = _is_at_work(known, device)
    return devices.index(device) if at_work and device in devices else None
