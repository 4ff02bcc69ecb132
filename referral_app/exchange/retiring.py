"""Taking a desk out of work: it is named in the membership, and a key is opened without it.

What it wrote before still arrives and counts. It can open nothing sealed from now on, so it is told
by a letter of its own, sealed to a key that it holds: the membership, and nothing else.
"""

from __future__ import annotations

from typing import Final

from referral_app.domain.facts import MEMBER_RETIRED, Fact, content
from referral_app.domain.identifiers import CentreId, DeviceId
from referral_app.errors import RefusedError
from referral_app.exchange.desk_keys import Steward, open_key
from referral_app.exchange.envelope import FULL, Kind, Letter, seal
from referral_app.exchange.keys import Identity
from referral_app.journal import codec
from referral_app.journal.membership import STEWARD
from referral_app.journal.stream import membership
from referral_app.services.ports import Epoch, ExchangeWork

_ITEM_HEAD: Final = 5
_ROOM: Final = FULL - 1024


def farewell_note(device: DeviceId) -> str:
    """Name the note that keeps the letters which tell a desk that it is retired."""
    return f"farewell/{device.hex()}"


def is_retired(work: ExchangeWork, identity: Identity) -> bool:
    """Whether this desk was taken out of work."""
    known = work.membership(identity.centre)
    here = known.member(identity.device) if known else None
    return here is not None and not here.active


def kept_letters(work: ExchangeWork, name: str) -> tuple[bytes, ...]:
    """Return the sealed letters that a note keeps."""
    kept = codec.decode(work.note(name) or b"\x80")
    items = kept if isinstance(kept, tuple) else ()
    return tuple(item for item in items if isinstance(item, bytes))


def keep_letters(work: ExchangeWork, name: str, letters: tuple[bytes, ...]) -> None:
    """Keep sealed letters in a note."""
    work.put_note(name, codec.encode(letters))


def retire(
    steward: Steward, device: DeviceId, reason: str, replaced_by: DeviceId | None = None
) -> None:
    """Take a desk out of work; the desk itself may be the one that does so.

    Raises RefusedError("desk.not_steward", "desk.unknown", "desk.last_steward").
    """
    known, here = steward.standing()
    target = known.member(device)
    if target is None or not target.active:
        raise RefusedError("desk.unknown")
    staying = tuple(member for member in known.active if member.device != device)
    if all(member.role != STEWARD for member in staying):
        raise RefusedError("desk.last_steward")
    told = content(reason=reason, replaced_by=replaced_by)
    retired = Fact(MEMBER_RETIRED.name, device, steward.now, told)
    # In one commit: nobody sees the one without the other.
    steward.record((retired, open_key(steward, known, staying)))
    former = [epoch for epoch in known.epochs if device in dict(epoch.wraps)]
    if former and device != here.device:
        key = Epoch(known.centre, former[0].number, former[0].kid, former[0].public, None)
        letters = membership_letters(steward.work, steward.identity, key)
        keep_letters(steward.work, farewell_note(device), letters)


def membership_letters(work: ExchangeWork, identity: Identity, epoch: Epoch) -> tuple[bytes, ...]:
    """Seal every membership commit of our centre to a key, in as many letters as it needs.

    `epoch.centre` is the mailbox they lie in.
    """
    stream = membership(identity.centre)
    parcels: list[list[bytes]] = []
    room = 0
    for commit in work.commits_of(stream):
        size = len(commit.raw) + _ITEM_HEAD
        if not parcels or size > room:
            parcels.append([])
            room = _ROOM
        parcels[-1].append(commit.raw)
        room -= size
    heads = tuple(sorted(work.heads(stream)))
    return tuple(
        seal(
            Letter(Kind.COMMITS, CentreId(identity.centre), heads, tuple(items)),
            epoch,
            identity.mode,
        )
        for items in parcels
    )
