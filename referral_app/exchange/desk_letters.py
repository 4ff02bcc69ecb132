"""Letters to one desk: the membership, sealed to the desk's own key and not to the centre's.

Which key the centre uses stands in the membership; a desk that lacks that key could not open what
gives it the key. So whoever opens a key, lets in a desk or retires one writes to each desk itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from referral_app.domain.identifiers import CentreId, DeviceId, Moment
from referral_app.exchange.envelope import FULL, Kind, Letter, seal
from referral_app.exchange.keys import Identity
from referral_app.exchange.mail import AGAIN
from referral_app.exchange.pace import is_old
from referral_app.exchange.vectors import StateVector
from referral_app.journal import codec
from referral_app.journal.membership import RECOVERY, Member, key_id
from referral_app.journal.stream import membership
from referral_app.services.ports import Epoch, ExchangeWork

_ITEM_HEAD: Final = 5
_ROOM: Final = FULL - 1024


def told_note(device: DeviceId) -> str:
    """Name the note that keeps the letters to a desk, until it tells that it has read them."""
    return f"told/{device.hex()}"


def welcome_note(device: DeviceId) -> str:
    """Name the note that keeps the letters which give a new desk its keys."""
    return f"welcome/{device.hex()}"


def tell_desks(work: ExchangeWork, identity: Identity, members: Iterable[Member]) -> None:
    """Keep a letter to each of these desks but our own, in the centre's mailbox.

    A recovery kit reads none: it is typed in at a desk that holds the membership.
    """
    for member in members:
        if member.device != identity.device and member.role != RECOVERY:
            letters = membership_letters(work, identity, identity.centre, member.kem_key)
            keep_letters(work, told_note(member.device), letters)


def tell_anew(
    work: ExchangeWork, identity: Identity, member: Member, incarnation: bytes, now: Moment
) -> None:
    """Keep a letter to a desk of any centre that lost what its centre's membership says.

    It was restored from before a key that the others seal to by now: what gives it the key would
    come sealed to that very key. The letter is sealed anew after a while, for a hub that let go of
    the first one says that it holds it; and it is kept for the disk that lacks something, whatever
    a copy of that disk knows.
    """
    kept = _kept_anew(work, _anew_note(member.device))
    if kept is not None and kept.incarnation == incarnation and not kept.is_old(now):
        return
    letters = membership_letters(work, identity, member.centre, member.kem_key, of=member.centre)
    _keep_anew(work, _anew_note(member.device), _Anew(incarnation, now, letters))


def tell_all_desks(work: ExchangeWork, identity: Identity, now: Moment) -> None:
    """Keep a letter with our membership to each desk but this one, of every centre: one of them
    seals to a key of ours that was destroyed, and who it is cannot be read any more.

    Its own key may be as old, so that neither could ever tell the other: a desk's key has no term.
    """
    centres = (identity.centre, *(it.id for it in work.centres() if it.active))
    rolls = [work.membership(centre) for centre in dict.fromkeys(centres)]
    for member in (member for roll in rolls if roll for member in roll.active):
        if member.device == identity.device:
            continue
        kept = _kept_anew(work, _ours_note(member.device))
        if kept is None or kept.is_old(now):
            letters = membership_letters(work, identity, member.centre, member.kem_key)
            anew = _Anew(identity.incarnation, now, letters)
            _keep_anew(work, _ours_note(member.device), anew)


def knows_us(work: ExchangeWork, vector: StateVector, now: Moment) -> None:
    """Let go of such a letter to a desk that holds our membership as we do.

    Not before it is a week old: what a copy of its disk holds is no word about the disk that sealed
    to the old key, and which of them did so cannot be known.
    """
    name = _ours_note(vector.device)
    kept = _kept_anew(work, name)
    if kept and kept.is_old(now) and set(work.heads(vector.stream)) <= set(vector.heads):
        work.put_note(name, b"")


def letters_to(work: ExchangeWork, device: DeviceId) -> tuple[bytes, ...]:
    """Return the sealed letters that lie in its centre's mailbox for a desk."""
    kept = (_kept_anew(work, name) for name in (_anew_note(device), _ours_note(device)))
    anew = (letter for one in kept if one for letter in one.letters)
    return (*kept_letters(work, told_note(device)), *anew)


@dataclass(frozen=True, slots=True)
class _Anew:
    """Letters to a desk as a process of it was found to need them."""

    incarnation: bytes
    at: int
    letters: tuple[bytes, ...]

    def is_old(self, now: Moment) -> bool:
        """Whether it is to be sealed anew, as vectors are, though nobody read it."""
        return is_old(self.at, now, AGAIN)


def _anew_note(device: DeviceId) -> str:
    return f"anew/{device.hex()}"


def _ours_note(device: DeviceId) -> str:
    return f"ours/{device.hex()}"


def _keep_anew(work: ExchangeWork, name: str, anew: _Anew) -> None:
    work.put_note(name, codec.encode((anew.incarnation, anew.at, anew.letters)))


def _kept_anew(work: ExchangeWork, name: str) -> _Anew | None:
    match codec.decode(work.note(name) or b"\xf6"):
        case (bytes(incarnation), int(at), tuple(letters)):
            return _Anew(incarnation, at, tuple(it for it in letters if isinstance(it, bytes)))
    return None


def kept_letters(work: ExchangeWork, name: str) -> tuple[bytes, ...]:
    """Return the sealed letters that a note keeps."""
    kept = codec.decode(work.note(name) or b"\x80")
    items = kept if isinstance(kept, tuple) else ()
    return tuple(item for item in items if isinstance(item, bytes))


def keep_letters(work: ExchangeWork, name: str, letters: tuple[bytes, ...]) -> None:
    """Keep sealed letters in a note."""
    work.put_note(name, codec.encode(letters))


def has_read(work: ExchangeWork, vector: StateVector, now: Moment) -> bool:
    """Let go of letters to a desk that holds its centre's membership as we do; whether it does."""
    device = vector.device
    if not set(work.heads(vector.stream)) <= set(vector.heads):
        return False
    done = [welcome_note(device), told_note(device)]
    anew = _kept_anew(work, _anew_note(device))
    if anew is not None and (anew.incarnation == vector.incarnation or anew.is_old(now)):
        done.append(_anew_note(device))
    for name in done:
        if work.note(name):
            work.put_note(name, b"")
    return True


def membership_letters(
    work: ExchangeWork,
    identity: Identity,
    mailbox: CentreId,
    kem_key: bytes,
    of: CentreId | None = None,
) -> tuple[bytes, ...]:
    """Seal every membership commit of a centre, ours by default, to a desk's key."""
    key = Epoch(mailbox, 0, key_id(kem_key), kem_key, None)
    stream = membership(of or identity.centre)
    parcels: list[list[bytes]] = []
    room = 0
    for commit in work.commits_of(stream):
        size = len(commit.raw) + _ITEM_HEAD
        if not parcels or size > room:
            parcels.append([])
            room = _ROOM
        parcels[-1].append(commit.raw)
        room -= size
    heads = tuple(sorted(work.heads(membership(identity.centre))))
    return tuple(
        seal(Letter(Kind.COMMITS, identity.centre, heads, tuple(items)), key, identity.mode)
        for items in parcels
    )
